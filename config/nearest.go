package config

import (
	"slices"
	"strings"
	"unicode/utf8"

	"tminus/change"
)

// clip cleans and shortens text for an error.
func clip(text string) string {
	runes := []rune(change.Clean(text))
	if len(runes) > 60 {
		return string(runes[:59]) + "…"
	}
	return string(runes)
}

// didYouMean is the hint for a word that is not among the known ones.
func didYouMean(word string, known []string) change.Statement {
	if len(known) == 0 {
		return change.Stated(planNoneHere)
	}
	if near := nearest(word, known); near != "" {
		return change.Stated(planNear, "near", clip(near), "known", clipped(known))
	}
	return change.Stated(planNotThose, "known", clipped(known))
}

// clipped are words of the file, cleaned and shortened to be shown in an error.
func clipped(words []string) []string {
	shown := make([]string, len(words))
	for i, w := range words {
		shown[i] = clip(w)
	}
	return shown
}

// nearest is the known word that is likely to be meant, empty if none is. One
// character in three may be wrong: A1 is not a misspelling of A2.
func nearest(word string, known []string) string {
	if utf8.RuneCountInString(word) > maxName {
		return ""
	}
	best, least := "", 0
	for _, k := range known {
		allowed := min(utf8.RuneCountInString(word), utf8.RuneCountInString(k)) / 3
		if n := distance(strings.ToLower(word), strings.ToLower(k)); n <= allowed && (best == "" || n < least) {
			best, least = k, n
		}
	}
	return best
}

// distance is the number of characters to insert, delete, replace or swap
// with their neighbour to get from a to b.
func distance(a, b string) int {
	s, t := []rune(a), []rune(b)
	before, last := make([]int, len(t)+1), make([]int, len(t)+1)
	for j := range last {
		last[j] = j
	}
	for i := range s {
		row := make([]int, len(t)+1)
		row[0] = i + 1
		for j := range t {
			cost := 1
			if s[i] == t[j] {
				cost = 0
			}
			row[j+1] = slices.Min([]int{last[j] + cost, last[j+1] + 1, row[j] + 1})
			if i > 0 && j > 0 && s[i] == t[j-1] && s[i-1] == t[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last = last, row
	}
	return last[len(t)]
}
