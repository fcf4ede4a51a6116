package auth

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
)

// A TokenStore keeps tokens outside of the process, so that a restart and other processes use them again: Atlas gives
// out few tokens. It must be safe for concurrent use.
type TokenStore interface {
	// Update calls change, exactly once, with the token under key, and stores and returns what change returns. While
	// change runs, no other Update of the same key runs, in this process or another: a process that waits finds the
	// token that another has fetched. It may be called often and change may take a minute; ctx ends the waiting for
	// other processes, and change listens to it by itself.
	//
	// The zero Token stands for none, both ways: storing it removes what is there. Content that cannot be understood
	// counts as none, because a token can be fetched anew. An error of change is returned as it is, and nothing is
	// stored. When storing fails after change has returned a token, Update returns that token with the error.
	//
	// The key is hexadecimal, the same for all processes with the same service account and token endpoint, and tells
	// nothing about them.
	Update(ctx context.Context, key string, change func(Token) (Token, error)) (Token, error)
}

// storeKey names a service account at a token endpoint.
func storeKey(tokenURL, clientID string) string {
	sum := sha256.Sum256([]byte(tokenURL + "\x00" + clientID))
	return hex.EncodeToString(sum[:])
}
