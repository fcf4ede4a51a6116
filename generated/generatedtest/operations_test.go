package generatedtest_test

import (
	"strings"
	"testing"

	"github.com/atlasrestore/atlasrestore/atlas"
	"github.com/google/go-cmp/cmp"
)

// TestOperations compares the operation tables with the pinned documents.
func TestOperations(t *testing.T) {
	t.Parallel()
	count := map[string]int{"v1.0": 13, "2023-10-01": 10, "2024-11-13": 13, "2025-03-12": 18}
	for _, tg := range targets() {
		t.Run(tg.name, func(t *testing.T) {
			t.Parallel()
			var want []atlas.Operation
			for _, op := range operationsOf(t, tg.version) {
				want = append(want, atlas.Operation{
					Name:            op.goName(),
					ID:              text(op.raw, "operationId"),
					Family:          op.family(),
					Method:          op.method,
					Path:            op.path,
					ResourceVersion: op.resourceVersion(),
					RequestType:     op.requestType,
					ResponseType:    op.accept(),
					NoContent:       op.status == "204",
					Deprecated:      op.raw["deprecated"] == true,
					Sunset:          op.sunset,
					Roles:           list(op.raw, "x-rolesRequirements"),
				})
			}
			if len(want) != count[tg.version] {
				t.Errorf("the pinned document has %d operations, want %d", len(want), count[tg.version])
			}
			if diff := cmp.Diff(want, tg.ops); diff != "" {
				t.Errorf("mismatch (-want +got):\n%s", diff)
			}
		})
	}
}

// TestOperationsIsACopy checks that a caller cannot spoil the table of others.
func TestOperationsIsACopy(t *testing.T) {
	t.Parallel()
	for i := range targets() {
		first, second := targets()[i].ops, targets()[i].ops
		first[0].Name = "spoiled"
		if second[0].Name == "spoiled" {
			t.Errorf("%s: Operations returns a shared slice", targets()[i].name)
		}
	}
}

// TestMethods checks that there is one method for each operation, an iterator for each list, a Wait for each kind of
// job, one for the batches of legacy jobs, a Download for each kind that delivers files, and none besides those and Raw.
func TestMethods(t *testing.T) {
	t.Parallel()
	for _, tg := range targets() {
		t.Run(tg.name, func(t *testing.T) {
			t.Parallel()
			client := must(tg.make())(t)
			for _, op := range tg.ops {
				methodOf(t, client, op.Name)
				methodOf(t, methodOf(t, client, "Raw").Call(nil)[0].Interface(), op.Name)
			}
			want := len(tg.ops) + 1
			for _, op := range tg.ops {
				var more []string
				if list, ok := strings.CutPrefix(op.Name, "List"); ok {
					more = append(more, "All"+list)
				}
				if job, ok := strings.CutPrefix(op.Name, "Get"); ok && strings.HasSuffix(job, "RestoreJob") {
					more = append(more, "Wait"+job)
				}
				if job, ok := strings.CutPrefix(op.Name, "Get"); ok && strings.HasSuffix(job, "RestoreJob") && op.Family != "collection" {
					more = append(more, "Download"+job)
				}
				if op.Name == "GetLegacyRestoreJob" {
					more = append(more, "WaitLegacyRestoreBatch")
				}
				for _, name := range more {
					methodOf(t, client, name)
					want++
				}
			}
			if got := methodCount(client); got != want {
				t.Errorf("Client has %d methods, want %d", got, want)
			}
		})
	}
}

// TestEveryOperationIsSent calls each method and checks what arrives.
func TestEveryOperationIsSent(t *testing.T) {
	t.Parallel()
	eachOperation(t, anything, func(t *testing.T, tg target, op docOperation) {
		s := newServer(t)
		client := s.client(t, tg)
		s.reply(200, []byte("{}"), "Content-Type", op.contentType())
		if _, err := call(t.Context(), t, client, op.goName(), op.arguments(), zero); err != nil {
			t.Fatal(err)
		}
		got := s.last(t)
		if got.method != op.method || got.uri != op.filledPath() {
			t.Errorf("got %s %s, want %s %s without a query", got.method, got.uri, op.method, op.filledPath())
		}
		if want := op.accept(); got.header.Get("Accept") != want {
			t.Errorf("Accept is %q, want %q", got.header.Get("Accept"), want)
		}
		checkUserAgent(t, got)
		if got.header.Get("Content-Type") != op.requestType {
			t.Errorf("Content-Type is %q, want %q", got.header.Get("Content-Type"), op.requestType)
		}
	})
}

// TestVersionOption asks for a date in every dated operation. An API without dates refuses the option.
func TestVersionOption(t *testing.T) {
	t.Parallel()
	const date = "2025-03-12"
	const media = "application/vnd.atlas." + date + "+json"
	dated := func(op docOperation) bool { return op.resourceVersion() != "" }
	eachOperation(t, dated, func(t *testing.T, tg target, op docOperation) {
		s := newServer(t)
		client := s.client(t, tg, atlas.WithVersion(date))
		s.reply(200, []byte("{}"), "Content-Type", media)
		var info atlas.ResponseInfo
		ctx := atlas.WithResponseInfo(t.Context(), &info)
		if _, err := call(ctx, t, client, op.goName(), op.arguments(), zero); err != nil {
			t.Fatal(err)
		}
		got := s.last(t).header
		if got.Get("Accept") != media {
			t.Errorf("Accept is %q, want %q", got.Get("Accept"), media)
		}
		if op.request != nil && got.Get("Content-Type") != media {
			t.Errorf("Content-Type is %q, want %q", got.Get("Content-Type"), media)
		}
		if info.VersionServed != date {
			t.Errorf("VersionServed is %q, want %q", info.VersionServed, date)
		}
	})
	t.Run("v1.0", func(t *testing.T) {
		t.Parallel()
		if _, err := targets()[0].make(atlas.WithVersion(date)); err == nil {
			t.Error("the v1.0 API took a version, want an error")
		}
	})
}
