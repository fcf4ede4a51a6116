// Package openapi reads the parts of an OpenAPI document that Atlas gives a
// meaning of its own: operations, their resource versions, lifecycle and
// roles. It works on the node tree of package doc and never changes it.
//
// Atlas versions each resource apart. A client asks for an API version (a
// date); for each operation it gets the newest resource version that is not
// later. [Version.Newest] is that rule and [Operation.Project] applies it.
package openapi
