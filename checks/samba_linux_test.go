package checks

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"tminus/change"
)

// TestSamba asks a real file server. Samba keeps its start time to itself, so
// that there is no boot evidence; its own time tells that it is understood.
func TestSamba(t *testing.T) {
	port := samba(t)
	says(t, run(t, talkProbe(pinned(t, "127.0.0.1"), port, dial, 20*time.Second, askSMB)), change.Unknown, change.CauseNotOffered)

	c, err := net.Dial("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	_ = c.SetDeadline(time.Now().Add(20 * time.Second))
	if _, err := c.Write(smbNegotiate([16]byte{1})); err != nil {
		t.Fatal(err)
	}
	reply, err := readSMB(c)
	if err != nil {
		t.Fatal(err)
	}
	clock, err := parseSMBNegotiate(reply)
	if err != nil {
		t.Fatalf("%v in %x", err, reply)
	}
	if off := time.Until(clock.now).Abs(); off > time.Minute {
		t.Errorf("the server on this machine is off by %s", off)
	}
}

// samba runs a file server on loopback, with a configuration of its own.
func samba(t *testing.T) int {
	t.Helper()
	program, err := exec.LookPath("smbd")
	if err != nil {
		if program = "/usr/sbin/smbd"; !isFile(program) {
			t.Skip("SKIPPED, BOOT EVIDENCE FROM A REAL FILE SERVER IS NOT TESTED: no smbd; apt-get install samba")
		}
	}
	if os.Getuid() != 0 {
		t.Skip("SKIPPED, BOOT EVIDENCE FROM A REAL FILE SERVER IS NOT TESTED: smbd wants root")
	}
	dir, port := t.TempDir(), freePort(t)
	lines := []string{"[global]", "smb ports = " + strconv.Itoa(port), "interfaces = lo", "bind interfaces only = yes", "disable netbios = yes", "server role = standalone server", "load printers = no", "log file = " + dir + "/log"}
	for _, key := range []string{"lock directory", "state directory", "cache directory", "private dir", "pid directory", "ncalrpc dir", "binddns dir", "usershare path"} {
		lines = append(lines, key+" = "+filepath.Join(dir, strings.ReplaceAll(key, " ", "-")))
		_ = os.Mkdir(filepath.Join(dir, strings.ReplaceAll(key, " ", "-")), 0o755)
	}
	conf := filepath.Join(dir, "smb.conf")
	if err := os.WriteFile(conf, []byte(strings.Join(lines, "\n")+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	await(t, func() *exec.Cmd {
		return exec.Command(program, "--foreground", "--no-process-group", "--debug-stdout", "--configfile="+conf)
	}, port)
	return port
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}
