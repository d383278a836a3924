package ui

import (
	"os"
	"strconv"

	"github.com/charmbracelet/x/term"

	"tminus/fault"
	"tminus/wording"
)

// maxCells is more than any screen has that somebody reads. The library keeps each
// of them in memory. It passes over a terminal that claims to have grown larger,
// and believes the one that it begins in.
const maxCells = 1 << 20

// tooLarge is an ErrScreen if the program would begin in a terminal that claims
// more cells than memory should be given to.
func tooLarge(w wording.Catalog) error {
	width, height, none := term.GetSize(os.Stdout.Fd())
	if terminal := none == nil; !terminal || width*height <= maxCells {
		return nil
	}
	return fault.Wrap(ErrScreen, screenLost, "given", w.Say("screen.too_large", "w", strconv.Itoa(width), "h", strconv.Itoa(height)))
}
