package checks

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tminus/change"
	"tminus/fault"
)

// webProbe makes the probe of a check of a server on loopback.
func webProbe(t *testing.T, c change.HTTPCheck) probe {
	t.Helper()
	h := &change.Host{Name: "db1", Address: "127.0.0.1"}
	p, err := newPage(c, h)
	if err != nil {
		t.Fatal(err)
	}
	return talkProbe(pinned(t, h.Address), p.port, dial, 20*time.Second, p.talk)
}

func TestHTTPAnswers(t *testing.T) {
	var hops atomic.Int64
	mux := http.NewServeMux()
	mux.HandleFunc("/well", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "all is well") })
	mux.HandleFunc("/none", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	mux.HandleFunc("/ill", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) })
	mux.HandleFunc("/move", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/target", http.StatusFound) })
	mux.HandleFunc("/target", func(http.ResponseWriter, *http.Request) { hops.Add(1) })
	mux.HandleFunc("/early", func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusEarlyHints)
		_, _ = io.WriteString(w, "late")
	})
	mux.HandleFunc("/long", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "first "+strings.Repeat("x", maxBody-len("first ")-len("edge"))+"edge beyond")
	})
	mux.HandleFunc("/header", func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, r.Method+" "+r.Host+" "+r.UserAgent()+" "+r.URL.RawQuery)
	})
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	for _, c := range []struct {
		path    string
		check   change.HTTPCheck
		verdict change.Verdict
		cause   change.Cause
		detail  string
	}{
		{"/well", change.HTTPCheck{}, change.Answered, "", "200 OK"},
		{"/none", change.HTTPCheck{}, change.Answered, "", "204 No Content"},
		{"/none", change.HTTPCheck{Status: 200}, change.Lost, change.CauseFailed, "204 No Content"},
		{"/well", change.HTTPCheck{Body: "is well"}, change.Answered, "", "200 OK"},
		{"/well", change.HTTPCheck{Body: "is ill"}, change.Lost, change.CauseFailed, `200 OK, and the body does not hold "is ill"`},
		{"/ill", change.HTTPCheck{}, change.Lost, change.CauseFailed, "503 Service Unavailable"},
		{"/ill", change.HTTPCheck{Status: 503}, change.Answered, "", "503 Service Unavailable"},
		{"/absent", change.HTTPCheck{}, change.Lost, change.CauseFailed, "404 Not Found"},
		{"/move", change.HTTPCheck{}, change.Lost, change.CauseFailed, "302 Found, to /target (redirects are not followed)"},
		{"/move", change.HTTPCheck{Status: 302}, change.Answered, "", "302 Found"},
		{"/early", change.HTTPCheck{Body: "late"}, change.Answered, "", "200 OK"},
		{"/long", change.HTTPCheck{Body: "edge"}, change.Answered, "", "200 OK"},
		{"/long", change.HTTPCheck{Body: "beyond"}, change.Unknown, change.CauseLocal, `200 OK, and the first 256 KiB of the body, which are all that is read, do not hold "beyond"`},
		{"/long", change.HTTPCheck{Body: "dge b"}, change.Unknown, change.CauseLocal, `200 OK, and the first 256 KiB of the body, which are all that is read, do not hold "dge b"`},
		{"/header?name={name}", change.HTTPCheck{Body: "GET " + s.Listener.Addr().String() + " tminus name=db1"}, change.Answered, "", "200 OK"},
	} {
		c.check.URL = s.URL + c.path
		o := run(t, webProbe(t, c.check))
		says(t, o, c.verdict, c.cause)
		if worded(o.Detail) != c.detail {
			t.Errorf("%+v: detail %q, want %q", c.check, o.Detail, c.detail)
		}
		if o.Verdict == change.Answered && o.Latency <= 0 {
			t.Errorf("%+v: latency %s", c.check, o.Latency)
		}
	}
	if hops.Load() > 0 {
		t.Error("a redirect was followed")
	}
}

// secureServer speaks TLS with the certificate of httptest.
func secureServer(t *testing.T, config *tls.Config) *httptest.Server {
	t.Helper()
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	s.Config.ErrorLog = log.New(io.Discard, "", 0) // refused certificates are what is tested
	s.TLS = config
	s.StartTLS()
	t.Cleanup(s.Close)
	return s
}

func TestHTTPSVerifiesTheServer(t *testing.T) {
	s := secureServer(t, &tls.Config{})
	o := run(t, webProbe(t, change.HTTPCheck{URL: s.URL}))
	says(t, o, change.Lost, change.CauseFailed)
	if !strings.Contains(worded(o.Detail), "certificate refused: x509: ") {
		t.Errorf("detail %q", o.Detail)
	}
	says(t, run(t, webProbe(t, change.HTTPCheck{URL: s.URL, Insecure: true})), change.Answered, "")

	old := secureServer(t, &tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS10})
	says(t, run(t, webProbe(t, change.HTTPCheck{URL: old.URL, Insecure: true})), change.Answered, "")

	plain := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(plain.Close)
	o = run(t, webProbe(t, change.HTTPCheck{URL: strings.Replace(plain.URL, "http:", "https:", 1)}))
	says(t, o, change.Lost, change.CauseFailed)
	if !strings.Contains(worded(o.Detail), "does not speak TLS") {
		t.Errorf("detail %q", o.Detail)
	}
}

// The certificate is for example.com and 127.0.0.1: with its root known, the
// name in the URL decides.
func TestHTTPSVerifiesTheNameInTheURL(t *testing.T) {
	s := secureServer(t, &tls.Config{})
	port := strconv.Itoa(s.Listener.Addr().(*net.TCPAddr).Port)
	for name, trusted := range map[string]bool{"example.com": true, "127.0.0.1": true, "example.net": false} {
		p, err := newPage(change.HTTPCheck{URL: "https://" + net.JoinHostPort(name, port)}, &change.Host{Name: "db1", Address: "127.0.0.1"})
		if err != nil {
			t.Fatal(err)
		}
		config := p.tls()
		config.RootCAs = s.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs
		c, err := tls.Dial("tcp", s.Listener.Addr().String(), config)
		if err == nil {
			_ = c.Close()
		}
		if (err == nil) != trusted {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A server that accepts nothing new must not be hidden by an old connection.
func TestEachHTTPProbeHasItsOwnConnection(t *testing.T) {
	var opened atomic.Int64
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	s.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			opened.Add(1)
		}
	}
	s.Start()
	p := webProbe(t, change.HTTPCheck{URL: s.URL})
	for range 3 {
		says(t, run(t, p), change.Answered, "")
	}
	if opened.Load() != 3 {
		t.Errorf("%d connections for 3 probes", opened.Load())
	}
	s.Close()
	says(t, run(t, p), change.Lost, change.CauseRefused)
}

func TestHTTPBodyThatNeverEnds(t *testing.T) {
	release := make(chan struct{})
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "begun")
		w.(http.Flusher).Flush()
		<-release
	}))
	t.Cleanup(s.Close)
	t.Cleanup(func() { close(release) })
	for body, want := range map[string]change.Verdict{"": change.Answered, "begun": change.Answered, "done": change.Lost} {
		ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
		o := webProbe(t, change.HTTPCheck{URL: s.URL, Body: body})(ctx)
		cancel()
		if o.Verdict != want || want == change.Lost && o.Cause != change.CauseTimeout {
			t.Errorf("%q: %+v", body, o)
		}
	}
}

func TestWhereAnHTTPCheckGoes(t *testing.T) {
	v4 := &change.Host{Name: "web 1", Address: "192.0.2.1"}
	v6 := &change.Host{Name: "web1", Address: "fe80::1%eth0"}
	named := &change.Host{Name: "web1", Address: "web1.example"}
	for _, c := range []struct {
		host  *change.Host
		url   string
		asked string
		port  int
		own   bool
	}{
		{v4, "http://{address}/", "http://192.0.2.1/", 80, true},
		{v4, "https://{address}/{name}?a={address}", "https://192.0.2.1/web%201?a=192.0.2.1", 443, true},
		{v4, "http://[::ffff:192.0.2.1]:81", "http://[::ffff:192.0.2.1]:81", 81, true},
		{v4, "http://shop.example/", "http://shop.example/", 80, false},
		{v4, "http://192.0.2.10/", "http://192.0.2.10/", 80, false},
		{v6, "http://{address}:8080/{address}", "http://[fe80::1]:8080/fe80::1%25eth0", 8080, true},
		{named, "https://{address}", "https://web1.example", 443, true},
		{named, "https://WEB1.example.:8443/x", "https://WEB1.example.:8443/x", 8443, true},
		{named, "https://{name}/", "https://web1/", 443, true},
		{named, "https://web2.example/", "https://web2.example/", 443, false},
	} {
		p, err := newPage(change.HTTPCheck{URL: c.url}, c.host)
		if err != nil {
			t.Errorf("%s: %v", c.url, err)
			continue
		}
		if diff := cmp.Diff([]any{c.asked, c.port, c.own}, []any{p.url.String(), p.port, p.own}); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.url, diff)
		}
	}
	for bad, want := range map[string]string{
		"":                        "neither with http:// nor",
		"shop.example":            "neither with http:// nor",
		"ftp://{address}/":        "neither with http:// nor",
		"http:///x":               "names no host",
		"http://{address}:0/":     "no valid port",
		"http://{address}:99999/": "no valid port",
		"http://{name}/\x7f":      "broken",
	} {
		if p, err := newPage(change.HTTPCheck{URL: bad}, v6); err == nil || !strings.Contains(worded(fault.Of(err)), want) {
			t.Errorf("%q: %+v, %v; want %s", bad, p, err, want)
		}
	}
}

// FuzzPage: whatever the plan writes, a page is asked at a port, and its URL
// survives being written and read.
func FuzzPage(f *testing.F) {
	f.Add("http://{address}/{name}", "fe80::1%eth0", "a b")
	f.Add("http://{address}/", "fe80::1%以太网", "a zone that no URL can spell")
	f.Add("http://[fe80::1%25\xb0]/", "", "")
	f.Add("https://{name}:8443/?{address}", "web1.example", "web1")
	f.Fuzz(func(t *testing.T, text, address, name string) {
		p, err := newPage(change.HTTPCheck{URL: text}, &change.Host{Name: name, Address: address})
		if err != nil {
			return
		}
		again, err := url.Parse(p.url.String())
		if p.port < 1 || p.port > 65535 || err != nil || again.Host != p.url.Host {
			t.Errorf("%q: port %d, %v, %v", text, p.port, again, err)
		}
	})
}

// HTTP checks of a plan: the host's own page goes to its pinned address, any
// other to its own; a broken one says so at every turn.
func TestHTTPOfAPlan(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, "asked for "+r.Host) }))
	t.Cleanup(s.Close)
	port := strconv.Itoa(s.Listener.Addr().(*net.TCPAddr).Port)
	p := &change.Plan{
		Probe: change.Probe{Interval: 200 * time.Millisecond},
		Hosts: []change.Host{{Name: "db1", Address: "db1.example", Checks: change.Checks{HTTP: []change.HTTPCheck{
			{URL: "http://{address}:" + port + "/", Body: "asked for db1.example:" + port},
			{URL: "http://shop.example:" + port + "/"},
			{URL: "gopher://{address}"},
		}}}},
	}
	pr := &Prober{targets: map[string]*target{}}
	b := builder{prober: pr, makers: makers(nil), interval: p.Probe.Interval, timeout: 170 * time.Millisecond}
	b.opts.Addresses = map[string]netip.Addr{"db1.example": netip.MustParseAddr("127.0.0.1")}
	b.resolve = func(_ context.Context, name string) ([]netip.Addr, error) {
		return nil, errors.New("nobody knows " + name)
	}
	b.host(0, &p.Hosts[0])
	if len(pr.signals) != 3 {
		t.Fatalf("%d signals", len(pr.signals))
	}
	for i, want := range []string{"", `the name "shop.example" does not resolve`, ""} {
		s := pr.signals[i]
		if s.check != change.HTTPSignal(i+1) || s.interval != time.Second {
			t.Errorf("signal %s every %s", s.check, s.interval)
		}
		o, ok := s.prepare(t.Context())
		if ok != (want == "") || !strings.Contains(worded(o.Detail), want) {
			t.Errorf("%s: %+v", s.check, o)
		}
	}
	says(t, run(t, pr.signals[0].probe), change.Answered, "")
	says(t, run(t, pr.signals[2].probe), change.Unknown, change.CauseLocal)
	if n := texts(pr.Notices()); len(n) != 1 || !strings.Contains(n[0], "http/3 of db1 cannot run: the url begins neither") {
		t.Errorf("notices %q", n)
	}
	if diff := cmp.Diff(map[string]string{"db1.example": "127.0.0.1"}, pins(pr)); diff != "" {
		t.Errorf("pinned (-want +got):\n%s", diff)
	}
}
