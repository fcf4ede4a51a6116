package cli

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime"

	"github.com/atlasrestore/atlasrestore/internal/doc"
	"github.com/atlasrestore/atlasrestore/internal/report"
	"github.com/atlasrestore/atlasrestore/internal/schema"
)

// linesPerCore is how far the reading may be ahead of the answers.
const linesPerCore = 32

// answerLines answers questions, one per line, in their order and on all
// cores:
//
//  1. A reader cuts the input into lines. For each it puts a channel on a
//     queue and starts a goroutine that will put the answer on that channel;
//     as many of them work at once as there are cores.
//  2. The queue is bounded, and so is the number of lines in memory. It is
//     longer than there are cores, so that one slow question does not stop the
//     others at once.
//  3. The writer takes the channels in the order of the queue. It flushes
//     whenever it would have to wait, so that a program can ask and wait for
//     the answer line by line.
func answerLines(ctx context.Context, in io.Reader, out io.Writer, dialect schema.Dialect) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	cores := make(chan struct{}, runtime.GOMAXPROCS(0))
	queue := make(chan chan []byte, linesPerCore*cap(cores))
	readErr := make(chan error, 1)
	go func() {
		defer close(queue)
		readErr <- readLines(ctx, in, func(n int, line []byte) {
			slot := make(chan []byte, 1)
			select {
			case queue <- slot:
				go func() {
					cores <- struct{}{}
					slot <- answerLine(n, line, dialect)
					<-cores
				}()
			case <-ctx.Done():
			}
		})
	}()
	if err := writeAnswers(ctx, out, queue); err != nil {
		return err
	}
	return <-readErr
}

// readLines calls do with each line and its number, from 1. The last line may
// lack its line feed.
func readLines(ctx context.Context, in io.Reader, do func(n int, line []byte)) error {
	r := bufio.NewReaderSize(in, 1<<16)
	for n := 1; ctx.Err() == nil; n++ {
		line, err := r.ReadBytes('\n')
		if len(line) > 0 {
			do(n, line)
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read the questions: %w", err)
		}
	}
	return ctx.Err()
}

func writeAnswers(ctx context.Context, out io.Writer, queue <-chan chan []byte) error {
	w := bufio.NewWriter(out)
	for {
		slot, ok, err := receive(ctx, queue, w)
		if err != nil || !ok {
			return errors.Join(err, w.Flush())
		}
		line, _, err := receive(ctx, slot, w)
		if err != nil {
			return err
		}
		if _, err := w.Write(line); err != nil {
			return err
		}
	}
}

// receive takes the next value of a channel, and flushes before it waits.
func receive[T any](ctx context.Context, from <-chan T, w *bufio.Writer) (v T, ok bool, err error) {
	select {
	case v, ok = <-from:
		return v, ok, nil
	default:
	}
	if err := w.Flush(); err != nil {
		return v, false, err
	}
	select {
	case v, ok = <-from:
		return v, ok, nil
	case <-ctx.Done():
		return v, false, ctx.Err()
	}
}

// jsonAnswer is one line of output. A witness may be the JSON null, which is
// not the same as none.
type jsonAnswer struct {
	Result  string          `json:"result"`
	Equal   *bool           `json:"equal"`
	Witness json.RawMessage `json:"witness,omitempty"`
	Reason  string          `json:"reason,omitempty"`
	Note    string          `json:"note,omitempty"`
}

type jsonError struct {
	Error string `json:"error"`
}

// answerLine answers one line, whatever happens: the other lines shall have
// their answers, too.
func answerLine(n int, line []byte, dialect schema.Dialect) (out []byte) {
	defer func() {
		if p := recover(); p != nil {
			out = encodeLine(jsonError{questionError(n, 1, fmt.Errorf("internal error: %v", p)).Error()})
		}
	}()
	a, err := answerQuestion(n, line, dialect)
	if err != nil {
		return encodeLine(jsonError{err.Error()})
	}
	answer := jsonAnswer{Result: a.Verdict.String(), Equal: a.equal, Reason: a.Reason, Note: a.Note}
	if a.Verdict == schema.No && a.Witness != nil {
		answer.Witness = doc.JSON(a.Witness)
	}
	return encodeLine(answer)
}

func encodeLine(v any) []byte {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil { // a witness that is no JSON
		return encodeLine(jsonError{err.Error()})
	}
	return report.PrintableJSON(b.Bytes())
}

// stdinName is what messages call a line. With its ending the line has to be
// JSON: a flow collection of YAML is no question.
const stdinName = "line.json"

// answerQuestion answers one line. Positions in its errors are those of the
// line in the whole input.
func answerQuestion(n int, line []byte, dialect schema.Dialect) (answer, error) {
	line = bytes.TrimRight(line, "\r\n")
	if len(bytes.TrimSpace(line)) == 0 {
		return answer{}, questionError(n, 1, errors.New("the line is empty"))
	}
	d, err := doc.Parse(stdinName, line)
	if at := (*doc.Error)(nil); errors.As(err, &at) {
		return answer{}, questionError(n, at.Pos.Col, at.Err)
	}
	if err != nil {
		return answer{}, err
	}
	base, err := questionSchema(n, d, "base", dialect)
	if err != nil {
		return answer{}, err
	}
	rev, err := questionSchema(n, d, "rev", dialect)
	if err != nil {
		return answer{}, err
	}
	return compareSchemas(base, rev), nil
}

func questionSchema(n int, d *doc.Document, name string, dialect schema.Dialect) (schema.Schema, error) {
	v := d.Root.Get(name)
	switch {
	case v == nil:
		return schema.Schema{}, questionError(n, d.Root.Pos.Col, fmt.Errorf("want an object with the members \"base\" and \"rev\", there is no %q", name))
	case v.Kind != doc.Map && v.Kind != doc.Bool:
		return schema.Schema{}, questionError(n, v.Pos.Col, fmt.Errorf("%q is not a schema: it is %s, want an object", name, v.Kind))
	}
	return schema.Bare(v, dialect), nil
}

func questionError(n int, col int32, err error) error {
	return &doc.Error{File: "<stdin>", Pos: doc.Pos{Line: int32(n), Col: col}, Err: err}
}
