// Package generatedtest holds the tests that the generated packages share. It has no code of its own: the tests call
// each generated package from outside, against a server on 127.0.0.1 that answers like Atlas.
//
// Two sources say what is right. For the four operations whose reference pages gave rise to this project, the JSON of
// the page is in testdata, one folder per page, with the placeholder values of the page and error details in our own
// words. For all operations, the pinned OpenAPI document says which members a request and a response have; the tests
// read it with a YAML parser and nothing of the generator, so that a mistake of the generator cannot hide in both.
package generatedtest
