package doc

import (
	"strconv"
	"strings"
)

// decimal is the exact value of a JSON number: ±0.digits × 10^point. The
// digits have no zero at either end, so equal values have equal decimals;
// zero has no digits.
type decimal struct {
	neg    bool
	digits string
	point  int
}

// maxExponent bounds the exponents that are computed with. A number beyond
// it is left as it is written.
const maxExponent = 1 << 40

// parseDecimal reads a JSON number. It fails on other text and on exponents
// beyond maxExponent.
func parseDecimal(s string) (decimal, bool) {
	if !isJSONNumber(s) {
		return decimal{}, false
	}
	var d decimal
	s, d.neg = strings.CutPrefix(s, "-")
	mantissa, exp := s, ""
	if i := strings.IndexAny(s, "eE"); i >= 0 {
		mantissa, exp = s[:i], s[i+1:]
	}
	whole, frac, _ := strings.Cut(mantissa, ".")
	digits := strings.TrimLeft(whole+frac, "0")
	if digits == "" {
		return decimal{}, true
	}
	d.digits = strings.TrimRight(digits, "0")
	d.point = len(whole) - (len(whole) + len(frac) - len(digits))
	if exp != "" {
		e, err := strconv.Atoi(exp)
		if err != nil || e > maxExponent || e < -maxExponent {
			return decimal{}, false
		}
		d.point += e
	}
	return d, true
}

// equalNumbers compares two JSON numbers by value. When one of them has an
// exponent out of bounds, they are compared as written.
func equalNumbers(a, b string) bool {
	if a == b {
		return true
	}
	x, ok := parseDecimal(a)
	if !ok {
		return false
	}
	y, ok := parseDecimal(b)
	return ok && x == y
}

// canonicalNumber writes a JSON number in the one form that this package
// gives its value: the layout is that of Number::toString in ECMAScript (plain
// from 1e-6 up to 1e21, else with an exponent), but on the exact digits and
// with zero always "0".
func canonicalNumber(s string) string {
	d, ok := parseDecimal(s)
	if !ok {
		return s
	}
	if d.digits == "" {
		return "0"
	}
	const plainMin, plainMax = -6, 21
	sign := ""
	if d.neg {
		sign = "-"
	}
	n := len(d.digits)
	switch {
	case n <= d.point && d.point <= plainMax:
		return sign + d.digits + strings.Repeat("0", d.point-n)
	case 0 < d.point && d.point <= plainMax:
		return sign + d.digits[:d.point] + "." + d.digits[d.point:]
	case plainMin < d.point && d.point <= 0:
		return sign + "0." + strings.Repeat("0", -d.point) + d.digits
	}
	out := sign + d.digits[:1]
	if n > 1 {
		out += "." + d.digits[1:]
	}
	e := d.point - 1
	if e >= 0 {
		out += "e+"
	} else {
		out += "e"
	}
	return out + strconv.Itoa(e)
}

// isJSONNumber tells whether s is a number by RFC 8259, section 6.
func isJSONNumber(s string) bool {
	s = strings.TrimPrefix(s, "-")
	n := digitsAt(s)
	if n == 0 || n > 1 && s[0] == '0' {
		return false
	}
	s = s[n:]
	if strings.HasPrefix(s, ".") {
		n = digitsAt(s[1:])
		if n == 0 {
			return false
		}
		s = s[1+n:]
	}
	return s == "" || isExponent(s)
}

// isExponent tells whether s is "e" or "E", a sign or none, and digits.
func isExponent(s string) bool {
	if s == "" || s[0] != 'e' && s[0] != 'E' {
		return false
	}
	s = s[1:]
	if s != "" && (s[0] == '+' || s[0] == '-') {
		s = s[1:]
	}
	return s != "" && digitsAt(s) == len(s)
}

// digitsAt counts the decimal digits at the start of s.
func digitsAt(s string) int {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n
}
