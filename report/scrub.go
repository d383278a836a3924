package report

import "tminus/change"

// scrub removes from every text what does not belong in it: control characters,
// escape sequences, marks that turn the direction of reading. The plan and the
// journal may have been written by anybody.
func (p *page) scrub() {
	clean(&p.Title, &p.Where)
	cleanAll(p.Story)
	cells(p.Badges)
	for i := range p.Facts {
		clean(&p.Facts[i].Value, &p.Facts[i].Note)
	}
	for i := range p.Failures {
		f := &p.Failures[i]
		clean(&f.Host, &f.Where, &f.Ended, &f.Saved)
		for j := range f.Calls {
			clean(&f.Calls[j].Text, &f.Calls[j].Sub)
		}
	}
	for i := range p.Sections {
		p.Sections[i].scrub()
	}
}

func (s *section) scrub() {
	cleanAll(s.Paras)
	for i := range s.Tables {
		clean(&s.Tables[i].Title, &s.Tables[i].Note)
		for _, row := range s.Tables[i].Rows {
			cells(row)
		}
	}
	for i := range s.Pictures { // the text of one has been cleaned line by line
		clean(&s.Pictures[i].Name, &s.Pictures[i].Caption)
	}
	if s.Chart != nil {
		for i := range s.Chart.Shapes {
			clean(&s.Chart.Shapes[i].Text, &s.Chart.Shapes[i].Title)
		}
	}
}

func clean(texts ...*string) {
	for _, t := range texts {
		*t = change.Clean(*t)
	}
}

func cleanAll(texts []string) {
	for i := range texts {
		clean(&texts[i])
	}
}

func cells(row []cell) {
	for i := range row {
		clean(&row[i].Text, &row[i].Sub)
	}
}
