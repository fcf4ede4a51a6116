package finding

// GoChange is what an edit does to the Go API of a generated client: one
// declaration, field or method that is no longer what it was.
type GoChange struct {
	Object     string `json:"object"`     // "CloudRestoreJob.OplogTS", "(*Client).GetCloudRestoreJob"
	What       string `json:"what"`       // "changed from int64 to string", "removed", "added"
	Compatible bool   `json:"compatible"` // whether every program that compiled goes on to do so
}

// String returns "<object>: <what>".
func (c GoChange) String() string { return c.Object + ": " + c.What }
