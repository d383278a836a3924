package cmd

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"tminus/change"
)

// Bounds of what is kept of a command's output.
const (
	// maxOutput is how many bytes go into the evidence; what comes after them is
	// counted there and thrown away.
	maxOutput = 16 << 20
	// shownLines is how many of the latest lines the screen can show.
	shownLines = 500
	// maxShownLine is where a line without an end is broken on the screen.
	maxShownLine = 4 << 10
)

// output takes in what a command writes: the raw bytes for the evidence, and
// the latest lines, cleaned, for the screen. What a command writes is hostile.
type output struct {
	mu      sync.Mutex
	raw     bytes.Buffer
	beyond  int64
	lines   []string
	dropped int
	partial []byte
}

// Write never fails: a command must not be held up by whoever looks on.
func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	room := min(len(p), maxOutput-o.raw.Len())
	o.raw.Write(p[:room])
	o.beyond += int64(len(p) - room)
	rest := p
	for len(rest) > 0 {
		line, after, ended := bytes.Cut(rest, []byte("\n"))
		o.partial = append(o.partial, line...)
		if ended || len(o.partial) >= maxShownLine {
			o.push()
		}
		rest = after
	}
	return len(p), nil
}

// push ends a line. Of one that was written over itself, as progress bars do,
// the last is shown.
func (o *output) push() {
	line := bytes.TrimRight(o.partial, "\r")
	line = line[bytes.LastIndexByte(line, '\r')+1:]
	o.lines = append(o.lines, change.Clean(string(line)))
	o.partial = o.partial[:0]
	if n := len(o.lines) - shownLines; n > 0 {
		o.lines = append(o.lines[:0], o.lines[n:]...)
		o.dropped += n
	}
}

// tail is the latest lines, the unfinished one among them, and how many came before.
func (o *output) tail() ([]string, int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	lines := append([]string(nil), o.lines...)
	if len(o.partial) > 0 {
		lines = append(lines, change.Clean(string(o.partial)))
	}
	return lines, o.dropped
}

// bytes is the output as it was written; where it was too long, its end says so.
func (o *output) bytes() []byte {
	o.mu.Lock()
	defer o.mu.Unlock()
	raw := bytes.Clone(o.raw.Bytes())
	if o.beyond > 0 {
		raw = fmt.Appendf(raw, "\n[%d bytes more were not kept]\n", o.beyond)
	}
	return raw
}

// keepIn puts outputs into a folder, each named after time, host and step.
func keepIn(dir string) keeper {
	return func(out []byte, at time.Time, host, step string) (change.KeptFile, error) {
		sum := sha256.Sum256(out)
		kept := change.KeptFile{SHA256: hex.EncodeToString(sum[:]), Size: int64(len(out))}
		stem := fmt.Sprintf("%s-%s-%s-output", at.UTC().Format("20060102T150405Z"), tame(host), tame(step))
		for n := 1; ; n++ {
			kept.Name = stem + ".txt"
			if n > 1 {
				kept.Name = fmt.Sprintf("%s-%d.txt", stem, n)
			}
			err := writeAnew(filepath.Join(dir, kept.Name), out)
			if err == nil {
				return kept, nil
			}
			if !os.IsExist(err) {
				return change.KeptFile{}, fmt.Errorf("the output was not kept: %w", err)
			}
		}
	}
}

// writeAnew writes a file that must not exist yet, and sees it to the disk.
func writeAnew(path string, text []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	if err == nil {
		err = f.Sync()
	}
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		_ = os.Remove(path)
	}
	return err
}

// tame makes a name part of a file's name.
func tame(name string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_' {
			return r
		}
		return '_'
	}, name)
}
