package atlas

import (
	"net/url"
	"regexp"
	"strings"
	"testing"
)

// What redactText scans for, said another way.
var (
	urlPattern    = regexp.MustCompile(`(?i)http[s]?:\\?/\\?/[^\s"'<>]+`)
	memberPattern = regexp.MustCompile(
		`(?s)("[\w-]*(?i:auth|token|secret|password|credential|key)[\w-]*"\s*:\s*)"(?:[^"\\]|\\.)*(?:"|\\?$)`)
)

func redactByPatterns(s string) string {
	s = memberPattern.ReplaceAllString(s, `${1}"`+redacted+`"`)
	return urlPattern.ReplaceAllStringFunc(s, func(raw string) string {
		u, err := url.Parse(strings.ReplaceAll(raw, `\`, ""))
		if err != nil {
			return redacted
		}
		return u.Scheme + "://" + u.Host + "/" + redacted
	})
}

func FuzzRedactText(f *testing.F) {
	for _, seed := range []string{
		"", "http", "https:/", "http://", "see http://h/p, HTTPS://u:p@h:1/p?q#f", `"https:\/\/h\/p"`, `https:/\/h`, "hhttp://h/a<b", "http://%/x", "http://a http://b",
		`{"authValue": "s", "apiKey":"a\"b","key":1,"Token"` + "\n:\t" + `"x"}`, `"secret":"cut`, `"secret":"cut\`, `"secret":"cut\"`, `"secret":"line\` + "\nbreak\"x",
		`"a":"b","my_Password-2":"c"`, `"token":"https://h/p"`, `"x token":"s"`, `"token" "s"`, `""token":"s"`, `"url":"http://h/\"token":"s"`, "\"key\":\"\xff\"",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		// Package regexp folds these two into s and k.
		if strings.ContainsAny(s, "\u017f\u212a") {
			return
		}
		if got, want := redactText(s), redactByPatterns(s); got != want {
			t.Errorf("%q becomes %q, want %q", s, got, want)
		}
	})
}
