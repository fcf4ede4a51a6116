# "make" builds the commands and the clients, "make check" verifies everything.
# All tools come through go.mod; nothing is downloaded but Go modules.

GO ?= go
# The race detector needs a C compiler.
RACE := $(shell [ "$$($(GO) env CGO_ENABLED)" = 1 ] && command -v $$($(GO) env CC | cut -d' ' -f1) >/dev/null 2>&1 && echo -race)

.PHONY: all
all: build generate ## build the commands, regenerate the clients, print what they hold

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "%-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: build
build: ## build the commands into bin/
	$(GO) build -o bin/ ./cmd/...

.PHONY: generate
generate: build ## regenerate the clients from spec/ and overlays/
	bin/atlasgen generate

.PHONY: pin
pin: build ## refresh spec/ from the document that Atlas publishes (UPSTREAM=file or URL)
	bin/atlasgen pin $(if $(UPSTREAM),--upstream $(UPSTREAM))

.PHONY: check
check: fmt vet lint tidy stale test ## verify everything; CI runs this

.PHONY: fmt
fmt: ## fail on source that gofmt would change
	@out=$$("$$($(GO) env GOROOT)/bin/gofmt" -l .); if [ -n "$$out" ]; then echo "not formatted, run gofmt -w on:"; echo "$$out"; exit 1; fi

.PHONY: vet
vet: ## go vet
	$(GO) vet ./...

.PHONY: lint
lint: ## staticcheck, in the version that go.mod pins
	$(GO) run honnef.co/go/tools/cmd/staticcheck ./...

.PHONY: tidy
tidy: ## fail when go.mod or go.sum is not tidy
	$(GO) mod tidy -diff

.PHONY: stale
stale: build ## fail when a pin or a generated file is stale
	bin/atlasgen check

.PHONY: test
test: ## all tests: under the race detector (where there is a C compiler) without the long ones, then the long ones
	@[ -n "$(RACE)" ] || echo "no C compiler: the tests run without the race detector"
	$(GO) test -short $(RACE) ./...
	$(GO) test ./e2e ./gen ./internal/cli ./internal/compare ./internal/schema/...

.PHONY: downstream
downstream: ## use the packed module as a user does, measure it beside the official SDK (takes minutes)
	$(GO) test -count=1 -timeout 10m -v ./downstream

.PHONY: bench
bench: ## the benchmarks behind the figures in README.md
	$(GO) test -run '^$$' -bench . -benchmem ./internal/doc ./internal/pin ./internal/schema/... ./internal/compare ./gen ./atlas ./e2e ./generated/...
