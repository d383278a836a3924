package wording

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"tminus/change"
	"tminus/fault"
)

// TestSystemSpeaks: what an operating system says most often is said in Chinese,
// with its own words beside it; English has these alone.
func TestSystemSpeaks(t *testing.T) {
	zh, en := NewSpeaker("zh", time.UTC), NewSpeaker(English, time.UTC)
	for _, c := range []struct {
		err    error
		zh, en string
	}{
		{&fs.PathError{Op: "write", Path: "/rec/journal.jsonl", Err: syscall.ENOSPC}, "/rec/journal.jsonl（write）：磁盘已满或超出配额（no space left on device）", "write /rec/journal.jsonl: no space left on device"},
		{&fs.PathError{Op: "open", Path: "/a", Err: syscall.EACCES}, "/a（open）：没有权限（permission denied）", "open /a: permission denied"},
		{&fs.PathError{Op: "open", Path: "/a", Err: syscall.ENOENT}, "/a（open）：没有这个文件或文件夹（no such file or directory）", "open /a: no such file or directory"},
		{&os.SyscallError{Syscall: "connect", Err: syscall.ECONNREFUSED}, "connect：连接被拒绝（connection refused）", "connect: connection refused"},
		{&net.OpError{Op: "read", Net: "tcp", Err: os.ErrDeadlineExceeded}, "read tcp：超时（i/o timeout）", "read tcp: i/o timeout"},
		{context.DeadlineExceeded, "超时（context deadline exceeded）", "context deadline exceeded"},
		{syscall.EROFS, "磁盘为只读（read-only file system）", "read-only file system"},
		{&exec.Error{Name: "frobnicate", Err: exec.ErrNotFound}, `exec: "frobnicate"：找不到这个程序（executable file not found in $PATH）`, `exec: "frobnicate": executable file not found in $PATH`},
		{fmt.Errorf("outside: %w", syscall.EIO), "outside：磁盘读写出错（input/output error）", "outside: input/output error"},
		{errors.New("nobody knows"), "nobody knows", "nobody knows"},
		{errors.Join(syscall.EIO, syscall.ENOTDIR), "磁盘读写出错（input/output error）\n路径中有一段不是文件夹（not a directory）", "input/output error\nnot a directory"},
		{&change.Unsaved{Why: syscall.EDQUOT}, "未保存：磁盘已满或超出配额（disk quota exceeded）", "not saved: disk quota exceeded"},
	} {
		if !posix() {
			continue
		}
		if got := zh.Fault(c.err); got != c.zh {
			t.Errorf("%v: %q, want %q", c.err, got, c.zh)
		}
		if got := en.Fault(c.err); got != c.en {
			t.Errorf("%v: %q, want %q", c.err, got, c.en)
		}
	}
	if said := fault.Of(errors.Join(syscall.EIO, syscall.ENOTDIR)); zh.Say(said) != "磁盘读写出错（input/output error）；路径中有一段不是文件夹（not a directory）" {
		t.Errorf("as a part of another: %q", zh.Say(said))
	}
}

// posix reports whether the system speaks as Linux does.
func posix() bool { return syscall.ENOSPC.Error() == "no space left on device" }

// TestHiddenInErrors: what is hidden in an error is hidden in each value.
func TestHiddenInErrors(t *testing.T) {
	hide := func(text string) string { return strings.ReplaceAll(text, "s3cret", "***") }
	err := &fs.PathError{Op: "open", Path: "/s3cret", Err: syscall.ENOENT}
	if said := NewSpeaker("zh", nil).Say(fault.Hidden(err, hide)); strings.Contains(said, "s3cret") || !strings.Contains(said, "***") {
		t.Errorf("%q", said)
	}
	if said := fault.Hidden(syscall.ENOENT, hide); said.Code == "" {
		t.Errorf("nothing is hidden, and its words are lost: %v", said)
	}
}
