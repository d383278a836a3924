package report

import (
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// browse opens a page in a real browser and returns the document that it made
// of it, after its scripts, if it had any, have run.
func browse(t *testing.T, page string) string {
	t.Helper()
	var browser string
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			browser = path
			break
		}
	}
	if browser == "" || testing.Short() {
		t.Skip("SKIPPED: no chromium here to open the report in")
	}
	dir := t.TempDir()
	path := filepath.Join(dir, "page.html")
	if err := os.WriteFile(path, []byte(page), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(browser, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
		"--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
		"--user-data-dir="+filepath.Join(dir, "profile"), "--virtual-time-budget=2000", "--dump-dom", (&url.URL{Scheme: "file", Path: path}).String())
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v", browser, err)
	}
	if !strings.Contains(string(out), "</html>") {
		t.Fatalf("%s gave no document: %.200q", browser, out)
	}
	return string(out)
}

// unguarded takes the page's content security policy away: its escaping must
// hold without that second wall.
func unguarded(t *testing.T, page string) string {
	t.Helper()
	out := regexp.MustCompile(`<meta http-equiv="Content-Security-Policy"[^>]*>`).ReplaceAllString(page, "")
	if out == page {
		t.Fatal("the page has no content security policy")
	}
	return out
}

// A real browser must run nothing of what the record holds.
func TestBrowserRunsNothing(t *testing.T) {
	page, _ := render(t, inEverything(t, strings.Join(hostile[:12], " ")))
	page = unguarded(t, page)
	dom := browse(t, page)
	if strings.Contains(title(dom), "PWNED") != strings.Contains(title(page), "PWNED") || title(dom) == "PWNED" {
		t.Errorf("something ran: the title is %.80q", title(dom))
	}
	checkPage(t, dom)

	// The same page with one hole must be told apart, or this test sees nothing.
	hole := strings.Replace(page, "</main>", hostile[0]+"</main>", 1)
	if got := title(browse(t, hole)); got != "PWNED" {
		t.Errorf("a script that is there does not show: the title is %.80q", got)
	}
}

func title(page string) string {
	_, rest, _ := strings.Cut(page, "<title>")
	text, _, _ := strings.Cut(rest, "</title>")
	return text
}
