package atlas

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestSafeName(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"restore-abc.tar.gz": "restore-abc.tar.gz", "Größe 1.tgz": "Größe 1.tgz",
		"": "download", ".": "download", "..": "download", "...": "download", " . ": "download", "a/": "download",
		"../../etc/passwd": "passwd", `..\..\boot.ini`: "boot.ini", "/abs": "abs", "C:x": "x", `\\host\share\f`: "f", "f:stream": "stream",
		"a\x00b": "a_b", "a\nb": "a_b", "a\xffb": "a_b", "a\u202eb": "a_b", `<a>"b"|c?*`: "_a__b__c__", "f. . ": "f", ".hidden": "hidden",
		"CON": "_CON", "nul.tar.gz": "_nul.tar.gz", "com1": "_com1", "LPT¹.x": "_LPT¹.x", "COM": "COM", "COM10": "COM10", "AUX .txt": "_AUX .txt", "conin$": "_conin$",
		"a.part": "a.part_", "a.PART.json": "a.PART.json_", "a.part.json.new": "a.part.json.new_",
		strings.Repeat("ä", 300) + ".tar.gz": strings.Repeat("ä", 96) + ".tar.gz",
		"a." + strings.Repeat("x", 300):      "a." + strings.Repeat("x", 198),
	} {
		if got := safeName(name); got != want {
			t.Errorf("%q becomes %q, want %q", name, got, want)
		}
	}
}

func FuzzSafeName(f *testing.F) {
	for _, seed := range []string{"", "..", "a/b\\c:d", "NUL.tar.gz", "a.part", "x\u202e\x00\xff", strings.Repeat("é.", 200), strings.Repeat("x", 300), strings.Repeat("x", 198) + ".  .", " .. .tar.gz", ".tar.gz", "con .a .part"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, name string) {
		got := safeName(name)
		bad := func(r rune) bool { return strings.ContainsRune(`/\:<>"|?*`, r) || !unicode.IsPrint(r) }
		if got == "" || len(got) > maxNameBytes || !utf8.ValidString(got) || strings.ContainsFunc(got, bad) || !filepath.IsLocal(got) ||
			strings.Trim(got, ". ") != got || device(got) || ownSuffix(got) {
			t.Errorf("%q becomes %q", name, got)
		}
		if again := safeName(got); again != got {
			t.Errorf("%q becomes %q, and that %q", name, got, again)
		}
		names := uniqueNames([]DownloadSource{{Name: name}, {Name: strings.ToUpper(name)}, {Name: got}})
		if a, b, c := foldName(names[0]), foldName(names[1]), foldName(names[2]); a == b || b == c || a == c {
			t.Errorf("%q becomes %q", name, names)
		}
		again := uniqueNames([]DownloadSource{{Name: names[0]}, {Name: names[1]}, {Name: names[2]}})
		if !slices.Equal(again, names) {
			t.Errorf("%q becomes %q", names, again)
		}
		for _, unique := range names {
			if len(unique)+len(newStateSuffix) > 255 || device(unique) || ownSuffix(unique) {
				t.Errorf("%q becomes %q", name, unique)
			}
		}
	})
}

func TestParseContentRange(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]contentRange{
		"bytes 0-499/1234": {0, 499, 1234}, "Bytes 5-5/6": {5, 5, 6}, "bytes 0-0/*": {0, 0, -1}, "bytes */1234": {-1, -1, 1234}, "bytes */0": {-1, -1, 0},
		" bytes  1-2/3 ": {1, 2, 3}, "bytes 0-9223372036854775806/9223372036854775807": {0, 1<<63 - 2, 1<<63 - 1},
	} {
		if got, ok := parseContentRange(value); !ok || got != want {
			t.Errorf("%q is %v, %v; want %v", value, got, ok, want)
		}
	}
	for _, value := range []string{
		"", "bytes", "bytes 0-499", "items 0-4/5", "bytes 5-4/6", "bytes 0-5/5", "bytes */*", "bytes -1-4/5", "bytes 0-+4/5", "bytes 0--4/5",
		"bytes=0-4/5", "bytes 0-4/-5", "bytes 0 - 4/5", "bytes 0-4/5/6", "bytes 0-9223372036854775808/*", "bytes 0x0-4/5", "bytes 1/5",
	} {
		if got, ok := parseContentRange(value); ok || got != (contentRange{-1, -1, -1}) {
			t.Errorf("%q is %v, %v", value, got, ok)
		}
	}
}

func FuzzParseContentRange(f *testing.F) {
	for _, seed := range []string{"bytes 0-499/1234", "bytes */5", "bytes 0-1/*", "", "bytes 9-1/*"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, value string) {
		r, ok := parseContentRange(value)
		span := r.start >= 0 && r.start <= r.end && (r.total < 0 || r.end < r.total)
		none := r.start == -1 && r.end == -1 && r.total >= 0
		if ok != (span || none) || r.total < -1 {
			t.Errorf("%q is %v, %v", value, r, ok)
		}
	})
}
