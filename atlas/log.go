package atlas

import (
	"log/slog"
	"time"
)

// WithLogger writes records of what the client does to logger; nil, which is the default, stands for none:
//
//   - at Debug "atlas call", one for each call when it ends, or hands out its response: operation, method, path,
//     status (0 when no response came), duration (waits included), attempts, bytes (of the body, after decompression,
//     when it was read), request_id, and of a call that failed, error and retry, which says why there was no other attempt;
//   - at Info "atlas retry", one for each attempt that is going to be repeated: operation, method, path, status,
//     attempt, reason and wait.
//
// Query strings, bodies and headers are never logged, and errors are redacted. The path names projects, clusters and
// jobs. Records get the context of the call, so that a handler can add what it knows from there.
func WithLogger(logger *slog.Logger) Option {
	return func(s *settings) { s.logger = logger }
}

// maxErrorLog limits the text of an error in a record, in runes.
const maxErrorLog = 1000

// logCall writes the record of a call that has ended with err.
func (s *sending) logCall(err error, reason string) {
	log := s.core.logger
	if log == nil || !log.Enabled(s.ctx, slog.LevelDebug) {
		return
	}
	attrs := append(s.logWhat(),
		slog.Duration("duration", time.Since(s.begun)),
		slog.Int("attempts", s.last.attempt),
	)
	if s.bytes >= 0 {
		attrs = append(attrs, slog.Int("bytes", s.bytes))
	}
	if id := printable(s.last.header.Get("X-Request-Id"), maxRequestID); id != "" {
		attrs = append(attrs, slog.String("request_id", id))
	}
	if err != nil {
		attrs = append(attrs, slog.String("error", oneLine(err.Error(), maxErrorLog)))
	}
	if reason != "" {
		attrs = append(attrs, slog.String("retry", "no: "+reason))
	}
	log.LogAttrs(s.ctx, slog.LevelDebug, "atlas call", attrs...)
}

// logRetry writes the record of an attempt that is going to be repeated.
func (s *sending) logRetry(d decision) {
	log := s.core.logger
	if log == nil || !log.Enabled(s.ctx, slog.LevelInfo) {
		return
	}
	log.LogAttrs(s.ctx, slog.LevelInfo, "atlas retry", append(s.logWhat(),
		slog.Int("attempt", s.last.attempt),
		slog.String("reason", d.reason),
		slog.Duration("wait", d.wait),
	)...)
}

// logWhat names the call and the status that it has so far.
func (s *sending) logWhat() []slog.Attr {
	path := s.op.Path
	if s.req.URL != nil {
		path = s.req.URL.EscapedPath()
	}
	return []slog.Attr{
		slog.String("operation", s.op.Name),
		slog.String("method", s.last.method),
		slog.String("path", path),
		slog.Int("status", s.last.status),
	}
}
