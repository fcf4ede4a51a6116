package atlastest

import (
	"net/http"
	"strconv"
	"time"
)

// createCloud creates a cloud or serverless job.
func createCloud(c *call) (any, *apiError) {
	cl, err := c.findCluster()
	if err != nil {
		return nil, err
	}
	in := c.decoded()
	if fields := cloudNeeds(in); len(fields) > 0 {
		return nil, invalid(fields...)
	}
	j := c.newJob(in, text(in, "deliveryType"), cl.shards)
	if j.Kind == Serverless {
		j.shards = 1
	}
	c.srv.jobs.add(j)
	return c.view(j), nil
}

// cloudNeeds tells what the kind of delivery needs and the schema does not demand.
func cloudNeeds(in object) []field {
	var fields []field
	typ := text(in, "deliveryType")
	if typ == "pointInTime" {
		if in["pointInTimeUTCSeconds"] == nil && (in["oplogTs"] == nil || in["oplogInc"] == nil) {
			fields = append(fields, missing("pointInTimeUTCSeconds", "for deliveryType pointInTime, or oplogTs and oplogInc"))
		}
	} else if in["snapshotId"] == nil {
		fields = append(fields, missing("snapshotId", "for deliveryType "+typ))
	}
	for _, name := range []string{"targetClusterName", "targetGroupId"} {
		if typ != "download" && in[name] == nil {
			fields = append(fields, missing(name, "for deliveryType "+typ))
		}
	}
	return fields
}

// cloudView shows a cloud or serverless job. Three things are on the wire and not as the document says: the nulls of
// desiredTimestamp, its member time, and targetDeploymentItemName.
func (c *call) cloudView(j *job, now time.Time) object {
	p := j.phase(now)
	expired := p == succeeded && j.downloads() && !now.Before(j.expires())
	out := object{
		"id": j.ID, "deliveryType": j.Type, "links": c.selfLinks(j),
		"cancelled": p == cancelled, "failed": p == failed, "expired": expired,
		"desiredTimestamp": object{"date": nil, "increment": nil, "time": nil},
		"timestamp":        stamp(j.snapshotTime()),
	}
	copyTo(out, j.in, "snapshotId", "targetClusterName", "targetGroupId", "oplogInc", "oplogTs", "pointInTimeUTCSeconds")
	if j.Kind == Cloud {
		name := text(j.in, "targetClusterName")
		if name == "" {
			name = j.Cluster
		}
		out["targetDeploymentItemName"] = name
	}
	switch {
	case j.downloads():
		c.addDelivery(out, j, p)
	case p >= succeeded: // also of jobs that failed or were cancelled
		out["finishedAt"] = stamp(j.ended())
	}
	return out
}

// addDelivery adds the links of a download. There is no finishedAt: a download is finished when its links are there.
// They stay when they have expired. On a sharded cluster deliveryUrl stays empty, and the components have the links.
func (c *call) addDelivery(out object, j *job, p phase) {
	ready := p == succeeded
	urls, components, private := []any{}, []any{}, []any{}
	for shard := range j.shards {
		component := object{"replicaSetName": "shard-" + strconv.Itoa(shard)}
		if ready {
			url := j.linkTo(c.base, shard)
			urls = append(urls, url)
			component["downloadUrl"] = url
			if j.outcome.PrivateEndpoint != "" {
				private = append(private, object{"deliveryUrl": url, "endpointId": j.outcome.PrivateEndpoint})
				component["privateDownloadDeliveryUrls"] = private[shard : shard+1]
			}
		}
		components = append(components, component)
	}
	if j.shards > 1 {
		urls, private = []any{}, nil
		out["components"] = components
	}
	out["deliveryUrl"] = urls
	if ready {
		out["expiresAt"] = stamp(j.expires())
	}
	if len(private) > 0 && j.Kind == Cloud {
		out["privateDownloadDeliveryUrls"] = private
	}
}

// cancelJob cancels a download that is prepared or ready. Cancelling twice is well; a job of another type, or one that
// ended otherwise, cannot be cancelled.
func cancelJob(c *call) (any, *apiError) {
	j, err := c.find()
	if err != nil {
		return nil, err
	}
	now := c.srv.clock.now()
	switch p := j.phase(now); {
	case !j.downloads(), p == failed, p == succeeded && !now.Before(j.expires()):
		return nil, newError(http.StatusMethodNotAllowed, "CANNOT_CANCEL_RESTORE_JOB", "The restore job cannot be cancelled.", j.ID)
	case p != cancelled:
		j.cancelled = now
	}
	return nil, nil
}

// decoded returns the body, which the validation has seen to be an object.
func (c *call) decoded() object {
	value, _ := decodeJSON(c.body)
	in, _ := value.(object)
	return in
}
