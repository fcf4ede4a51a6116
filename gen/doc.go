// Package gen generates typed Go clients for the Atlas Administration API.
//
// The data flow, all in memory:
//
//	pinned or upstream document
//	  --overlays-->   document with Go names, our wording and corrections
//	  --directions--> document with one schema per direction: no read-only
//	                  field in a request, no write-only one in a response
//	  --oapi-codegen--> models.gen.go and raw.gen.go
//	  --template-->   client.gen.go: the typed client over package atlas
//
// [Files] and [Client] are functions from inputs to files: the same input
// gives the same bytes on every machine. Writing the files, or comparing them
// with what is on disk, is left to the caller.
//
//	files, err := gen.Client(ctx, gen.ClientOptions{APIVersion: "2024-11-13", Package: "restore"})
package gen
