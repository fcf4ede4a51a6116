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

.PHONY: docs
docs: ## rewrite man/ and docs/ from the commands and rules, and the output that the pages show
	$(GO) test ./internal/manual -run TestDocumentationIsFresh -update
	$(GO) test ./internal/ci -run TestGuide -update
	$(GO) test ./internal/pages -run TestCommands -update

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
lint: ## staticcheck and actionlint, in the versions that go.mod pins
	$(GO) run honnef.co/go/tools/cmd/staticcheck ./...
	$(GO) run github.com/rhysd/actionlint/cmd/actionlint .github/workflows/*.yml

.PHONY: tidy
tidy: ## fail when go.mod or go.sum is not tidy
	$(GO) mod tidy -diff

.PHONY: stale
stale: build ## fail when a pin or a generated file is stale
	bin/atlasgen check

.PHONY: test
test: build ## all tests: under the race detector (where there is a C compiler) without the long ones, then the long ones with their coverage
	@[ -n "$(RACE)" ] || echo "no C compiler: the tests run without the race detector"
	$(GO) test -short $(RACE) ./...
	$(GO) test ./e2e ./gen ./internal/browsertest
	@packages=$$($(GO) list -f '{{if .GoFiles}}{{.ImportPath}}{{end}}' ./atlas/... ./internal/...) && \
		$(GO) test -coverprofile bin/cover.out -coverpkg $$(echo $$packages | tr ' ' ,) $$packages && $(GO) run ./internal/covercheck bin/cover.out

BENCH_COUNT ?= 3

.PHONY: downstream
downstream: ## use the packed module as a user does, measure it beside the official SDK (takes minutes)
	$(GO) test -count=1 -timeout 10m -v ./downstream
	$(GO) test -count=1 ./internal/ci ./internal/layout

.PHONY: bench
bench: build ## the figures in README.md: the ratios (bin/bench.txt is for benchstat), and what a client costs beside the official SDK
	$(GO) test -run '^$$' -bench '^Benchmark(Pin|BareYAML|Files|BareCodegen|Documents|History|Growth|Job|Page|TypedCall|BareCall|Digest|DownloadFile)' -benchmem -count $(BENCH_COUNT) \
		./internal/pin ./gen ./internal/compare ./internal/cli ./generated/generatedtest ./e2e ./atlas > bin/bench.txt; $(GO) run ./internal/benchtable < bin/bench.txt
	@$(GO) test -v -count=1 -timeout 10m -run 'TestDownstream/(get|migrate|vendor|costs)' ./downstream | grep '^|'

# What "make dist" builds.
COMMANDS ?= ./cmd/...

.PHONY: dist
dist: ## build the commands into dist/ as they are released: one commit gives the same bytes anywhere
	CGO_ENABLED=0 $(GO) build -trimpath -buildvcs=auto -o dist/ $(COMMANDS)

.PHONY: sbom
sbom: dist ## list what the commands in dist/ are made of, as CycloneDX, beside them
	@for c in atlasgen atlasmock specdiff; do $(GO) -C tools/sbom tool cyclonedx-gomod bin -json -noserial -std -output $(CURDIR)/dist/$$c.cdx.json $(CURDIR)/dist/$$c || exit 1; done
