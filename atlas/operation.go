package atlas

// An Operation is one row of the operation table of a generated client: what the runtime has to know about an
// operation to send it and to judge its answer. It is plain data; the runtime never changes it.
type Operation struct {
	// Name is the Go method name, "GetCloudRestoreJob". Errors and [ResponseInfo] name the operation by it.
	Name string
	// ID is the operationId of the Atlas document, which Atlas has renamed before.
	ID string
	// Family is "cloud", "legacy", "tenant", "flex", "serverless", "collection" or "".
	Family string
	// Method is the HTTP method in upper case.
	Method string
	// Path is the path template from the root, "/api/atlas/v2/groups/{groupId}/...".
	Path string
	// ResourceVersion is "2023-01-01", "preview" or "2025-09-22.upcoming"; it is empty for the v1.0 API, which has no
	// dated versions.
	ResourceVersion string
	// RequestType is the media type of the request body, "" without one.
	RequestType string
	// ResponseType is the media type to ask for with Accept, also for operations whose success has no body: Atlas
	// negotiates the version by it.
	ResponseType string
	// NoContent says that success declares no body.
	NoContent bool
	// Deprecated says that the document marks the operation as deprecated.
	Deprecated bool
	// Sunset is the date, "2026-01-22", after which Atlas may answer 410; empty when none is announced.
	Sunset string
	// Roles are Atlas roles, any one of which suffices.
	Roles []string
}
