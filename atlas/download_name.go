package atlas

import (
	"fmt"
	"net/url"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxNameBytes is how long a file name may be: most file systems have 255 bytes, and suffixes are added.
const maxNameBytes = 200

// fallbackName is the name of a file that has none.
const fallbackName = "download"

// sourceName is the file name that the source suggests; "" when it suggests none.
func (s DownloadSource) sourceName() string {
	if s.Name != "" {
		return s.Name
	}
	u, err := url.Parse(s.URL)
	if err != nil || strings.HasSuffix(u.Path, "/") {
		return ""
	}
	return path.Base(u.Path)
}

// safeName makes a file name of text that is not trusted, which is one on every system:
//
//  1. What follows the last slash, backslash or colon counts: no folder, no drive, no alternate stream.
//  2. What does not print, and what Windows does not allow, is an underscore. Dots and spaces at the ends go, so that
//     "..", and hidden files, do not occur.
//  3. The devices of Windows, and the names of our own temporary files, get an underscore.
//  4. It is never empty, and at most maxNameBytes long; the extension stays.
func safeName(name string) string {
	name = name[strings.LastIndexAny(name, `/\:`)+1:]
	name = strings.Map(func(r rune) rune {
		if r == utf8.RuneError || !unicode.IsPrint(r) || strings.ContainsRune(`<>"|?*`, r) {
			return '_'
		}
		return r
	}, name)
	name = strings.Trim(name, ". ")
	stem, ext := splitExtension(name)
	if device(name) {
		stem = "_" + stem
	}
	if ownSuffix(name) {
		ext += "_"
	}
	if len(ext) > maxNameBytes/2 {
		stem, ext = stem+ext, ""
	}
	if name = strings.Trim(shorten(stem, ext), ". "); name == "" {
		return fallbackName
	}
	return name
}

// shorten joins the two, with as much of the stem as a name may have.
func shorten(stem, end string) string {
	for stem != "" && len(stem)+len(end) > maxNameBytes {
		_, size := utf8.DecodeLastRuneInString(stem)
		stem = stem[:len(stem)-size]
	}
	return stem + end
}

// splitExtension cuts before the extension, where ".tar.gz" is one.
func splitExtension(name string) (stem, ext string) {
	ext = path.Ext(name)
	stem = strings.TrimSuffix(name, ext)
	if second := path.Ext(stem); strings.EqualFold(second, ".tar") {
		stem, ext = strings.TrimSuffix(stem, second), second+ext
	}
	if stem == "" {
		return name, ""
	}
	return stem, ext
}

// device reports whether Windows takes the name for a device, with any extension.
func device(name string) bool {
	stem, _, _ := strings.Cut(strings.ToUpper(name), ".")
	stem = strings.TrimRight(stem, " ")
	switch stem {
	case "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "CLOCK$":
		return true
	}
	digit, found := strings.CutPrefix(stem, "COM")
	if !found {
		digit, found = strings.CutPrefix(stem, "LPT")
	}
	return found && utf8.RuneCountInString(digit) == 1 && strings.Contains("0123456789¹²³", digit)
}

// The suffixes of the files beside an unfinished download.
const (
	partSuffix     = ".part"
	stateSuffix    = ".part.json"
	newStateSuffix = ".part.json.new"
)

// ownSuffix reports whether the name may be that of the temporary file of another.
func ownSuffix(name string) bool {
	name = strings.ToLower(name)
	return strings.HasSuffix(name, partSuffix) || strings.HasSuffix(name, stateSuffix) ||
		strings.HasSuffix(name, newStateSuffix)
}

// uniqueNames returns a safe name for each source, no two of which are the same on a file system without case: the
// second gets -2 before its extension, and so on. Of such names it makes the same ones again.
func uniqueNames(srcs []DownloadSource) []string {
	taken := make(map[string]bool, len(srcs))
	names := make([]string, len(srcs))
	for i, src := range srcs {
		name := safeName(src.sourceName())
		stem, ext := splitExtension(name)
		for n := 2; taken[foldName(name)]; n++ {
			name = shorten(stem, fmt.Sprintf("-%d%s", n, ext))
		}
		taken[foldName(name)] = true
		names[i] = name
	}
	return names
}

// foldName makes names equal that a file system may take for the same.
func foldName(name string) string { return strings.ToLower(strings.ToUpper(name)) }
