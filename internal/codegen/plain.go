package codegen

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/oapi-codegen/oapi-codegen/v2/pkg/codegen"
	"go.yaml.in/yaml/v4"
)

// Config is what a config file of oapi-codegen says.
type Config struct{ codegen.Configuration }

// defaultSuffix is what oapi-codegen calls a response type when nobody says
// otherwise. It is always given, because a suffix of one call stays for the next.
const defaultSuffix = "Response"

// ClientConfig is the config of whoever wants models and a client and says no
// more.
func ClientConfig() Config {
	return Config{codegen.Configuration{
		PackageName: "client",
		Generate:    codegen.GenerateOptions{Models: true, Client: true},
	}}
}

// configFile is the content of a config file.
type configFile struct {
	codegen.Configuration `yaml:",inline"`
	OutputFile            string `yaml:"output,omitempty"` // of the command; nothing is written here
}

// ParseConfig reads a config file of oapi-codegen, as its flag -config takes
// it. Keys that it does not know are errors; the name is what errors print.
func ParseConfig(name string, data []byte) (Config, error) {
	var file configFile
	if err := yaml.Load(data, &file, yaml.WithKnownFields()); err != nil {
		return Config{}, configError(name, err)
	}
	c := Config{file.Configuration}
	if c.PackageName == "" {
		c.PackageName = "client"
	}
	if err := c.Validate(); err != nil {
		return Config{}, fmt.Errorf("%s: %w", name, err)
	}
	return c, nil
}

// configError gives the first of several faults its place.
func configError(name string, err error) error {
	var list *yaml.LoadErrors
	if errors.As(err, &list) && len(list.Errors) > 0 {
		err = list.Errors[0]
	}
	var at *yaml.LoadError
	if errors.As(err, &at) && at.Mark.Line > 0 {
		message, _, _ := strings.Cut(at.Message, " in type ") // which would name a type of Go
		return fmt.Errorf("%s:%d:%d: %s", name, at.Mark.Line, at.Mark.Column, message)
	}
	return fmt.Errorf("%s: %w", name, err)
}

// Plain returns the source of one package as oapi-codegen itself makes it. It
// is safe for concurrent use; calls run one after another. References to other
// documents are refused, whatever the config says.
func Plain(ctx context.Context, document []byte, c Config) (src []byte, err error) {
	generating.Lock()
	defer generating.Unlock()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	defer func() {
		if p := recover(); p != nil {
			src, err = nil, fmt.Errorf("generate %s: oapi-codegen cannot take this document: %v", c.PackageName, p)
		}
	}()
	d, err := openapi3.NewLoader().LoadFromData(document)
	if err != nil {
		return nil, fmt.Errorf("load document for %s: %w", c.PackageName, err)
	}
	conf := c.UpdateDefaults()
	conf.AllowRemoteRefsFrom = []string{}
	noVersion := ""
	conf.NoVCSVersionOverride = &noVersion
	if conf.OutputOptions.ResponseTypeSuffix == "" {
		conf.OutputOptions.ResponseTypeSuffix = defaultSuffix
	}
	text, err := codegen.Generate(d, conf)
	if err != nil {
		return nil, fmt.Errorf("generate %s: %w", c.PackageName, err)
	}
	return bytes.TrimSpace([]byte(text)), nil
}
