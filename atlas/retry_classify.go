package atlas

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"syscall"
)

// An errorKind is what an error of the transport means for another attempt.
type errorKind int

const (
	errorPassing errorKind = iota // it may pass; the request may have been executed
	errorNotSent                  // it may pass; the request was surely not sent
	errorLasting                  // it will come again
)

// errNoResponse is the error of a Doer that returns neither a response nor an error.
var errNoResponse = errors.New("the doer returned no response")

// errBody wraps the error of a body that cannot be read a second time.
var errBody = errors.New("repeat body")

// classify names an error of the transport and says what it means. An error that is not known may pass.
func classify(err error) (reason string, kind errorKind) {
	var verdict interface{ Retryable() bool }
	switch {
	case endedByContext(err):
		return "context ended", errorLasting
	case errors.As(err, &verdict) && !verdict.Retryable():
		return "the error says that it will come again", errorLasting
	case isRefusal(err):
		return "no credentials", errorLasting
	case isTLSFailure(err):
		return "TLS failure", errorLasting
	case isUnknownHost(err):
		return "unknown host", errorLasting
	case isMalformed(err):
		return "malformed request or answer", errorLasting
	}
	if reason := notSent(err); reason != "" {
		return reason, errorNotSent
	}
	return brokenReason(err), errorPassing
}

// endedByContext reports whether a context ended the attempt. The timeouts of a client or a dialer only look like one:
// for errors.Is they are context.DeadlineExceeded, but they do not hold it.
func endedByContext(err error) bool {
	return errors.Is(err, context.Canceled) || holds(err, context.DeadlineExceeded)
}

// holds reports whether target itself is in the tree of err.
func holds(err, target error) bool {
	switch wrapper := err.(type) {
	case interface{ Unwrap() error }:
		return err == target || holds(wrapper.Unwrap(), target)
	case interface{ Unwrap() []error }:
		for _, e := range wrapper.Unwrap() {
			if holds(e, target) {
				return true
			}
		}
	}
	return err == target
}

// isRefusal reports whether there was an answer after all, to what an [Authenticator] sends for itself. It has tried
// that again as often as is good.
func isRefusal(err error) bool {
	return errors.Is(err, ErrUnauthorized) || errors.Is(err, ErrForbidden) || errors.Is(err, ErrRateLimited) || errors.Is(err, ErrServer)
}

// isTLSFailure reports whether the two sides do not speak TLS with each other, or one does not trust the other.
func isTLSFailure(err error) bool {
	if as[*tls.CertificateVerificationError](err) || as[tls.RecordHeaderError](err) || as[*tls.ECHRejectionError](err) ||
		as[x509.UnknownAuthorityError](err) || as[x509.HostnameError](err) || as[x509.CertificateInvalidError](err) ||
		as[x509.SystemRootsError](err) || as[x509.ConstraintViolationError](err) || as[x509.InsecureAlgorithmError](err) ||
		as[x509.UnhandledCriticalExtension](err) || errors.Is(err, http.ErrSchemeMismatch) {
		return true
	}
	// An alert, which tells a failure to the other side, has no type of its own.
	var op *net.OpError
	return errors.As(err, &op) && (op.Op == "remote error" || op.Op == "local error")
}

// isUnknownHost reports whether the name service says that there is no such name.
func isUnknownHost(err error) bool {
	var dns *net.DNSError
	return errors.As(err, &dns) && dns.IsNotFound && !dns.IsTemporary && !dns.IsTimeout
}

// malformed are the beginnings of texts of net/http that have no type or value of their own.
var malformed = [...]string{
	"unsupported protocol scheme", "no Host in request URL", "nil Request.", "invalid header field", "invalid trailer",
	"invalid method", "failed to parse Location header", "Request.ContentLength=", "ContentLength=",
	"server response headers exceeded",
}

// isMalformed reports whether the request cannot be sent as it is, or the server sends us round or what cannot be read.
func isMalformed(err error) bool {
	if errors.Is(err, errTooManyRedirects) || errors.Is(err, errNoResponse) || errors.Is(err, errBody) ||
		as[*ArgumentError](err) || as[*net.AddrError](err) || as[*net.ParseError](err) || as[net.UnknownNetworkError](err) {
		return true
	}
	text := ""
	for ; err != nil; err = errors.Unwrap(err) {
		if outer, ok := err.(*url.Error); ok && outer.Op == "parse" {
			return true
		}
		text = err.Error() // of the innermost one
	}
	text = strings.TrimPrefix(strings.TrimPrefix(text, "net/"), "http: ")
	for _, beginning := range malformed {
		if strings.HasPrefix(text, beginning) {
			return true
		}
	}
	return false
}

// notSent names an error that came before a byte of the request could leave; "" for any other.
func notSent(err error) string {
	var op *net.OpError
	switch {
	case as[*net.DNSError](err):
		return "name not resolved for the moment"
	case errors.As(err, &op) && (op.Op == "dial" || op.Op == "proxyconnect"):
		if errors.Is(err, syscall.ECONNREFUSED) {
			return "connection refused"
		}
		return "no connection"
	case isTimeout(err) && strings.HasSuffix(err.Error(), "TLS handshake timeout"): // net/http has no value for it
		return "TLS handshake timed out"
	default:
		return ""
	}
}

// brokenReason names an error that came when the request was under way.
func brokenReason(err error) string {
	switch {
	case errors.Is(err, syscall.ECONNRESET):
		return "connection reset before the answer"
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return "connection closed before the answer"
	case isTimeout(err):
		return "no answer in time"
	default:
		return "no answer"
	}
}

// isTimeout reports whether err says that it is a timeout.
func isTimeout(err error) bool {
	var timeout interface{ Timeout() bool }
	return errors.As(err, &timeout) && timeout.Timeout()
}

// as reports whether an error of type E is in the tree of err.
func as[E error](err error) bool {
	var target E
	return errors.As(err, &target)
}
