package atlastest

import "net/http"

// A Kind is one of the six kinds of restore job.
type Kind string

// The kinds. Each has endpoints, fields and states of its own.
const (
	Cloud      Kind = "cloud"
	Serverless Kind = "serverless"
	Legacy     Kind = "legacy"
	Tenant     Kind = "tenant"
	Flex       Kind = "flex"
	Collection Kind = "collection"
)

// A ClusterKind says which endpoints a declared cluster has: see [WithCluster].
type ClusterKind string

// The kinds of cluster. A dedicated cluster has the cloud, legacy and collection endpoints, the others those of their name.
const (
	DedicatedCluster  ClusterKind = "dedicated"
	ServerlessCluster ClusterKind = "serverless"
	TenantCluster     ClusterKind = "tenant"
	FlexCluster       ClusterKind = "flex"
)

type clusterKey struct{ groupID, name string }

type cluster struct {
	kind   ClusterKind
	shards int
}

// clusterKind returns the kind of cluster that has jobs of this kind.
func (k Kind) clusterKind() ClusterKind {
	switch k {
	case Serverless:
		return ServerlessCluster
	case Tenant:
		return TenantCluster
	case Flex:
		return FlexCluster
	default:
		return DedicatedCluster
	}
}

// findCluster returns the cluster that the path names, or why the endpoint cannot be used with it. Only the answer of
// the flex endpoints is known from Atlas; its mirror image is an assumption.
func (c *call) findCluster() (cluster, *apiError) {
	key := clusterKey{c.path["groupId"], c.cluster()}
	want := c.op.handler.kind.clusterKind()
	found, declared := c.srv.cfg.clusters[key]
	switch {
	case !declared && c.srv.cfg.strictClusters:
		return found, newError(http.StatusNotFound, "CLUSTER_NOT_FOUND", "No such cluster.", key.name, key.groupID)
	case !declared:
		return cluster{want, 1}, nil
	case found.kind == want:
		return found, nil
	case want == FlexCluster:
		return found, newError(http.StatusBadRequest, "CANNOT_USE_NON_FLEX_CLUSTER_IN_FLEX_API",
			"The cluster is not a flex cluster.", key.name)
	case found.kind == FlexCluster:
		return found, newError(http.StatusBadRequest, "CANNOT_USE_FLEX_CLUSTER_IN_CLUSTER_API",
			"The cluster is a flex cluster.", key.name)
	default:
		return found, newError(http.StatusNotFound, "CLUSTER_NOT_FOUND", "No such cluster.", key.name, key.groupID)
	}
}
