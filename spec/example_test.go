package spec_test

import (
	"fmt"
	"io/fs"
	"log"

	"github.com/atlasrestore/atlasrestore/spec"
)

func ExampleFS() {
	names, err := fs.Glob(spec.FS(), "*.yaml")
	if err != nil {
		log.Fatal(err)
	}
	for _, name := range names {
		fmt.Println(name)
	}
	// Output:
	// 2023-10-01.yaml
	// 2024-11-13.yaml
	// 2025-03-12.yaml
	// lock.yaml
	// pins.yaml
	// v1.0.yaml
}

// A pin is a document of OpenAPI 3.0 that any tool can read.
func ExampleDocument() {
	document, err := spec.Document("2025-03-12")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(document) > 10_000)

	_, err = spec.Document("2020-01-01")
	fmt.Println(err)
	// Output:
	// true
	// open 2020-01-01.yaml: file does not exist
}
