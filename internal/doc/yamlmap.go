package doc

import "go.yaml.in/yaml/v4"

// mapping converts a YAML mapping.
//
//  1. A key is a scalar; what it reads as does not matter, its text is the
//     name.
//  2. A name occurs once.
//  3. A merge key (a plain `<<`) stands for the members of its value, a
//     mapping or a sequence of mappings, as far as the mapping does not have
//     them itself; of several sources the first wins. The members come where
//     the merge key stands.
func (r *yamlReader) mapping(out *Node, n *yaml.Node, depth int) error {
	out.Kind = Map
	if n.Style&yaml.TaggedStyle != 0 && n.Tag != "!!map" {
		return errTag(n)
	}
	set := nameSet{members: r.space(len(n.Content) / 2)}
	var merge Pos
	for i := 0; i < len(n.Content); i += 2 {
		k := n.Content[i]
		name, err := r.key(k)
		if err != nil {
			return err
		}
		pos := posOf(k)
		var first Pos
		if isMerge(k) { // a quoted "<<" beside it is another key
			first, merge = merge, pos
		} else {
			first = set.add(Member{Name: name, Pos: pos})
		}
		if first != (Pos{}) {
			return errDuplicate(pos, name, first)
		}
	}
	if merge != (Pos{}) {
		return r.merge(out, n, depth)
	}
	out.Members = set.members
	for i := range out.Members {
		v, err := r.convert(n.Content[2*i+1], depth)
		if err != nil {
			return err
		}
		out.Members[i].Value = v
	}
	return nil
}

// key returns the name that a key node stands for.
func (r *yamlReader) key(n *yaml.Node) (string, error) {
	k := n
	for k.Kind == yaml.AliasNode {
		k = k.Alias
	}
	if k.Kind != yaml.ScalarNode {
		return "", errAt(posOf(n), "a key must be a scalar, not a collection")
	}
	if k.Style&yaml.TaggedStyle != 0 && !isMerge(k) {
		if _, _, err := tagged(k); err != nil {
			return "", err
		}
	}
	return r.name(k.Value), nil
}

func isMerge(n *yaml.Node) bool {
	return n.Kind == yaml.ScalarNode && n.Tag == "!!merge"
}

// merge converts a mapping that has a merge key.
func (r *yamlReader) merge(out *Node, n *yaml.Node, depth int) error {
	own := make(map[string]bool, len(n.Content)/2)
	for i := 0; i < len(n.Content); i += 2 {
		if !isMerge(n.Content[i]) {
			name, _ := r.key(n.Content[i])
			own[name] = true
		}
	}
	for i := 0; i < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		if isMerge(k) {
			if err := r.mergeFrom(out, v, own, depth); err != nil {
				return err
			}
			continue
		}
		value, err := r.convert(v, depth)
		if err != nil {
			return err
		}
		name, _ := r.key(k)
		out.Members = append(out.Members, Member{Name: name, Pos: posOf(k), Value: value})
	}
	return nil
}

// mergeFrom appends the members of one merge value that are not in seen.
func (r *yamlReader) mergeFrom(out *Node, v *yaml.Node, seen map[string]bool, depth int) error {
	source, err := r.convert(v, depth)
	if err != nil {
		return err
	}
	sources := []*Node{source}
	if source.Kind == Seq {
		sources = source.Items
	}
	for _, s := range sources {
		if s.Kind != Map {
			return errAt(posOf(v), "a merge key needs a mapping or a sequence of mappings, not %s", s.Kind)
		}
		for _, m := range s.Members {
			if !seen[m.Name] {
				seen[m.Name] = true
				out.Members = append(out.Members, m)
			}
		}
	}
	return nil
}
