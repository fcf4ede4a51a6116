package atlastest

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The example of RFC 7616, section 3.9.1, for MD5.
func TestDigestResponse(t *testing.T) {
	t.Parallel()
	p, err := parseDigest(`username="Mufasa", realm="http-auth@example.org", uri="/dir/index.html", algorithm=MD5,
		nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", nc=00000001, cnonce="f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", qop=auth,
		response="8ca523f5e9506fed4657c9700eebdbec"`)
	if err != nil {
		t.Fatal(err)
	}
	if got := p.response("GET", "Circle of Life"); got != p["response"] {
		t.Errorf("response %s, want %s", got, p["response"])
	}
}

func TestParseDigest(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]digestParams{
		``:                  {},
		` , a=b,,C = "d" ,`: {"a": "b", "c": "d"},
		`a="x, y=\"z\\\""`:  {"a": `x, y="z\"`},
		`a=`:                {"a": ""},
		`a`:                 nil,
		`=b`:                nil,
		`a="b`:              nil,
		`a="b\`:             nil,
		`a="b"c=d`:          nil,
		`a=b, A=c`:          nil,
	} {
		got, err := parseDigest(in)
		if diff := cmp.Diff(want, got); diff != "" || (err != nil) != (want == nil) {
			t.Errorf("%q: %v, mismatch (-want +got)\n%s", in, err, diff)
		}
	}
}

// Whatever comes in, there is no panic, and what was read can be written and read again.
func FuzzParseDigest(f *testing.F) {
	f.Add(`username="a", nc=00000001`)
	f.Add(`a="\\", b=c,`)
	f.Fuzz(func(t *testing.T, in string) {
		p, err := parseDigest(in)
		if err != nil {
			return
		}
		var parts []string
		for name, value := range p {
			quoted := strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(value)
			parts = append(parts, name+`="`+quoted+`"`)
		}
		again, err := parseDigest(strings.Join(parts, ", "))
		if err != nil {
			t.Fatalf("%q: %v", parts, err)
		}
		if diff := cmp.Diff(p, again); diff != "" {
			t.Errorf("mismatch (-want +got)\n%s", diff)
		}
	})
}
