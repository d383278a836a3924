package ui

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// wallWant says how many rows the parts of the wall could fill.
type wallWant struct{ banners, envs, work int }

// wallLayout is where the parts of the wall go. A part without rows is not drawn.
type wallLayout struct {
	header, banners, label, digits, envs, work, limit, due rect
}

// wallSplit is the width from which the environments and the work are side by side.
const wallSplit = 100

// arrangeWall divides the wall. The worst host's timer is sure of a quarter of the
// height, and gets more where the rest leaves it. Rows are given away in the order
// of what a room must not miss.
func arrangeWall(w, h int, n wallWant) wallLayout {
	left := max(0, h)
	give := func(rows *int, upTo int) {
		if more := min(upTo-*rows, left); more > 0 {
			*rows += more
			left -= more
		}
	}
	var header, banners, label, digits, envs, work, limit, due int
	below := func(rows int) { // each with its heading
		give(&work, min(n.work+1, rows))
		give(&envs, min(n.envs+1, rows))
	}
	split := w >= wallSplit
	if split { // they share their rows, which are those of work
		n.work, n.envs = max(n.work, n.envs), -1
	}
	give(&header, 1)
	give(&banners, min(n.banners, 1))
	give(&label, 1)
	give(&digits, minDigit)
	give(&limit, 1)
	give(&work, min(n.work, 1))
	give(&envs, min(n.envs, 1))
	give(&banners, min(n.banners, h/5))
	give(&due, 1)
	give(&digits, (h+3)/4)
	below(h / 4)
	give(&banners, n.banners)
	below(h)
	give(&digits, h*3/10)
	l := wallLayout{
		header: rect{h: header}, banners: rect{h: banners}, label: rect{h: label}, digits: rect{h: digits},
		envs: rect{h: envs}, work: rect{h: work}, limit: rect{h: limit}, due: rect{h: due},
	}
	l.place(w, h, left, split)
	return l
}

// place puts the parts below each other, with the limit and what is due next at the
// bottom. Rows that no part wanted surround the timer.
func (l *wallLayout) place(w, h, spare int, split bool) {
	y := 0
	put := func(r *rect) {
		r.y, r.w = y, w
		y += r.h
	}
	put(&l.header)
	put(&l.banners)
	y += min(1, spare/3)
	put(&l.label)
	y += min(1, spare/4)
	put(&l.digits)
	y += min(3, spare/2)
	put(&l.envs)
	put(&l.work)
	if split {
		half := (w - 3) / 2
		l.envs = rect{0, l.work.y, half, l.work.h}
		l.work.x, l.work.w = half+3, w-half-3
	}
	y = max(0, h) - l.limit.h - l.due.h
	put(&l.limit)
	put(&l.due)
}

// wallFrame draws the wall: what a room must see from four metres away. The bar
// shows the errors of commands.
func wallFrame(s *scene, w, h int, bar []string) string {
	banners, envs, tasks := s.wallBanners(w, h >= roomy), s.wallEnvs(), s.wallTasks()
	banners = append(banners, bar...)
	if wave := s.sit.Wave(); wave != nil {
		room := w
		if w >= wallSplit {
			room = (w - 3) / 2
		}
		envs = append([]string{s.waveLine(wave, room)}, envs...)
	}
	n := wallWant{banners: len(banners), envs: len(envs), work: len(tasks)}
	l := arrangeWall(w, h, n)
	if loose := arrangeWall(w, h, wallWant{n.banners, 2 * n.envs, 2 * n.work}); loose.digits.h == l.digits.h && loose.work.h > 2*n.work {
		l = loose // there is room for a blank row after each
	}
	rows := make([]string, h)
	put := func(r rect, lines []string) {
		for i, line := range lines[:min(len(lines), max(0, r.h))] {
			rows[r.y+i] = fit(rows[r.y+i], r.x) + fit(line, r.w)
		}
	}
	big := s.wallBig(w)
	put(l.header, []string{s.wallHeader(w)})
	put(l.banners, few(banners, l.banners.h, w))
	put(l.label, []string{centred(s.styles.in(big.level, s.styles.bold.Render(big.label)), w)})
	put(l.digits, s.wallDigits(big, l.digits))
	put(l.envs, s.wallPart("wall.envs", envs, l.envs))
	put(l.work, s.wallPart("wall.work", s.taskLines(tasks, l.work), l.work))
	put(l.limit, []string{s.wallLimit(w)})
	put(l.due, []string{s.wallDue(w)})
	for i := range rows {
		rows[i] = fit(rows[i], w)
	}
	return strings.Join(rows, "\n")
}

// roomy is the height from which banners are three rows high.
const roomy = 34

func centred(text string, w int) string {
	return blank((w-ansi.StringWidth(text))/2) + text
}

// wallDigits are the block digits in the middle of their place, or the plain
// time where not even the smallest fit.
func (s *scene) wallDigits(big bigTimer, r rect) []string {
	digits := bigLines(big.time, r.w-2, r.h)
	if digits == nil {
		digits = []string{s.styles.bold.Render(big.time)}
	}
	lines := make([]string, (r.h-len(digits))/2, r.h)
	for _, line := range digits {
		lines = append(lines, centred(s.styles.in(big.level, line), r.w))
	}
	return lines
}

// wallPart is a heading and as many lines as there is room for; what is left out is
// counted. The most urgent come first.
func (s *scene) wallPart(heading string, lines []string, r rect) []string {
	if r.h <= 0 {
		return nil
	}
	var part []string
	if r.h > 1 && (r.h > len(lines) || r.h > 3) {
		part = append(part, titleLine(s, s.Say(heading), r.w))
	}
	loose := r.h > 2*len(lines)
	room := r.h - len(part)
	for i, line := range lines[:min(len(lines), room)] {
		if i == room-1 && len(lines) > room {
			more := s.styles.grey(" " + s.Say("wall.more", "n", itoa(len(lines)-room)))
			line = cut(line, r.w-ansi.StringWidth(more)) + more
		}
		part = append(part, cut(line, r.w))
		if loose {
			part = append(part, "")
		}
	}
	return part
}
