package atlastest

import (
	"errors"
	"fmt"
	"time"
)

// An Option changes how a server is made. Options do not depend on their order; of the same option given twice the last
// one counts, except for clusters and tokens, which add up. A nil Option does nothing.
type Option func(*config)

// config is what the options say.
type config struct {
	addr           string
	noNetwork      bool
	start          time.Time
	speed          float64
	fake           bool // the clock stands still at fakeAt
	fakeAt         time.Time
	durations      Durations
	seed           uint64
	credentials    credentials
	rate           int
	ratePer        time.Duration
	listLimit      int
	createDelay    time.Duration
	withoutSunsets bool
	strictClusters bool
	clusters       map[clusterKey]cluster
	downloadSize   int64
	recordLimit    int
	observer       func(Request)
}

func newConfig(opts []Option) (*config, error) {
	c := &config{
		addr: "127.0.0.1:0", speed: 1, seed: 1, durations: DefaultDurations, downloadSize: 1 << 20, recordLimit: 10_000,
		clusters:    map[clusterKey]cluster{},
		credentials: credentials{tokenLifetime: time.Hour, nonceLifetime: 5 * time.Minute},
	}
	for _, o := range opts {
		if o != nil {
			o(c)
		}
	}
	if c.fake {
		c.start, c.speed = c.fakeAt, 0
	}
	return c, c.check()
}

// check reports all values that make no sense together.
func (c *config) check() error {
	var errs []error
	wrong := func(bad bool, format string, args ...any) {
		if bad {
			errs = append(errs, fmt.Errorf("atlastest: "+format, args...))
		}
	}
	wrong(c.speed < 0, "the speed %g is negative", c.speed)
	wrong(c.rate < 0, "the rate limit %d is negative", c.rate)
	wrong(c.rate > 0 && c.ratePer <= 0, "the rate limit is for %v, which is no time", c.ratePer)
	wrong(c.downloadSize < 0, "the download size %d is negative", c.downloadSize)
	wrong(c.recordLimit < 0, "the number of recorded requests %d is negative", c.recordLimit)
	wrong(c.durations.Start < 0 || c.durations.Run < 0 || c.durations.Finalize < 0, "a duration is negative")
	return errors.Join(errs...)
}

// WithAddr listens on addr, "127.0.0.1:8080". The default is a free port of 127.0.0.1.
func WithAddr(addr string) Option { return func(c *config) { c.addr = addr } }

// WithoutNetwork opens no socket: [Server.Client] reaches the server over in-memory pipes, whatever host its URLs name.
// It is for bubbles of testing/synctest, inside which the server must be made and closed.
func WithoutNetwork() Option { return func(c *config) { c.noNetwork = true } }

// WithFakeClock lets the server's clock stand still at the given time. It moves with [Server.Advance] and
// [Server.SetNow]. The zero time stands for the present. It wins over [WithStart] and [WithSpeed].
func WithFakeClock(at time.Time) Option { return func(c *config) { c.fake, c.fakeAt = true, at } }

// WithStart starts the server's clock at the given time; it runs on from there.
func WithStart(at time.Time) Option { return func(c *config) { c.start = at } }

// WithSpeed lets the server's clock run so many times as fast as time.Now; with 0 it stands still.
func WithSpeed(times float64) Option { return func(c *config) { c.speed = times } }

// WithDurations says how long jobs take unless their [Outcome] says otherwise. The default is [DefaultDurations].
func WithDurations(d Durations) Option { return func(c *config) { c.durations = d } }

// WithSeed chooses the ids, keys, tokens and contents. The same seed and the same requests give the same answers, as
// long as the clock agrees. The default is 1.
func WithSeed(seed uint64) Option { return func(c *config) { c.seed = seed } }

// WithServiceAccount demands credentials and accepts access tokens that the service account gets at /api/oauth/token.
func WithServiceAccount(id, secret string) Option {
	return func(c *config) { c.credentials.clientID, c.credentials.clientSecret = id, secret }
}

// WithAPIKey demands credentials and accepts HTTP digest authentication (RFC 7616) with the API key.
func WithAPIKey(public, private string) Option {
	return func(c *config) { c.credentials.publicKey, c.credentials.privateKey = public, private }
}

// WithAccessToken demands credentials and accepts the token as a Bearer token that never expires.
func WithAccessToken(token string) Option {
	return func(c *config) { c.credentials.static = append(c.credentials.static, token) }
}

// WithTokenLifetime says how long new access tokens live; the default is an hour. It is told in whole seconds.
func WithTokenLifetime(d time.Duration) Option {
	return func(c *config) { c.credentials.tokenLifetime = d }
}

// WithNonceLifetime says how long a digest nonce can be used; the default is five minutes.
func WithNonceLifetime(d time.Duration) Option {
	return func(c *config) { c.credentials.nonceLifetime = d }
}

// WithNonceWindow lets concurrent requests with one digest nonce overtake each other: a count (nc) that was not used yet
// may be up to n, at most 63, behind the highest one. The default is 0: counts must rise, and a request that was
// overtaken is refused as stale. Replays are always refused.
func WithNonceWindow(n int) Option {
	return func(c *config) { c.credentials.nonceWindow = uint64(min(max(n, 0), 63)) }
}

// WithRateLimit answers 429 to more than n requests to the API per duration: a bucket of n tokens that fills evenly by
// the server's clock. The limit of the token endpoint is apart from it and always on. The default is no limit, and no
// RateLimit headers.
func WithRateLimit(n int, per time.Duration) Option {
	return func(c *config) { c.rate, c.ratePer = n, per }
}

// WithListLimit lets lists of more than n jobs answer TIMEOUT_WHILE_PAGING unless the request says includeCount=false.
// Lists without that parameter never do. The default, 0, is no limit.
func WithListLimit(n int) Option { return func(c *config) { c.listLimit = n } }

// WithCreateDelay lets a new job be unknown, to GET, DELETE and lists, for so long after its POST.
func WithCreateDelay(d time.Duration) Option { return func(c *config) { c.createDelay = d } }

// WithoutSunsets serves versions past their sunset. Their headers still tell it.
func WithoutSunsets() Option { return func(c *config) { c.withoutSunsets = true } }

// WithCluster declares a cluster. Of a declared cluster only the endpoints of its kind answer, and it has the number of
// shards given; 0 and 1 are a replica set. A cluster that is not declared is of whatever kind an endpoint needs, with
// one shard, unless [WithStrictClusters] is given.
func WithCluster(groupID, name string, kind ClusterKind, shards int) Option {
	return func(c *config) { c.clusters[clusterKey{groupID, name}] = cluster{kind, max(shards, 1)} }
}

// WithStrictClusters answers 404 CLUSTER_NOT_FOUND for clusters that are not declared.
func WithStrictClusters() Option { return func(c *config) { c.strictClusters = true } }

// WithDownloadSize says how many bytes a download has, per shard, unless its [Outcome] says otherwise. The default is 1 MiB.
func WithDownloadSize(bytes int64) Option { return func(c *config) { c.downloadSize = bytes } }

// WithRecording keeps the last n requests; with 0 none. The default is 10,000.
func WithRecording(n int) Option { return func(c *config) { c.recordLimit = n } }

// WithObserver calls f with each request after it is answered, one at a time. f must not call the server's methods.
func WithObserver(f func(Request)) Option { return func(c *config) { c.observer = f } }
