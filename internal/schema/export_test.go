package schema

import "github.com/atlasrestore/atlasrestore/internal/doc"

// Fits tells what the normal form says of a value, so that tests can hold it
// against the validator.
func (c *Checker) Fits(s Schema, dir Direction, n *doc.Node) Verdict {
	c.begin()
	return c.fits(n, c.termOf(s, dir, false))
}
