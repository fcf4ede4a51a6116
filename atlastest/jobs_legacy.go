package atlastest

import (
	"crypto/sha1"
	"encoding/hex"
	"io"
	"time"
)

// legacyAuthHeader is the name of the header that a legacy link needs.
const legacyAuthHeader = "X-Restore-Token"

// createLegacy creates one job, or on a sharded cluster one for each shard, which share a batchId, and answers with all.
func createLegacy(c *call) (any, *apiError) {
	cl, err := c.findCluster()
	if err != nil {
		return nil, err
	}
	in := c.decoded()
	if fields := legacyNeeds(in); len(fields) > 0 {
		return nil, invalid(fields...)
	}
	method := text(sub(in, "delivery"), "methodName")
	first := c.newJob(in, method, 1)
	if cl.shards > 1 {
		first.BatchID = c.srv.jobs.newID(first.created)
	}
	var items []any
	for shard := range cl.shards {
		j := *first
		j.shard = shard
		if shard > 0 {
			j.ID = c.srv.jobs.newID(j.created)
		}
		c.srv.jobs.add(&j)
		items = append(items, c.view(&j))
	}
	return page{"links": []any{c.selfLink()}, "results": items, "totalCount": len(items)}, nil
}

// legacyNeeds tells what the delivery needs and the schema does not demand.
func legacyNeeds(in object) []field {
	var fields []field
	delivery := sub(in, "delivery")
	switch method := text(delivery, "methodName"); method {
	case "AUTOMATED_RESTORE":
		if delivery["targetGroupId"] == nil {
			fields = append(fields, missing("delivery.targetGroupId", "for "+method))
		}
		if delivery["targetClusterName"] == nil && delivery["targetClusterId"] == nil {
			fields = append(fields, missing("delivery.targetClusterName", "for "+method+", or targetClusterId"))
		}
	case "HTTP":
	default:
		fields = append(fields, field{"delivery.methodName", "must be AUTOMATED_RESTORE or HTTP"})
	}
	hasOplog := in["oplogTs"] != nil && in["oplogInc"] != nil
	if in["snapshotId"] == nil && in["checkpointId"] == nil && in["pointInTimeUTCMillis"] == nil && !hasOplog {
		fields = append(fields, missing("snapshotId", "or another point in time"))
	}
	return fields
}

// legacyView shows a legacy job.
func (c *call) legacyView(j *job, now time.Time) object {
	p := j.phase(now)
	at := j.snapshotTime()
	out := object{
		"id": j.ID, "groupId": j.GroupID, "clusterName": j.Cluster, "clusterId": hashID(j.GroupID + " " + j.Cluster),
		"created": stamp(j.created), "encryptionEnabled": false, "links": c.selfLinks(j),
		"statusName": legacyStatus(p), "delivery": c.legacyDelivery(j, p, now),
		"timestamp": object{"date": stamp(at), "increment": max(at.Unix(), 1199145600)},
	}
	copyTo(out, j.in, "snapshotId")
	if j.BatchID != "" {
		out["batchId"] = j.BatchID
	}
	if p == succeeded && j.downloads() {
		out["hashes"] = []any{object{"fileName": j.fileName(0), "hash": j.sha1(), "typeName": "SHA1"}}
	}
	return out
}

func legacyStatus(p phase) string {
	switch p {
	case succeeded:
		return "FINISHED"
	case failed:
		return "BROKEN"
	case cancelled:
		return "KILLED"
	default:
		return "IN_PROGRESS"
	}
}

// legacyDelivery shows the delivery; a link is told while it can be used.
func (c *call) legacyDelivery(j *job, p phase, now time.Time) object {
	in := sub(j.in, "delivery")
	out := object{"methodName": j.Type, "statusName": j.deliveryStatus(p, now)}
	copyTo(out, in, "expirationHours", "maxDownloads", "targetClusterId", "targetClusterName", "targetGroupId")
	if !j.downloads() || p != succeeded {
		return out
	}
	out["expires"] = stamp(j.expires())
	if out["statusName"] == "READY" {
		out["authHeader"], out["authValue"] = legacyAuthHeader, j.authValue
		out["urlV2"], out["url"] = j.linkTo(c.base, 0), j.linkTo(c.base, 1)
	}
	return out
}

func (j *job) deliveryStatus(p phase, now time.Time) string {
	switch {
	case p == pending:
		return "NOT_STARTED"
	case p == failed:
		return "FAILED"
	case p == cancelled:
		return "INTERRUPTED"
	case p != succeeded:
		return "IN_PROGRESS"
	case j.exceeded:
		return "MAX_DOWNLOADS_EXCEEDED"
	case j.downloads() && !now.Before(j.expires()):
		return "EXPIRED"
	default:
		return "READY"
	}
}

// sha1 returns the hash of the undamaged content.
func (j *job) sha1() string {
	if j.sum == "" {
		h := sha1.New()
		_, _ = io.Copy(h, j.content(0)) // neither can fail
		j.sum = hex.EncodeToString(h.Sum(nil))
	}
	return j.sum
}
