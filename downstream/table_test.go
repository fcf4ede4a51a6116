package downstream_test

import (
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"
)

// printTable writes what the programs cost, the first being the one that the
// others are compared with, as an aligned Markdown table.
func printTable(w io.Writer, programs []*program) {
	rows := [][]string{
		{"", "requirements", "packages", "vendored", "compile", "CPU", "peak memory", "binary", "over bare net/http", "stripped, over bare"},
	}
	for _, p := range programs {
		c, bare := p.cost, programs[0].cost
		rows = append(rows, []string{
			p.name, count(c.requirements), count(c.packages), megabytes(c.vendored), seconds(c.compile), seconds(c.cpu), megabytes(c.memory),
			megabytes(c.binary), megabytes(c.binary - bare.binary), megabytes(c.stripped - bare.stripped),
		})
	}
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, cell := range row {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	fmt.Fprintln(w)
	for i, row := range rows {
		for j, cell := range row {
			format := "| %*s "
			if j == 0 {
				format = "| %-*s "
			}
			fmt.Fprintf(w, format, widths[j], cell)
		}
		fmt.Fprintln(w, "|")
		if i > 0 {
			continue
		}
		for j, width := range widths {
			line := strings.Repeat("-", width+1)
			if j == 0 {
				fmt.Fprint(w, "|"+line+"-")
			} else {
				fmt.Fprint(w, "|"+line+":")
			}
		}
		fmt.Fprintln(w, "|")
	}
	fmt.Fprintln(w)
}

// What is zero was not measured, or is nothing.

func count(n int) string {
	if n == 0 {
		return "–"
	}
	return fmt.Sprint(n)
}

func megabytes(n int64) string {
	if n == 0 {
		return "–"
	}
	return fmt.Sprintf("%.2f MB", float64(n)/1e6)
}

func seconds(d time.Duration) string {
	if d == 0 {
		return "–"
	}
	return fmt.Sprintf("%.1f s", d.Seconds())
}
