package ui

import (
	"fmt"
	"strings"
	"testing"
)

// TestArrange draws the boxes of the layout.
func TestArrange(t *testing.T) {
	calm := want{hosts: 5, runbook: 10, tail: 30}
	late := want{hosts: 5, incident: 8, runbook: 10, tail: 30}
	flood := want{alerts: 9, hosts: 5001, incident: 15, runbook: 30, tail: 100, bar: 20}
	var b strings.Builder
	for _, c := range []struct {
		name string
		w, h int
		n    want
	}{
		{"calm", 80, 24, calm},
		{"late", 80, 24, late},
		{"late", 120, 40, late},
		{"late", 40, 10, late},
		{"flood", 80, 24, flood},
		{"flood", 40, 10, flood},
		{"late", 320, 80, late},
		{"flood", 240, 24, flood},
		{"late", 20, 3, late},
		{"late", 20, 0, late},
	} {
		fmt.Fprintf(&b, "%s %dx%d\n%s\n", c.name, c.w, c.h, boxes(arrange(c.w, c.h, c.n), c.w, c.h))
	}
	golden(t, "layout", b.String())
}

// boxes draws each row with the letters of the panes on it.
func boxes(l layout, w, h int) string {
	return drawBoxes(map[byte]rect{
		'H': l.header, 'A': l.alerts, 'h': l.hosts, 'I': l.incident, 'r': l.runbook, 't': l.tail, 'B': l.bar, 'N': l.next, 'k': l.keys,
	}, w, h)
}

func drawBoxes(panes map[byte]rect, w, h int) string {
	rows := make([][]byte, h)
	for y := range rows {
		rows[y] = []byte(strings.Repeat(".", w/4))
	}
	for letter, r := range panes {
		for y := r.y; y < r.y+r.h; y++ {
			for x := r.x / 4; x < (r.x+r.w)/4; x++ {
				rows[y][x] = letter
			}
		}
	}
	var b strings.Builder
	for _, row := range rows {
		b.Write(row)
		b.WriteByte('\n')
	}
	return b.String()
}

// TestArrangeNeverOverlaps at any size and any want.
func TestArrangeNeverOverlaps(t *testing.T) {
	for w := 0; w <= 360; w += 40 {
		for h := 0; h <= 80; h++ {
			for _, n := range []want{{}, {hosts: 5}, {alerts: 9, hosts: 90, incident: 9, runbook: 9, tail: 9, bar: 9}} {
				l := arrange(w, h, n)
				if err := apart(w, h, l.header, l.alerts, l.hosts, l.incident, l.runbook, l.tail, l.bar, l.next, l.keys); err != nil {
					t.Fatalf("%dx%d: %v: %+v", w, h, err, l)
				}
			}
		}
	}
}

// apart says which of the panes is outside of the screen, or on another one.
func apart(w, h int, panes ...rect) error {
	for i, a := range panes {
		if a.w <= 0 || a.h <= 0 {
			continue
		}
		if a.x < 0 || a.y < 0 || a.x+a.w > w || a.y+a.h > h {
			return fmt.Errorf("%+v is outside", a)
		}
		for _, b := range panes[i+1:] {
			if b.w > 0 && b.h > 0 && a.x < b.x+b.w && b.x < a.x+a.w && a.y < b.y+b.h && b.y < a.y+a.h {
				return fmt.Errorf("%+v and %+v overlap", a, b)
			}
		}
	}
	return nil
}
