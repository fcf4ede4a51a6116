package atlastest

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"time"
)

// A store holds the jobs in the order of their creation, and their links. The server's lock guards it.
type store struct {
	all      []*job
	links    map[string]*download // by the key in their path
	next     []Outcome
	choosers []func(Job) (Outcome, bool)
	random   *rand.Rand
	process  uint64 // the middle part of ids
	count    uint32
	seed     uint64
}

func newStore(seed uint64) *store {
	random := rand.New(rand.NewPCG(seed, 0x5eed))
	return &store{links: map[string]*download{}, random: random, process: random.Uint64() >> 24, seed: seed}
}

// newID makes an id as MongoDB does: seconds, something that is the same for the process, and a counter.
func (s *store) newID(at time.Time) string {
	s.count++
	return fmt.Sprintf("%08x%010x%06x", uint32(at.Unix()), s.process, s.count&0xffffff)
}

// outcome decides how a job goes.
func (s *store) outcome(about Job) Outcome {
	if len(s.next) > 0 {
		o := s.next[0]
		s.next = s.next[1:]
		return o
	}
	for i := len(s.choosers) - 1; i >= 0; i-- {
		if o, ok := s.choosers[i](about); ok {
			return o
		}
	}
	return Outcome{}
}

// add keeps a job and gives it links to its content: one for each shard.
func (s *store) add(j *job) {
	s.all = append(s.all, j)
	if !j.downloads() {
		return
	}
	for shard := range j.shards {
		j.keys = append(j.keys, s.addLink(&download{job: j, shard: shard, auth: j.Kind == Legacy}))
	}
	if j.Kind == Legacy { // the deprecated link, which needs no header
		j.keys = append(j.keys, s.addLink(&download{job: j}))
		j.authValue = s.secret(j.ID + " header")
	}
}

func (s *store) addLink(d *download) string {
	key := s.secret(fmt.Sprintf("%s %d %t", d.job.ID, d.shard, d.auth))
	s.links[key] = d
	return key
}

// secret makes 32 hex digits that depend on the seed.
func (s *store) secret(of string) string {
	text := binary.BigEndian.AppendUint64(nil, s.seed)
	sum := sha256.Sum256(append(text, of...))
	return hex.EncodeToString(sum[:16])
}

// find returns a job that is visible.
func (s *store) find(kind Kind, groupID, cluster, id string, now time.Time) *job {
	for _, j := range s.all {
		if j.ID == id && j.isIn(kind, groupID, cluster, now) {
			return j
		}
	}
	return nil
}

// hashID makes an id out of a name, for things the mock does not keep.
func hashID(name string) string {
	sum := sha256.Sum256([]byte(name))
	return hex.EncodeToString(sum[:12])
}
