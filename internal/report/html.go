package report

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"strings"
	"sync"
)

//go:embed html
var htmlFiles embed.FS

// scripts and styles are the files of the page, in the order in which they
// are put together.
var (
	scripts = []string{"model.js", "filter.js", "counts.js", "address.js", "finding.js", "keys.js", "chart.js", "start.js"}
	styles  = []string{"page.css", "finding.css", "chart.css", "print.css"}
)

// HTML writes a report as one page for people: with filters, a tree of what
// has findings, and the text of both documents around each. The page holds all
// it needs and never asks a network; without a script it is a long document to
// read.
//
// It is rendered by html/template, which escapes by context, and a Content
// Security Policy lets only our own script and style run, by their hashes.
func HTML(w io.Writer, r Report) error { return writePage(w, reportPage(r)) }

// HistoryHTML writes a history as one page: a chart of its steps, the newest
// at the right, and the findings of each, the newest first.
func HistoryHTML(w io.Writer, h History) error { return writePage(w, historyPage(h)) }

func writePage(w io.Writer, p *page) error {
	var b bytes.Buffer
	if err := htmlTemplate().ExecuteTemplate(&b, "page", p); err != nil {
		return fmt.Errorf("write the report as HTML: %w", err)
	}
	_, err := w.Write(b.Bytes())
	return err
}

// htmlTemplate is parsed once, and not by who wants no page.
var htmlTemplate = sync.OnceValue(func() *template.Template {
	script := "(() => {\n\"use strict\";\n" + together(scripts) + "})();\n"
	theme, style := together([]string{"theme.js"}), together(styles)
	policy := "default-src 'none'; script-src '" + hash(theme) + "' '" + hash(script) + "'; style-src '" + hash(style) + "'; base-uri 'none'; form-action 'none'"
	funcs := template.FuncMap{
		"theme":     func() template.JS { return template.JS(theme) },
		"script":    func() template.JS { return template.JS(script) },
		"style":     func() template.CSS { return template.CSS(style) },
		"policy":    func() string { return policy },
		"thousands": thousands,
	}
	return template.Must(template.New("").Funcs(funcs).ParseFS(htmlFiles, "html/*.gohtml"))
})

// together joins files of the page.
func together(names []string) string {
	var b strings.Builder
	for _, name := range names {
		data, err := htmlFiles.ReadFile("html/" + name)
		if err != nil {
			panic(err) // the name of a file that is not embedded
		}
		b.Write(data)
	}
	return b.String()
}

// hash names a text in a policy (CSP Level 3, section 2.3.1).
func hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}
