package pin

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"time"

	"github.com/atlasrestore/atlasrestore/internal/doc"
	"github.com/atlasrestore/atlasrestore/internal/openapi"
)

// LockFile is the name of the lock beside the pins.
const LockFile = "lock.yaml"

// Lock records from what each pin was made. It is written by machine.
type Lock struct {
	Pins []Locked // in the order of pins.yaml
}

// Locked is the record of one pin.
type Locked struct {
	Version    string
	SHA256     string // of the bytes of the pin
	Upstream   Upstream
	Operations []LockedOperation
}

// Upstream is the document that a pin was cut from.
type Upstream struct {
	Path        string   // inside mongodb/openapi
	Revision    string   // info.x-xgen-sha, else that of the source; may be empty
	Date        string   // YYYY-MM-DD; empty when it is not known, for a source that cannot be fetched
	SHA256      string   // of the whole document
	APIVersions []string // every stable version that it names, ascending
}

// LockedOperation records which resource versions of a pinned operation the
// upstream document holds. With it a pin also answers for API versions
// between two pins: see [Locked.Exact].
type LockedOperation struct {
	Operation string // "GET /path"
	Versions  []string
}

// Origin is what a pin is cut from.
type Origin struct {
	Source   Source
	Document *doc.Document
	Bytes    []byte // of the document
	Date     string // of the document, YYYY-MM-DD; may be empty when the source has no URL
}

// DateError says that the day of an upstream document is needed.
type DateError struct {
	Document string
	Date     string // what was given; empty when nothing was
}

func (e *DateError) Error() string {
	if e.Date == "" {
		return fmt.Sprintf("%s: the day of the document is not known: give --date", e.Document)
	}
	return fmt.Sprintf("%s: the day of the document is %q: want YYYY-MM-DD", e.Document, e.Date)
}

// Record makes the record of one pin. A document that old records already
// keeps the date that it has there, so that pinning it again changes nothing.
func Record(p Pin, from Origin, pinBytes []byte, old Locked) (Locked, error) {
	upstreamSum := sum(from.Bytes)
	date := from.Date
	if old.Upstream.SHA256 == upstreamSum && old.Upstream.Date != "" {
		date = old.Upstream.Date
	}
	if _, err := time.Parse(time.DateOnly, date); err != nil && (date != "" || from.Source.URL != "") {
		return Locked{}, &DateError{Document: from.Document.Name, Date: date}
	}
	revision := from.Document.Root.Lookup("info", "x-xgen-sha").Text()
	if revision == "" {
		revision = from.Source.Revision
	}
	ops, err := Select(from.Document, p)
	if err != nil {
		return Locked{}, err
	}
	l := Locked{
		Version: p.Version,
		SHA256:  sum(pinBytes),
		Upstream: Upstream{
			Path:        from.Source.Path,
			Revision:    revision,
			Date:        date,
			SHA256:      upstreamSum,
			APIVersions: stableVersions(from.Document),
		},
	}
	for _, op := range ops {
		lo := LockedOperation{Operation: op.String()}
		for _, v := range op.Versions() {
			lo.Versions = append(lo.Versions, v.String())
		}
		l.Operations = append(l.Operations, lo)
	}
	return l, nil
}

// Versions returns every version that an operation of the document has,
// ascending.
func Versions(d *doc.Document) []openapi.Version {
	var out []openapi.Version
	for op := range openapi.Operations(d) {
		for _, v := range op.Versions() {
			if !slices.Contains(out, v) {
				out = append(out, v)
			}
		}
	}
	slices.SortFunc(out, openapi.Version.Compare)
	return out
}

func stableVersions(d *doc.Document) []string {
	var out []string
	for _, v := range Versions(d) {
		if v.Stage == openapi.Stable {
			out = append(out, v.String())
		}
	}
	return out
}

// Pin returns the record of a version.
func (l *Lock) Pin(version string) (Locked, bool) {
	i := slices.IndexFunc(l.Pins, func(p Locked) bool { return p.Version == version })
	if i < 0 {
		return Locked{}, false
	}
	return l.Pins[i], true
}

// Set replaces or adds the record of a pin and puts the records in the order
// of the configuration; records of versions that are no longer pinned go.
func (l *Lock) Set(c *Config, locked Locked) {
	records := map[string]Locked{}
	for _, p := range l.Pins {
		records[p.Version] = p
	}
	records[locked.Version] = locked
	l.Pins = nil
	for _, p := range c.Pins {
		if r, ok := records[p.Version]; ok {
			l.Pins = append(l.Pins, r)
		}
	}
}

// Bytes returns the text of lock.yaml.
func (l *Lock) Bytes() []byte {
	pins := doc.NewSeq()
	for _, p := range l.Pins {
		up := doc.NewMap()
		up.Set("path", doc.NewString(p.Upstream.Path))
		if p.Upstream.Revision != "" {
			up.Set("revision", doc.NewString(p.Upstream.Revision))
		}
		if p.Upstream.Date != "" {
			up.Set("date", doc.NewString(p.Upstream.Date))
		}
		up.Set("sha256", doc.NewString(p.Upstream.SHA256))
		if len(p.Upstream.APIVersions) > 0 {
			up.Set("apiVersions", texts(p.Upstream.APIVersions))
		}
		ops := doc.NewMap()
		for _, o := range p.Operations {
			ops.Set(o.Operation, texts(o.Versions))
		}
		n := doc.NewMap()
		n.Set("version", doc.NewString(p.Version))
		n.Set("sha256", doc.NewString(p.SHA256))
		n.Set("upstream", up)
		n.Set("operations", ops)
		pins.Items = append(pins.Items, n)
	}
	root := doc.NewMap()
	root.Set("pins", pins)
	head := "# Code generated by \"atlasgen pin\" from pins.yaml; DO NOT EDIT.\n"
	return slices.Concat([]byte(head), doc.YAML(root))
}

// ParseLock reads lock.yaml.
func ParseLock(name string, data []byte) (*Lock, error) {
	d, err := doc.Parse(name, data)
	if err != nil {
		return nil, err
	}
	r := reader{d: d}
	r.keys(d.Root, "pins")
	l := &Lock{}
	for _, n := range r.listOf(d.Root, "pins") {
		r.keys(n, "version", "sha256", "upstream", "operations")
		up := n.Get("upstream")
		r.keys(up, "path", "revision", "date", "sha256", "apiVersions")
		p := Locked{Version: r.text(n, "version"), SHA256: r.text(n, "sha256"), Upstream: Upstream{
			Path: r.text(up, "path"), Revision: up.Get("revision").Text(), Date: up.Get("date").Text(),
			SHA256: r.text(up, "sha256"), APIVersions: textsOf(up.Get("apiVersions")),
		}}
		for name, versions := range n.Get("operations").All() {
			p.Operations = append(p.Operations, LockedOperation{name, textsOf(versions)})
		}
		l.Pins = append(l.Pins, p)
	}
	return l, r.err
}

// Mismatch says that a file beside the lock is not what the lock and the
// configuration say.
type Mismatch struct {
	File   string
	Reason string
	Err    error // what reading the file failed with; may be nil
}

// Unwrap returns Err.
func (m *Mismatch) Unwrap() error { return m.Err }

func (m *Mismatch) Error() string {
	return fmt.Sprintf("%s: %s: run \"atlasgen pin\"", m.File, m.Reason)
}

// Check verifies, without the upstream documents, that the pins are what the
// lock and the configuration say: every pin is there and has the recorded
// bytes, holds the operations that the configuration names and the lock
// records, and is a fixed point of pinning. file returns the bytes of a file
// beside the lock. Each fault is a *[Mismatch], all of them joined; another
// error means that something cannot be read.
func Check(c *Config, l *Lock, file func(name string) ([]byte, error)) error {
	var errs []error
	for _, p := range c.Pins {
		if err := checkPin(c, l, p, file); err != nil {
			errs = append(errs, err)
		}
	}
	for _, locked := range l.Pins {
		if _, ok := c.Pin(locked.Version); !ok {
			errs = append(errs, &Mismatch{File: LockFile, Reason: fmt.Sprintf("version %q is no longer in %s", locked.Version, ConfigFile)})
		}
	}
	return errors.Join(errs...)
}

func checkPin(c *Config, l *Lock, p Pin, file func(name string) ([]byte, error)) error {
	locked, ok := l.Pin(p.Version)
	if !ok {
		return &Mismatch{File: LockFile, Reason: fmt.Sprintf("no record of version %q", p.Version)}
	}
	data, err := file(p.File())
	if errors.Is(err, fs.ErrNotExist) {
		return &Mismatch{File: p.File(), Reason: "the file is missing", Err: err}
	}
	if err != nil {
		return err
	}
	if err := locked.CheckSum(data); err != nil {
		return err
	}
	d, err := doc.Parse(p.File(), data)
	if err != nil {
		return err
	}
	again, err := Document(d, p)
	if err != nil {
		return err
	}
	if string(Bytes(again, c.Sources[p.Source])) != string(data) {
		return &Mismatch{File: p.File(), Reason: "differs from what " + ConfigFile + " selects"}
	}
	return locked.checkOperations(d, p)
}

// CheckSum verifies the bytes of the pin; the error is a *[Mismatch].
func (l Locked) CheckSum(data []byte) error {
	if got := sum(data); got != l.SHA256 {
		return &Mismatch{File: l.Version + ".yaml", Reason: fmt.Sprintf("sha256 is %s, %s has %s", got, LockFile, l.SHA256)}
	}
	return nil
}

// checkOperations verifies that the lock records the operations of the pin,
// each with the version that the pin holds.
func (l Locked) checkOperations(d *doc.Document, p Pin) error {
	ops, err := Select(d, p)
	if err != nil {
		return err
	}
	recorded := map[string][]string{}
	for _, o := range l.Operations {
		recorded[o.Operation] = o.Versions
	}
	ok := len(ops) == len(recorded)
	for _, op := range ops {
		versions, known := recorded[op.String()]
		ok = ok && known
		for _, v := range op.Versions() {
			ok = ok && slices.Contains(versions, v.String())
		}
	}
	if !ok {
		return &Mismatch{File: LockFile, Reason: fmt.Sprintf("the operations of version %q are not those of the pin", l.Version)}
	}
	return nil
}

// VersionsOf returns the resource versions that are recorded of an operation,
// "GET /path"; nil for one that is not.
func (l Locked) VersionsOf(operation string) []string {
	for _, o := range l.Operations {
		if o.Operation == operation {
			return o.Versions
		}
	}
	return nil
}

// Exact reports whether the pin holds precisely what a client on version v
// gets of the operation: its newest resource version that v sees is the one
// that the pin holds. exists is false when the operation is not part of v.
func (l Locked) Exact(op openapi.Operation, v openapi.Version) (exact, exists bool) {
	var versions []openapi.Version
	for _, s := range l.VersionsOf(op.String()) {
		if r, err := openapi.ParseVersion(s); err == nil {
			versions = append(versions, r)
		}
	}
	want, exists := v.Newest(versions)
	if !exists {
		return false, false
	}
	return slices.Contains(op.Versions(), want), true
}

func sum(data []byte) string {
	h := sha256.Sum256(data)
	return hex.EncodeToString(h[:])
}

func texts(ss []string) *doc.Node {
	n := doc.NewSeq()
	for _, s := range ss {
		n.Items = append(n.Items, doc.NewString(s))
	}
	return n
}

func textsOf(n *doc.Node) []string {
	if n == nil {
		return nil
	}
	var out []string
	for _, item := range n.Items {
		out = append(out, item.Text())
	}
	return out
}
