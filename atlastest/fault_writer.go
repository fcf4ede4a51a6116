package atlastest

import (
	"context"
	"net/http"
)

// A faultWriter writes an answer through a fault, which may be nil, and records what it sends before it is sent, so
// that a client that has an answer finds it recorded.
type faultWriter struct {
	http.ResponseWriter
	srv   *Server
	fault *Fault
	ctx   context.Context
	rec   *Request
	sent  int64
	wrote bool
}

// WriteHeader implements http.ResponseWriter.
func (w *faultWriter) WriteHeader(status int) {
	if w.wrote {
		return
	}
	w.wrote = true
	if w.fault != nil && w.fault.Drop == DropAfter {
		panic(http.ErrAbortHandler)
	}
	if w.fault != nil && w.fault.RetryAfter != "" {
		w.Header().Set("Retry-After", w.fault.RetryAfter)
	}
	w.srv.note(func() { w.rec.Status = status })
	w.ResponseWriter.WriteHeader(status)
}

// Write implements http.ResponseWriter.
func (w *faultWriter) Write(p []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	if w.fault == nil {
		return w.send(p)
	}
	if w.fault.Corrupt && w.sent == 0 && len(p) > 0 {
		p = append([]byte{p[0] ^ 1}, p[1:]...)
	}
	total := 0
	for len(p) > 0 {
		n, err := w.piece(p)
		total += n
		if err != nil {
			return total, err
		}
		p = p[n:]
	}
	return total, nil
}

// piece sends as much as the fault lets through at once, and drops the connection when it is due.
func (w *faultWriter) piece(p []byte) (int, error) {
	f := w.fault
	if f.SlowChunk > 0 {
		f.wait(w.ctx, w.srv.clock, f.SlowPause)
		p = p[:min(len(p), f.SlowChunk)]
	}
	if f.Drop == DropBody {
		left := f.DropAfter - w.sent
		if left <= 0 {
			w.flush()
			panic(http.ErrAbortHandler)
		}
		p = p[:min(int64(len(p)), left)]
	}
	n, err := w.send(p)
	if f.SlowChunk > 0 {
		w.flush()
	}
	return n, err
}

// send writes and counts.
func (w *faultWriter) send(p []byte) (int, error) {
	w.srv.note(func() { w.rec.Sent += int64(len(p)) })
	n, err := w.ResponseWriter.Write(p)
	if missing := int64(len(p) - n); missing > 0 {
		w.srv.note(func() { w.rec.Sent -= missing })
	}
	w.sent += int64(n)
	return n, err
}

// flush sends what is buffered. Not every writer can.
func (w *faultWriter) flush() { _ = http.NewResponseController(w.ResponseWriter).Flush() }
