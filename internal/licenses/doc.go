// Package licenses holds the test that lists the licences of what is linked
// into the commands and into a program that uses the clients, on every
// supported system. The list is docs/licenses.md; a module whose licence is
// not known, or not allowed, fails.
package licenses
