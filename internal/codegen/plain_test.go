package codegen_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/atlasrestore/atlasrestore/internal/codegen"
)

func plain(t *testing.T, config string) string {
	t.Helper()
	c, err := codegen.ParseConfig("oapi.yaml", []byte(config))
	if err != nil {
		t.Fatal(err)
	}
	src, err := codegen.Plain(t.Context(), document(`{"type":"object","properties":{"id":{"type":"string","format":"uuid"}}}`), c)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(strings.Fields(string(src)), " ")
}

func TestPlain(t *testing.T) {
	t.Parallel()
	tests := []struct{ why, config, want string }{
		{"oapi-codegen's own types and names", "package: p\ngenerate: {models: true}\noutput-options: {skip-prune: true}", "Id *openapi_types.UUID"},
		{"the key of the command alone is nothing", "package: p\ngenerate: {models: true, client: true}\noutput: p.go", "type ClientWithResponses struct"},
		{"the name of the package", "package: shop\ngenerate: {models: true}", "DO NOT EDIT. package shop"},
		{"a config without a package", "generate: {client: true, models: true}", "package client "},
		{"options count", "package: p\ngenerate: {client: true, models: true}\noutput-options: {response-type-suffix: Answer}", "type GetAAnswer struct"},
	}
	for _, tt := range tests {
		if got := plain(t, tt.config); !strings.Contains(got, tt.want) {
			t.Errorf("%s: no %q in\n%s", tt.why, tt.want, got)
		}
	}
	// oapi-codegen keeps the suffix; the next call must not have it.
	if got := plain(t, tests[1].config); !strings.Contains(got, "type GetAResponse struct") {
		t.Error("an option of one call leaks into the next")
	}
}

func TestParseConfigRefuses(t *testing.T) {
	t.Parallel()
	tests := []struct{ why, config, want string }{
		{"an unknown key", "package: p\nnonsense: 1\n", "oapi.yaml:2:1: field nonsense not found"},
		{"an unknown key further down", "package: p\ngenerate:\n  clients: true\n", "oapi.yaml:3:3: field clients not found"},
		{"no YAML", "a: [\n", "oapi.yaml:"},
		{"a value of another type", "package: [p]\n", "oapi.yaml:1:"},
		{"nothing to generate that can be", "package: p\ngenerate: {chi-server: true, gin-server: true}\n", "oapi.yaml: "},
	}
	for _, tt := range tests {
		_, err := codegen.ParseConfig("oapi.yaml", []byte(tt.config))
		if err == nil || !strings.HasPrefix(err.Error(), tt.want) {
			t.Errorf("%s: got %v, want %q", tt.why, err, tt.want)
		}
	}
}

func TestPlainFails(t *testing.T) {
	t.Parallel()
	c := codegen.ClientConfig()
	if _, err := codegen.Plain(t.Context(), []byte("{"), c); err == nil {
		t.Error("a broken document gives no error")
	}
	c.AllowRemoteRefsFrom = []string{"*"}
	if _, err := codegen.Plain(t.Context(), document(`{"$ref":"https://example.net/other.json#/a"}`), c); err == nil {
		t.Error("a remote reference gives no error, whatever the config says")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := codegen.Plain(ctx, document(`{}`), c); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
}
