package ui

import (
	"fmt"
	"image/color"
	"regexp"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/colorprofile"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

// backgrounds are those of terminals in use: black, and what is called dark or
// light by the themes that many have.
func backgrounds() []color.Color {
	var list []color.Color
	for _, hex := range []string{"#000000", "#1E1E1E", "#242424", "#282C34", "#002B36", "#2E3440", "#300A24", "#FFFFFF", "#FAFAFA", "#F2F2F2", "#FDF6E3", "#EEE8D5"} {
		list = append(list, lipgloss.Color(hex))
	}
	return list
}

// moments in which there is something to see of each level.
func colourful() []string {
	return []string{"calm", "late", "no-side", "fault", "strayed", "too-late", "unwatched", "attached", "acked"}
}

// dressed is a screen on a background with so many colours.
func dressed(t *testing.T, n *night, background color.Color, profile colorprofile.Profile) *screen {
	s := newScreen(t, n, "en", 120, 40)
	s.send(tea.ColorProfileMsg{Profile: profile})
	s.send(tea.BackgroundColorMsg{Color: background})
	return s
}

// pairs are the colours of text and ground that a frame really uses.
func pairs(s *screen, background color.Color) map[[2]string]float64 {
	buf := uv.NewScreenBuffer(s.m.w, s.m.h)
	uv.NewStyledString(s.m.View().Content).Draw(buf, buf.Bounds())
	used := map[[2]string]float64{}
	for y := range s.m.h {
		for x := range s.m.w {
			cell := buf.CellAt(x, y)
			if cell == nil || strings.TrimSpace(cell.Content) == "" || cell.Style.Fg == nil && cell.Style.Bg == nil {
				continue
			}
			fg, bg := cell.Style.Fg, cell.Style.Bg
			if bg == nil {
				bg = background
			}
			if fg != nil {
				used[[2]string{hex(fg), hex(bg)}] = contrast(fg, bg)
			}
		}
	}
	return used
}

func hex(c color.Color) string {
	r, g, b, _ := c.RGBA()
	return fmt.Sprintf("#%02X%02X%02X", r>>8, g>>8, b>>8)
}

// TestContrast: whatever the background, every colour that a frame uses for
// text stands out by at least 4.5 to 1; reversed it does as much.
func TestContrast(t *testing.T) {
	worst, seen := 21.0, map[string]bool{}
	for _, name := range colourful() {
		n := moment(t, name)
		for i, background := range backgrounds() {
			if name != "fault" && name != "no-side" && i%5 != 0 {
				continue // these two use every colour; of the others the darkest and a light one will do
			}
			for _, profile := range []colorprofile.Profile{colorprofile.TrueColor, colorprofile.ANSI256} {
				for pair, ratio := range pairs(dressed(t, n, background, profile), background) {
					seen[pair[0]] = true
					worst = min(worst, ratio)
					if ratio < 4.5 {
						t.Errorf("%s on %s: %v has a contrast of %.2f", name, hex(background), pair, ratio)
					}
				}
			}
		}
	}
	t.Logf("%d colours of text, the least contrast %.2f", len(seen), worst)
	if len(seen) < 4 {
		t.Fatalf("the frames use only %d colours", len(seen))
	}
}

// TestSixteenColours: the colours that are asked for by number can be read in
// the shades that the Linux console and xterm give them.
func TestSixteenColours(t *testing.T) {
	shades := map[string]map[string]string{ // the number, then console and xterm
		"dark":  {"9": "#FF5555 #FF0000", "11": "#FFFF55 #FFFF00", "14": "#55FFFF #00FFFF"},
		"light": {"1": "#AA0000 #CD0000", "4": "#0000AA #0000EE", "5": "#AA00AA #CD00CD"},
	}
	for name, background := range map[string]color.Color{"dark": color.Black, "light": color.White} {
		l := darkScheme().on(background)
		l.profile = colorprofile.ANSI
		for at, c := range l.palette() {
			if c == nil {
				continue
			}
			known, ok := shades[name][fmt.Sprint(c)]
			if !ok {
				t.Fatalf("%s, level %d: no shades known of colour %v", name, at, c)
			}
			for _, shade := range strings.Fields(known) {
				if ratio := contrast(lipgloss.Color(shade), background); ratio < 4.5 {
					t.Errorf("%s, level %d: %s has a contrast of %.2f", name, at, shade, ratio)
				}
			}
		}
	}
}

// TestBrightness goes by severity: the more a level asks of the eye, the
// further it stands out, and all keep their hues apart.
func TestBrightness(t *testing.T) {
	for _, background := range backgrounds() {
		p := darkScheme().on(background).palette()
		for at := info; at <= alarm; at++ {
			if a, b := contrast(p[at-1], background), contrast(p[at], background); a >= b {
				t.Errorf("on %s level %d stands out by %.2f, level %d by %.2f", hex(background), at-1, a, at, b)
			}
		}
	}
}

// TestDarkCockpit: while all is normal there is no colour on the screen but
// grey; when something is wrong there is.
func TestDarkCockpit(t *testing.T) {
	colours := func(name string, rehearsal bool) (list []string) {
		n := moment(t, name)
		if rehearsal {
			n.state.Rehearsal = true
		}
		for _, wall := range []bool{false, true} {
			s := dressed(t, n, color.Black, colorprofile.TrueColor)
			s.m.onWall = wall
			for pair := range pairs(s, color.Black) {
				var r, g, b int
				if _, _ = fmt.Sscanf(pair[0], "#%02X%02X%02X", &r, &g, &b); max(r, g, b)-min(r, g, b) > 2 {
					list = append(list, pair[0])
				}
			}
		}
		return list
	}
	for _, name := range []string{"calm", "rebooting", "settling"} {
		for _, rehearsal := range []bool{false, true} {
			if got := colours(name, rehearsal); len(got) > 0 {
				t.Errorf("%s is not dark: %q", name, got)
			}
		}
	}
	for _, name := range []string{"late", "hold", "no-side", "fault"} {
		if len(colours(name, false)) == 0 {
			t.Errorf("%s has no colour", name)
		}
	}
}

// TestThemes: a theme that was asked for stands, whatever the terminal says;
// auto follows the terminal.
func TestThemes(t *testing.T) {
	for _, tt := range []struct {
		theme Theme
		said  color.Color
		dark  bool
	}{
		{Auto, color.White, false},
		{Auto, color.Black, true},
		{"", color.White, false},
		{Dark, color.White, true},
		{Light, color.Black, false},
		{Light, color.White, false},
	} {
		m := newRoot(Options{Cockpit: &fake{snap: moment(t, "calm").snapshot()}, Theme: tt.theme})
		m.Update(tea.BackgroundColorMsg{Color: tt.said})
		if m.scheme.dark() != tt.dark {
			t.Errorf("theme %q on %s is dark: %v", tt.theme, hex(tt.said), m.scheme.dark())
		}
	}
	if _, err := ParseTheme("blue"); err == nil {
		t.Error("blue is a theme")
	}
}

// TestWithoutColour: glyph and word say what the colour says. Two frames of
// one moment, with colour and without, have the same text.
func TestWithoutColour(t *testing.T) {
	colour := regexp.MustCompile(`\x1b\[[0-9;:]*[34]8[;:]`)
	for _, name := range colourful() {
		s := dressed(t, moment(t, name), color.Black, colorprofile.ANSI)
		text := ansi.Strip(s.m.View().Content)
		if plain := ansi.Strip(dressed(t, moment(t, name), color.White, colorprofile.TrueColor).m.View().Content); plain != text {
			t.Errorf("%s: the words depend on the colours", name)
		}
		if found := colour.FindString(s.m.View().Content); found != "" {
			t.Errorf("%s asks a terminal of 16 colours for %q", name, found)
		}
	}
}
