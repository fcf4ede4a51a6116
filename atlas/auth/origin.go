package auth

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
)

// origin returns scheme, host and port in one spelling, with the port that the scheme implies left out.
func origin(u *url.URL) string {
	scheme, host, port := strings.ToLower(u.Scheme), strings.ToLower(u.Hostname()), u.Port()
	if scheme == "https" && port == "443" || scheme == "http" && port == "80" {
		port = ""
	}
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	if port != "" {
		host += ":" + port
	}
	return scheme + "://" + host
}

// sameOrigin compares scheme, host and port. A nil URL has no origin.
func sameOrigin(a, b *url.URL) bool {
	return a != nil && b != nil && origin(a) == origin(b)
}

// isLoopback reports whether a host name is this machine by its text; nothing is looked up.
func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}

// checkURL refuses what secrets may not be sent to: anything but https, and http to a loopback address. Its errors do
// not repeat the URL, because that may hold a password.
func checkURL(u *url.URL) error {
	switch {
	case u == nil || u.Hostname() == "":
		return errors.New("not an absolute URL with a host")
	case u.User != nil:
		return errors.New("has user information")
	case strings.EqualFold(u.Scheme, "https"):
		return nil
	case strings.EqualFold(u.Scheme, "http") && isLoopback(u.Hostname()):
		return nil
	default:
		return errors.New("want https, or http to a loopback address")
	}
}

// checkEnds checks the arguments of an [atlas.Authenticator]'s Transport.
func checkEnds(base *url.URL, next http.RoundTripper) error {
	if err := checkURL(base); err != nil {
		return fmt.Errorf("base URL: %w", err)
	}
	if next == nil {
		return errors.New("no transport to send through")
	}
	return nil
}
