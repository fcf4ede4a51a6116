package generatedtest_test

import (
	"maps"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// withOptions keeps the lists that have query parameters.
func withOptions(op docOperation) bool { return isList(op) && len(op.queryParameters()) > 0 }

// optionsType returns the options struct of a list.
func optionsType(t *testing.T, client any, op docOperation) reflect.Type {
	t.Helper()
	typ := lastArgument(t, client, op.goName())
	if typ.Kind() != reflect.Pointer || typ.Elem().Name() != op.goName()+"Options" {
		t.Fatalf("the last argument is %s, want *%sOptions", typ, op.goName())
	}
	return typ.Elem()
}

// optionValues are values of an option by its type, and how they are written in a query.
func optionValues(t *testing.T, field reflect.StructField) map[string]any {
	t.Helper()
	switch field.Type.String() {
	case "*bool":
		return map[string]any{"true": new(true), "false": new(false)}
	case "int":
		return map[string]any{"1": 1, "500": 500}
	}
	if field.Type.Kind() != reflect.String {
		t.Fatalf("the test knows no option of type %s", field.Type)
	}
	values := make(map[string]any)
	for _, value := range []string{hexID, "SUCCESSFUL", "BRAND_NEW", "db.coll", "a b&c=d+e/é?#%2e;,日本"} {
		values[value] = reflect.ValueOf(value).Convert(field.Type).Interface()
	}
	return values
}

// sentQuery calls a list with options and returns the query that arrived.
func sentQuery(t *testing.T, s *server, client any, op docOperation, options reflect.Value) url.Values {
	t.Helper()
	s.reply(200, []byte("{}"), "Content-Type", op.contentType())
	if _, err := call(t.Context(), t, client, op.goName(), op.arguments(), options); err != nil {
		t.Fatal(err)
	}
	got := s.last(t)
	if got.path != op.filledPath() {
		t.Errorf("path is %s, want %s", got.path, op.filledPath())
	}
	return must(url.ParseQuery(got.query))(t)
}

// TestListOptions sets each option alone and all together; they are those of the document.
func TestListOptions(t *testing.T) {
	t.Parallel()
	eachOperation(t, withOptions, func(t *testing.T, tg target, op docOperation) {
		s := newServer(t)
		client := s.client(t, tg)
		typ := optionsType(t, client, op)
		names := slices.Sorted(maps.Keys(op.queryParameters()))
		if len(names) != typ.NumField() {
			t.Errorf("%s has %d options, want %v", typ, typ.NumField(), names)
		}
		all, wantAll := reflect.New(typ), url.Values{}
		for _, name := range names {
			field, ok := typ.FieldByNameFunc(func(field string) bool { return strings.EqualFold(field, name) })
			if !ok {
				t.Errorf("%s has no option %s", typ, name)
				continue
			}
			for text, value := range optionValues(t, field) {
				options := reflect.New(typ)
				options.Elem().FieldByIndex(field.Index).Set(reflect.ValueOf(value))
				all.Elem().FieldByIndex(field.Index).Set(reflect.ValueOf(value))
				want := url.Values{name: {text}}
				wantAll.Set(name, text)
				if diff := cmp.Diff(want, sentQuery(t, s, client, op, options)); diff != "" {
					t.Errorf("query mismatch (-want +got):\n%s", diff)
				}
			}
		}
		before := reflect.New(typ)
		before.Elem().Set(all.Elem())
		if diff := cmp.Diff(wantAll, sentQuery(t, s, client, op, all)); diff != "" {
			t.Errorf("query mismatch (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff(before.Interface(), all.Interface()); diff != "" {
			t.Errorf("the call changed its options (-before +after):\n%s", diff)
		}
	})
}

// TestListWithoutOptions sends no query, and no question mark, for nil options and for those that are zero.
func TestListWithoutOptions(t *testing.T) {
	t.Parallel()
	eachOperation(t, withOptions, func(t *testing.T, tg target, op docOperation) {
		s := newServer(t)
		client := s.client(t, tg)
		typ := optionsType(t, client, op)
		for _, options := range []reflect.Value{reflect.Zero(reflect.PointerTo(typ)), reflect.New(typ)} {
			sentQuery(t, s, client, op, options)
			if got := s.last(t).uri; got != op.filledPath() {
				t.Errorf("got %s, want %s for %v", got, op.filledPath(), options)
			}
		}
	})
}

// TestListsThatCannotBePaged take no options: the tenant list of v1.0 always returns all jobs.
func TestListsThatCannotBePaged(t *testing.T) {
	t.Parallel()
	var names []string
	for _, tg := range targets() {
		client := must(tg.make())(t)
		for _, op := range operationsOf(t, tg.version) {
			if !isList(op) || withOptions(op) {
				continue
			}
			names = append(names, tg.name+"."+op.goName())
			if got, want := methodOf(t, client, op.goName()).Type().NumIn(), 1+len(op.pathParameters()); got != want {
				t.Errorf("%s takes %d arguments, want %d", op.goName(), got, want)
			}
		}
	}
	if diff := cmp.Diff([]string{"atlasv1.ListTenantRestoreJobs"}, names); diff != "" {
		t.Errorf("mismatch (-want +got):\n%s", diff)
	}
}

// TestPagingParameters checks which lists can be counted, as callers page by counting.
func TestPagingParameters(t *testing.T) {
	t.Parallel()
	eachOperation(t, withOptions, func(t *testing.T, tg target, op docOperation) {
		typ := optionsType(t, must(tg.make())(t), op)
		for name, want := range map[string]bool{"PageNum": true, "ItemsPerPage": true, "IncludeCount": op.family() != "collection"} {
			if _, got := typ.FieldByName(name); got != want {
				t.Errorf("%s has the option %s: %v, want %v", typ, name, got, want)
			}
		}
	})
}
