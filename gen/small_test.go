package gen_test

import (
	"strings"
	"testing"

	"github.com/atlasrestore/atlasrestore/gen"
)

// smallDocument holds what the restore documents do not: a schema used in
// both directions with nesting, inheritance with a discriminator, inline
// schemas, enums in odd places, names that Go reserves, a body that is not
// JSON, parameters of every kind.
const smallDocument = `openapi: 3.0.3
info: {title: small, version: "2.0"}
paths:
  /things/{type}/{num}:
    parameters:
      - {name: type, in: path, required: true, schema: {type: string, enum: [a, b]}}
      - {name: num, in: path, required: true, schema: {type: integer}}
    get:
      operationId: getThing
      parameters:
        - {name: since, in: query, schema: {type: string, format: date-time}}
        - {name: tags, in: query, schema: {type: array, items: {type: string}}}
        - {name: depth, in: query, schema: {type: integer}}
        - {name: limit, in: query, schema: {type: integer, minimum: 1}}
        - {name: verbose, in: query, schema: {type: boolean, default: false}}
        - {name: deep, in: query, schema: {type: boolean, default: true}}
        - {name: X-Trace, in: header, schema: {type: string}}
      responses:
        "200":
          description: OK
          content:
            application/vnd.atlas.2023-01-01+json:
              schema: {$ref: '#/components/schemas/Thing'}
    post:
      operationId: createThing
      requestBody:
        content:
          application/vnd.atlas.2023-01-01+json:
            schema: {$ref: '#/components/schemas/Thing'}
      responses:
        "201":
          description: Created
          content:
            application/vnd.atlas.2023-01-01+json:
              schema:
                type: array
                items: {$ref: '#/components/schemas/Thing'}
  /shapes:
    put:
      operationId: putShape
      requestBody:
        content:
          application/vnd.atlas.2023-01-01+json:
            schema: {$ref: '#/components/schemas/Shape'}
      responses:
        "200":
          description: OK
          content:
            application/vnd.atlas.2023-01-01+json:
              schema:
                type: object
                properties:
                  shape: {$ref: '#/components/schemas/Shape'}
                  mode: {type: string, enum: [x-y, X_Y, "", "1"]}
  /logs:
    get:
      operationId: getLogs
      responses:
        "200":
          description: OK
          content:
            application/vnd.atlas.2023-01-01+gzip:
              schema: {type: string, format: binary}
  /blobs:
    put:
      operationId: putBlob
      requestBody:
        content:
          application/octet-stream: {schema: {type: string, format: binary}}
      responses:
        "200":
          description: OK
          content:
            application/vnd.atlas.2023-01-01+json: {}
components:
  schemas:
    Thing:
      type: object
      required: [id, name, secret]
      properties:
        id: {type: string, readOnly: true}
        name: {type: string}
        secret: {type: string, writeOnly: true}
        inner:
          type: object
          properties:
            seen: {type: string, format: date-time, readOnly: true}
            level: {type: string, enum: [LOW, HIGH]}
        twin: {$ref: '#/components/schemas/Thing'}
        _id: {type: string}
        ID: {type: string}
    Shape:
      type: object
      required: [kind]
      properties:
        kind: {type: string}
        area: {type: number, readOnly: true}
      oneOf:
        - {$ref: '#/components/schemas/Circle'}
        - {$ref: '#/components/schemas/Square'}
      discriminator:
        propertyName: kind
        mapping:
          circle: '#/components/schemas/Circle'
          square: '#/components/schemas/Square'
    Circle:
      type: object
      allOf:
        - {$ref: '#/components/schemas/Shape'}
        - {type: object, properties: {radius: {type: number}}}
    Square:
      type: object
      allOf:
        - {$ref: '#/components/schemas/Shape'}
        - {type: object, properties: {side: {type: number}}}
`

func TestSmallDocument(t *testing.T) {
	if testing.Short() {
		t.Skip("builds a package")
	}
	t.Parallel()
	files, err := gen.Client(t.Context(), gen.ClientOptions{
		APIVersion: "2023-01-01", Package: "small",
		Upstream:   &gen.Document{Name: "small.yaml", Data: []byte(smallDocument)},
		Operations: []string{"getThing", "createThing", "putShape", "getLogs"},
	})
	if err != nil {
		t.Fatal(err)
	}
	build(t, map[string][]byte{
		"small/client.gen.go": files["client.gen.go"], "small/models.gen.go": files["models.gen.go"], "small/raw.gen.go": files["raw.gen.go"],
	})
	client, models := squeeze(files["client.gen.go"]), squeeze(files["models.gen.go"])
	tests := []struct {
		why, in, want string
	}{
		{"a reserved name gets a suffix, types are kept", client, "GetThing(ctx context.Context, typeParam GetThingParamsType, num int, opts *GetThingOptions) (*Thing, error)"},
		{"a text parameter is checked, a number is not", client, `atlas.CheckPath(opGetThing.Name, "typeParam", string(typeParam))`},
		{"zero is a time that cannot be told from unset", client, "Since *time.Time"},
		{"an empty list is unset", client, "Tags []string"},
		{"zero may be meant", client, "Depth *int"},
		{"zero is below the minimum", client, "Limit int"},
		{"false is the default", client, "Verbose bool"},
		{"false is not the default", client, "Deep *bool"},
		{"a header is an option too", client, "XTrace string"},
		{"both directions of a type that differs", client, "body ThingRequest) (*CreateThingResult, error)"},
		{"a body that is not JSON is a stream", client, "GetLogs(ctx context.Context) (io.ReadCloser, error)"},
		{"a union writes nothing over its alternative", models, "type Shape struct { union json.RawMessage }"},
		{"inline enums are types", models, "type ThingInnerLevel string"},
		{"odd values make names", models, `PutShapeResultModeEmpty PutShapeResultMode = ""`},
		{"names that collide are numbered", models, `PutShapeResultModeXY2 PutShapeResultMode = "X_Y"`},
	}
	for _, tt := range tests {
		if !strings.Contains(tt.in, tt.want) {
			t.Errorf("%s: no %q", tt.why, tt.want)
		}
	}
	_, request, _ := strings.Cut(models, "type ThingRequest struct {")
	request, _, _ = strings.Cut(request, "}")
	if strings.Contains(request, `json:"id"`) || !strings.Contains(request, `json:"secret"`) {
		t.Errorf("ThingRequest holds a read-only property or lacks a write-only one: %s", request)
	}
	_, response, _ := strings.Cut(models, "type Thing struct {")
	response, _, _ = strings.Cut(response, "}")
	if !strings.Contains(response, `json:"id"`) || strings.Contains(response, `json:"secret"`) {
		t.Errorf("Thing lacks a read-only property or holds a write-only one: %s", response)
	}
}

// squeeze makes one space of all white space.
func squeeze(src []byte) string { return strings.Join(strings.Fields(string(src)), " ") }
