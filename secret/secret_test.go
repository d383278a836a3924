package secret

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func file(t *testing.T, text string, mode os.FileMode) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(path, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
	return path
}

// asItIs fills in nothing.
func asItIs(text string) string { return text }

func TestReveal(t *testing.T) {
	t.Setenv("TMINUS_TEST_TOKEN", "s3cret")
	token := file(t, "from a file\r\n", 0o600)
	for text, want := range map[string]string{
		"nothing to do":                        "nothing to do",
		"-p ${env:TMINUS_TEST_TOKEN}":          "-p s3cret",
		"${file:" + token + "}!":               "from a file!",
		"a${env:TMINUS_TEST_TOKEN}b${env:X":    "as3cretb${env:X",
		"${HOME} ${other:x} $env:X {env:X} $$": "${HOME} ${other:x} $env:X {env:X} $$",
	} {
		if got, _, err := reveal(text, asItIs); got != want || err != nil {
			t.Errorf("%q gives %q, %v; want %q", text, got, err, want)
		}
	}
}

// What is revealed is not revealed again: a value that looks like a reference
// must not read another file.
func TestRevealOnce(t *testing.T) {
	t.Setenv("TMINUS_TEST_TOKEN", "${file:/etc/passwd}")
	if got, _, err := reveal("${env:TMINUS_TEST_TOKEN}", asItIs); got != "${file:/etc/passwd}" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
}

func TestRevealRefuses(t *testing.T) {
	t.Setenv("TMINUS_TEST_EMPTY", "")
	for text, want := range map[string]string{
		"${env:TMINUS_TEST_UNSET}":               "secret.unset",
		"${env:TMINUS_TEST_EMPTY}":               "secret.empty",
		"${env:}":                                "secret.unset",
		"${file:/no/such/file}":                  "no such file",
		"${file:" + t.TempDir() + "}":            "secret.not_plain",
		"${file:" + file(t, "open", 0o644) + "}": "secret.open",
		"${file:" + file(t, strings.Repeat("x", maxSize+1), 0o600) + "}": "secret.long",
	} {
		if runtime.GOOS == "windows" && (want == "secret.open" || strings.Contains(want, "no such")) {
			continue
		}
		if _, _, err := reveal(text, asItIs); err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "xxx") {
			t.Errorf("%.60q: %v, want %q", text, err, want)
		}
	}
}

// What a host is called never becomes a reference, and a secret is not filled in.
func TestRevealFilled(t *testing.T) {
	t.Setenv("TMINUS_TEST_TOKEN", "a{name}b")
	fill := strings.NewReplacer("{name}", "e${env:TMINUS_TEST_TOKEN}", "{os}", "env:TMINUS_TEST_TOKEN").Replace
	got, values, err := reveal("-h {name} -p ${env:TMINUS_TEST_TOKEN} ${{os}}", fill)
	want := "-h e${env:TMINUS_TEST_TOKEN} -p a{name}b ${env:TMINUS_TEST_TOKEN}"
	if got != want || len(values) != 1 || err != nil {
		t.Errorf("%q %q %v, want %q", got, values, err, want)
	}
}
