package ui

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

// TestCellsOf: the quick rule counts what the library counts, of every rune
// that it knows and of texts that mix them with all that it does not.
func TestCellsOf(t *testing.T) {
	known := 0
	for r := rune(0); r < 0x3000; r++ {
		if single(r) {
			known++
			if got := ansi.StringWidth(string(r)); got != 1 || ansi.StringWidthWc(string(r)) != 1 {
				t.Errorf("%U %c takes %d cells", r, r, got)
			}
		}
	}
	if known < 500 {
		t.Fatalf("only %d runes are known", known)
	}
	pieces := []string{
		"a", " ", "7", "×", "…", "▇", "✓", "主机", "e\u0301", "\u0301", "\u200d", "\ufe0f", "▪\ufe0f", "👍🏽", "\x1b[1;38;2;1;2;3m", "\x1b[m",
		"\x1b]0;t\a", "\x1b[2J", "\x1b", "\x1b[", "\x1b[1", "\t", "\r", "\xff", "\u00ad", "\u3000", "한",
	}
	random := rand.New(rand.NewPCG(5, 6))
	for range 20000 {
		var b strings.Builder
		for range random.IntN(8) {
			b.WriteString(pieces[random.IntN(len(pieces))])
		}
		if got, want := cellsOf(b.String()), ansi.StringWidth(b.String()); got != want {
			t.Fatalf("%q: %d cells, want %d", b.String(), got, want)
		}
	}
}
