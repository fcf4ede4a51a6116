package atlastest

import "time"

// createFlex creates a flex or tenant job. The schema demands all that is needed.
func createFlex(c *call) (any, *apiError) {
	if _, err := c.findCluster(); err != nil {
		return nil, err
	}
	j := c.newJob(c.decoded(), "RESTORE", 1)
	c.srv.jobs.add(j)
	return c.view(j), nil
}

// flexView shows a flex or tenant job. Flex jobs never have links, although the document says so. A job that failed has
// a restoreFinishedDate too.
func (c *call) flexView(j *job, now time.Time) object {
	p := j.phase(now)
	out := object{
		"id": j.ID, "projectId": j.GroupID, "deliveryType": j.Type, "status": j.flexStatus(p, now),
		"restoreScheduledDate": stamp(j.created), "snapshotFinishedDate": stamp(j.snapshotTime()),
		"targetProjectId": j.GroupID,
	}
	copyTo(out, j.in, "snapshotId", "targetDeploymentItemName", "targetProjectId")
	if j.Kind == Flex {
		out["instanceName"] = j.Cluster
	} else {
		out["clusterName"], out["links"] = j.Cluster, c.selfLinks(j)
	}
	if p >= succeeded {
		out["restoreFinishedDate"] = stamp(j.ended())
	}
	if p == succeeded && j.downloads() {
		out["expirationDate"], out["snapshotUrl"] = stamp(j.expires()), j.linkTo(c.base, 0)
	}
	return out
}

// flexStatus splits the time before the job runs into PENDING and QUEUED.
func (j *job) flexStatus(p phase, now time.Time) string {
	switch {
	case p == pending && now.Before(j.created.Add(j.durations.Start/2)):
		return "PENDING"
	case p == pending:
		return "QUEUED"
	case p == running:
		return "RUNNING"
	case p == succeeded:
		return "COMPLETED"
	default:
		return "FAILED"
	}
}
