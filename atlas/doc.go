// Package atlas is the runtime under the generated clients for the restore jobs of MongoDB Atlas. It asks for the
// right API version, turns every answer into a value or a typed error, and decodes what the server really sends.
//
// It does not know any endpoint: the generated packages bring the operation table ([Operation]), the request builders
// and the types, and import this package, never the other way. It caches nothing, and logs only to the logger of
// [WithLogger]. Of what is not the standard library it uses the growth of waits from cenkalti/backoff.
//
// # Data flow
//
// A generated method checks its path parameters ([CheckPath]), builds a request, and hands it to [Decode], or to
// [Core.Discard] when success has no body:
//
//	arguments --builder--> request --Core: Accept, Content-Type, User-Agent--> Doer --> response
//	response --limits--> status not 2xx --> *Error
//	                     2xx, not the declared JSON --> *Error that is ErrUnexpectedResponse
//	                     2xx --lenient decoding--> value, and FieldIssues in ResponseInfo
//
// The low-level client of a generated package sends through [Core.RawDoer], which only adds the headers.
//
// # Attempts
//
// A call that met a passing trouble is tried again, four times in all by default; a write only when it surely was not
// executed. [RetryPolicy] says when and how, [NoRetry] switches it off. [WithRateLimit] makes the calls of a client wait
// together when Atlas is near its limit, [WithLogger] tells of calls and retries, and [WithRoundTripper] lets tracing see
// each attempt:
//
//	method --loop--> rate limiter --> Doer: round trippers --> credentials --> transport
//	  ^--wait-- policy <-- status, header, error, broken body
//
// # Jobs, lists, downloads
//
// Under the methods of the generated clients are [Wait], which polls until a job has ended and tells by a [*JobError] when
// that was no success; [Pages], which walks a list page by page; and [DownloadJob], which fetches what a job delivers
// into files that are whole or not there, over broken connections and links that expire.
//
// # Versions
//
// Atlas versions each resource by media type. By default each operation asks for its own resource version, the one its
// Go types were made from; [WithVersion] asks for another.
//
// # Errors
//
// An answer that is no success is an [*Error]. Decide with [errors.Is], by kind or by Atlas' own code:
//
//	job, err := client.GetCloudRestoreJob(ctx, groupID, clusterName, jobID)
//	switch {
//	case errors.Is(err, atlas.Code("RESTORE_JOB_NOT_FOUND")):
//		// no such job, or one created a moment ago
//	case errors.Is(err, atlas.ErrRateLimited):
//		// wait: errors.As to *atlas.Error and its RetryAfter
//	case err != nil:
//		return err
//	}
//
// # Secrets
//
// Errors and [ResponseInfo] hold no credentials: URLs lose query and user information, of URLs in server texts only
// the host stays, because the path of a download link is its key, and authentication headers are dropped.
package atlas
