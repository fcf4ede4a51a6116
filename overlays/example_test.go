package overlays_test

import (
	"fmt"
	"log"
	"path"

	"github.com/atlasrestore/atlasrestore/overlays"
)

// What was said about an earlier version holds for a later one, in the order of time.
func ExampleFor() {
	files, err := overlays.For("2024-11-13")
	if err != nil {
		log.Fatal(err)
	}
	last := ""
	for _, f := range files {
		if folder := path.Dir(f.Name); folder != last {
			fmt.Println(folder)
			last = folder
		}
	}
	// Output:
	// common
	// 2024-11-13
}
