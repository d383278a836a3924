package change

import "fmt"

// Text is a statement of the core in both languages that a screen or a report
// can have. It is journaled whole, so that a record reads in either.
type Text struct{ EN, ZH string }

// Both words a statement. What is filled in may be a Text itself: each language
// takes its own. Chinese may order what it fills in by "%[2]s".
func Both(en, zh string, values ...any) Text {
	chinese := make([]any, len(values))
	for i, value := range values {
		chinese[i] = value // as English the value is its String
		if w, ok := value.(Text); ok {
			chinese[i] = w.ZH
		}
	}
	return Text{fmt.Sprintf(en, values...), fmt.Sprintf(zh, chinese...)}
}

// same is what reads the same in every language: a name of the plan.
func same(text string) Text { return Text{text, text} }

// String is the English of it.
func (w Text) String() string { return w.EN }

// Said reports whether there is a statement at all.
func (w Text) Said() bool { return w.EN != "" }

// In is the statement in a language of the screen.
func (w Text) In(language string) string { return in(language, w.EN, w.ZH) }

// In are statements in a language of the screen.
func In(texts []Text, language string) []string {
	said := make([]string, len(texts))
	for i, t := range texts {
		said[i] = t.In(language)
	}
	return said
}

// Plus is one statement after the other.
func (w Text) Plus(v Text) Text { return Text{w.EN + v.EN, w.ZH + v.ZH} }

// Why is the reason in a language of the screen.
func (d ReasonData) Why(language string) string { return in(language, d.Reason, d.Chinese) }

// words are the reason as part of another statement.
func (d ReasonData) words() Text { return Text{d.Reason, d.Why("zh")} }

// in is the statement in a language; what has no words of it is English.
func in(language, en, zh string) string {
	if language == "zh" && zh != "" {
		return zh
	}
	return en
}
