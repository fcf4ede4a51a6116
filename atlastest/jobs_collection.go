package atlastest

import (
	"net/http"
	"strings"
	"time"
)

// createCollection creates a job that restores collections.
func createCollection(c *call) (any, *apiError) {
	if _, err := c.findCluster(); err != nil {
		return nil, err
	}
	in := c.decoded()
	var fields []field
	if in["snapshotId"] == nil && in["pointInTimeUtcSeconds"] == nil && (in["oplogTs"] == nil || in["oplogInc"] == nil) {
		fields = append(fields, missing("snapshotId", "or another point in time"))
	}
	if len(namespaces(in)) == 0 {
		fields = append(fields, missing("collections", "or databases"))
	}
	if len(fields) > 0 {
		return nil, invalid(fields...)
	}
	j := c.newJob(in, "", 1)
	c.srv.jobs.add(j)
	return c.view(j), nil
}

// collectionView shows the job.
func (j *job) collectionView(now time.Time) object {
	p := j.phase(now)
	out := object{"id": j.ID, "createdAt": stamp(j.created), "state": collectionJobState(p)}
	copyTo(out, j.in, "collectionSuffix", "collections", "databaseSuffix", "databases", "indexStrategy", "oplogInc",
		"oplogTs", "pointInTimeUtcSeconds", "snapshotId", "targetClusterName", "targetGroupId", "writeStrategy")
	var total, restored int64
	failedIndexes := 0
	for _, r := range j.collections(now) {
		total += r.total
		restored += r.restored
		if r.state == "INDEX_BUILD_FAILED" {
			failedIndexes++
		}
	}
	out["totalDocuments"], out["restoredDocuments"] = total, restored
	index := j.indexState(p)
	if failedIndexes > 0 {
		index = "FAILED"
	}
	out["indexStatus"] = object{"state": index, "failedCollectionCount": failedIndexes}
	if p >= succeeded {
		out["finishedAt"] = stamp(j.ended())
	}
	if p == failed {
		out["errorMessage"] = "The restore failed."
	}
	return out
}

func collectionJobState(p phase) string {
	return [...]string{"INITIALIZING", "IN_PROGRESS", "FINALIZING", "SUCCESSFUL", "FAILED", "CANCELED"}[p]
}

// indexState tells of the indexes, which are built when the documents are there.
func (j *job) indexState(p phase) string {
	if text(j.in, "indexStrategy") == "NONE" {
		return "NOT_RESTORED"
	}
	return [...]string{"NOT_STARTED", "NOT_STARTED", "IN_PROGRESS", "SUCCESSFUL", "FAILED", "NOT_RESTORED"}[p]
}

// A restored is one collection of a job at some time.
type restored struct {
	source, target, effective string
	state, index              string
	total, restored           int64
}

// collections returns the collections of the job as they are now.
func (j *job) collections(now time.Time) []restored {
	p := j.phase(now)
	all := namespaces(j.in)
	for i := range all {
		r := &all[i]
		r.total = int64(i+1) * 1000
		r.restored = int64(float64(r.total) * j.progress(now))
		r.state = [...]string{"NOT_STARTED", "IN_PROGRESS", "FINALIZING", "SUCCESSFUL", "FAILED", "NOT_RESTORED"}[p]
		r.index = j.indexState(p)
		if scripted := j.outcome.Collections[r.source]; scripted != "" && p == succeeded {
			r.end(scripted)
		}
	}
	return all
}

// end gives a collection its scripted final state, and the index state that goes with it.
func (r *restored) end(state string) {
	r.state = state
	switch state {
	case "SUCCESSFUL":
	case "INDEX_BUILD_FAILED":
		r.index = "FAILED"
	default:
		r.index, r.restored = "NOT_RESTORED", 0
	}
}

// namespaces returns the collections that a request asks for; a database has two, made up.
func namespaces(in object) []restored {
	var all []restored
	list := func(name string, ends ...string) {
		items, _ := in[name].([]any)
		for _, item := range items {
			o, _ := item.(object)
			for _, end := range ends {
				r := restored{source: text(o, "sourceNamespace") + end}
				r.effective = r.source
				if target := text(o, "targetNamespace"); target != "" {
					r.target = target + end
					r.effective = r.target
				}
				r.effective = suffixed(r.effective, text(in, "databaseSuffix"), text(in, "collectionSuffix"))
				all = append(all, r)
			}
		}
	}
	list("collections", "")
	list("databases", ".customers", ".orders")
	return all
}

// suffixed adds the suffixes to the two parts of a namespace.
func suffixed(namespace, database, collection string) string {
	db, name, _ := strings.Cut(namespace, ".")
	return db + database + "." + name + collection
}

// view shows a collection.
func (r restored) view() object {
	out := object{
		"sourceNamespace": r.source, "effectiveTargetNamespace": r.effective, "state": r.state,
		"totalDocuments": r.total, "restoredDocuments": r.restored,
	}
	if r.target != "" {
		out["targetNamespace"] = r.target
	}
	index := object{"state": r.index}
	if r.index == "FAILED" {
		index["errorMessage"] = "An index could not be built."
		index["failedIndexes"] = []any{object{"name": "total_1", "key": object{"total": 1}}}
	}
	out["indexStatus"] = index
	return out
}

func listCollections(c *call) (any, *apiError) {
	j, err := c.find()
	if err != nil {
		return nil, err
	}
	query := c.req.URL.Query()
	is := func(name, value string) bool { return query.Get(name) == "" || query.Get(name) == value }
	var items []any
	for _, r := range j.collections(c.srv.clock.now()) {
		if is("state", r.state) && is("sourceNamespace", r.source) && (is("targetNamespace", r.target) || is("targetNamespace", r.effective)) {
			items = append(items, r.view())
		}
	}
	return c.paginate(items)
}

func getCollection(c *call) (any, *apiError) {
	j, err := c.find()
	if err != nil {
		return nil, err
	}
	for _, r := range j.collections(c.srv.clock.now()) {
		if r.source == c.path["sourceNamespace"] {
			return r.view(), nil
		}
	}
	return nil, newError(http.StatusNotFound, "COLLECTION_NOT_FOUND", "The restore job has no such collection.", c.path["sourceNamespace"])
}
