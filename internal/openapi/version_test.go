package openapi_test

import (
	"cmp"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/atlasrestore/atlasrestore/internal/openapi"
)

func version(t testing.TB, s string) openapi.Version {
	t.Helper()
	v, err := openapi.ParseVersion(s)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func versions(t testing.TB, list string) []openapi.Version {
	t.Helper()
	var out []openapi.Version
	for s := range strings.FieldsSeq(list) {
		out = append(out, version(t, s))
	}
	return out
}

func TestParseVersion(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]openapi.Version{
		"2023-01-01":          {Stage: openapi.Stable, Date: "2023-01-01"},
		"2024-02-29":          {Stage: openapi.Stable, Date: "2024-02-29"},
		"2025-09-22.upcoming": {Stage: openapi.Upcoming, Date: "2025-09-22"},
		"preview":             openapi.PreviewVersion,
	} {
		got, err := openapi.ParseVersion(s)
		if err != nil {
			t.Error(err)
		}
		if diff := gocmp.Diff(want, got); diff != "" {
			t.Errorf("%s: mismatch (-want +got)\n%s", s, diff)
		}
		if got.String() != s {
			t.Errorf("%s is written %s", s, got)
		}
	}
}

func TestParseVersionRefuses(t *testing.T) {
	t.Parallel()
	for _, s := range []string{
		"", " ", "v1.0", "latest", "2023", "2023-01", "2023-1-1", "2023-01-1", "23-01-01", "02023-01-01",
		"2023-02-30", "2023-02-29", "2023-13-01", "2023-00-10", "2023-01-00", "2023/01/01", "20230101",
		"2023-01-01T00:00:00Z", "2023-01-01 ", " 2023-01-01", "2023-01-01\n", "-2023-01-01", "2023-01-01.5",
		"2023-01-01.preview", "2023-01-01.upcoming.upcoming", "2023-01-01.UPCOMING", "2023-01-01upcoming",
		".upcoming", "upcoming", "Preview", "preview.upcoming", "preview ", "２０２３-01-01",
	} {
		v, err := openapi.ParseVersion(s)
		if err == nil {
			t.Errorf("%q is read as %+v", s, v)
			continue
		}
		if v != (openapi.Version{}) {
			t.Errorf("%q: a version %+v beside the error", s, v)
		}
		for _, part := range []string{"YYYY-MM-DD", "YYYY-MM-DD.upcoming", "preview"} {
			if !strings.Contains(err.Error(), part) {
				t.Errorf("%q: the error %q does not offer %s", s, err, part)
			}
		}
	}
}

// TestCompareOrdersVersions lists versions from old to new: each stands
// before all that follow it, whichever side is asked.
func TestCompareOrdersVersions(t *testing.T) {
	t.Parallel()
	order := versions(t, "2023-01-01.upcoming 2023-01-01 2023-02-01 2024-12-31.upcoming 2025-01-01.upcoming 2025-01-01 preview")
	for i, v := range order {
		for j, w := range order {
			if got, want := v.Compare(w), cmp.Compare(i, j); got != want {
				t.Errorf("%s compared with %s is %d, want %d", v, w, got, want)
			}
		}
	}
	shuffled := slices.Clone(order)
	slices.Reverse(shuffled)
	slices.SortFunc(shuffled, openapi.Version.Compare)
	if diff := gocmp.Diff(order, shuffled); diff != "" {
		t.Errorf("mismatch (-want +got)\n%s", diff)
	}
}

// TestSees states the three stages: for each client, the resource versions
// that it may be given and those that it may not.
func TestSees(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ client, sees, hidden string }{
		{
			client: "2024-05-30",
			sees:   "2023-01-01 2024-05-29 2024-05-30",
			hidden: "2024-05-31 2025-01-01 2023-01-01.upcoming 2024-05-30.upcoming 2025-01-01.upcoming preview",
		},
		{
			client: "2024-05-30.upcoming",
			sees:   "2023-01-01 2024-05-30 2023-01-01.upcoming 2024-05-30.upcoming",
			hidden: "2024-05-31 2024-05-31.upcoming preview",
		},
		{
			client: "preview",
			sees:   "2023-01-01 2099-12-31 2023-01-01.upcoming 2099-12-31.upcoming preview",
		},
	} {
		client := version(t, c.client)
		for _, r := range versions(t, c.sees) {
			if !client.Sees(r) {
				t.Errorf("a client on %s does not see %s", client, r)
			}
		}
		for _, r := range versions(t, c.hidden) {
			if client.Sees(r) {
				t.Errorf("a client on %s sees %s", client, r)
			}
		}
	}
}

func TestNewest(t *testing.T) {
	t.Parallel()
	const none = ""
	for _, c := range []struct{ client, resources, want string }{
		{"2024-05-30", "", none},
		{"2024-05-30", "2024-05-31", none},
		{"2024-05-30", "preview", none},
		{"2024-05-30", "2024-01-01.upcoming", none},
		{"2024-05-30", "2023-01-01 2024-05-30 2024-08-05", "2024-05-30"},
		{"2024-05-30", "2024-08-05 2023-10-01 2023-01-01", "2023-10-01"},
		{"2024-05-30", "2023-01-01 2024-01-01.upcoming preview", "2023-01-01"},
		{"2024-05-30.upcoming", "2023-01-01 2024-01-01.upcoming preview", "2024-01-01.upcoming"},
		{"2024-05-30.upcoming", "2024-02-01 2024-01-01.upcoming", "2024-02-01"},
		{"2024-05-30.upcoming", "2024-05-30.upcoming 2024-05-30", "2024-05-30"},
		{"2024-05-30.upcoming", "2023-01-01 2024-05-31.upcoming", "2023-01-01"},
		{"2024-05-30.upcoming", "preview", none},
		{"preview", "2023-01-01 preview 2025-01-01.upcoming", "preview"},
		{"preview", "2023-01-01 2024-01-01", "2024-01-01"},
		{"preview", "2023-01-01 2025-01-01.upcoming", "2025-01-01.upcoming"},
		{"preview", "", none},
	} {
		got, ok := version(t, c.client).Newest(versions(t, c.resources))
		if ok != (c.want != none) || ok && got != version(t, c.want) {
			t.Errorf("the newest of %q for %s is %s, %v, want %q", c.resources, c.client, got, ok, c.want)
		}
	}
}

// TestNewestIsSeenAndMaximal checks the rule itself against every subset of
// some versions.
func TestNewestIsSeenAndMaximal(t *testing.T) {
	t.Parallel()
	all := versions(t, "2023-01-01 2024-01-01.upcoming 2024-01-01 2024-06-01.upcoming 2025-01-01 preview")
	for _, client := range all {
		for bits := range 1 << len(all) {
			var resources []openapi.Version
			for i, r := range all {
				if bits>>i&1 == 1 {
					resources = append(resources, r)
				}
			}
			newest, ok := client.Newest(resources)
			if ok && (!client.Sees(newest) || !slices.Contains(resources, newest)) {
				t.Errorf("%s gets %s out of %v", client, newest, resources)
			}
			for _, r := range resources {
				if client.Sees(r) && (!ok || r.Compare(newest) > 0) {
					t.Errorf("%s gets %s, %v out of %v, and sees %s", client, newest, ok, resources, r)
				}
			}
		}
	}
}

func TestParseMediaType(t *testing.T) {
	t.Parallel()
	stable := openapi.Version{Stage: openapi.Stable, Date: "2023-01-01"}
	for s, want := range map[string]openapi.MediaType{
		"application/vnd.atlas.2023-01-01+json":                                         {Version: stable, Suffix: "json"},
		"application/vnd.atlas.2023-01-01+csv":                                          {Version: stable, Suffix: "csv"},
		"application/vnd.atlas.2023-01-01+gzip":                                         {Version: stable, Suffix: "gzip"},
		"application/vnd.atlas.2023-01-01+json;charset=utf-8":                           {Version: stable, Suffix: "json"},
		"application/vnd.atlas.2023-01-01+json; charset=\"utf-8\"":                      {Version: stable, Suffix: "json"},
		"application/vnd.atlas.2023-01-01+json ; Charset=UTF-8; q=0.5":                  {Version: stable, Suffix: "json"},
		"application/vnd.atlas.2023-01-01+json;":                                        {Version: stable, Suffix: "json"},
		" application/vnd.atlas.2023-01-01+json ":                                       {Version: stable, Suffix: "json"},
		"Application/VND.Atlas.2023-01-01+JSON":                                         {Version: stable, Suffix: "json"},
		"application/vnd.atlas.preview+json":                                            {Version: openapi.PreviewVersion, Suffix: "json"},
		"application/vnd.atlas.PREVIEW+json; charset=utf-8":                             {Version: openapi.PreviewVersion, Suffix: "json"},
		"application/vnd.atlas.2025-09-22.upcoming+json":                                {Version: openapi.Version{Stage: openapi.Upcoming, Date: "2025-09-22"}, Suffix: "json"},
		"APPLICATION/VND.ATLAS.2025-09-22.UPCOMING+JSON;charset=utf-8;boundary=\"a;b\"": {Version: openapi.Version{Stage: openapi.Upcoming, Date: "2025-09-22"}, Suffix: "json"},
	} {
		got, ok := openapi.ParseMediaType(s)
		if !ok {
			t.Errorf("%q is not read", s)
		}
		if diff := gocmp.Diff(want, got); diff != "" {
			t.Errorf("%q: mismatch (-want +got)\n%s", s, diff)
		}
	}
}

func TestParseMediaTypeRefuses(t *testing.T) {
	t.Parallel()
	for _, s := range []string{
		"", ";", "application/json", "application/json; charset=utf-8", "*/*", "text/html", "application/xml",
		"application/vnd.atlas+json", "application/vnd.atlas.+json", "application/vnd.atlas.2023-01-01",
		"application/vnd.atlas.2023-01-01+", "application/vnd.atlas.2023-01-01json", "application/vnd.atlas.2023-02-30+json",
		"application/vnd.atlas.2023-13-01+json", "application/vnd.atlas.2023-1-1+json", "application/vnd.atlas.20230101+json",
		"application/vnd.atlas.2023-01-01.preview+json", "application/vnd.atlas.preview.upcoming+json",
		"application/vnd.atlas.upcoming+json", "application/vnd.mongodb.2023-01-01+json", "applicationxvnd.atlas.2023-01-01+json",
		"application/vndxatlas.2023-01-01+json", "text/vnd.atlas.2023-01-01+json",
		"x application/vnd.atlas.2023-01-01+json", "application/vnd.atlas.2023-01-01+json, application/json",
		"application/vnd.atlas.2023-01-01+json\napplication/json", "application/vnd.atlas.2023-01-01+json+csv",
		"application/vnd.atlas.2023-01-01+js on",
	} {
		if got, ok := openapi.ParseMediaType(s); ok {
			t.Errorf("%q is read as %+v", s, got)
		}
	}
}

func TestMediaTypeString(t *testing.T) {
	t.Parallel()
	for _, s := range []string{
		"application/vnd.atlas.2023-01-01+json", "application/vnd.atlas.preview+csv", "application/vnd.atlas.2025-09-22.upcoming+gzip",
	} {
		mt, _ := openapi.ParseMediaType(s)
		if mt.String() != s {
			t.Errorf("%q is written %q", s, mt)
		}
	}
}

// FuzzParseVersion: what is read is written as it was.
func FuzzParseVersion(f *testing.F) {
	for _, s := range []string{"2023-01-01", "2025-09-22.upcoming", "preview", "", "2023-1-1", "2024-02-30", ".upcoming", "v1.0"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		v, err := openapi.ParseVersion(s)
		if err != nil {
			return
		}
		if v.String() != s {
			t.Errorf("%q is written %q", s, v)
		}
		if v.Compare(v) != 0 || !v.Sees(v) {
			t.Errorf("%q is not equal to itself or does not see itself", s)
		}
		if (v.Stage == openapi.Preview) != (v.Date == "") {
			t.Errorf("%q: %+v", s, v)
		}
	})
}

// FuzzParseMediaType: what is read is written in the one form that reads as
// the same; parameters do not matter.
func FuzzParseMediaType(f *testing.F) {
	for _, s := range []string{
		"application/vnd.atlas.2023-01-01+json", "application/vnd.atlas.2023-01-01+json;charset=utf-8",
		"application/vnd.atlas.preview+csv; q=1", "application/vnd.atlas.2025-09-22.upcoming+gzip",
		"application/json", "APPLICATION/VND.ATLAS.PREVIEW+JSON", "application/vnd.atlas.2023-01-01+json;;",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		mt, ok := openapi.ParseMediaType(s)
		if !ok {
			if mt != (openapi.MediaType{}) {
				t.Errorf("%q is refused and read as %+v", s, mt)
			}
			return
		}
		for _, again := range []string{mt.String(), mt.String() + "; charset=utf-8", strings.ToUpper(mt.String())} {
			if got, ok := openapi.ParseMediaType(again); !ok || got != mt {
				t.Errorf("%q is %+v, but %q is %+v, %v", s, mt, again, got, ok)
			}
		}
		if _, err := openapi.ParseVersion(mt.Version.String()); err != nil {
			t.Errorf("%q: %v", s, err)
		}
	})
}
