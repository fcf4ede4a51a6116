package ci_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"go/version"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// instruction is one of a Dockerfile: its word and the rest of the line.
type instruction struct{ word, rest string }

func dockerfile(t *testing.T) []instruction {
	t.Helper()
	text := strings.ReplaceAll(read(t, filepath.Join(top(t), "Dockerfile")), "\\\n", "")
	var all []instruction
	for line := range strings.Lines(text) {
		if word, rest, ok := strings.Cut(strings.TrimSpace(line), " "); ok && !strings.HasPrefix(word, "#") {
			all = append(all, instruction{word, rest})
		}
	}
	return all
}

// only returns what follows a word that stands n times.
func only(t *testing.T, all []instruction, word string, n int) []string {
	t.Helper()
	var out []string
	for _, in := range all {
		if in.word == word {
			out = append(out, in.rest)
		}
	}
	if len(out) != n {
		t.Fatalf("the Dockerfile has %s %q, want %d of them", word, out, n)
	}
	return out
}

func TestImageStages(t *testing.T) {
	t.Parallel()
	all := dockerfile(t)
	known := []string{"FROM", "WORKDIR", "COPY", "RUN", "ARG", "ENTRYPOINT"}
	for _, in := range all {
		if !slices.Contains(known, in.word) {
			t.Errorf("unknown instruction %s", in.word)
		}
	}
	from := only(t, all, "FROM", 2)
	base := regexp.MustCompile(`golang:([0-9.]+) AS build$`).FindStringSubmatch(from[0])
	wanted := regexp.MustCompile(`(?m)^go ([0-9.]+)$`).FindStringSubmatch(read(t, filepath.Join(top(t), "go.mod")))
	if base == nil || version.Compare("go"+base[1], "go"+wanted[1]) < 0 {
		t.Errorf("the stage that builds is FROM %s, want a version of Go from %s on", from[0], wanted[1])
	}
	if !regexp.MustCompile(`/distroless/static-debian[0-9]+:nonroot$`).MatchString(from[1]) {
		t.Errorf("the last stage is FROM %s, want distroless static without root", from[1])
	}
}

// The build line is run with a go that only tells how it was called: it builds
// all commands, statically, to where the last stage takes them from.
func TestImageBuilds(t *testing.T) {
	t.Parallel()
	needs(t, "bash", "go")
	all, dir := dockerfile(t), t.TempDir()
	write(t, filepath.Join(dir, "go"), "#!/bin/sh\nprintf '%s\\n' \"CGO_ENABLED=$CGO_ENABLED\" \"GOOS=$GOOS\" \"GOARCH=$GOARCH\" \"$@\"\n")
	if err := os.Chmod(filepath.Join(dir, "go"), 0o755); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("bash", "-euc", only(t, all, "RUN", 2)[1])
	cmd.Env = append(os.Environ(), "PATH="+dir+":"+os.Getenv("PATH"), "TARGETOS=linux", "TARGETARCH=arm64", "CGO_ENABLED=1")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	commands, err := filepath.Glob(filepath.Join(top(t), "cmd", "*"))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"CGO_ENABLED=0", "GOOS=linux", "GOARCH=arm64", "build", "-trimpath", "-ldflags=-s -w", "-o", "/out/"}
	for _, c := range commands {
		want = append(want, "./cmd/"+filepath.Base(c))
	}
	if diff := cmp.Diff(want, strings.Split(strings.TrimSpace(string(out)), "\n")); diff != "" {
		t.Errorf("the build, mismatch (-want +got):\n%s", diff)
	}
	copies := only(t, all, "COPY", 3)
	if copies[2] != "--from=build /out/ /usr/local/bin/" {
		t.Errorf("the last stage takes %s", copies[2])
	}
	if entry := only(t, all, "ENTRYPOINT", 1)[0]; entry != `["specdiff"]` {
		t.Errorf("the image runs %s", entry)
	}
}

// Nothing that the commands are built from is kept out of the image.
func TestImageGetsTheSource(t *testing.T) {
	t.Parallel()
	var ignored []string
	for line := range strings.Lines(read(t, filepath.Join(top(t), ".dockerignore"))) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			ignored = append(ignored, line)
		}
	}
	cmd := exec.Command("go", "list", "-deps", "-json=Dir,GoFiles,EmbedFiles,Standard,Module", "./cmd/...")
	cmd.Dir = top(t)
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p struct {
			Dir                 string
			GoFiles, EmbedFiles []string
			Module              *struct{ Main bool }
		}
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		if p.Module == nil || !p.Module.Main {
			continue
		}
		dir, err := filepath.Rel(top(t), p.Dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range append(p.GoFiles, p.EmbedFiles...) {
			name := path.Join(filepath.ToSlash(dir), file)
			for _, pattern := range ignored {
				if matched, _ := path.Match(pattern, name); matched || strings.HasPrefix(name, pattern+"/") {
					t.Errorf("%s is kept out of the image by %s", name, pattern)
				}
			}
		}
	}
}
