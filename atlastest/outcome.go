package atlastest

import "time"

// Durations say how long a job takes, by the server's clock: it waits for Start, runs for Run and, when it restores
// collections, builds indexes for Finalize. Each shard of a legacy batch runs a quarter of Run longer than the one before.
type Durations struct {
	Start, Run, Finalize time.Duration
}

// DefaultDurations are like those observed of Atlas: about five minutes altogether.
var DefaultDurations = Durations{Start: 30 * time.Second, Run: 4 * time.Minute, Finalize: 30 * time.Second}

// linkLifetime is how long the link of a download can be used after it is ready.
const linkLifetime = time.Hour

// An Outcome says how a job goes. The zero value is a job that succeeds.
type Outcome struct {
	// Fail lets the job fail when it has run. A legacy job ends BROKEN, its delivery FAILED.
	Fail bool
	// Cancel ends the job as if somebody had cancelled it. A legacy job ends KILLED, its delivery INTERRUPTED; a flex
	// or tenant job, which has no such state, fails.
	Cancel bool
	// Never lets the job run for ever.
	Never bool
	// FailShards lets only these shards of a legacy batch fail, counted from 0.
	FailShards []int
	// Collections gives collections, by their source namespace, another final state than SUCCESSFUL, such as
	// "NOT_FOUND". The job succeeds nevertheless. INDEX_BUILD_FAILED counts in the indexStatus of the job.
	Collections map[string]string
	// Durations replaces those of the server; nil does not.
	Durations *Durations
	// CreateDelay adds to that of the server.
	CreateDelay time.Duration
	// LinkLifetime says how long links can be used, except for a legacy job, whose request says so; 0 is an hour.
	LinkLifetime time.Duration
	// Size is the length of a download in bytes, per shard; 0 is that of the server, and below 0 nothing.
	Size int64
	// Corrupt damages one byte of what is served for download. Hashes stay those of the undamaged content.
	Corrupt bool
	// Download makes a flex or tenant job one of type DOWNLOAD, with a snapshotUrl. The endpoint that creates such
	// jobs is not pinned.
	Download bool
	// PrivateEndpoint, "vpce-0123456789abcdef0", adds links for that endpoint to a cloud download.
	PrivateEndpoint string
}

// NextJob scripts the next job that is created; several calls script several jobs, in their order. The jobs of a legacy
// batch share one outcome.
func (s *Server) NextJob(o Outcome) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.jobs.next = append(s.jobs.next, o)
}

// OutcomeFor scripts jobs by their properties: choose returns the outcome of a job that is about to be created, or
// false to leave it to others. Later functions are asked first; [Server.NextJob] comes before all. choose must not call
// the server's methods. The ID of its job is empty.
func (s *Server) OutcomeFor(choose func(Job) (Outcome, bool)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.jobs.choosers = append(s.jobs.choosers, choose)
}
