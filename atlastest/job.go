package atlastest

import (
	"cmp"
	"slices"
	"strconv"
	"time"
)

// A Job tells what a restore job is about.
type Job struct {
	Kind    Kind
	GroupID string
	Cluster string
	// ID has 24 hex digits, of which the first 8 are the seconds of the creation.
	ID string
	// BatchID is set for the jobs of a legacy batch.
	BatchID string
	// Type is what the kind calls it: deliveryType, or the methodName of a legacy job. Empty for a collection job.
	Type string
}

// A job is a restore job with everything that decides how it looks at any time.
type job struct {
	Job
	created   time.Time
	visible   time.Time
	in        object // the body of its request
	outcome   Outcome
	durations Durations
	shards    int // of the cluster; 1 for the jobs of a legacy batch
	shard     int // within a legacy batch
	size      int64
	keys      []string  // of its links
	authValue string    // of a legacy link
	cancelled time.Time // by a DELETE
	fetched   int       // full downloads, of a legacy job
	exceeded  bool      // more downloads than allowed were tried
	sum       string    // SHA1 of the content, once it is known
}

// A phase is how far a job has come.
type phase int

const (
	pending phase = iota
	running
	finalizing
	succeeded
	failed
	cancelled
)

// phase is a function of the time and of what was decided at the creation.
func (j *job) phase(now time.Time) phase {
	switch {
	case !j.cancelled.IsZero() && !now.Before(j.cancelled):
		return cancelled
	case now.Before(j.started()):
		return pending
	case j.outcome.Never || now.Before(j.ran()):
		return running
	case now.Before(j.ended()):
		return finalizing
	case j.outcome.Fail, slices.Contains(j.outcome.FailShards, j.shard) && j.Kind == Legacy:
		return failed
	case j.outcome.Cancel:
		return cancelled
	default:
		return succeeded
	}
}

func (j *job) started() time.Time { return j.created.Add(j.durations.Start) }

func (j *job) ran() time.Time {
	return j.started().Add(j.durations.Run + time.Duration(j.shard)*j.durations.Run/4)
}

// ended is when the job ends, whatever its outcome, unless it is cancelled before.
func (j *job) ended() time.Time {
	if j.Kind == Collection {
		return j.ran().Add(j.durations.Finalize)
	}
	return j.ran()
}

// expires is when the links of the job end.
func (j *job) expires() time.Time {
	lifetime := linkLifetime
	if j.outcome.LinkLifetime > 0 {
		lifetime = j.outcome.LinkLifetime
	}
	if j.Kind == Legacy {
		lifetime = time.Duration(number(sub(j.in, "delivery"), "expirationHours", 1)) * time.Hour
	}
	return j.ended().Add(lifetime)
}

// downloads reports whether the job prepares something to download.
func (j *job) downloads() bool {
	switch j.Kind {
	case Cloud, Serverless:
		return j.Type == "download"
	case Legacy:
		return j.Type == "HTTP"
	case Flex, Tenant:
		return j.Type == "DOWNLOAD"
	default:
		return false
	}
}

// isIn reports whether the job is in a list.
func (j *job) isIn(kind Kind, groupID, cluster string, now time.Time) bool {
	return j.Kind == kind && j.GroupID == groupID && j.Cluster == cluster && !now.Before(j.visible)
}

// progress is the share of the running time that has passed, 0..1.
func (j *job) progress(now time.Time) float64 {
	if now.Before(j.started()) {
		return 0
	}
	if total := j.ran().Sub(j.started()); total > 0 && now.Before(j.ran()) {
		return float64(now.Sub(j.started())) / float64(total)
	}
	return 1
}

// snapshotTime is when the snapshot was taken: what its id says, when that makes sense, else an hour before the job.
func (j *job) snapshotTime() time.Time {
	at := j.created.Add(-time.Hour)
	if id := text(j.in, "snapshotId"); len(id) == 24 {
		seconds, err := strconv.ParseUint(id[:8], 16, 32)
		if told := time.Unix(int64(seconds), 0); err == nil && told.Before(j.created) && told.Year() > 2007 {
			return told
		}
	}
	return at
}

// fileName is what the content of a shard is called, at the end of its link and in hashes.
func (j *job) fileName(shard int) string {
	name := "restore-" + cmp.Or(text(j.in, "snapshotId"), j.ID)
	if j.shards > 1 {
		name += "-shard-" + strconv.Itoa(shard)
	}
	return name + ".tar.gz"
}

// linkTo returns the link with one of the job's keys for those who know the server under base.
func (j *job) linkTo(base string, key int) string {
	return base + downloadPrefix + j.keys[key] + "/" + j.fileName(key)
}

// text, number and sub read members of a body that the validation has seen.
func text(in object, name string) string {
	s, _ := in[name].(string)
	return s
}

func number(in object, name string, unset int64) int64 {
	n, ok := in[name].(float64)
	if !ok {
		return unset
	}
	return int64(n)
}

func sub(in object, name string) object {
	o, _ := in[name].(object)
	return o
}

// copyTo copies members that are there and not null.
func copyTo(out, in object, names ...string) {
	for _, name := range names {
		if value := in[name]; value != nil {
			out[name] = value
		}
	}
}
