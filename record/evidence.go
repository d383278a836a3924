package record

import (
	"path/filepath"
	"slices"
	"strings"
	"time"
	"unicode"

	"tminus/change"
)

// MaxEvidence is the largest file, in bytes, that is taken into a record. A
// dump that is larger belongs elsewhere; its place and digest can be told in
// words.
const MaxEvidence = 1 << 30

// Label says what a piece of evidence belongs to; its file is named after it.
type Label struct {
	// At is the instant, in the zone in which people read the change's clock.
	At         time.Time
	Host, Step string
}

// FileName is what a copy of a file of that name is called:
// "20201120-234407_A1_install_shot.png".
func (l Label) FileName(base string) string {
	ext := filepath.Ext(base)
	parts := []string{l.At.Format("20060102-150405"), tame(l.Host, 32), tame(l.Step, 32), tame(strings.TrimSuffix(base, ext), 64)}
	name := strings.Join(slices.DeleteFunc(parts, func(p string) bool { return p == "" }), "_")
	if end := tame(ext, 12); end != "" {
		return name + "." + end
	}
	return name
}

// tame leaves of a text what every file system, shell and web page takes for
// part of a name.
func tame(text string, most int) string {
	var b strings.Builder
	for _, r := range change.Clean(text) {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			r = '-'
		}
		if b.Len()+len(string(r)) > most {
			break
		}
		b.WriteRune(r)
	}
	return strings.Trim(b.String(), "-")
}
