package atlastest

import (
	"fmt"
	"net/http"
	"strings"
	"time"
)

// newJob makes a job out of a request, not yet kept.
func (c *call) newJob(in object, typ string, shards int) *job {
	about := Job{Kind: c.op.handler.kind, GroupID: c.path["groupId"], Cluster: c.cluster(), Type: typ}
	return c.srv.newJob(about, in, shards, c.srv.jobs.outcome(about))
}

// newJob makes a job that is created now. The time has whole seconds, as the id and the timestamps have.
func (s *Server) newJob(about Job, in object, shards int, o Outcome) *job {
	now := s.clock.now().Truncate(time.Second)
	j := &job{Job: about, created: now, in: in, shards: shards, outcome: o, durations: s.cfg.durations, size: s.cfg.downloadSize}
	j.ID = s.jobs.newID(now)
	j.visible = now.Add(s.cfg.createDelay + o.CreateDelay)
	if o.Durations != nil {
		j.durations = *o.Durations
	}
	if o.Size != 0 {
		j.size = max(0, o.Size)
	}
	if o.Download && (j.Kind == Flex || j.Kind == Tenant) {
		j.Type = "DOWNLOAD"
	}
	return j
}

// view returns the job as the API shows it now.
func (c *call) view(j *job) object {
	now := c.srv.clock.now()
	switch j.Kind {
	case Cloud, Serverless:
		return c.cloudView(j, now)
	case Legacy:
		return c.legacyView(j, now)
	case Collection:
		return j.collectionView(now)
	default:
		return c.flexView(j, now)
	}
}

// find returns the job that the path names.
func (c *call) find() (*job, *apiError) {
	if _, err := c.findCluster(); err != nil {
		return nil, err
	}
	kind, id := c.op.handler.kind, c.jobID()
	if j := c.srv.jobs.find(kind, c.path["groupId"], c.cluster(), id, c.srv.clock.now()); j != nil {
		return j, nil
	}
	return nil, newError(http.StatusNotFound, "RESTORE_JOB_NOT_FOUND", "No such restore job.", id)
}

func getJob(c *call) (any, *apiError) {
	j, err := c.find()
	if err != nil {
		return nil, err
	}
	return c.view(j), nil
}

// listJobs lists the jobs of a cluster, oldest first.
func listJobs(c *call) (any, *apiError) {
	if _, err := c.findCluster(); err != nil {
		return nil, err
	}
	now, batch := c.srv.clock.now(), c.req.URL.Query().Get("batchId")
	var items []any
	for _, j := range c.srv.jobs.all {
		if j.isIn(c.op.handler.kind, c.path["groupId"], c.cluster(), now) && (batch == "" || batch == j.BatchID) {
			items = append(items, c.view(j))
		}
	}
	return c.paginate(items)
}

// selfLinks links to the job.
func (c *call) selfLinks(j *job) []any {
	var below string
	switch j.Kind {
	case Serverless:
		below = "serverless/%s/backup/restoreJobs/%s"
	case Legacy:
		below = "clusters/%s/restoreJobs/%s"
	case Tenant:
		below = "clusters/%s/backup/tenant/restores/%s"
	default:
		below = "clusters/%s/backup/restoreJobs/%s"
	}
	prefix, _, _ := strings.Cut(c.op.template, "/groups/")
	return []any{link(c.base+prefix+"/groups/"+j.GroupID+"/"+fmt.Sprintf(below, j.Cluster, j.ID), "self")}
}

// Jobs returns all jobs in the order of their creation.
func (s *Server) Jobs() []Job {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []Job
	for _, j := range s.jobs.all {
		all = append(all, j.Job)
	}
	return all
}

// AddJobs creates n jobs now without requests and returns their ids, to fill lists. Kind, GroupID and Cluster of about
// are needed; an empty Type is the one that restores to a cluster. Their requests are made up. Legacy jobs are single.
func (s *Server) AddJobs(n int, about Job, o Outcome) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	shards := s.cfg.clusters[clusterKey{about.GroupID, about.Cluster}].shards
	var ids []string
	for range n {
		in, typ := madeUp(about)
		about := Job{Kind: about.Kind, GroupID: about.GroupID, Cluster: about.Cluster, Type: typ}
		j := s.newJob(about, in, max(1, shards), o)
		if j.Kind != Cloud {
			j.shards = 1
		}
		s.jobs.add(j)
		ids = append(ids, j.ID)
	}
	return ids
}

// madeUp returns a request for a job, and its type.
func madeUp(about Job) (object, string) {
	in := object{"snapshotId": hashID("snapshot of " + about.Cluster)}
	typ := about.Type
	switch about.Kind {
	case Legacy:
		if typ == "" {
			typ = "AUTOMATED_RESTORE"
		}
		in["delivery"] = object{"methodName": typ, "targetClusterName": "target", "targetGroupId": about.GroupID}
	case Flex, Tenant:
		if typ == "" {
			typ = "RESTORE"
		}
		in["targetDeploymentItemName"], in["targetProjectId"] = "target", about.GroupID
	case Collection:
		in["collections"] = []any{object{"sourceNamespace": "shop.orders"}}
		in["targetClusterName"], in["targetGroupId"] = "target", about.GroupID
		in["indexStrategy"], in["writeStrategy"] = "ALL", "CREATE_NEW"
	default:
		if typ == "" {
			typ = "automated"
		}
		in["deliveryType"], in["targetClusterName"], in["targetGroupId"] = typ, "target", about.GroupID
	}
	return in, typ
}
