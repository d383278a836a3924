package ui

import (
	"os"
	"strconv"

	"github.com/charmbracelet/x/term"

	"tminus/fault"
	"tminus/wording"
)

// maxCells is more cells than any screen that somebody reads has. The library keeps
// each cell in memory. It ignores a terminal that claims to have grown beyond that,
// but believes the size that the terminal has at the start.
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
