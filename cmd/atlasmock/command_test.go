package main

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
)

const jobs = "/api/atlas/v2/groups/64a1b2c3d4e5f60718293a4b/clusters/c0/backup/restoreJobs"

// start runs the command until the returned function is called, which returns the exit code and standard error.
func start(t *testing.T, args ...string) (url string, stop func() (int, string)) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	reader, writer := io.Pipe()
	var stderr bytes.Buffer
	code := make(chan int, 1)
	go func() {
		code <- run(ctx, append([]string{"--addr", "127.0.0.1:0"}, args...), writer, &stderr)
		writer.Close()
	}()
	url, err := bufio.NewReader(reader).ReadString('\n')
	if err != nil {
		t.Fatalf("no URL: %v: exit code %d: %s", err, <-code, &stderr)
	}
	return strings.TrimSpace(url), func() (int, string) {
		cancel()
		return <-code, stderr.String()
	}
}

func get(t *testing.T, url string) *http.Response {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), "GET", url, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Accept", "application/vnd.atlas.2025-03-12+json")
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	res, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = io.Copy(io.Discard, res.Body)
	res.Body.Close()
	return res
}

func TestServe(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		args   []string
		status int
		line   string // a part of standard error
	}{
		{"plain", nil, 200, "GET " + jobs + " 200 "},
		{"service account", []string{"--service-account", "id:hunter2"}, 401, " 401 "},
		{"api key", []string{"--api-key", "public:hunter2"}, 401, " 401 "},
		{"fault", []string{"--fault", "error=1"}, 500, " 500 "},
		{"storm", []string{"--fault", "storm=0.000001"}, 200, " 200 "},
		{"clock", []string{"--start", "2025-10-01", "--speed", "0"}, 200, "2025-10-01T00:00:00Z GET"},
		{"rate", []string{"--rate-limit", "5/1h"}, 200, "listGroupClusterBackupRestoreJobs"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			url, stop := start(t, tt.args...)
			if res := get(t, url+jobs); res.StatusCode != tt.status || tt.name == "rate" && res.Header.Get("RateLimit-Limit") != "5" {
				t.Errorf("status %d, want %d; header %v", res.StatusCode, tt.status, res.Header)
			}
			code, stderr := stop()
			if code != exitOK || !strings.Contains(stderr, tt.line) || strings.Contains(stderr, "hunter2") {
				t.Errorf("exit code %d, standard error %q", code, stderr)
			}
		})
	}
}

func TestUsage(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		args []string
		code int
		part string
	}{
		{[]string{"--help"}, exitOK, ""},
		{[]string{"--nonsense"}, exitUsage, "nonsense"},
		{[]string{"now"}, exitUsage, `"now"`},
		{[]string{"--service-account", "hunter2"}, exitUsage, "service-account"},
		{[]string{"--api-key", ":hunter2"}, exitUsage, "api-key"},
		{[]string{"--rate-limit", "many"}, exitUsage, "rate-limit"},
		{[]string{"--speed", "-1"}, exitUsage, "speed"},
		{[]string{"--start", "yesterday"}, exitUsage, "yesterday"},
		{[]string{"--fault", "gremlins"}, exitUsage, "gremlins"},
		{[]string{"--fault", "storm=2"}, exitUsage, "storm=2"},
		{[]string{"--addr", "127.0.0.1:nowhere"}, exitFailed, "listen"},
	} {
		var stdout, stderr bytes.Buffer
		if code := run(t.Context(), tt.args, &stdout, &stderr); code != tt.code || !strings.Contains(stderr.String(), tt.part) {
			t.Errorf("%q: exit code %d, standard error %q", tt.args, code, &stderr)
		}
		if strings.Contains(stderr.String(), "hunter2") {
			t.Errorf("%q: a secret in %q", tt.args, &stderr)
		}
	}
}
