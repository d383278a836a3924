package change

import (
	"strings"
)

// SplitCommand splits a command line into words, without a shell: nothing is
// expanded, and no operator means anything.
//
// Words are separated by blanks. Single quotes keep everything; double quotes
// keep everything but \" and \\. Outside quotes a backslash takes away the
// special meaning of a quote, a blank or a backslash after it; before anything
// else it stands for itself, as in C:\Windows. Put a path such as \\server\share
// into single quotes.
func SplitCommand(line string) ([]string, error) {
	s := splitter{line: []rune(line)}
	for s.pos < len(s.line) {
		if err := s.step(); err != nil {
			return nil, err
		}
	}
	s.endWord()
	if len(s.words) == 0 || s.words[0] == "" {
		return nil, invalid(InvalidNoCommand)
	}
	return s.words, nil
}

type splitter struct {
	line  []rune
	pos   int
	word  strings.Builder
	open  bool // a word has begun; it may still be empty, as in ""
	words []string
}

func (s *splitter) step() error {
	r := s.line[s.pos]
	s.pos++
	switch {
	case r == 0:
		return invalid(InvalidZeroByte, "column", s.pos)
	case isBlank(r):
		s.endWord()
	case r == '\'' || r == '"':
		return s.quoted(r)
	case r == '\\' && s.next(`'"\ `+"\t"):
		r = s.line[s.pos]
		s.pos++
		fallthrough
	default:
		s.put(r)
	}
	return nil
}

// quoted takes in what follows an opening quote, up to its partner.
func (s *splitter) quoted(quote rune) error {
	column := s.pos
	s.open = true
	for s.pos < len(s.line) {
		r := s.line[s.pos]
		s.pos++
		switch {
		case r == quote:
			return nil
		case r == 0:
			return invalid(InvalidZeroByte, "column", s.pos)
		case r == '\\' && quote == '"' && s.next(`"\`):
			r = s.line[s.pos]
			s.pos++
		}
		s.put(r)
	}
	return invalid(InvalidQuote, "column", column)
}

// next reports whether one of the given runes comes next.
func (s *splitter) next(runes string) bool {
	return s.pos < len(s.line) && strings.ContainsRune(runes, s.line[s.pos])
}

func (s *splitter) put(r rune) {
	s.word.WriteRune(r)
	s.open = true
}

func (s *splitter) endWord() {
	if s.open {
		s.words = append(s.words, s.word.String())
	}
	s.word.Reset()
	s.open = false
}

func isBlank(r rune) bool { return r == ' ' || r == '\t' || r == '\n' || r == '\r' }
