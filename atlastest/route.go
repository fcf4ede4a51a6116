package atlastest

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// A call is one request on its way through the server.
type call struct {
	srv     *Server
	req     *http.Request
	op      *operation
	variant *variant
	path    map[string]string // path parameters, unescaped
	body    []byte
	base    string // scheme and host under which the client knows the server
}

// A handler executes an operation.
type handler struct {
	kind   Kind
	action string
	serve  func(*call) (any, *apiError)
}

// handlers has one entry for each operation, by method and the path below the group. A test compares it with the pins.
func handlers() map[string]handler {
	const (
		cloud      = "/clusters/{clusterName}/backup/restoreJobs"
		legacy     = "/clusters/{clusterName}/restoreJobs"
		serverless = "/serverless/{clusterName}/backup/restoreJobs"
		tenant     = "/clusters/{clusterName}/backup/tenant/restore"
		flex       = "/flexClusters/{name}/backup/restoreJobs"
		collection = "/clusters/{clusterName}/collectionRestoreJobs"
		restoreJob = "/{restoreJobId}"
		job        = "/{jobId}"
	)
	return map[string]handler{
		"POST " + cloud:                            {Cloud, "create", createCloud},
		"GET " + cloud:                             {Cloud, "list", listJobs},
		"GET " + cloud + restoreJob:                {Cloud, "get", getJob},
		"DELETE " + cloud + restoreJob:             {Cloud, "cancel", cancelJob},
		"POST " + legacy:                           {Legacy, "create", createLegacy},
		"GET " + legacy:                            {Legacy, "list", listJobs},
		"GET " + legacy + job:                      {Legacy, "get", getJob},
		"POST " + serverless:                       {Serverless, "create", createCloud},
		"GET " + serverless:                        {Serverless, "list", listJobs},
		"GET " + serverless + restoreJob:           {Serverless, "get", getJob},
		"POST " + tenant:                           {Tenant, "create", createFlex},
		"GET " + tenant + "s":                      {Tenant, "list", listJobs},
		"GET " + tenant + "s/{restoreId}":          {Tenant, "get", getJob},
		"POST " + flex:                             {Flex, "create", createFlex},
		"GET " + flex:                              {Flex, "list", listJobs},
		"GET " + flex + restoreJob:                 {Flex, "get", getJob},
		"POST " + collection:                       {Collection, "create", createCollection},
		"GET " + collection:                        {Collection, "list", listJobs},
		"GET " + collection + job:                  {Collection, "get", getJob},
		"GET " + collection + job + "/collections": {Collection, "listCollections", listCollections},
		"GET " + collection + job + "/collections/{sourceNamespace}": {Collection, "getCollection", getCollection},
	}
}

// handlerOf finds the handler of a pinned operation; one without a function answers 501.
func handlerOf(method, template string) handler {
	_, below, _ := strings.Cut(template, "/groups/{groupId}")
	return handlers()[method+" "+below]
}

// match finds the operations at a path, and the path parameters. The path is cut before it is unescaped, so that an
// escaped slash stays within its segment.
func match(ops []*operation, escapedPath string) ([]*operation, map[string]string) {
	segments := strings.Split(escapedPath, "/")
	var found []*operation
	var params map[string]string
	for _, o := range ops {
		if p, ok := o.match(segments); ok {
			found, params = append(found, o), p
		}
	}
	return found, params
}

func (o *operation) match(segments []string) (map[string]string, bool) {
	if len(segments) != len(o.segments) {
		return nil, false
	}
	params := map[string]string{}
	for i, want := range o.segments {
		value, err := url.PathUnescape(segments[i])
		if err != nil {
			return nil, false
		}
		name, isParameter := strings.CutPrefix(want, "{")
		switch {
		case isParameter && value != "":
			params[strings.TrimSuffix(name, "}")] = value
		case isParameter || value != want:
			return nil, false
		}
	}
	return params, true
}

// route finds the operation of a request, or says why there is none.
func route(ops []*operation, method, escapedPath string) (*operation, map[string]string, *apiError) {
	found, params := match(ops, escapedPath)
	if len(found) == 0 {
		return nil, nil, newError(http.StatusNotFound, "RESOURCE_NOT_FOUND", "Cannot find resource.", escapedPath)
	}
	var allowed []string
	for _, o := range found {
		if o.method == method {
			return o, params, nil
		}
		allowed = append(allowed, o.method)
	}
	slices.Sort(allowed)
	err := newError(http.StatusMethodNotAllowed, "METHOD_NOT_ALLOWED", "The method is not allowed for the resource.", method)
	err.header.Set("Allow", strings.Join(slices.Compact(allowed), ", "))
	return nil, nil, err
}

// matches reports whether name names the operation: by an operation id, an older name of it, or "cloud.create".
func (o *operation) matches(name string) bool {
	same := func(own string) bool { return strings.EqualFold(own, name) }
	return slices.ContainsFunc(o.names, same) || same(o.handler.name())
}

func (h handler) name() string { return string(h.kind) + "." + h.action }

// cluster returns the name of the cluster in the path.
func (c *call) cluster() string {
	if name, ok := c.path["name"]; ok {
		return name
	}
	return c.path["clusterName"]
}

// jobID returns the job id in the path.
func (c *call) jobID() string {
	for _, name := range []string{"restoreJobId", "jobId", "restoreId"} {
		if id, ok := c.path[name]; ok {
			return id
		}
	}
	return ""
}
