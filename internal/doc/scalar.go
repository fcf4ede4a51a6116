package doc

import (
	"strconv"
	"strings"
)

// resolvePlain gives a plain YAML scalar its JSON type. The types are those
// of the core schema of YAML 1.2, with the spellings of integers that Go's
// YAML libraries also read (0b101, 0777 as octal, 1_000), so that all tools
// see one value. Three things differ from the libraries: what JSON cannot
// express (.inf, .nan) and dates are strings, and a number of any size is a
// number.
func resolvePlain(s string) (Kind, string) {
	if s == "" {
		return Null, ""
	}
	switch c := s[0]; {
	case c >= '0' && c <= '9', c == '-', c == '+':
		if v, ok := yamlNumber(strings.ReplaceAll(s, "_", "")); ok {
			return Number, v
		}
	case c == '.':
		if v, ok := yamlFloat(s); ok {
			return Number, v
		}
	case c == '~', c == 'n', c == 'N':
		if isYAMLNull(s) {
			return Null, ""
		}
	case c == 't', c == 'T', c == 'f', c == 'F':
		if v, ok := yamlBool(s); ok {
			return Bool, v
		}
	}
	return String, s
}

func isYAMLNull(s string) bool {
	switch s {
	case "", "~", "null", "Null", "NULL":
		return true
	}
	return false
}

func yamlBool(s string) (string, bool) {
	switch s {
	case "true", "True", "TRUE":
		return "true", true
	case "false", "False", "FALSE":
		return "false", true
	}
	return "", false
}

// yamlNumber turns a YAML number without underscores into a JSON number.
func yamlNumber(s string) (string, bool) {
	if isJSONNumber(s) {
		return s, true
	}
	if i, err := strconv.ParseInt(s, 0, 64); err == nil {
		return strconv.FormatInt(i, 10), true
	}
	if u, err := strconv.ParseUint(strings.TrimPrefix(s, "+"), 0, 64); err == nil {
		return strconv.FormatUint(u, 10), true
	}
	return yamlFloat(s)
}

// yamlFloat turns a decimal as YAML writes it, [-+]?(\.D+|D+(\.D*)?)(E)?,
// into a JSON number.
func yamlFloat(s string) (string, bool) {
	sign := ""
	switch s[0] {
	case '-':
		sign, s = "-", s[1:]
	case '+':
		s = s[1:]
	}
	n := digitsAt(s)
	whole, s := s[:n], s[n:]
	frac := ""
	if strings.HasPrefix(s, ".") {
		n = digitsAt(s[1:])
		frac, s = s[1:1+n], s[1+n:]
	}
	if whole == "" && frac == "" || s != "" && !isExponent(s) {
		return "", false
	}
	whole = strings.TrimLeft(whole, "0")
	if whole == "" {
		whole = "0"
	}
	if frac != "" {
		frac = "." + frac
	}
	return sign + whole + frac + s, true
}

// isYAMLInfinity tells whether s is an infinity or not-a-number of YAML.
func isYAMLInfinity(s string) bool {
	switch strings.TrimLeft(s, "+-") {
	case ".inf", ".Inf", ".INF", ".nan", ".NaN", ".NAN":
		return true
	}
	return false
}
