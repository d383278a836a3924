package config

import (
	"cmp"
	"encoding/csv"
	"slices"
	"strings"
	"unicode/utf8"

	"tminus/change"
)

// inventoryKeys are the keys of a host that an inventory can give.
func inventoryKeys() []string {
	return []string{"name", "address", "environment", "model", "os", "from", "to", "tested", "tcp"}
}

// titlesOf are further titles for the column of a key, few and plain. A column with
// any other title has to be renamed in the spreadsheet.
func titlesOf(key string) []string {
	switch key {
	case "name":
		return []string{"hostname", "host", "主机名"}
	case "address":
		return []string{"ip", "ip address", "ip地址"}
	case "environment":
		return []string{"env", "环境"}
	case "model":
		return []string{"型号"}
	case "os":
		return []string{"operating system", "操作系统"}
	case "tcp":
		return []string{"port", "ports", "端口"}
	}
	return nil
}

// keyOf is the key that a column with that title gives, empty if there is none.
func keyOf(title string) string {
	title = strings.ReplaceAll(strings.ToLower(strings.TrimSpace(title)), "_", " ")
	for _, key := range inventoryKeys() {
		if title == key || slices.Contains(titlesOf(key), title) {
			return key
		}
	}
	return ""
}

// head reads the header, and reports whether it makes the rows readable.
func (i *inventory) head(text string) bool {
	text, said := preamble(text)
	separator, known := ',', -1
	for _, s := range cmp.Or(said, ",;\t") {
		titles, _ := sheet(text, s).Read() // what is wrong with it is told below
		n := 0
		for _, title := range titles {
			if keyOf(title) != "" {
				n++
			}
		}
		if n > known {
			separator, known = s, n
		}
	}
	i.rows = sheet(text, separator)
	titles, err := i.rows.Read()
	if err != nil {
		i.broken(err)
		return false
	}
	i.header = i.cell(0, titles[0])
	for n, title := range titles {
		i.column(n, title)
	}
	for _, key := range []string{"name", "address"} {
		if !slices.Contains(i.columns, key) {
			i.problem(i.header, change.Stated(planNoColumn, "key", key, "names", titlesOf(key), "known", clipped(titles)))
		}
	}
	return i.errs.none()
}

func (i *inventory) column(n int, title string) {
	key := keyOf(title)
	if before := slices.Index(i.columns, key); key != "" && before >= 0 {
		i.problem(i.cell(n, title), change.Stated(planColumnTwice, "key", key, "n", before+1))
	}
	if key == "" {
		i.ignored = append(i.ignored, title)
	}
	i.columns = append(i.columns, key)
}

// preamble empties a first line that belongs to the program which wrote the
// file, and not to the sheet: sep=; tells Excel the separator, which is returned,
// and #TYPE System.Object is PowerShell's.
func preamble(text string) (sheet, separator string) {
	line, rest, _ := strings.Cut(text, "\n")
	line = strings.Trim(line, "\r\"")
	said, excel := strings.CutPrefix(strings.ToLower(line), "sep=")
	switch {
	case excel && utf8.RuneCountInString(said) == 1 && said != `"`:
		return "\n" + rest, said
	case strings.HasPrefix(line, "#TYPE "):
		return "\n" + rest, ""
	}
	return text, ""
}

func sheet(text string, separator rune) *csv.Reader {
	r := csv.NewReader(strings.NewReader(text))
	r.Comma = separator
	return r
}
