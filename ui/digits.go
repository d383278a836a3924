package ui

import "strings"

// Block digits for the wall: seven strokes, drawn in half rows, at any height.
// A cell is taken to be twice as high as wide, as it is in most terminals.

// minDigit is the least height, in rows, at which the digits can be told apart.
const minDigit = 3

// digitSize is what follows from the height of a digit, in cells and half rows.
type digitSize struct{ rows, width, stroke, gap int }

func sizeOf(rows int) digitSize {
	stroke := max(1, (rows*3+7)/10)
	return digitSize{rows: rows, width: max(3, rows*6/5), stroke: stroke, gap: max(1, (stroke+1)/2)}
}

// strokes are the strokes of a digit, as bits: top, upper right, lower right,
// bottom, lower left, upper left, middle.
func strokes(r rune) int {
	table := [...]int{0: 0b0111111, 2: 0b1011011, 3: 0b1001111, 4: 0b1100110, 5: 0b1101101, 6: 0b1111101, 7: 0b0000111, 8: 0b1111111, 9: 0b1101111}
	switch {
	case r >= '0' && r <= '9':
		return table[r-'0']
	case r == '-':
		return 0b1000000
	}
	return 0
}

func (d digitSize) widthOf(r rune) int {
	if r == ':' {
		return d.stroke
	}
	return d.width
}

// lit reports whether a half row of a glyph is drawn at x, y.
func (d digitSize) lit(r rune, x, y int) bool {
	h := 2 * d.rows
	if r == ':' {
		upper, lower := h/3-d.stroke/2, h-h/3-(d.stroke+1)/2
		return y >= upper && y < upper+d.stroke || y >= lower && y < lower+d.stroke
	}
	if r == '1' { // in the middle of its place, where it does not lean on its neighbour
		at := x - (d.width-d.stroke)/2
		return at >= 0 && at < d.stroke
	}
	middle := (h - d.stroke) / 2
	left, right := x < d.stroke, x >= d.width-d.stroke
	upper, lower := y < middle+d.stroke, y >= middle
	on := [...]bool{
		y < d.stroke, right && upper, right && lower, y >= h-d.stroke,
		left && lower, left && upper, y >= middle && y < middle+d.stroke,
	}
	bits := strokes(r)
	for i, drawn := range on {
		if drawn && bits&(1<<i) != 0 {
			return true
		}
	}
	return false
}

// bigLines draws a clock such as "1:21:07" as tall as fits; nil where even the
// smallest digits do not fit.
func bigLines(text string, w, h int) []string {
	for rows := h; rows >= minDigit; rows-- {
		if d := sizeOf(rows); d.total(text) <= w {
			return d.draw(text)
		}
	}
	return nil
}

func (d digitSize) total(text string) int {
	n := -d.gap
	for _, r := range text {
		n += d.widthOf(r) + d.gap
	}
	return n
}

func (d digitSize) draw(text string) []string {
	lines := make([]string, d.rows)
	for row := range lines {
		var b strings.Builder
		for i, r := range text {
			if i > 0 {
				b.WriteString(blank(d.gap))
			}
			for x := range d.widthOf(r) {
				b.WriteString(halves(d.lit(r, x, 2*row), d.lit(r, x, 2*row+1)))
			}
		}
		lines[row] = b.String()
	}
	return lines
}

func halves(upper, lower bool) string {
	switch {
	case upper && lower:
		return "█"
	case upper:
		return "▀"
	case lower:
		return "▄"
	}
	return " "
}
