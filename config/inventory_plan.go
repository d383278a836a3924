package config

import (
	"bytes"
	_ "embed"
	"errors"
	"slices"
	"strings"
	"text/template"

	"github.com/goccy/go-yaml"

	"tminus/change"
)

// inventoryPlan is what a plan has besides its hosts, to be filled in.
//
//go:embed inventory.tmpl
var inventoryPlan string

// imported writes the plan and reads it back: a plan that the importer writes and
// `check` refuses would be of no use to anybody.
func (i *inventory) imported(plan *change.Plan) *Imported {
	text, err := planText(plan)
	if err == nil {
		_, err = Parse("plan", text)
	}
	var wrong *Errors
	switch {
	case errors.As(err, &wrong):
		i.problem(i.header, change.Stated(planRefused, "n", len(plan.Hosts), "why", wrong.Problems[0].Is))
	case err != nil:
		i.problem(i.header, change.Stated(planNoPlan, "given", clip(err.Error())))
	}
	out := &Imported{Plan: text, Hosts: len(plan.Hosts), Environments: len(plan.Environments)}
	if len(i.ignored) > 0 {
		out.Notices = append(out.Notices, change.Stated(change.WarnColumns,
			"file", change.Clean(i.errs.File), "line", i.header.line, "names", i.ignored, "known", inventoryKeys()))
	}
	out.Notices = append(out.Notices, i.joinNotices()...)
	return out
}

// planText writes a plan of these hosts, grouped by environments.
func planText(plan *change.Plan) ([]byte, error) {
	t, err := template.New("plan").Funcs(template.FuncMap{"text": written}).Parse(inventoryPlan)
	if err != nil {
		return nil, err
	}
	grouped := *plan
	grouped.Hosts = slices.Clone(plan.Hosts)
	rank := map[string]int{}
	for i, e := range plan.Environments {
		rank[e.Name] = i
	}
	slices.SortStableFunc(grouped.Hosts, func(a, b change.Host) int { return rank[a.Environment] - rank[b.Environment] })
	for _, h := range plan.Hosts {
		grouped.Order = append(grouped.Order, h.Name)
	}
	var b bytes.Buffer
	err = t.Execute(&b, grouped)
	return b.Bytes(), err
}

// written is a text as YAML that reads back unchanged wherever it stands. The
// library leaves out quotes where it thinks that it can; where that is wrong, as
// with "? x", its JSON style keeps them.
func written(text string) (string, error) {
	plain, err := yaml.Marshal(text)
	if err != nil {
		return "", err
	}
	out := strings.TrimSuffix(string(plain), "\n")
	var back []map[string]string
	if yaml.Unmarshal([]byte("- "+out+": "+out), &back) == nil && len(back) == 1 && back[0][text] == text {
		return out, nil
	}
	plain, err = yaml.MarshalWithOptions(text, yaml.JSON())
	return strings.TrimSuffix(string(plain), "\n"), err
}
