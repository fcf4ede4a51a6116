package atlastest

import (
	"math/rand/v2"
	"path"
	"strings"
	"time"
)

// A Fault says which requests go wrong, and how. The zero value of each field does not restrict or do anything, so that
// Fault{} fits every request and only counts it.
type Fault struct {
	// Method fits requests of this method.
	Method string
	// Path is a pattern as of path.Match for the whole path; a "*" does not cross a slash, but "**" at the end fits
	// whatever follows: "/api/atlas/v2/**".
	Path string
	// Operation fits an operation by any of its ids, "getGroupClusterBackupRestoreJob", or by kind and action,
	// "cloud.get", "*.create"; and "token", "revoke" and "download".
	Operation string
	// Match fits requests for which it returns true. It must not call the server's methods.
	Match func(Request) bool
	// Nth applies only to the nth request that fits, from 1. 0 applies to all.
	Nth int
	// Times limits how often the fault applies. 0 is no limit.
	Times int
	// Probability applies the fault to this share of the requests that fit, 0..1, by chance. 0 applies to all.
	Probability float64
	// Seed is that of the chance. The same seed and order of requests have the same faults.
	Seed uint64

	// Latency waits before the request is looked at, by the server's clock, or in real time if RealTime is set.
	Latency time.Duration
	// Drop closes the connection.
	Drop Drop
	// DropAfter counts the bytes of the body that are sent before [DropBody] closes the connection. A shorter body is
	// not affected.
	DropAfter int64
	// Status replaces the answer by an error. The request is not executed, unless Execute is set.
	Status int
	// Code is the errorCode of that error; empty is one that goes with the status.
	Code string
	// HTML makes it the page of a proxy, without any Atlas header.
	HTML bool
	// RetryAfter is its Retry-After header, seconds or a date. Without Status it is added to the answer.
	RetryAfter string
	// Execute executes the request although Status replaces the answer.
	Execute bool
	// Malformed cuts a JSON body in half.
	Malformed bool
	// UnknownEnum replaces the values of all enumerations in the answer by one that no document has.
	UnknownEnum bool
	// UnknownField adds a member that no document has to all objects in the answer.
	UnknownField bool
	// Nulls replaces all strings, numbers and booleans in the answer by null, except ids and in errors.
	Nulls bool
	// ContentType replaces the Content-Type of the answer.
	ContentType string
	// SlowChunk sends the body in pieces of so many bytes, with a wait of SlowPause before each.
	SlowChunk int
	SlowPause time.Duration
	// Corrupt damages the first byte of the body.
	Corrupt bool
	// RealTime lets Latency and SlowPause pass in real time.
	RealTime bool
}

// Drop says when a connection is closed without a complete answer.
type Drop int

// The moments of a [Drop]. Note that net/http repeats a GET by itself when a connection that it had used before is
// closed without an answer.
const (
	NoDrop     Drop = iota
	DropBefore      // before the request is executed
	DropAfter       // after it was executed, before anything is sent
	DropBody        // while the body is sent
)

// Injected is a fault on a server.
type Injected struct {
	server  *Server
	fault   Fault
	random  *rand.Rand
	fitting int
	applied int
}

// Inject adds faults. Of several that fit a request the one added first applies, alone. The result has one entry for
// each fault, in order.
func (s *Server) Inject(faults ...Fault) []*Injected {
	s.mu.Lock()
	defer s.mu.Unlock()
	var added []*Injected
	for i, f := range faults {
		added = append(added, &Injected{server: s, fault: f, random: rand.New(rand.NewPCG(f.Seed, uint64(i)))})
	}
	s.faults = append(s.faults, added...)
	return added
}

// Applied returns how often the fault was applied.
func (i *Injected) Applied() int {
	i.server.mu.Lock()
	defer i.server.mu.Unlock()
	return i.applied
}

// Remove ends the fault.
func (i *Injected) Remove() {
	i.server.mu.Lock()
	defer i.server.mu.Unlock()
	for n, f := range i.server.faults {
		if f == i {
			i.server.faults = append(i.server.faults[:n:n], i.server.faults[n+1:]...)
			return
		}
	}
}

// pick returns the fault that applies to a request, nil for none.
func (s *Server) pick(rec *Request) *Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, i := range s.faults {
		if i.fault.fits(rec) && i.applies() {
			f := i.fault
			return &f
		}
	}
	return nil
}

// applies decides about a request that fits.
func (i *Injected) applies() bool {
	i.fitting++
	f := &i.fault
	if f.Nth > 0 && i.fitting != f.Nth || f.Times > 0 && i.applied >= f.Times {
		return false
	}
	if f.Probability > 0 && i.random.Float64() >= f.Probability {
		return false
	}
	i.applied++
	return true
}

func (f *Fault) fits(rec *Request) bool {
	return (f.Method == "" || strings.EqualFold(f.Method, rec.Method)) &&
		(f.Path == "" || fitsPath(f.Path, rec.Path)) &&
		(f.Operation == "" || fitsOperation(f.Operation, rec)) &&
		(f.Match == nil || f.Match(*rec))
}

func fitsPath(pattern, name string) bool {
	if prefix, ok := strings.CutSuffix(pattern, "**"); ok {
		return strings.HasPrefix(name, prefix)
	}
	ok, err := path.Match(pattern, name)
	return ok && err == nil
}

func fitsOperation(name string, rec *Request) bool {
	if action, ok := strings.CutPrefix(name, "*."); ok {
		return strings.HasSuffix(rec.Name, "."+action)
	}
	return strings.EqualFold(name, rec.Operation) || rec.op != nil && rec.op.matches(name)
}

// Storm returns faults that spoil a share of all requests, rate in 0..1, in five ways that are as frequent as each
// other: a connection dropped before the request is executed, one dropped after it, 429 with a Retry-After of a second,
// 500 with error JSON, and 503 with the page of a proxy. The same seed and order of requests have the same storm.
func Storm(seed uint64, rate float64) []Fault {
	storm := []Fault{
		{Drop: DropBefore},
		{Drop: DropAfter},
		{Status: 429, RetryAfter: "1"},
		{Status: 500},
		{Status: 503, HTML: true},
	}
	each := min(max(rate, 0), 1) / float64(len(storm))
	for i := range storm {
		// A fault is asked only when those before it did not apply.
		storm[i].Probability = each / (1 - float64(i)*each)
		storm[i].Seed = seed*uint64(len(storm)) + uint64(i)
	}
	if each == 0 {
		return nil
	}
	return storm
}
