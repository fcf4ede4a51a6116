// Package layout_test keeps the packages of this module apart: it fails on an
// import that the table of ARCHITECTURE.md forbids, and says why.
package layout_test

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/atlasrestore/atlasrestore"

// rule says what a package may import beside the standard library. A path
// that ends in "/..." covers everything below it.
type rule struct {
	ours  []string // packages of this module, without its path
	third []string
	why   string // printed with a forbidden import
}

// The packages by their path below the module, the more precise one first.
var rules = []struct {
	path string
	rule
}{
	{"internal/doc", rule{third: []string{"go.yaml.in/yaml/v4", "go.yaml.in/yaml/v4/..."}, why: "doc is the bottom of the tree: everything may rely on it"}},
	{"internal/openapi", rule{ours: []string{"internal/doc"}, why: "openapi reads documents and knows nothing of what is done with them"}},
	{"internal/finding", rule{why: "a finding is data: it can be made, kept and shown anywhere"}},
	{"internal/schema/pattern", rule{why: "a string language knows nothing of schemas"}},
	{"internal/schema", rule{ours: []string{"internal/doc", "internal/openapi", "internal/schema/pattern"}, third: []string{"github.com/getkin/kin-openapi/openapi3", "github.com/santhosh-tekuri/jsonschema/v6", "github.com/santhosh-tekuri/jsonschema/v6/..."}, why: "schema decides about sets of values; what that means for users is decided in compare"}},
	{"internal/compare", rule{ours: []string{"internal/openapi", "internal/schema", "internal/doc", "internal/finding"}, why: "compare makes findings; it neither fetches documents nor shows results"}},
	{"internal/example", rule{ours: []string{"internal/openapi", "internal/schema", "internal/doc", "internal/finding"}, why: "example shows what compare has found and finds nothing itself"}},
	{"internal/report", rule{ours: []string{"internal/finding"}, third: []string{"github.com/aymanbagabas/go-udiff/lcs"}, why: "a report shows what was found and cannot compute"}},
	{"internal/browsertest", rule{why: "browsertest holds tests alone"}},
	{"internal/source", rule{ours: []string{"internal/doc", "spec"}, why: "source reads bytes; it decides nothing"}},
	{"internal/pin", rule{ours: []string{"internal/doc", "internal/openapi"}, why: "pin is given bytes, so that it works on the pins of any repository"}},
	{"internal/overlay", rule{ours: []string{"internal/doc"}, third: []string{"github.com/speakeasy-api/openapi/overlay", "github.com/speakeasy-api/jsonpath/...", "github.com/rogpeppe/go-internal/diff", "gopkg.in/yaml.v3"}, why: "overlay changes documents and does not know what they mean"}},
	{"internal/codegen", rule{third: []string{"github.com/oapi-codegen/oapi-codegen/v2/pkg/codegen", "github.com/getkin/kin-openapi/openapi3", "go.yaml.in/yaml/v4"}, why: "codegen drives oapi-codegen and knows neither our documents nor Atlas"}},
	{"internal/goapi", rule{ours: []string{"internal/finding"}, third: []string{"golang.org/x/exp/apidiff", "golang.org/x/tools/go/ast/astutil"}, why: "goapi compares Go source, whoever wrote it"}},
	{"internal/impact", rule{ours: []string{"internal/doc", "internal/openapi", "internal/finding", "internal/goapi"}, why: "impact is given findings and packages; it neither compares documents nor generates"}},
	{"internal/cli", rule{ours: []string{"internal/...", "gen", "spec", "overlays"}, third: []string{"github.com/spf13/cobra", "github.com/schollz/progressbar/v3", "golang.org/x/term"}, why: "the commands generate clients and do not use them"}},
	{"internal/benchtable", rule{why: "benchtable reads text"}},
	{"internal/manual", rule{ours: []string{"internal/cli"}, third: []string{"github.com/spf13/cobra", "github.com/spf13/cobra/doc", "github.com/spf13/pflag"}, why: "the manual says what the commands and rules say, and no more"}},
	{"internal/doctest", rule{third: []string{"github.com/google/go-cmp/cmp"}, why: "doctest runs the commands of any page and knows none of them"}},
	{"internal/ci", rule{why: "ci holds tests alone"}},
	{"internal/pages", rule{why: "pages holds tests alone"}},
	{"internal/covercheck", rule{third: []string{"golang.org/x/tools/cover"}, why: "covercheck reads a profile"}},
	{"internal/layout", rule{why: "layout holds tests alone"}},
	{"internal/apitext", rule{why: "apitext holds tests alone"}},
	{"internal/licenses", rule{why: "licenses holds tests alone"}},
	{"spec", rule{why: "spec is data: it can be embedded anywhere"}},
	{"overlays", rule{why: "overlays is data: it can be embedded anywhere"}},
	{"gen", rule{ours: []string{"spec", "overlays", "internal/pin", "internal/overlay", "internal/codegen", "internal/doc", "internal/openapi"}, why: "gen makes clients; it neither compares documents nor uses what it makes"}},
	{"generated/...", rule{ours: []string{"atlas"}, third: []string{"github.com/oapi-codegen/runtime", "github.com/oapi-codegen/runtime/types"}, why: "whoever vendors a client must not get the generator with it"}},
	{"atlas/auth", rule{ours: []string{"atlas"}, third: []string{"golang.org/x/oauth2", "golang.org/x/oauth2/clientcredentials", "github.com/icholy/digest", "github.com/gofrs/flock"}, why: "the runtime is under the generated code, not above it"}},
	{"atlas", rule{third: []string{"github.com/cenkalti/backoff/v5"}, why: "the runtime is under the generated code, not above it"}},
	{"atlastest", rule{ours: []string{"spec"}, third: []string{"github.com/getkin/kin-openapi/...", "go.yaml.in/yaml/v4"}, why: "the mock must not share the faults of the client"}},
	{"e2e", rule{ours: []string{"atlas", "atlas/auth", "atlastest", "generated/..."}, why: "e2e uses what a user has"}},
	{"downstream", rule{ours: []string{"atlas", "generated/..."}, third: []string{"golang.org/x/mod/...", "golang.org/x/tools/txtar"}, why: "downstream uses the module from outside"}},
	{"examples/...", rule{ours: []string{"atlas", "atlas/auth", "atlastest", "generated/..."}, third: []string{"github.com/schollz/progressbar/v3"}, why: "an example is what a user writes"}},
	{"cmd/atlasmock", rule{ours: []string{"atlastest"}, third: []string{"github.com/spf13/cobra"}, why: "the mock knows nothing of clients"}},
	{"cmd/...", rule{ours: []string{"internal/cli"}, why: "a command is one call of internal/cli"}},
}

type pkg struct {
	ImportPath string
	Imports    []string
	Standard   bool
}

func list(t *testing.T, args ...string) []pkg {
	t.Helper()
	cmd := exec.Command("go", append([]string{"list", "-json=ImportPath,Imports,Standard"}, args...)...)
	cmd.Dir = "../.."
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, stderr.String())
	}
	var pkgs []pkg
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p pkg
		if err := dec.Decode(&p); err == io.EOF {
			return pkgs
		} else if err != nil {
			t.Fatal(err)
		}
		pkgs = append(pkgs, p)
	}
}

func TestImportsFollowTheTable(t *testing.T) {
	t.Parallel()
	standard := map[string]bool{}
	for _, p := range list(t, "std") {
		standard[p.ImportPath] = true
	}
	for _, p := range list(t, "./...") {
		name := strings.TrimPrefix(strings.TrimPrefix(p.ImportPath, module), "/")
		r, ok := ruleFor(name)
		if !ok {
			t.Errorf("package %q has no rule: add it to the table here and in ARCHITECTURE.md", name)
			continue
		}
		for _, imp := range p.Imports {
			if standard[imp] || imp == "C" || imp == "unsafe" || r.allows(imp) {
				continue
			}
			t.Errorf("%s imports %s, which is forbidden: %s", name, imp, r.why)
		}
	}
}

func ruleFor(name string) (rule, bool) {
	for _, r := range rules {
		if covers(r.path, name) {
			return r.rule, true
		}
	}
	return rule{}, false
}

func (r rule) allows(imp string) bool {
	if ours, ok := strings.CutPrefix(imp, module+"/"); ok {
		return slices.ContainsFunc(r.ours, func(p string) bool { return covers(p, ours) })
	}
	return slices.ContainsFunc(r.third, func(p string) bool { return covers(p, imp) })
}

func covers(pattern, path string) bool {
	if prefix, ok := strings.CutSuffix(pattern, "/..."); ok {
		return strings.HasPrefix(path, prefix+"/")
	}
	return pattern == path
}

// What a service gets that vendors a generated client.
func TestClientsStaySmall(t *testing.T) {
	t.Parallel()
	allowed := []string{
		module + "/generated/...", module + "/atlas", "github.com/oapi-codegen/runtime", "github.com/oapi-codegen/runtime/...",
		"github.com/google/uuid", "github.com/apapsch/go-jsonmerge/v2", // both of the oapi-codegen runtime
		"github.com/cenkalti/backoff/v5", // the growth of waits; it has no dependencies
	}
	for _, p := range list(t, "-deps", "./generated/...") {
		if !p.Standard && !slices.ContainsFunc(allowed, func(a string) bool { return covers(a, p.ImportPath) }) {
			t.Errorf("the generated clients depend on %s", p.ImportPath)
		}
	}
}

// The table of ARCHITECTURE.md has a row for each package, or for the folder of it.
func TestArchitectureNamesEveryPackage(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../ARCHITECTURE.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range list(t, "./...") {
		name := strings.TrimPrefix(strings.TrimPrefix(p.ImportPath, module), "/")
		folder, _, _ := strings.Cut(name, "/")
		if !bytes.Contains(text, []byte("`"+name+"`")) && !bytes.Contains(text, []byte("`"+folder+"/*`")) && name != "internal/layout" {
			t.Errorf("ARCHITECTURE.md has no row for %s", name)
		}
	}
}
