package checks

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"tminus/change"
)

// TestFreeRDP asks a real server with Network Level Authentication. It shares
// a screen, which a virtual one stands in for.
func TestFreeRDP(t *testing.T) {
	for _, program := range []string{"Xvfb", "freerdp-shadow-cli"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("SKIPPED, THE NAME FROM A REAL REMOTE DESKTOP IS NOT TESTED: %v; apt-get install xvfb freerdp2-shadow-x11", err)
		}
	}
	dir, port := t.TempDir(), freePort(t)
	secrets := filepath.Join(dir, "SAM")
	if err := os.WriteFile(secrets, []byte("user:::0123456789abcdef0123456789abcdef:::\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	screen := virtualScreen(t)
	await(t, func() *exec.Cmd {
		server := exec.Command("freerdp-shadow-cli", "/port:"+strconv.Itoa(port), "/bind-address:127.0.0.1", "/sec:nla", "+auth", "/sam-file:"+secrets)
		server.Env = append(os.Environ(), "DISPLAY="+screen, "HOME="+dir)
		return server
	}, port)

	o := run(t, talkProbe(pinned(t, "127.0.0.1"), port, dial, 20*time.Second, askRDP))
	says(t, o, change.Answered, "")
	host, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
	if short, _, _ := strings.Cut(host, "."); !strings.HasPrefix(strings.ToLower(o.Name), strings.ToLower(short)) || !strings.HasPrefix(worded(o.Detail), "build ") {
		t.Errorf("%+v, on a machine called %s", o, host)
	}
}

// virtualScreen starts an X server and returns its display.
func virtualScreen(t *testing.T) string {
	t.Helper()
	said, says, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer said.Close()
	cmd := exec.Command("Xvfb", "-displayfd", "3", "-screen", "0", "640x480x24")
	cmd.ExtraFiles = []*os.File{says}
	stop := daemon(t, cmd)
	_ = says.Close()
	line, err := bufio.NewReader(said).ReadString('\n')
	if err != nil {
		t.Fatalf("Xvfb has no display: %v\n%s", err, stop())
	}
	return ":" + strings.TrimSpace(line)
}

// TestXRDP asks a real server that has no Network Level Authentication.
func TestXRDP(t *testing.T) {
	const installed = "/etc/xrdp/xrdp.ini"
	program, err := exec.LookPath("xrdp")
	if err != nil {
		t.Skipf("SKIPPED, A REAL REMOTE DESKTOP WITHOUT NLA IS NOT TESTED: %v; apt-get install xrdp", err)
	}
	text, err := os.ReadFile(installed)
	if err != nil {
		t.Skipf("SKIPPED, A REAL REMOTE DESKTOP WITHOUT NLA IS NOT TESTED: %v", err)
	}
	port := freePort(t)
	ini := filepath.Join(t.TempDir(), "xrdp.ini")
	own := strings.Replace(string(text), "\nport=3389\n", "\nport=tcp://127.0.0.1:"+strconv.Itoa(port)+"\n", 1)
	if err := os.WriteFile(ini, []byte(own), 0o600); err != nil {
		t.Fatal(err)
	}
	await(t, func() *exec.Cmd { return exec.Command(program, "-n", "-c", ini) }, port)
	o := run(t, talkProbe(pinned(t, "127.0.0.1"), port, dial, 20*time.Second, askRDP))
	says(t, o, change.Unknown, change.CauseNotOffered)
	if !strings.Contains(worded(o.Detail), "offers no NLA") {
		t.Errorf("detail %q", o.Detail)
	}
}
