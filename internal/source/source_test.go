package source_test

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"github.com/atlasrestore/atlasrestore/internal/source"
	"github.com/atlasrestore/atlasrestore/spec"
)

// wantError checks that err is one line that holds each of the parts.
func wantError(t *testing.T, err error, parts ...string) {
	t.Helper()
	if err == nil {
		t.Fatal("no error")
	}
	if strings.ContainsAny(err.Error(), "\r\n") {
		t.Errorf("the error is not one line: %q", err)
	}
	for _, part := range parts {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("got %q, want it to hold %q", err, part)
		}
	}
}

func TestStdin(t *testing.T) {
	t.Parallel()
	got, err := source.Read(t.Context(), "-", source.Options{Stdin: strings.NewReader("a: 1\n")})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(source.Document{Name: "<stdin>", Data: []byte("a: 1\n")}, got); diff != "" {
		t.Errorf("mismatch (-want +got)\n%s", diff)
	}
}

func TestStdinErrors(t *testing.T) {
	t.Parallel()
	_, err := source.Read(t.Context(), "-", source.Options{})
	wantError(t, err, `read document "-": `, "no standard input")
	_, err = source.Read(t.Context(), "-", source.Options{Stdin: strings.NewReader("12345678"), MaxBytes: 7})
	wantError(t, err, `read document "-": `, "larger than")
	broken := errors.New("broken pipe")
	_, err = source.Read(t.Context(), "-", source.Options{Stdin: iotest.ErrReader(broken)})
	wantError(t, err, `read document "-": `)
	if !errors.Is(err, broken) {
		t.Errorf("the cause of %q is not %q", err, broken)
	}
}

// Whoever types a document can still interrupt.
func TestStdinIsInterrupted(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	in, out := io.Pipe() // nothing ever comes
	defer out.Close()
	cancel()
	if _, err := source.Read(ctx, "-", source.Options{Stdin: in}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
}

func TestPin(t *testing.T) {
	t.Parallel()
	for _, version := range []string{"v1.0", "2023-10-01", "2025-03-12"} {
		want, err := spec.Document(version)
		if err != nil {
			t.Fatal(err)
		}
		got, err := source.Read(t.Context(), "pin:"+version, source.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(source.Document{Name: "pin:" + version, Data: want}, got); diff != "" {
			t.Errorf("mismatch (-want +got)\n%s", diff)
		}
	}
}

func TestPinErrors(t *testing.T) {
	t.Parallel()
	for _, version := range []string{"", "2024-05-30", "pins", "lock", "pins.yaml", "../spec/v1.0", "2025-03-12.yaml"} {
		_, err := source.Read(t.Context(), "pin:"+version, source.Options{})
		wantError(t, err, `"pin:`+version+`"`, "v1.0", "2023-10-01", "2024-11-13", "2025-03-12")
	}
}

func TestFile(t *testing.T) {
	t.Parallel()
	for name, date := range map[string]string{
		"v2-2026-08-21.yaml":            "2026-08-21",
		"2026-08-21":                    "2026-08-21",
		"openapi.yaml":                  "",
		"2026-08.yaml":                  "",
		"from-2025-01-02-to-2026-03-04": "2025-01-02",
		"git:HEAD:x":                    "", // behind a folder it is a file
	} {
		// The day stands in the name of the file, not in that of its folder.
		dir := filepath.Join(t.TempDir(), "2020-01-01")
		if err := os.Mkdir(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte("a: 1\n"), 0o644); err != nil {
			t.Fatal(err)
		}
		got, err := source.Read(t.Context(), path, source.Options{})
		if err != nil {
			t.Fatal(err)
		}
		want := source.Document{Name: path, Data: []byte("a: 1\n"), Date: date}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("mismatch (-want +got)\n%s", diff)
		}
	}
}

func TestFileErrors(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	missing := filepath.Join(dir, "missing.yaml")
	_, err := source.Read(t.Context(), missing, source.Options{})
	wantError(t, err, missing)
	if !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the cause of %q is not %q", err, fs.ErrNotExist)
	}
	_, err = source.Read(t.Context(), dir, source.Options{})
	wantError(t, err, dir)
	_, err = source.Read(t.Context(), "", source.Options{})
	wantError(t, err, "read document")
}

func TestFileSize(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "x.yaml")
	if err := os.WriteFile(path, []byte("12345678"), 0o644); err != nil {
		t.Fatal(err)
	}
	for limit, ok := range map[int64]bool{7: false, 8: true, 9: true} {
		got, err := source.Read(t.Context(), path, source.Options{MaxBytes: limit})
		if ok != (err == nil) {
			t.Errorf("limit %d: %q, %v", limit, got.Data, err)
		}
		if !ok {
			wantError(t, err, path, "larger than")
		}
	}
}

// The message about the size tells the limit that was applied.
func TestSizeMessageTellsTheLimit(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "x.yaml")
	if err := os.WriteFile(path, []byte("12345678"), 0o644); err != nil {
		t.Fatal(err)
	}
	_, err := source.Read(t.Context(), path, source.Options{MaxBytes: 7})
	wantError(t, err, "larger than")
	if strings.Contains(err.Error(), "larger than 0 ") {
		t.Errorf("a limit of 7 bytes is told as: %v", err)
	}
}
