package openapi_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/atlasrestore/atlasrestore/internal/doc"
	"github.com/atlasrestore/atlasrestore/internal/openapi"
)

var update = flag.Bool("update", false, "rewrite the wanted parts of testdata")

// TestProject reads testdata/project. A case is an operation and, for each
// version that a client asks for, the operation as that client gets it.
func TestProject(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/project/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			t.Parallel()
			ar, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if len(ar.Files) < 2 || ar.Files[0].Name != "operation.yaml" || len(bytes.TrimSpace(ar.Comment)) == 0 {
				t.Fatal("a case is a reason, operation.yaml and a want for each version")
			}
			op := operation(t, string(ar.Files[0].Data))
			for i, want := range ar.Files[1:] {
				got := project(t, op, version(t, want.Name))
				if diff := cmp.Diff(string(want.Data), got); diff != "" {
					t.Errorf("%s: mismatch (-want +got)\n%s", want.Name, diff)
				}
				ar.Files[i+1].Data = []byte(got)
			}
			if *update {
				if err := os.WriteFile(file, txtar.Format(ar), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// project returns what the client gets as text. On the way it checks what
// holds for every projection: the operation is neither changed nor shared, and
// projecting again changes nothing.
func project(t *testing.T, op openapi.Operation, v openapi.Version) string {
	t.Helper()
	before := op.Node.Clone()
	node, resource, dated, ok := op.Project(v)
	if diff := cmp.Diff(before, op.Node); diff != "" {
		t.Errorf("%s: the operation was changed (-before +after)\n%s", v, diff)
	}
	if !ok {
		if node != nil {
			t.Errorf("%s: a node for an operation that does not exist", v)
		}
		return "does not exist\n"
	}
	ours := map[*doc.Node]bool{}
	eachNode(op.Node, func(n *doc.Node) { ours[n] = true })
	eachNode(node, func(n *doc.Node) {
		if ours[n] {
			t.Errorf("%s: the projection shares a node at line %d", v, n.Pos.Line)
		}
	})
	again, sameResource, sameDated, _ := openapi.Operation{Node: node}.Project(v)
	if diff := cmp.Diff(node, again); diff != "" || sameResource != resource || sameDated != dated {
		t.Errorf("%s: projecting again gives %s, %v and changes (-once +twice)\n%s", v, sameResource, sameDated, diff)
	}
	served := "undated"
	if dated {
		served = resource.String()
	} else if resource != (openapi.Version{}) {
		t.Errorf("%s: an undated operation is served by %s", v, resource)
	}
	return fmt.Sprintf("# served by: %s\n%s", served, doc.YAML(node))
}

func eachNode(n *doc.Node, visit func(*doc.Node)) {
	visit(n)
	for _, m := range n.Members {
		eachNode(m.Value, visit)
	}
	for _, item := range n.Items {
		eachNode(item, visit)
	}
}

func TestProjectionKeepsPositions(t *testing.T) {
	t.Parallel()
	op := operation(t, `operationId: x
responses:
  '200':
    content:
      application/vnd.atlas.2023-01-01+json:
        schema: {type: string}
`)
	node, _, _, _ := op.Project(version(t, "2023-01-01"))
	schema := node.Lookup("responses", "200", "content", "application/vnd.atlas.2023-01-01+json", "schema")
	if schema == nil {
		t.Fatal("the schema is gone")
	}
	for name, got := range map[string]doc.Pos{
		"operation": node.Pos, "responses": node.Get("responses").Pos, "schema": schema.Pos,
	} {
		want := map[string]doc.Pos{
			"operation": {Line: 1, Col: 1}, "responses": {Line: 3, Col: 3}, "schema": {Line: 6, Col: 17},
		}[name]
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: mismatch (-want +got)\n%s", name, diff)
		}
	}
}
