package downstream_test

import "testing"

// What a generated client may cost. The time depends on the machine and its
// load, so that it is held against the time of the SDK in the same run.
const (
	maxMemory = 150e6 // bytes, to compile it
	maxBinary = 0.5e6 // bytes of a stripped program, beyond what reading JSON and logging cost
	minFaster = 5     // times less time to compile it than to compile the SDK
)

// How often a program is compiled. The SDK takes long, and is far off the limit.
const (
	oursTimes = 3
	sdkTimes  = 1
)

// testCosts measures the programs, and returns those for the table. The SDK is
// nil where it cannot be had.
func (b *bed) testCosts(t *testing.T, client, credentials, sdk *program) []*program {
	bare := &program{name: "bare net/http", user: b.module(t, "bare.txtar")}
	plain := &program{name: "net/http, encoding/json, log/slog", user: b.module(t, "plain.txtar")}
	all := []*program{bare, plain, client, credentials}
	if sdk != nil {
		all = append(all, sdk)
	}
	for _, p := range all {
		p.measure(t)
	}
	cache := warm(t, all)
	client.compile(t, cache, oursTimes)
	credentials.compile(t, cache, oursTimes)
	if sdk != nil {
		sdk.compile(t, cache, sdkTimes)
	}

	for _, p := range []*program{client, credentials} {
		if p.cost.memory > maxMemory {
			t.Errorf("%s: compiling takes %s, want at most %s", p.name, megabytes(p.cost.memory), megabytes(maxMemory))
		}
	}
	// Other programs that run meanwhile disturb the one more than the other.
	if sdk != nil && client.cost.compile*minFaster > sdk.cost.compile && client.cost.cpu*minFaster > sdk.cost.cpu {
		t.Errorf("%s: compiling takes %s (CPU %s), want %d times less than the %s (CPU %s) of the SDK", client.name,
			seconds(client.cost.compile), seconds(client.cost.cpu), minFaster, seconds(sdk.cost.compile), seconds(sdk.cost.cpu))
	}
	if more := client.cost.stripped - plain.cost.stripped; more > maxBinary {
		t.Errorf("%s: the binary grows by %s, want at most %s", client.name, megabytes(more), megabytes(maxBinary))
	}
	return all
}
