package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// row is one claim: a benchmark against its peer.
type row struct {
	what, against string
	mine, peer    string // benchmarks, "package Name"; no peer for a figure that stands alone
	unit          string
}

// rows are the claims, in the order of the README.
var rows = []row{
	{what: "pin one version out of the 4 MB Atlas document", against: "the bare YAML parse", mine: "internal/pin Pin", peer: "internal/pin BareYAML", unit: "ns/op"},
	{what: "all four clients", against: "oapi-codegen alone", mine: "gen Files", peer: "gen BareCodegen", unit: "ns/op"},
	{what: "specdiff of two distant Atlas documents", against: "the bare YAML parse of both", mine: "internal/compare Documents/distant/specdiff", peer: "internal/compare Documents/distant/yaml", unit: "ns/op"},
	{what: "specdiff of two adjacent Atlas documents", against: "the bare YAML parse of both", mine: "internal/compare Documents/adjacent/specdiff", peer: "internal/compare Documents/adjacent/yaml", unit: "ns/op"},
	{what: "specdiff history of the six Atlas documents", against: "the bare YAML parse of the six", mine: "internal/cli History/history", peer: "internal/cli History/yaml", unit: "ns/op"},
	{what: "documents of twice the size, for each part", against: "documents of the size", mine: "internal/compare Growth/times=2", peer: "internal/compare Growth/times=1", unit: "ns/size"},
	{what: "of four times the size", against: "documents of the size", mine: "internal/compare Growth/times=4", peer: "internal/compare Growth/times=1", unit: "ns/size"},
	{what: "of eight times the size", against: "documents of the size", mine: "internal/compare Growth/times=8", peer: "internal/compare Growth/times=1", unit: "ns/size"},
	{what: "a typed call without a network, one job", against: "json.Unmarshal", mine: "generated/generatedtest JobTypedCall", peer: "generated/generatedtest JobBareUnmarshal", unit: "ns/op"},
	{what: "a typed call without a network, a page of 500", against: "json.Unmarshal", mine: "generated/generatedtest PageTypedCall", peer: "generated/generatedtest PageBareUnmarshal", unit: "ns/op"},
	{what: "a typed call over loopback, one job", against: "net/http", mine: "e2e TypedCall/job", peer: "e2e BareCall/job", unit: "ns/op"},
	{what: "the same in bytes", against: "net/http", mine: "e2e TypedCall/job", peer: "e2e BareCall/job", unit: "B/op"},
	{what: "a typed call over loopback, a page of 500", against: "net/http", mine: "e2e TypedCall/page", peer: "e2e BareCall/page", unit: "ns/op"},
	{what: "the same in bytes", against: "net/http", mine: "e2e TypedCall/page", peer: "e2e BareCall/page", unit: "B/op"},
	{what: "an API key, alone", against: "one request for a call", mine: "e2e Digest/one", unit: "requests/call"},
	{what: "an API key, many goroutines", against: "one request for a call", mine: "e2e Digest/many", unit: "requests/call"},
	{what: "DownloadFile, throughput", against: "io.Copy to a file", mine: "atlas DownloadFile/download", peer: "atlas DownloadFile/copy", unit: "MB/s"},
}

const module = "github.com/atlasrestore/atlasrestore/"

// figures are the values by benchmark and unit, one for each run.
type figures map[string]map[string][]float64

// run copies the output of the benchmarks and adds the table. It fails when
// one of them failed, and when a claim has no figure although its package ran.
func run(in io.Reader, out io.Writer) error {
	got := figures{}
	pkg, failed := "", false
	lines := bufio.NewScanner(in)
	for lines.Scan() {
		line := lines.Text()
		fmt.Fprintln(out, line)
		if name, ok := strings.CutPrefix(line, "pkg: "); ok {
			pkg = strings.TrimPrefix(name, module)
		}
		failed = failed || strings.HasPrefix(line, "FAIL") || strings.HasPrefix(line, "--- FAIL")
		got.add(pkg, line)
	}
	if err := lines.Err(); err != nil {
		return err
	}
	if failed {
		return errors.New("a benchmark failed")
	}
	if len(got) == 0 {
		return errors.New("there is no output of a benchmark")
	}
	_, err := io.WriteString(out, got.table())
	return err
}

// processors is the suffix that names GOMAXPROCS.
var processors = regexp.MustCompile(`-\d+$`)

// add reads a line such as "BenchmarkParse-8   100   123 ns/op   4 B/op".
func (f figures) add(pkg, line string) {
	fields := strings.Fields(line)
	if len(fields) < 4 || !strings.HasPrefix(fields[0], "Benchmark") {
		return
	}
	name := pkg + " " + processors.ReplaceAllString(strings.TrimPrefix(fields[0], "Benchmark"), "")
	for i := 2; i+1 < len(fields); i += 2 {
		value, err := strconv.ParseFloat(fields[i], 64)
		if err != nil {
			return
		}
		if f[name] == nil {
			f[name] = map[string][]float64{}
		}
		f[name][fields[i+1]] = append(f[name][fields[i+1]], value)
	}
}

func (f figures) median(name, unit string) (float64, bool) {
	values := slices.Clone(f[name][unit])
	if len(values) == 0 {
		return 0, false
	}
	slices.Sort(values)
	return values[len(values)/2], true
}

func (f figures) table() string {
	var b strings.Builder
	b.WriteString("\n| what | against | ratio |\n|---|---|---|\n")
	for _, r := range rows {
		fmt.Fprintf(&b, "| %s | %s | %s |\n", r.what, r.against, f.ratio(r))
	}
	return b.String()
}

// ratio words the figure of a claim; a dash when a benchmark did not run, such
// as one that wants documents that are not there.
func (f figures) ratio(r row) string {
	mine, ok := f.median(r.mine, r.unit)
	peer := 1.0
	if r.peer != "" && ok {
		peer, ok = f.median(r.peer, r.unit)
	}
	if !ok || peer == 0 {
		return "-"
	}
	return strconv.FormatFloat(mine/peer, 'f', 2, 64)
}
