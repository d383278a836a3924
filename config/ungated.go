package config

import (
	"github.com/goccy/go-yaml/ast"

	"tminus/change"
)

// changeSection is the section of the change. It needs a window, unless nothing is
// gated: then nobody approved one.
type changeSection struct{ part *changePart }

func (c changeSection) read(d *decoder, n ast.Node, at place) {
	c.part.keys().read(d, n, at)
	if kind(n).Code == planKindSection && c.part.windowAt.line == 0 && !c.part.ungated.val {
		d.problem(at, change.Stated(planMissing, "key", "window", "help", "change.window"))
	}
}

func (c changeSection) schema() schema {
	out := c.part.keys().schema()
	out["anyOf"] = []schema{{"required": []string{"window"}}, {"required": []string{"ungated"}}}
	return out
}

// noted reads a value and keeps the place of its key.
type noted struct {
	at *place
	reader
}

func (n noted) read(d *decoder, node ast.Node, at place) {
	*n.at = at
	n.reader.read(d, node, at)
}
