# specdiff, atlasgen and atlasmock in an image that holds nothing else: no shell
# and no git. So documents are given as files, pins or URLs, not as git:REV:PATH.
#
#   docker build --tag specdiff .
#   docker run --rm --volume "$PWD:/work:ro" specdiff old.yaml new.yaml
#   docker run --rm --publish 8080:8080 --entrypoint atlasmock specdiff --addr 0.0.0.0:8080
FROM --platform=$BUILDPLATFORM golang:1.26.8 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG TARGETOS TARGETARCH
RUN CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH \
    go build -trimpath -ldflags="-s -w" -o /out/ ./cmd/atlasgen ./cmd/atlasmock ./cmd/specdiff

FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /out/ /usr/local/bin/
WORKDIR /work
ENTRYPOINT ["specdiff"]
