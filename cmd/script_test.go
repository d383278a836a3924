package cmd_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// commands are what our scripts need besides testscript's own.
func commands() map[string]func(*testscript.TestScript, bool, []string) {
	return map[string]func(*testscript.TestScript, bool, []string){
		"wait-event": waitEvent,
		"listen":     answers,
		"events":     events,
		"exit":       exitCode,
		"night":      pastNight,
		"alter":      alter,
	}
}

// waitPatience bounds a wait on a busy machine; it is no measure of speed.
const waitPatience = 60 * time.Second

type journalLine struct {
	Seq  uint64
	Type string
	Host string
	Data json.RawMessage
}

func readJournal(ts *testscript.TestScript, dir string) []journalLine {
	f, err := os.Open(filepath.Join(ts.MkAbs(dir), "journal.jsonl"))
	if err != nil {
		return nil
	}
	defer f.Close()
	var lines []journalLine
	for scan := bufio.NewScanner(f); scan.Scan(); {
		var l journalLine
		if json.Unmarshal(scan.Bytes(), &l) == nil {
			lines = append(lines, l)
		}
	}
	return lines
}

// waitEvent waits until the journal holds an event: wait-event RECORD TYPE
// [HOST] [TEXT in its data, $ at the end of it].
func waitEvent(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: wait-event RECORD TYPE [HOST] [TEXT]")
	}
	for end := time.Now().Add(waitPatience); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		for _, l := range readJournal(ts, args[0]) {
			if l.Type == args[1] && (len(args) < 3 || args[2] == "-" || l.Host == args[2]) &&
				(len(args) < 4 || strings.Contains(string(l.Data)+"$", args[3])) {
				return
			}
		}
	}
	ts.Fatalf("no %s in the journal", strings.Join(args[1:], " "))
}

// answers answers on a port for as long as a file exists, and puts the port where
// the plan says PORT: listen PLAN FILE.
func answers(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: listen PLAN FILE")
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	ts.Defer(func() { _ = l.Close() })
	plan := ts.MkAbs(args[0])
	text, err := os.ReadFile(plan)
	ts.Check(err)
	_, port, _ := net.SplitHostPort(l.Addr().String())
	ts.Check(os.WriteFile(plan, bytes.ReplaceAll(text, []byte("PORT"), []byte(port)), 0o600))
	file := ts.MkAbs(args[1])
	go func() {
		for {
			if _, err := os.Stat(file); err != nil {
				_ = l.Close()
				return
			}
			time.Sleep(20 * time.Millisecond)
		}
	}()
	go hangUp(l)
}

// hangUp accepts whoever connects, and hangs up, until the listener is closed.
func hangUp(l net.Listener) {
	for {
		c, err := l.Accept()
		if err != nil {
			return
		}
		_ = c.Close()
	}
}

// events writes "TYPE HOST DATA" of each journal line to stdout's stand-in,
// the file named: events RECORD FILE.
func events(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: events RECORD FILE")
	}
	var b strings.Builder
	for _, l := range readJournal(ts, args[0]) {
		fmt.Fprintf(&b, "%s %s %s\n", l.Type, l.Host, l.Data)
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(b.String()), 0o600))
}

// exitCode runs a command and compares its exit code: exit CODE COMMAND ARGS.
func exitCode(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exit CODE COMMAND [ARGS]")
	}
	err := ts.Exec(args[1], args[2:]...)
	got := "0"
	if err != nil {
		got = strings.TrimPrefix(err.Error(), "exit status ")
	}
	if got != args[0] {
		ts.Fatalf("exit code %s, want %s", got, args[0])
	}
}

// alter changes one bit in the middle of a file: alter PATTERN.
func alter(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: alter PATTERN")
	}
	paths, err := filepath.Glob(ts.MkAbs(args[0]))
	if err != nil || len(paths) != 1 {
		ts.Fatalf("%s matches %q", args[0], paths)
	}
	text, err := os.ReadFile(paths[0])
	ts.Check(err)
	text[len(text)/2] ^= 1
	ts.Check(os.WriteFile(paths[0], text, 0o600))
}
