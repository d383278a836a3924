package cmd

import (
	"bytes"
	"fmt"
	"sync"
	"time"

	"tminus/change"
	"tminus/record"
)

// Bounds of what is kept of a command's output.
const (
	// maxOutput is how many bytes go into the evidence; what comes after them is
	// counted there and thrown away.
	maxOutput = 16 << 20
	// shownLines is how many of the latest lines are kept for the screen.
	shownLines = 500
	// maxShownLine is where a line without an end is broken on the screen.
	maxShownLine = 4 << 10
)

// output takes in what a command writes: the raw bytes for the evidence, and the
// latest lines, cleaned, for the screen. What a command writes is hostile. It may be
// written and read by several goroutines: mu guards all of it.
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

// push ends a line. If the line was overwritten, as progress bars do, its last
// version is shown.
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

// bytes is the output as it was written; if it was too long, a note at its end says
// so.
func (o *output) bytes() []byte {
	o.mu.Lock()
	defer o.mu.Unlock()
	raw := bytes.Clone(o.raw.Bytes())
	if o.beyond > 0 {
		raw = fmt.Appendf(raw, "\n[%d bytes more were not kept]\n", o.beyond)
	}
	return raw
}

// saveOutputIn puts outputs into the evidence of a record.
func saveOutputIn(r evidence) outputSaver {
	return func(out []byte, at time.Time, host, step string) (change.EvidenceFile, error) {
		kept, err := r.KeepFrom(bytes.NewReader(out), "output.txt", record.Label{At: at, Host: host, Step: step})
		kept.From = "run here"
		return kept, err
	}
}
