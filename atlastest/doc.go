// Package atlastest is a mock of the restore-job endpoints of MongoDB Atlas, for tests of their clients, in the manner
// of net/http/httptest.
//
// It serves every operation of every pinned API version (package spec), checks requests against the pinned OpenAPI
// documents, negotiates versions, authenticates, pages and limits as Atlas does, and lets restore jobs run by its own
// clock, from their creation to the download of the data. It shares no code with the clients of this module, so that
// both do not share a mistake.
//
//	srv := atlastest.NewServer(t, atlastest.WithFakeClock(time.Date(2025, 10, 1, 0, 0, 0, 0, time.UTC)))
//	// point a client at srv.URL and create a job
//	srv.Advance(10 * time.Minute) // now it is finished
//
// # Data flow
//
//	request --faults--> credentials --> rate limit --> route --> version --> parameters, body --> job store --> answer
//
// A request to a download link skips all of these but the faults. Every request is recorded: see [Server.Requests].
//
// # Time
//
// The server's clock follows time.Now unless an option says otherwise. What a job looks like is a function of the
// clock and of what was decided at its creation, so nothing runs in the background and a test can go to any instant.
// Sunset dates count too: with today's date the serverless and the shared-tier (tenant) operations answer 410 as Atlas
// does. Tests of these set an earlier time, or [WithoutSunsets].
//
// In a bubble of testing/synctest use [WithoutNetwork]: sockets are replaced by in-memory pipes.
//
// # What is not known
//
// Atlas does not publish everything. Where it does not, the mock takes the reading that surprises a careless client
// most, and the comment at the place says so.
package atlastest
