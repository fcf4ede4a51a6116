package atlas

import (
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"time"
)

// A JobState is how far a restore job is. The generated job types tell it with their method JobState.
type JobState int

// The states of a job.
const (
	// JobRunning is a job that has not ended: the zero JobState, and what a state that Atlas invents later is taken for.
	JobRunning JobState = iota
	// JobFinished is a job that has done its work: what it restores is restored, what it delivers can be downloaded.
	JobFinished
	// JobFailed is a job that has given up.
	JobFailed
	// JobCancelled is a job that somebody has stopped.
	JobCancelled
	// JobExpired is a job whose download is no longer there.
	JobExpired
)

// String returns "running", "finished", "failed", "cancelled" or "expired".
func (s JobState) String() string {
	if s >= 0 && int(s) < len(jobStates) {
		return jobStates[s]
	}
	return fmt.Sprintf("JobState(%d)", int(s))
}

var jobStates = [...]string{"running", "finished", "failed", "cancelled", "expired"}

// Ended reports whether a job in this state changes no more.
func (s JobState) Ended() bool { return s != JobRunning }

// What [JobError] is, for errors.Is.
var (
	ErrJobFailed    = errors.New("job failed")
	ErrJobCancelled = errors.New("job cancelled")
	ErrJobExpired   = errors.New("job expired")
)

// A JobError says that a job ended without success.
type JobError struct {
	// Operation is the Go method name of the one that was waiting, "WaitCloudRestoreJob".
	Operation string
	// State is JobFailed, JobCancelled or JobExpired.
	State JobState
	// Reason is what Atlas says of it; often empty.
	Reason string
	// Job is the job as it was last seen, a pointer to a generated type: see [LastJob]. It is not printed, because it
	// can hold links that are secrets.
	Job any
}

// Error returns "WaitCloudRestoreJob: job failed".
func (e *JobError) Error() string {
	msg := e.Operation + ": " + e.sentinel().Error()
	if e.Reason != "" {
		msg += ": " + redactText(oneLine(e.Reason, maxShortText))
	}
	return msg
}

// GoString keeps %#v from printing the job.
func (e *JobError) GoString() string { return fmt.Sprintf("&atlas.JobError{%q}", e.Error()) }

// Is reports whether target is the sentinel of the state: [ErrJobFailed], [ErrJobCancelled] or [ErrJobExpired].
func (e *JobError) Is(target error) bool { return target == e.sentinel() }

func (e *JobError) sentinel() error {
	switch e.State {
	case JobCancelled:
		return ErrJobCancelled
	case JobExpired:
		return ErrJobExpired
	default:
		return ErrJobFailed
	}
}

// CreatedAt returns when an object was created, in UTC and whole seconds: the first eight hexadecimal digits of its id
// say so, as in every ObjectId of MongoDB. It returns false for what is no such id.
func CreatedAt(id string) (time.Time, bool) {
	if len(id) != 24 {
		return time.Time{}, false
	}
	if _, err := hex.DecodeString(id); err != nil {
		return time.Time{}, false
	}
	seconds, err := strconv.ParseUint(id[:8], 16, 32)
	return time.Unix(int64(seconds), 0).UTC(), err == nil
}

// LastJob returns the job of a [JobError] in err; false when there is none of this type.
func LastJob[T any](err error) (*T, bool) {
	jobErr := (*JobError)(nil)
	if !errors.As(err, &jobErr) {
		return nil, false
	}
	job, ok := jobErr.Job.(*T)
	return job, ok && job != nil
}
