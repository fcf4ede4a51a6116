// Package overlay applies OpenAPI Overlay documents, version 1.1.0, strictly.
//
// Strict means: an overlay that contains an unknown key, an action without a
// description, or an action that matches nothing or changes nothing is an
// error with its file, place and number. An overlay thus cannot rot: when the
// document below it changes, the build says which action lost its target.
//
// The data flow is
//
//	bytes --Parse--> []*Overlay --+
//	                              +--Chain--> new Document --Diff--> what the overlays did
//	Document ---------------------+
//
// The document is converted once per chain to the nodes of the overlay
// library, every action is applied there, and the result is converted back.
// Nodes that no action touched keep their positions; nodes that came from an
// overlay have none.
//
// For example:
//
//	o, err := overlay.Parse("overlays/common/10-names.yaml", data)
//	if err != nil {
//		return err
//	}
//	after, err := o.Apply(before, overlay.Options{})
package overlay
