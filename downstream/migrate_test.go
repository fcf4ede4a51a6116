package downstream_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

const sdkPath = "go.mongodb.org/atlas-sdk/v20250312020"

// testMigrate runs both programs of the page, and holds its table against the
// source of the SDK. The one of the SDK is nil where that cannot be had.
func (b *bed) testMigrate(t *testing.T, env []string) (after, before *program) {
	sourceBefore, sourceAfter := migratePrograms(t)
	want := "download " + arguments[2] + "\n"

	u := b.module(t)
	u.write(t, "main.go", []byte(sourceAfter))
	u.fetch(t, "get", ".")
	u.fetch(t, "mod", "tidy")
	after = &program{name: "the same with credentials", user: u, env: env, want: want}
	after.run(t, nil)

	u = b.module(t, "sdk.txtar")
	u.write(t, "main.go", []byte(sourceBefore))
	if err := u.tryFetch(t, "list", "-deps", "."); err != nil {
		t.Logf("the official SDK cannot be had, nothing is compared with it: %v", err)
		return after, nil
	}
	before = &program{name: "the official SDK", user: u, env: env, want: want}
	before.run(t, nil)
	compareMethods(t, filepath.Join(strings.TrimSpace(u.run(t, "go", "list", "-m", "-f", "{{.Dir}}", sdkPath)), "admin"))
	return after, before
}

// compareMethods wants each row of the table to be of the same method and path
// in the SDK and here, and each restore method of the SDK to have a row.
func compareMethods(t *testing.T, dir string) {
	t.Helper()
	theirs := sdkOperations(t, dir)
	operations := operationsByName()
	rowOf := map[string]bool{}
	for _, r := range migrateRows(t) {
		rowOf[r.theirs] = true
		op := operations[r.ours]
		if got := theirs[r.theirs]; r.theirs != "" && got != op.Method+" "+op.Path {
			t.Errorf("%s is %q, %s is %s %s", r.theirs, got, r.ours, op.Method, op.Path)
		}
		for name, operation := range theirs {
			if r.theirs == "" && operation == op.Method+" "+op.Path {
				t.Errorf("%s is %s", r.ours, name)
			}
		}
	}
	for name := range theirs {
		if strings.HasSuffix(strings.TrimSuffix(name, "s"), "RestoreJob") && !rowOf[name] {
			t.Errorf("the table does not have %s", name)
		}
	}
}

// sdkOperations reads from the source of the SDK what each method calls:
// "CloudBackupsApi.GetBackupRestoreJob" to "GET /api/atlas/v2/...".
func sdkOperations(t *testing.T, dir string) map[string]string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "api_*.go"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no source of the SDK in %s: %v", dir, err)
	}
	operations := map[string]string{}
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, decl := range file.Decls {
			f, ok := decl.(*ast.FuncDecl)
			if !ok || f.Recv == nil {
				continue
			}
			method, ok := strings.CutSuffix(f.Name.Name, "Execute")
			service, pointer := f.Recv.List[0].Type.(*ast.StarExpr)
			if !ok || !pointer {
				continue
			}
			api := strings.TrimSuffix(fmt.Sprint(service.X), "Service")
			operations[api+"."+method] = calledBy(f)
		}
	}
	return operations
}

// calledBy finds in the body of a method the constant of net/http and the path.
func calledBy(f *ast.FuncDecl) string {
	var verb, path string
	ast.Inspect(f.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			if name, ok := strings.CutPrefix(n.Sel.Name, "Method"); ok && verb == "" {
				verb = strings.ToUpper(name)
			}
		case *ast.BasicLit:
			if text, err := strconv.Unquote(n.Value); err == nil && path == "" && strings.HasPrefix(text, "/api/") {
				path = text
			}
		}
		return true
	})
	return verb + " " + path
}
