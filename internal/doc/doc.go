// Package doc reads OpenAPI documents, and the YAML and JSON files around
// them, into a small tree that keeps positions and order, and writes such
// trees back in one canonical form.
//
// It knows values, places, JSON pointers and `$ref`; of OpenAPI it knows only
// where a `$ref` is a reference and where it is data. It does not validate
// documents, does not follow remote references and never touches the network
// or the file system.
//
// The data flow is
//
//	bytes --Parse--> Document{Root *Node} --At, Resolve, Closure--> nodes
//	                      |                                          |
//	                      +--Errorf--> file:line:col: message        +--YAML, JSON--> bytes
//
// For example:
//
//	d, err := doc.Parse("petstore.yaml", data)
//	if err != nil {
//		return err // petstore.yaml:12:3: duplicate key "get", first at 8:3
//	}
//	for path, item := range d.Root.Get("paths").All() {
//		fmt.Println(path, item.Lookup("get", "operationId").Text())
//	}
//
// Trees are treated as immutable once they are shared: the methods that
// change a Node (Set, Delete, SortKeys) are for trees that the caller made or
// cloned.
package doc
