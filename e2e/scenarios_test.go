package e2e_test

import "github.com/atlasrestore/atlasrestore/atlastest"

// A scenario is one way to restore.
type scenario struct {
	name    string
	kind    atlastest.Kind
	cluster string
	body    string
	outcome atlastest.Outcome
	batch   bool // makes a job for each shard
	files   int  // that each job delivers
}

// jobs is how many jobs a create makes.
func (s scenario) jobs() int {
	if s.batch {
		return shards
	}
	return 1
}

const (
	target     = `"targetClusterName":"t0","targetGroupId":"` + group + `"`
	automated  = `{"deliveryType":"automated","snapshotId":"` + snapshot + `",` + target + `}`
	inTime     = `{"deliveryType":"pointInTime","oplogTs":1759276800,"oplogInc":7,` + target + `}`
	download   = `{"deliveryType":"download","snapshotId":"` + snapshot + `"}`
	downloadTo = `{"deliveryType":"download","snapshotId":"` + snapshot + `",` + target + `}`
	legacyAuto = `{"snapshotId":"` + snapshot + `","delivery":{"methodName":"AUTOMATED_RESTORE",` + target + `}}`
	legacyHTTP = `{"snapshotId":"` + snapshot + `","delivery":{"methodName":"HTTP","expirationHours":2,"maxDownloads":3}}`
	flexible   = `{"snapshotId":"` + snapshot + `","targetDeploymentItemName":"t0","targetProjectId":"` + group + `"}`
	collection = `{"snapshotId":"` + snapshot + `","indexStrategy":"ALL","writeStrategy":"CREATE_NEW",` + target +
		`,"collections":[{"sourceNamespace":"shop.orders"},{"sourceNamespace":"shop.items","targetNamespace":"new.items"}]}`
)

// scenarios are the ways to restore; the first of a kind is its simplest.
func scenarios() []scenario {
	prepared := atlastest.Outcome{Download: true}
	return []scenario{
		{name: "automated", kind: atlastest.Cloud, cluster: "c0", body: automated},
		{name: "point in time", kind: atlastest.Cloud, cluster: "c0", body: inTime},
		{name: "download", kind: atlastest.Cloud, cluster: "c0", body: download, files: 1},
		{name: "sharded download", kind: atlastest.Cloud, cluster: "sharded", body: download, files: shards},
		{name: "automated", kind: atlastest.Serverless, cluster: "s0", body: automated},
		{name: "download", kind: atlastest.Serverless, cluster: "s0", body: downloadTo, files: 1},
		{name: "automated", kind: atlastest.Legacy, cluster: "c0", body: legacyAuto},
		{name: "download", kind: atlastest.Legacy, cluster: "c0", body: legacyHTTP, files: 1},
		{name: "batch", kind: atlastest.Legacy, cluster: "sharded", body: legacyAuto, batch: true},
		{name: "download batch", kind: atlastest.Legacy, cluster: "sharded", body: legacyHTTP, batch: true, files: 1},
		{name: "restore", kind: atlastest.Tenant, cluster: "m0", body: flexible},
		{name: "download", kind: atlastest.Tenant, cluster: "m0", body: flexible, outcome: prepared, files: 1},
		{name: "restore", kind: atlastest.Flex, cluster: "f0", body: flexible},
		{name: "download", kind: atlastest.Flex, cluster: "f0", body: flexible, outcome: prepared, files: 1},
		{name: "restore", kind: atlastest.Collection, cluster: "c0", body: collection},
	}
}

// ofKind returns the scenarios of a kind.
func ofKind(kind atlastest.Kind) []scenario {
	var all []scenario
	for _, s := range scenarios() {
		if s.kind == kind {
			all = append(all, s)
		}
	}
	return all
}

// delivering returns a scenario of the kind that delivers files, if there is one.
func delivering(kind atlastest.Kind) (scenario, bool) {
	for _, s := range ofKind(kind) {
		if s.files > 0 {
			return s, true
		}
	}
	return scenario{}, false
}
