package pattern

import (
	"strings"
	"unicode"
)

// property returns the set of `\p{text}`. The names are those of ECMA-262
// (UnicodePropertyValueExpression): case matters, a lone name is a general
// category or a binary property. The Unicode version is the one of package
// unicode, which has no short names of scripts and not every binary property;
// ok is false for what it lacks.
func property(text string) (s set, ok bool) {
	name, value, hasValue := strings.Cut(text, "=")
	if !hasValue {
		if s, ok := category(name); ok {
			return s, true
		}
		return binaryProperty(name)
	}
	switch name {
	case "General_Category", "gc":
		return category(value)
	case "Script", "sc":
		t, ok := unicode.Scripts[value]
		if !ok {
			return nil, false
		}
		return tableSet(t), true
	default:
		return nil, false
	}
}

func category(name string) (set, bool) {
	if long, ok := unicode.CategoryAliases[name]; ok {
		name = long
	}
	t, ok := unicode.Categories[name]
	if !ok {
		return nil, false
	}
	return tableSet(t), true
}

// The binary properties that package unicode gives only in parts: the derived
// ones of DerivedCoreProperties.txt, as unions, with their short names.
var (
	derived = map[string][]*unicode.RangeTable{
		"Alphabetic": {unicode.Other_Alphabetic, unicode.Other_Lowercase, unicode.Other_Uppercase, unicode.L, unicode.Nl},
		"Lowercase":  {unicode.Ll, unicode.Other_Lowercase},
		"Uppercase":  {unicode.Lu, unicode.Other_Uppercase},
	}
	shortNames = map[string]string{
		"AHex": "ASCII_Hex_Digit", "Alpha": "Alphabetic", "Hex": "Hex_Digit", "Ideo": "Ideographic",
		"Lower": "Lowercase", "Upper": "Uppercase", "space": "White_Space",
	}
	// The properties of ECMA-262 (table "Binary Unicode property aliases")
	// that package unicode has as they are.
	asTheyAre = map[string]bool{
		"ASCII_Hex_Digit": true, "Bidi_Control": true, "Dash": true, "Deprecated": true, "Diacritic": true,
		"Extender": true, "Hex_Digit": true, "IDS_Binary_Operator": true, "IDS_Trinary_Operator": true,
		"Ideographic": true, "Join_Control": true, "Logical_Order_Exception": true, "Noncharacter_Code_Point": true,
		"Pattern_Syntax": true, "Pattern_White_Space": true, "Quotation_Mark": true, "Radical": true,
		"Regional_Indicator": true, "Sentence_Terminal": true, "Soft_Dotted": true, "Terminal_Punctuation": true,
		"Unified_Ideograph": true, "Variation_Selector": true, "White_Space": true,
	}
)

func binaryProperty(name string) (set, bool) {
	switch name {
	case "Any":
		return all, true
	case "ASCII":
		return newSet(span{0, 0x7F}), true
	case "Assigned":
		return tableSet(unicode.Categories["Cn"]).negate(), true
	}
	if long, ok := shortNames[name]; ok {
		name = long
	}
	if tables, ok := derived[name]; ok {
		return tableSet(tables...), true
	}
	if asTheyAre[name] {
		return tableSet(unicode.Properties[name]), true
	}
	return nil, false
}
