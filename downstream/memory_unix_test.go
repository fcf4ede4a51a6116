//go:build unix

package downstream_test

import (
	"os"
	"runtime"
	"syscall"
)

// largest returns the bytes of the largest process among one that has ended
// and those that it waited for. It is no less than this process had when it
// started the first, so that this one has to stay small.
func largest(state *os.ProcessState) int64 {
	usage, ok := state.SysUsage().(*syscall.Rusage)
	if !ok {
		return 0
	}
	size := int64(usage.Maxrss)
	if runtime.GOOS != "darwin" && runtime.GOOS != "ios" {
		size <<= 10 // elsewhere the unit is a kilobyte
	}
	return size
}
