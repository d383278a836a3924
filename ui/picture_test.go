package ui

import (
	"encoding/xml"
	"fmt"
	"image/color"
	"os"
	"path/filepath"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/google/go-cmp/cmp"
)

// picture is a frame drawn as a vector image: what a terminal shows, cell by
// cell. Blocks and lines are drawn as shapes, so that no font can leave gaps.
type picture struct {
	b          strings.Builder
	fg, bg     color.Color
	titleColor color.Color
	w, h       int
}

// The size of a cell, and of what lies around the screen.
const (
	cellW, cellH = 9.0, 19.0
	pad, bar     = 18.0, 36.0
)

func newPicture(w, h int, dark bool) *picture {
	p := &picture{w: w, h: h, fg: lipgloss.Color("#24292F"), bg: lipgloss.Color("#FFFFFF"), titleColor: lipgloss.Color("#6E7781")}
	if dark {
		p.fg, p.bg, p.titleColor = lipgloss.Color("#D8DBDE"), lipgloss.Color("#15181C"), lipgloss.Color("#8B949E")
	}
	return p
}

// svg draws a frame of a screen, under a title.
func (p *picture) svg(content, title string) string {
	buf := uv.NewScreenBuffer(p.w, p.h)
	uv.NewStyledString(content).Draw(buf, buf.Bounds())
	width, height := float64(p.w)*cellW+2*pad, float64(p.h)*cellH+bar+pad
	fmt.Fprintf(&p.b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %g %g" width="%g" height="%g" role="img" xml:space="preserve">`+"\n", width, height, width, height)
	fmt.Fprintf(&p.b, "<title>%s</title>\n", escape(title))
	fmt.Fprint(&p.b, `<style>text{font:15px "DejaVu Sans Mono","Cascadia Mono",Menlo,Consolas,"Noto Sans Mono CJK SC","Noto Sans CJK SC","PingFang SC","Microsoft YaHei",monospace;white-space:pre}.b{font-weight:700}</style>`+"\n")
	fmt.Fprintf(&p.b, `<rect width="%g" height="%g" rx="10" fill="%s"/>`+"\n", width, height, hex(p.bg))
	fmt.Fprintf(&p.b, `<rect x=".5" y=".5" width="%g" height="%g" rx="9.5" fill="none" stroke="%s" stroke-opacity=".35"/>`+"\n", width-1, height-1, hex(p.titleColor))
	for i := range 3 {
		fmt.Fprintf(&p.b, `<circle cx="%g" cy="18" r="5" fill="%s" fill-opacity=".4"/>`+"\n", pad+5+float64(i)*17, hex(p.titleColor))
	}
	fmt.Fprintf(&p.b, `<text x="%g" y="23" text-anchor="middle" fill="%s">%s</text>`+"\n", width/2, hex(p.titleColor), escape(title))
	for y := range p.h {
		p.row(buf, y)
	}
	p.b.WriteString("</svg>\n")
	return p.b.String()
}

// run is a stretch of cells of one style, that are drawn in one go.
type run struct {
	x, cells int
	text     string
	style    uv.Style
}

func (p *picture) row(buf uv.ScreenBuffer, y int) {
	var runs []run
	for x := 0; x < p.w; x++ {
		cell := buf.CellAt(x, y)
		if cell == nil || cell.Width == 0 {
			continue
		}
		last := len(runs) - 1
		plain := cell.Width == 1 && cell.Content != "" && cell.Content[0] < 0x80
		if last >= 0 && plain && runs[last].text != "" && runs[last].text[0] < 0x80 && runs[last].x+runs[last].cells == x && runs[last].style == cell.Style {
			runs[last].text += cell.Content
			runs[last].cells++
			continue
		}
		runs = append(runs, run{x, cell.Width, cell.Content, cell.Style})
	}
	for _, r := range runs {
		p.draw(r, y)
	}
}

func (p *picture) draw(r run, y int) {
	fg, bg := p.fg, color.Color(nil)
	if r.style.Fg != nil {
		fg = r.style.Fg
	}
	if r.style.Bg != nil {
		bg = r.style.Bg
	}
	if r.style.Attrs&uv.AttrReverse != 0 {
		if bg == nil {
			bg = p.bg
		}
		fg, bg = bg, fg
	}
	left, top, w := pad+float64(r.x)*cellW, bar+float64(y)*cellH, float64(r.cells)*cellW
	if bg != nil {
		p.rect(left, top, w+.3, cellH+.3, bg, 1)
	}
	text := strings.TrimRight(r.text, " ")
	switch {
	case text == "":
	case p.shape(text, left, top, fg):
	default:
		lead := len(text) - len(strings.TrimLeft(text, " "))
		class := ""
		if r.style.Attrs&uv.AttrBold != 0 {
			class = ` class="b"`
		}
		cells := float64(r.cells - (len(r.text) - len(text)) - lead)
		fmt.Fprintf(&p.b, `<text x="%g" y="%g" textLength="%g" lengthAdjust="spacingAndGlyphs" fill="%s"%s>%s</text>`+"\n",
			left+float64(lead)*cellW, top+14.4, cells*cellW, hex(fg), class, escape(strings.TrimLeft(text, " ")))
	}
}

func (p *picture) rect(x, y, w, h float64, c color.Color, opacity float64) {
	o := ""
	if opacity < 1 {
		o = fmt.Sprintf(` fill-opacity="%g"`, opacity)
	}
	fmt.Fprintf(&p.b, `<rect x="%g" y="%g" width="%g" height="%g" fill="%s"%s/>`+"\n", x, y, w, h, hex(c), o)
}

// shape draws blocks and lines, and reports whether it has drawn the cell.
func (p *picture) shape(text string, x, y float64, c color.Color) bool {
	midX, midY := x+cellW/2, y+cellH/2
	switch text {
	case "█":
		p.rect(x, y, cellW+.3, cellH+.3, c, 1)
	case "▀":
		p.rect(x, y, cellW+.3, cellH/2, c, 1)
	case "▄":
		p.rect(x, y+cellH/2, cellW+.3, cellH/2+.3, c, 1)
	case "▇":
		p.rect(x+1, y+4, cellW-2, cellH-6, c, 1)
	case "░":
		p.rect(x, y, cellW+.3, cellH+.3, c, .3)
	case "┃":
		p.rect(midX-1.5, y+1, 3, cellH-1, c, 1)
	case "─":
		p.rect(x, midY-.5, cellW+.3, 1, c, 1)
	case "│":
		p.rect(midX-.5, y, 1, cellH+.3, c, 1)
	case "┄":
		p.rect(x+1, midY-.5, 2, 1, c, 1)
		p.rect(x+5, midY-.5, 2, 1, c, 1)
	case "┌", "┐", "└", "┘":
		if text == "┌" || text == "└" {
			p.rect(midX-.5, midY-.5, cellW/2+.8, 1, c, 1)
		} else {
			p.rect(x, midY-.5, cellW/2+.5, 1, c, 1)
		}
		if text == "┌" || text == "┐" {
			p.rect(midX-.5, midY-.5, 1, cellH/2+.8, c, 1)
		} else {
			p.rect(midX-.5, y, 1, cellH/2+.5, c, 1)
		}
	default:
		return false
	}
	return true
}

func escape(text string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(text))
	return b.String()
}

// shots are the pictures of the documents: moments of the night, as they look.
func shots() map[string]struct {
	moment, lang string
	keys         []string
	w, h         int
	light        bool
} {
	type shot = struct {
		moment, lang string
		keys         []string
		w, h         int
		light        bool
	}
	return map[string]shot{
		"calm":    {moment: "rebooting", w: 110, h: 28},
		"late":    {moment: "late", w: 110, h: 30},
		"no-side": {moment: "no-side", w: 120, h: 34},
		"small":   {moment: "late", w: 80, h: 24},
		"light":   {moment: "late", w: 110, h: 30, light: true},
		"wall":    {moment: "late", w: 120, h: 40, keys: []string{"w"}},
		"chinese": {moment: "late-chinese", lang: "zh", w: 110, h: 30},
		"gate":    {moment: "calm", w: 100, h: 28, keys: []string{"end", "s"}},
		"call":    {moment: "late", w: 100, h: 30, keys: []string{"2"}},
		"fleet":   {moment: "fleet", w: 120, h: 40},
	}
}

// TestPictures draws the pictures of the documents from real frames. They must
// show what the screen shows today: `go test ./ui -run TestPictures -update`
// draws them anew.
func TestPictures(t *testing.T) {
	for name, shot := range shots() {
		lang, background := "en", newPicture(1, 1, !shot.light).bg
		if shot.lang != "" {
			lang = shot.lang
		}
		s := newScreen(t, pictured(t, shot.moment), lang, shot.w, shot.h)
		s.send(tea.BackgroundColorMsg{Color: background})
		s.press(shot.keys...)
		got := newPicture(shot.w, shot.h, !shot.light).svg(s.m.View().Content, s.m.View().WindowTitle)
		path := filepath.Join("..", "docs", "img", name+".svg")
		if *update {
			if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !cmp.Equal(string(want), got) {
			t.Errorf("%s does not show the screen of today: draw it anew (make pictures) and look at it", path)
		}
	}
}

// pictured is a moment by its name, or one made for a picture.
func pictured(t *testing.T, name string) *night {
	switch name {
	case "fleet":
		return busy(t)
	case "late-chinese":
		return lateIn(newNight(t, chinesePlan()))
	}
	return moments()[name](t)
}
