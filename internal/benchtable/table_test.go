package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestRun(t *testing.T) {
	t.Parallel()
	const in = `goos: linux
pkg: github.com/atlasrestore/atlasrestore/gen
BenchmarkFiles-8        	       3	 300 ns/op	  10 B/op
BenchmarkFiles-8        	       3	 900 ns/op	  10 B/op
BenchmarkFiles-8        	       3	 600 ns/op	  10 B/op
BenchmarkBareCodegen-8  	       3	 400 ns/op
PASS
pkg: github.com/atlasrestore/atlasrestore/e2e
BenchmarkDigest/one-8   	     100	 5 ns/op	 1.004 requests/call
BenchmarkTypedCall/job
BenchmarkTypedCall/job-8  	 100	 12 ns/op	 26 B/op	 3 allocs/op
BenchmarkBareCall/job-8   	 100	 10 ns/op	 20 B/op	 3 allocs/op
PASS
`
	var out bytes.Buffer
	if err := run(strings.NewReader(in), &out); err != nil {
		t.Fatal(err)
	}
	table, ok := strings.CutPrefix(out.String(), in)
	if !ok {
		t.Fatalf("the output of the benchmarks is not copied:\n%s", out.String())
	}
	var got []string
	for line := range strings.Lines(table) {
		if cells := strings.Split(strings.TrimSpace(line), " | "); len(cells) == 3 && !strings.HasSuffix(line, "| - |\n") {
			got = append(got, cells[0]+": "+cells[2])
		}
	}
	want := []string{
		"| what: ratio |", "| all four clients: 1.50 |", // the median of three
		"| a typed call over loopback, one job: 1.20 |", "| the same in bytes: 1.30 |", "| an API key, alone: 1.00 |",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("mismatch (-want +got):\n%s", diff)
	}
}

func TestRunFails(t *testing.T) {
	t.Parallel()
	for name, in := range map[string]string{
		"nothing": "", "no_benchmark": "PASS\n", "failed": "BenchmarkX-8 1 2 ns/op\n--- FAIL: BenchmarkX\n", "failed_package": "BenchmarkX-8 1 2 ns/op\nFAIL\tx 0.1s\n",
	} {
		if err := run(strings.NewReader(in), &bytes.Buffer{}); err == nil {
			t.Errorf("%s: want an error", name)
		}
	}
}

// A claim names benchmarks that there are.
func TestClaimsNameBenchmarks(t *testing.T) {
	t.Parallel()
	for _, r := range rows {
		for _, name := range []string{r.mine, r.peer} {
			if name == "" {
				continue
			}
			folder, benchmark, _ := strings.Cut(name, " ")
			benchmark, _, _ = strings.Cut(benchmark, "/")
			files, err := filepath.Glob(filepath.Join("../..", folder, "*_test.go"))
			if err != nil {
				t.Fatal(err)
			}
			found := false
			for _, file := range files {
				text, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				found = found || bytes.Contains(text, []byte("func Benchmark"+benchmark+"(b *testing.B)"))
			}
			if !found {
				t.Errorf("%s: there is no benchmark %s", r.what, name)
			}
		}
	}
}
