package downstream_test

import (
	"strings"
	"testing"
)

// testUpgrade goes from one API version to the next: what specdiff says of the
// step, then another import, and back.
func (b *bed) testUpgrade(t *testing.T, env []string) {
	u := b.module(t, "upgrade.txtar")
	u.fetch(t, "get", ours.Path+"/generated/atlas20241113@latest")
	u.fetch(t, "get", "-tool", ours.Path+"/cmd/specdiff")
	p := &program{user: u, env: env, want: "2024-11-13 " + arguments[2] + "\n"}
	p.run(t, nil)

	const older, newer = "pin:2024-11-13", "pin:2025-03-12"
	matrix := u.run(t, "go", "tool", "specdiff", "versions", newer, "--from", "2024-11-13", "--to", "2025-03-12")
	if !strings.Contains(matrix, "0 upgrade, 5 new, 0 gone, 13 same") {
		t.Errorf("specdiff versions: %s", matrix)
	}
	const added = "POST /api/atlas/v2/groups/{groupId}/clusters/{clusterName}/collectionRestoreJobs: "
	if guide := u.run(t, "go", "tool", "specdiff", older, newer); !strings.Contains(guide, added+"added") {
		t.Errorf("specdiff: %s", guide)
	}
	if guide := u.want(t, 1, "go", "tool", "specdiff", newer, older).stdout; !strings.Contains(guide, added+"removed") {
		t.Errorf("specdiff of the way back: %s", guide)
	}

	u.replace(t, "main.go", "generated/atlas20241113", "generated/atlas20250312")
	p.want = "2025-03-12 " + arguments[2] + "\n"
	p.run(t, nil)

	// What the guide calls removed does not compile.
	const method = "CreateCollectionRestoreJob"
	u.write(t, "collection.go", []byte("package main\n\nimport restore \""+ours.Path+"/generated/atlas20250312\"\n\nvar _ = (*restore.Client)."+method+"\n"))
	u.run(t, "go", "build", "./...")
	u.replace(t, "collection.go", "atlas20250312", "atlas20241113")
	if got := u.want(t, 1, "go", "build", "./..."); !strings.Contains(got.stderr, method) {
		t.Errorf("go build: %s", got.stderr)
	}
}
