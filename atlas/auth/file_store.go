package auth

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/gofrs/flock"
)

const (
	// lockDelay is how often the lock of a file is tried.
	lockDelay = 50 * time.Millisecond
	// maxFile limits what is read of a token file, in bytes.
	maxFile = 1 << 20
	// fileFormat is the version of the file. A file of another counts as broken.
	fileFormat = 1
)

// FileTokenStore keeps tokens in one JSON file, of any number of service accounts. The file and its folder are made
// when they are missing, with access for their owner alone; on Unix, a file that others may read or write is refused,
// as is anything but a regular file. A broken file is overwritten. The file is replaced as a whole, by renaming, and
// guarded by a lock on the file path + ".lock", which stays; the path must be on a file system that has locks.
func FileTokenStore(path string) TokenStore { return fileStore{path} }

type fileStore struct{ path string }

// tokenFile is the content of the file: tokens by the key of [TokenStore].
type tokenFile struct {
	Format int              `json:"format"`
	Tokens map[string]Token `json:"tokens"`
}

// String names the file.
func (s fileStore) String() string { return fmt.Sprintf("auth.FileTokenStore(%q)", s.path) }

// Update implements [TokenStore].
func (s fileStore) Update(ctx context.Context, key string, change func(Token) (Token, error)) (Token, error) {
	unlock, err := s.lock(ctx)
	if err != nil {
		return Token{}, err
	}
	defer unlock()
	tokens, err := s.read()
	if err != nil {
		return Token{}, err
	}
	old := tokens[key]
	token, err := change(old)
	if err != nil {
		return Token{}, err
	}
	if token == old {
		return token, nil
	}
	tokens[key] = token
	now := time.Now()
	maps.DeleteFunc(tokens, func(_ string, t Token) bool { return !t.valid(now) })
	return token, s.write(tokens)
}

// lock waits until no other Update runs. Each lock opens the file anew, so that it also works within one process.
func (s fileStore) lock(ctx context.Context) (unlock func(), err error) {
	if s.path == "" {
		return nil, errors.New("token file: no path")
	}
	if err := os.MkdirAll(filepath.Dir(s.path), 0o700); err != nil {
		return nil, fmt.Errorf("token file: %w", err)
	}
	lock := flock.New(s.path+".lock", flock.SetPermissions(0o600))
	if _, err := lock.TryLockContext(ctx, lockDelay); err != nil {
		return nil, fmt.Errorf("lock token file %q: %w", s.path, err)
	}
	return func() { _ = lock.Unlock() }, nil // closing the file would end it anyway
}

// read returns the tokens of the file, never nil.
func (s fileStore) read() (map[string]Token, error) {
	info, err := os.Lstat(s.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return make(map[string]Token), nil
	case err != nil:
		return nil, fmt.Errorf("token file: %w", err)
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("token file %q is not a regular file", s.path)
	}
	file, err := os.Open(s.path)
	if err != nil {
		return nil, fmt.Errorf("token file: %w", err)
	}
	defer func() { _ = file.Close() }() // it was only read
	if err := checkMode(file); err != nil {
		return nil, err
	}
	data, err := io.ReadAll(io.LimitReader(file, maxFile))
	if err != nil {
		return nil, fmt.Errorf("read token file: %w", err)
	}
	return parseTokens(data), nil
}

// checkMode refuses a file that is open to others. Windows has no such modes.
func checkMode(file *os.File) error {
	info, err := file.Stat()
	if err != nil {
		return fmt.Errorf("token file: %w", err)
	}
	if mode := info.Mode().Perm(); runtime.GOOS != "windows" && mode&0o077 != 0 {
		return fmt.Errorf("token file %q is open to others (mode %04o): its tokens may be known; remove it, or chmod 600",
			file.Name(), mode)
	}
	return nil
}

// parseTokens reads the content of a file; what is broken has no tokens.
func parseTokens(data []byte) map[string]Token {
	var file tokenFile
	if err := json.Unmarshal(data, &file); err != nil || file.Format != fileFormat || file.Tokens == nil {
		return make(map[string]Token)
	}
	return file.Tokens
}

// write replaces the file: a reader sees the old one or the new one, also after a crash.
func (s fileStore) write(tokens map[string]Token) error {
	data, err := json.MarshalIndent(tokenFile{fileFormat, tokens}, "", "\t")
	if err != nil {
		return fmt.Errorf("write token file: %w", err)
	}
	temp, err := os.CreateTemp(filepath.Dir(s.path), filepath.Base(s.path)+".*.tmp") // with mode 0600
	if err != nil {
		return fmt.Errorf("write token file: %w", err)
	}
	_, writeErr := temp.Write(append(data, '\n'))
	err = errors.Join(writeErr, temp.Sync(), temp.Close())
	if err == nil {
		err = os.Rename(temp.Name(), s.path)
	}
	if err != nil {
		_ = os.Remove(temp.Name()) // the error before it is the one to tell
		return fmt.Errorf("write token file: %w", err)
	}
	return nil
}
