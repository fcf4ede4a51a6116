package pattern_test

import (
	"fmt"

	"github.com/atlasrestore/atlasrestore/internal/schema/pattern"
)

// Does every string that the one pattern accepts pass the other?
func ExampleFind() {
	id, _ := pattern.Parse(`^[a-f0-9]{24}$`)
	name, _ := pattern.Parse(`^[a-z0-9]+$`)
	fmt.Println(pattern.Find(pattern.Query{Match: []*pattern.Pattern{id}, NotMatch: []*pattern.Pattern{name}, MaxLen: -1}).Outcome)

	r := pattern.Find(pattern.Query{Match: []*pattern.Pattern{name}, NotMatch: []*pattern.Pattern{id}, MaxLen: -1})
	fmt.Printf("%v: %q\n", r.Outcome, r.Example)
	// Output:
	// empty
	// found: "a"
}
