package downstream_test

import (
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/atlasrestore/atlasrestore/atlas"
	"github.com/atlasrestore/atlasrestore/generated/atlas20250312"
)

const migratePage = "../docs/migrate-from-atlas-sdk.md"

// A row of the page names methods that do the same.
type row struct {
	theirs string   // "CloudBackupsApi.GetBackupRestoreJob"; empty when the SDK has none
	ours   string   // the method of the same operation
	also   []string // methods that are made of it
}

// migrateRows reads the table of methods.
func migrateRows(t *testing.T) []row {
	t.Helper()
	quoted := regexp.MustCompile("`([^`]+)`")
	var rows []row
	_, table, _ := strings.Cut(string(read(t, migratePage)), "| SDK | here | also here |\n|---|---|---|\n")
	for line := range strings.Lines(table) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		if len(cells) != 3 {
			break
		}
		var r row
		for _, m := range quoted.FindAllStringSubmatch(cells[0], -1) {
			r.theirs += m[1]
		}
		for _, m := range quoted.FindAllStringSubmatch(cells[1], -1) {
			r.ours += m[1]
		}
		for _, m := range quoted.FindAllStringSubmatch(cells[2], -1) {
			r.also = append(r.also, m[1])
		}
		rows = append(rows, r)
	}
	if len(rows) == 0 {
		t.Fatalf("%s has no table of methods", migratePage)
	}
	return rows
}

// The table has each operation of the client once, and nothing that is not there.
func TestMigrateTableIsOfTheClient(t *testing.T) {
	t.Parallel()
	methods := reflect.TypeFor[*atlas20250312.Client]()
	missing := map[string]bool{}
	for i := range methods.NumMethod() {
		if name := methods.Method(i).Name; name != "Raw" {
			missing[name] = true
		}
	}
	operations := operationsByName()
	for _, r := range migrateRows(t) {
		if _, ok := operations[r.ours]; !ok {
			t.Errorf("%q is no operation", r.ours)
		}
		for _, name := range append(r.also, r.ours) {
			if !missing[name] {
				t.Errorf("%s is no method, or is in the table twice", name)
			}
			delete(missing, name)
		}
	}
	for name := range missing {
		t.Errorf("the table does not have %s", name)
	}
}

func operationsByName() map[string]atlas.Operation {
	operations := map[string]atlas.Operation{}
	for _, op := range atlas20250312.Operations() {
		operations[op.Name] = op
	}
	return operations
}

// migratePrograms returns the programs of the page: before and after.
func migratePrograms(t *testing.T) (before, after string) {
	t.Helper()
	blocks := regexp.MustCompile("(?s)```go\n(.*?)```").FindAllStringSubmatch(string(read(t, migratePage)), -1)
	if len(blocks) != 2 {
		t.Fatalf("%s has %d programs, want 2", migratePage, len(blocks))
	}
	return blocks[0][1], blocks[1][1]
}
