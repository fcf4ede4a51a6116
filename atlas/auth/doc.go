// Package auth has the credentials that Atlas knows, for [atlas.WithAuth]:
//
//	credentials                  on the wire
//	ServiceAccount(id, secret)   OAuth 2.0 client credentials: a bearer token, fetched, kept and renewed
//	APIKey(public, private)      HTTP digest (RFC 7616), one request per call once the server's nonce is known
//	AccessToken(token)           a bearer token that somebody else fetched
//	FromEnv()                    the one of these that the environment has
//
// For example:
//
//	account := auth.ServiceAccount(id, secret, auth.WithTokenStore(auth.FileTokenStore(path)))
//	client, err := atlas20250312.New(atlas.WithAuth(account))
//
// Clients that share an authenticator share its token.
//
// # What it keeps to
//
// Credentials go to the origin of the base URL alone, that is its scheme, host and port, and never over plain http
// except to a loopback address. A request to another origin goes on as it is. Requests are not changed but copied, a
// body is sent again only from GetBody or from memory, and a response that is tried again is read to its end and
// closed. What fails here fails before Atlas has executed the request.
//
// No error and no printed value shows a secret; texts of a server are cut, made printable and searched for the secrets
// before they get into an error. The package does not log, and it starts no goroutine but the one that fetches a token,
// which ends by itself.
package auth
