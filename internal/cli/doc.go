// Package cli holds the commands: flags, exit codes and the wiring of the
// packages that do the work. It is the only place that writes to the streams.
package cli
