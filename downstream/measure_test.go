package downstream_test

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// A cost is what a program costs its module.
type cost struct {
	requirements, packages int           // of other modules, in go.mod and in the build
	vendored               int64         // bytes of the vendor folder
	compile, cpu           time.Duration // of those packages, the standard library being compiled
	memory                 int64         // bytes of the largest process of the compilation
	binary                 int64         // bytes as "go build" makes it
	stripped               int64         // and without symbols: -ldflags="-s -w"
}

// warm returns a build cache that holds the packages of the standard library
// that the programs need and nothing else.
func warm(t *testing.T, programs []*program) string {
	t.Helper()
	standard := map[string]bool{}
	for _, p := range programs {
		for _, path := range p.user.packages(t, true) {
			standard[path] = true
		}
	}
	cache := t.TempDir()
	args := append([]string{"build"}, slices.Sorted(maps.Keys(standard))...)
	if got := programs[0].user.try(t, []string{"GOCACHE=" + cache}, "go", args...); got.code != 0 {
		t.Fatalf("compile the standard library: %s", got.stderr)
	}
	return cache
}

// measure fills in what does not depend on the load of the machine.
func (p *program) measure(t *testing.T) {
	t.Helper()
	p.cost.requirements = len(p.user.requirements(t))
	p.cost.packages = len(p.user.packages(t, false))
	p.cost.binary = p.size(t)
	p.cost.stripped = p.size(t, "-ldflags=-s -w")
}

// size builds the program and returns the size of the binary.
func (p *program) size(t *testing.T, flags ...string) int64 {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "nightly")
	p.user.run(t, "go", append(append([]string{"build"}, flags...), "-o", binary, ".")...)
	info, err := os.Stat(binary)
	if err != nil {
		t.Fatal(err)
	}
	return info.Size()
}

// compile compiles what the program imports, several times, each with a copy
// of a warm cache, and notes the median.
func (p *program) compile(t *testing.T, cache string, times int) {
	t.Helper()
	var walls, cpus []time.Duration
	var sizes []int64
	args := append([]string{"build"}, p.user.packages(t, false)...)
	for range times {
		dir := t.TempDir()
		if err := os.CopyFS(dir, os.DirFS(cache)); err != nil {
			t.Fatal(err)
		}
		cmd := p.user.command(t.Context(), []string{"GOCACHE=" + dir}, "go", args...)
		begin := time.Now()
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("compile: %v\n%s", err, out)
		}
		walls = append(walls, time.Since(begin))
		cpus = append(cpus, cmd.ProcessState.UserTime()+cmd.ProcessState.SystemTime())
		sizes = append(sizes, largest(cmd.ProcessState))
		if err := os.RemoveAll(dir); err != nil {
			t.Fatal(err)
		}
	}
	p.cost.compile, p.cost.cpu, p.cost.memory = median(walls), median(cpus), median(sizes)
}

func median[T time.Duration | int64](values []T) T {
	slices.Sort(values)
	return values[len(values)/2]
}
