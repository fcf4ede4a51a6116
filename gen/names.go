package gen

import (
	"go/token"
	"go/types"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// The extensions by which an overlay speaks to this package.
const (
	extName       = "x-atlasgen-name"                 // Go name of an operation or a component
	extGoType     = "x-go-type"                       // of oapi-codegen: the Go type of a schema
	extGoImport   = "x-go-type-import"                // of oapi-codegen; not supported
	extGoTypeName = "x-go-type-name"                  // of oapi-codegen; not supported
	extGoName     = "x-go-name"                       // of oapi-codegen: the Go name of a field or parameter
	extOmitZero   = "x-omitzero"                      // of oapi-codegen
	extOmitEmpty  = "x-omitempty"                     // of oapi-codegen
	extValue      = "x-go-type-skip-optional-pointer" // of oapi-codegen
	extReason     = "x-deprecated-reason"             // of oapi-codegen
)

// initialisms are the words that Go names write in capitals. A word followed
// by "s" keeps it small: "URLs".
var initialisms = map[string]bool{
	"ACL": true, "API": true, "AWS": true, "BSON": true, "CPU": true, "CSV": true, "DB": true, "DNS": true, "FTS": true,
	"GCP": true, "HTTP": true, "HTTPS": true, "ID": true, "IP": true, "JSON": true, "JWT": true, "KMS": true, "LDAP": true,
	"OIDC": true, "PIT": true, "RAM": true, "SAML": true, "SCP": true, "SHA1": true, "SQL": true, "SSD": true, "SSH": true,
	"SSL": true, "TLS": true, "TS": true, "TTL": true, "UI": true, "URI": true, "URL": true, "UTC": true, "UUID": true,
	"VPC": true, "X509": true, "XML": true,
}

// upperCamel turns a name of the document into an exported Go name:
// "getBackupRestoreJob" into "GetBackupRestoreJob", "snapshotId" into
// "SnapshotID", "AUTOMATED_RESTORE" into "AutomatedRestore".
func upperCamel(s string) string {
	var b strings.Builder
	for _, w := range words(s) {
		upper := strings.ToUpper(w)
		singular, plural := strings.CutSuffix(upper, "S")
		switch {
		case initialisms[upper]:
			b.WriteString(upper)
		case plural && initialisms[singular] && len(singular) > 1:
			b.WriteString(singular + "s")
		default:
			r := []rune(w)
			b.WriteString(string(unicode.ToUpper(r[0])) + string(r[1:]))
		}
	}
	name := b.String()
	if name == "" || !unicode.IsUpper([]rune(name)[0]) {
		return "X" + name
	}
	return name
}

// words splits a name at everything that is no letter or digit, at a capital
// after a small letter, and before the last capital of a run ("URLPath" is URL
// and Path). A name or a part of one that is all capitals is a shouted word.
func words(s string) []string {
	var out []string
	for part := range strings.FieldsFuncSeq(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if len(part) > 1 && part == strings.ToUpper(part) && strings.ToUpper(s) == s {
			out = append(out, strings.ToLower(part))
			continue
		}
		out = append(out, camelWords([]rune(part))...)
	}
	return out
}

func camelWords(r []rune) []string {
	var out []string
	start := 0
	for i := 1; i < len(r); i++ {
		rises := unicode.IsUpper(r[i]) && !unicode.IsUpper(r[i-1])
		ends := unicode.IsUpper(r[i-1]) && i+1 < len(r) && unicode.IsUpper(r[i]) && unicode.IsLower(r[i+1]) && !pluralEnd(r, i)
		if rises || ends {
			out = append(out, string(r[start:i]))
			start = i
		}
	}
	return append(out, string(r[start:]))
}

// pluralEnd reports whether r ends in a run of capitals and an "s" at i+1, as
// "IDs" does.
func pluralEnd(r []rune, i int) bool {
	return r[i+1] == 's' && (i+2 == len(r) || unicode.IsUpper(r[i+2]))
}

// lowerCamel turns a parameter name into the name of a Go variable: "groupId"
// into "groupID". A name that Go or the generated method needs gets a suffix.
func lowerCamel(s string) string {
	ws := words(s)
	if len(ws) == 0 {
		return "x"
	}
	name := upperCamel(s)
	if first := upperCamel(ws[0]); first == strings.ToUpper(first) {
		name = strings.ToLower(first) + name[len(first):]
	} else {
		r := []rune(name)
		r[0] = unicode.ToLower(r[0])
		name = string(r)
	}
	if token.IsKeyword(name) || types.Universe.Lookup(name) != nil || slices.Contains(reserved, name) {
		name += "Param"
	}
	return name
}

// reserved are the names that the functions with parameters of a path use
// themselves: packages, other parameters, variables. What Go declares is
// reserved too.
var reserved = []string{
	"atlas", "bytes", "cmp", "context", "errors", "fmt", "http", "io", "iter", "json", "runtime", "slices", "strings", "time", "url",
	"body", "c", "contentType", "ctx", "dir", "opts", "params", "reqEditors", "server",
	"bodyReader", "buf", "chosen", "encoded", "endpointID", "err", "first", "kind", "o", "operationPath", "page", "qp", "queryFrag", "queryURL", "queryValues",
	"rawQueryFragments", "req", "serverURL",
}

// unique returns name, or name with the smallest number that is not taken.
func unique(name string, taken func(string) bool) string {
	for i, n := 2, name; ; i++ {
		if !taken(n) {
			return n
		}
		n = name + strconv.Itoa(i)
	}
}

// oneLine makes text from a document safe within a line comment.
func oneLine(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r) || r == '\u2028' || r == '\u2029'
	}), " ")
}
