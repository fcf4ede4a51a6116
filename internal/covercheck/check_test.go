package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/tools/cover"
)

func profile(file string, run, all int) *cover.Profile {
	return &cover.Profile{FileName: module + file, Blocks: []cover.ProfileBlock{{NumStmt: run, Count: 3}, {NumStmt: all - run}}}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name     string
		profiles []*cover.Profile
		printed  string
		want     string // of the error; empty for none
	}{
		{"enough", []*cover.Profile{profile("internal/a/x.go", 85, 100)}, " 85.0 %  internal/a\n", ""},
		{"files_count_together", []*cover.Profile{profile("atlas/x.go", 100, 100), profile("atlas/y.go", 70, 100)}, " 85.0 %  atlas\n", ""},
		{"too_little", []*cover.Profile{profile("atlas/auth/x.go", 84, 100), profile("internal/a/x.go", 1, 1)}, " 84.0 %  atlas/auth\n100.0 %  internal/a\n", "atlas/auth: the tests run 84.0 % of its statements, want 85 %"},
		{"others_are_left_out", []*cover.Profile{profile("gen/x.go", 0, 9), profile("atlastest/x.go", 0, 9), profile("internal/a/x.go", 9, 9)}, "100.0 %  internal/a\n", ""},
		{"nothing_to_run", []*cover.Profile{profile("internal/a/doc.go", 0, 0)}, "", ""},
		{"empty", nil, "", "the profile is empty"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer
			err := check(&out, tt.profiles)
			if out.String() != tt.printed {
				t.Errorf("printed %q, want %q", out.String(), tt.printed)
			}
			if got := errorText(err); got != tt.want {
				t.Errorf("got the error %q, want %q", got, tt.want)
			}
		})
	}
}

func TestRun(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "cover.out")
	const text = "mode: set\n" + module + "internal/a/x.go:1.2,3.4 9 1\n" + module + "internal/a/x.go:1.2,3.4 9 0\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := run([]string{file}, &out); err != nil || out.String() != "100.0 %  internal/a\n" {
		t.Errorf("got %q, %v", out.String(), err)
	}
	if err := run(nil, &out); err == nil {
		t.Error("want an error without a profile")
	}
	if err := run([]string{file + "x"}, &out); err == nil {
		t.Error("want an error for a profile that is not there")
	}
}

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
