package ui

import (
	"image/color"
	"math"

	"charm.land/lipgloss/v2"
	"github.com/lucasb-eyer/go-colorful"
)

// luminance is the relative luminance of WCAG 2, from 0 to 1.
func luminance(c color.Color) float64 {
	r, g, b, _ := c.RGBA()
	linear := func(v uint32) float64 {
		x := float64(v) / 0xffff
		if x <= 0.04045 {
			return x / 12.92
		}
		return math.Pow((x+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(r) + 0.7152*linear(g) + 0.0722*linear(b)
}

// contrast is that of WCAG 2, from 1 to 21.
func contrast(a, b color.Color) float64 {
	la, lb := luminance(a), luminance(b)
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

// standOut keeps the hue of a colour and makes it as light, on a dark
// background, or as dark, on a light one, as the wanted contrast asks. On a
// middle grey no colour has it; then it is white or black, whichever is nearer.
func standOut(c, background color.Color, wanted float64) color.Color {
	hue, _ := colorful.MakeColor(c)
	_, chroma, angle := hue.OkLch()
	far := 0.0
	if contrast(color.White, background) > contrast(color.Black, background) {
		far = 1
	}
	const steps = 100
	for step := 0; step <= steps; step++ {
		l := far + (1-2*far)*float64(steps-step)/steps // from the background's end to the far one
		shade := rgb(colorful.OkLch(l, fade(l, chroma), angle).Clamped())
		towards := luminance(shade) > luminance(background) == (far == 1)
		if towards && contrast(shade, background) >= wanted {
			return shade
		}
	}
	return rgb(colorful.Color{R: far, G: far, B: far})
}

// fade takes the colour out of what is nearly white or black: there is no room
// for it there, and clamping would turn its hue.
func fade(l, chroma float64) float64 { return chroma * min(1, 5*min(l, 1-l)) }

func rgb(c colorful.Color) color.Color {
	r, g, b := c.RGB255()
	return color.RGBA{r, g, b, 0xff}
}

// nearest256 is the colour of the 256 that comes nearest and still has the
// contrast, its last digit forgiven.
func nearest256(c, background color.Color, wanted float64) color.Color {
	want, _ := colorful.MakeColor(c)
	best, distance := c, math.Inf(1)
	for i := 16; i < 256; i++ { // the first 16 are the terminal's own choice
		shade := lipgloss.ANSIColor(i)
		got, _ := colorful.MakeColor(shade)
		if d := want.DistanceCIEDE2000(got); d < distance && contrast(shade, background) >= wanted-0.1 {
			best, distance = shade, d
		}
	}
	return best
}
