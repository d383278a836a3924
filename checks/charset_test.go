package checks

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"

	"tminus/change"
)

// TestCharsets: the words of a page are found however it encodes them.
func TestCharsets(t *testing.T) {
	utf16le := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
	for name, c := range map[string]struct {
		in      encoding.Encoding
		head    string // the header Content-Type
		page    string
		words   string
		verdict change.Verdict
	}{
		"UTF-8":                          {unicode.UTF8, "text/html; charset=utf-8", "<p>订单系统正常</p>", "系统正常", change.Answered},
		"GBK, declared in the header":    {simplifiedchinese.GBK, "text/html; charset=GBK", "<p>订单系统正常</p>", "系统正常", change.Answered},
		"gb2312, declared in the page":   {simplifiedchinese.GBK, "text/html", `<html><meta http-equiv="Content-Type" content="text/html; charset=gb2312"><p>订单系统正常`, "系统正常", change.Answered},
		"gbk, declared as in HTML 5":     {simplifiedchinese.GBK, "", "<meta charset=gbk><p>订单系统正常", "系统正常", change.Answered},
		"GB18030 beyond GBK":             {simplifiedchinese.GB18030, "text/html; charset=gb2312", "<p>㐂 正常</p>", "㐂 正常", change.Answered},
		"GB18030, declared nowhere":      {simplifiedchinese.GB18030, "text/html", "<p>订单系统正常</p>", "系统正常", change.Answered},
		"Big5":                           {traditionalchinese.Big5, "text/html; charset=big5", "<p>訂單系統正常</p>", "系統正常", change.Answered},
		"Shift JIS in XML":               {japanese.ShiftJIS, "application/xml", `<?xml version="1.0" encoding="Shift_JIS"?><a>正常です</a>`, "正常です", change.Answered},
		"UTF-16 with its mark":           {utf16le, "text/html", "<p>订单系统正常</p>", "系统正常", change.Answered},
		"a charset that nobody knows":    {unicode.UTF8, "text/html; charset=klingon", "<p>订单系统正常</p>", "系统正常", change.Answered},
		"declared wrongly, and is UTF-8": {unicode.UTF8, "text/html; charset=gbk", "<p>订单系统正常</p>", "系统正常", change.Answered},
		"other words":                    {simplifiedchinese.GBK, "text/html; charset=GBK", "<p>系统故障</p>", "系统正常", change.Lost},
	} {
		text, err := c.in.NewEncoder().String(c.page)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header()["Content-Type"] = []string{c.head}
			_, _ = io.WriteString(w, text)
		}))
		o := run(t, webProbe(t, change.HTTPCheck{URL: s.URL, Body: c.words}))
		s.Close()
		if o.Verdict != c.verdict {
			t.Errorf("%s: %+v", name, o)
		}
	}
}
