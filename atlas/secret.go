package atlas

import "net/url"

// RedactSecret returns what may be printed of a secret: scheme and host of a link, nothing of anything else. The
// generated types print their secrets through it.
func RedactSecret(s string) string {
	if s == "" {
		return ""
	}
	if u, err := url.Parse(s); err == nil && u.Host != "" && (u.Scheme == "https" || u.Scheme == "http") {
		return u.Scheme + "://" + u.Host + "/" + redacted
	}
	return redacted
}

// RedactPointer is there for generated code, as are the others. It returns a pointer to a redacted copy, nil for nil.
func RedactPointer[T any](p *T, redact func(T) T) *T {
	if p == nil {
		return nil
	}
	v := redact(*p)
	return &v
}

// RedactSlice returns a copy with each item redacted, nil for nil.
func RedactSlice[T any](s []T, redact func(T) T) []T {
	if s == nil {
		return nil
	}
	out := make([]T, len(s))
	for i, v := range s {
		out[i] = redact(v)
	}
	return out
}

// RedactEach makes a redaction of items one of slices.
func RedactEach[T any](redact func(T) T) func([]T) []T {
	return func(s []T) []T { return RedactSlice(s, redact) }
}
