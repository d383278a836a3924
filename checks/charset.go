package checks

import (
	"bytes"
	"mime"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

// holds reports whether a page holds some words, however its text is encoded:
// as it stands, as the page declares it, and where it is no UTF-8 and declares
// nothing else, as GB18030, which old pages in Chinese often are without saying.
func holds(body []byte, wanted, contentType string) bool {
	if bytes.Contains(body, []byte(wanted)) {
		return true
	}
	said := declared(body, contentType)
	if said == nil && !utf8.Valid(body) {
		said = simplifiedchinese.GB18030
	}
	if said == nil {
		return false
	}
	text, err := said.NewDecoder().Bytes(body)
	return err == nil && bytes.Contains(text, []byte(wanted))
}

// declared is the encoding that a page says it has: by its first bytes, in its
// header, or in itself; nil: it says none that we know.
func declared(body []byte, contentType string) encoding.Encoding {
	for mark, e := range map[string]encoding.Encoding{
		"\xff\xfe": unicode.UTF16(unicode.LittleEndian, unicode.UseBOM),
		"\xfe\xff": unicode.UTF16(unicode.BigEndian, unicode.UseBOM),
	} {
		if bytes.HasPrefix(body, []byte(mark)) {
			return e
		}
	}
	_, params, _ := mime.ParseMediaType(contentType) // one that is broken says nothing
	for _, name := range []string{params["charset"], charsetIn(body)} {
		switch e, err := htmlindex.Get(name); {
		case err != nil || e == unicode.UTF8:
		case e == simplifiedchinese.GBK: // gb2312, too: pages that say so hold more than it has
			return simplifiedchinese.GB18030
		default:
			return e
		}
	}
	return nil
}

// charsetIn is the charset that a page names in its first kilobyte, as
// browsers look for it: <meta charset=gbk>, encoding="gbk".
func charsetIn(body []byte) string {
	head := bytes.ToLower(body[:min(len(body), 1024)])
	for _, key := range []string{"charset=", "encoding="} {
		if _, rest, ok := bytes.Cut(head, []byte(key)); ok {
			rest = bytes.TrimLeft(rest, `"' `)
			return string(rest[:indexAny(rest, "\"' ;/>?\r\n")])
		}
	}
	return ""
}

// indexAny is where the first of some signs stands; the length where none does.
func indexAny(text []byte, signs string) int {
	if i := bytes.IndexAny(text, signs); i >= 0 {
		return i
	}
	return len(text)
}
