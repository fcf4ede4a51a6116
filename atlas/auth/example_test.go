package auth_test

import (
	"fmt"

	"github.com/atlasrestore/atlasrestore/atlas"
	"github.com/atlasrestore/atlasrestore/atlas/auth"
)

// A program that runs often shares its token with its next runs through a file.
func ExampleServiceAccount() {
	account := auth.ServiceAccount("mdb_sa_id_1234", "mdb_sa_sk_5678",
		auth.WithTokenStore(auth.FileTokenStore("tokens.json")))
	core, err := atlas.NewCore("2025-03-12", nil, atlas.WithAuth(account)) // as the New of a generated client does
	fmt.Println(core, err)
	fmt.Println(account)
	// Output:
	// atlas.Core{2025-03-12 https://cloud.mongodb.com/} <nil>
	// auth.ServiceAccount([redacted])
}
