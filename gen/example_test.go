package gen_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"maps"
	"slices"
	"strings"

	"github.com/atlasrestore/atlasrestore/gen"
	"github.com/atlasrestore/atlasrestore/overlays"
)

// One package for each pin; here for one of them.
func ExampleFiles() {
	files, err := gen.Files(context.Background(), gen.Options{Versions: []string{"2023-10-01"}})
	if err != nil {
		log.Fatal(err)
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		fmt.Println(name)
	}
	// Output:
	// atlas20231001/client.gen.go
	// atlas20231001/models.gen.go
	// atlas20231001/raw.gen.go
}

// A client of one operation, at a version between two pins, with a doc comment of one's own.
func ExampleClient() {
	words := overlays.File{Name: "words.yaml", Data: []byte(`
overlay: 1.1.0
info: {title: Words, version: 1.0.0}
actions:
  - target: "$.paths.*[?@['x-xgen-operation-id-override'] == 'getBackupRestoreJob']"
    description: Says it in words of our own.
    update: {description: tells how a restore is doing.}
`)}
	files, err := gen.Client(context.Background(), gen.ClientOptions{
		APIVersion: "2024-05-30",
		Package:    "restore",
		Operations: []string{"getBackupRestoreJob"},
		Overlays:   []overlays.File{words},
	})
	if err != nil {
		log.Fatal(err)
	}
	for line := range strings.Lines(string(files["client.gen.go"])) {
		if strings.HasPrefix(line, "package ") || strings.HasPrefix(line, "// GetCloudRestoreJob") {
			fmt.Print(line)
		}
	}
	// Output:
	// package restore
	// // GetCloudRestoreJob tells how a restore is doing.
}

func ExampleUnknownVersionError() {
	_, err := gen.Files(context.Background(), gen.Options{Versions: []string{"2020-01-01"}})
	var unknown *gen.UnknownVersionError
	if errors.As(err, &unknown) {
		fmt.Println(unknown.Version, unknown.Known)
	}
	// Output:
	// 2020-01-01 [v1.0 2023-10-01 2024-11-13 2025-03-12]
}

// What a build prints: which operations each package has, of which resource versions, and when these end.
func ExampleSummary() {
	rows, err := gen.Summary(gen.Options{})
	if err != nil {
		log.Fatal(err)
	}
	for _, r := range rows {
		if r.Package == "atlas20250312" {
			fmt.Println(r.Family, r.Operations, r.Resources)
		}
	}
	// Output:
	// cloud 4 [2023-01-01]
	// legacy 3 [2023-01-01]
	// serverless 3 [2023-01-01]
	// flex 3 [2024-11-13]
	// collection 5 [2025-03-12]
}
