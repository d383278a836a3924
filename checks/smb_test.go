package checks

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tminus/change"
	"tminus/fault"
)

// smbReply is a negotiate reply in the format of [MS-SMB2] 2.2.1.2 and 2.2.4,
// with the times as FILETIMEs.
func smbReply(now, start uint64) []byte {
	fixed := func(text string) []byte {
		b, err := hex.DecodeString(strings.ReplaceAll(text, " ", ""))
		if err != nil {
			panic(err)
		}
		return b
	}
	le := binary.LittleEndian
	m := fixed("fe534d42 4000 0000 00000000 0000 0100 01000000 00000000" + // protocol … next command
		"0000000000000000 00000000 00000000 0000000000000000" + // message, process, tree, session
		"00000000000000000000000000000000") // signature
	m = append(m, fixed("4100 0100 1002 0000"+ // size, signing enabled, dialect 2.1
		"d2b1a17e50e3454a8a4f6f5c4f2c1b0a"+ // server
		"07000000 00001000 00001000 00001000")...) // capabilities, largest transfers
	m = le.AppendUint64(m, now)
	m = le.AppendUint64(m, start)
	m = append(m, fixed("8000 0400 00000000")...) // security buffer
	return append(m, "spne"...)
}

// ticks is a time as a FILETIME, by way of the days since 1601.
func ticks(at time.Time) uint64 {
	return uint64(at.Unix()+134774*24*60*60)*10_000_000 + uint64(at.Nanosecond()/100)
}

func framed(m []byte) []byte { return append(binary.BigEndian.AppendUint32(nil, uint32(len(m))), m...) }

var (
	smbNow   = time.Date(2020, 11, 21, 3, 14, 15, 926535800, time.UTC)
	smbStart = time.Date(2020, 11, 21, 3, 2, 1, 500000000, time.UTC)
)

func TestFiletime(t *testing.T) {
	for ticks, want := range map[uint64]string{
		116444736000000000:  "1970-01-01T00:00:00Z",
		128271382742968750:  "2007-06-24T05:57:54.296875Z", // an example of Microsoft's for w32tm /ntte
		2650467743999999999: "9999-12-31T23:59:59.9999999Z",
	} {
		got, err := filetime(ticks)
		if err != nil || got.Format(time.RFC3339Nano) != want {
			t.Errorf("%d: %v, %v; want %s", ticks, got, err, want)
		}
	}
	for _, ticks := range []uint64{1, 116444735999999999, 2650467744000000000, 1 << 63, 1<<64 - 1} {
		if got, err := filetime(ticks); err == nil {
			t.Errorf("%d was taken for %s", ticks, got)
		}
	}
}

func TestParseSMBNegotiate(t *testing.T) {
	got, err := parseSMBNegotiate(smbReply(ticks(smbNow), ticks(smbStart)))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(smbClock{smbNow, smbStart}, got, cmp.AllowUnexported(smbClock{})); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got, err = parseSMBNegotiate(smbReply(ticks(smbNow), 0)); err != nil || !got.start.IsZero() {
		t.Errorf("without a start time: %v, %v", got, err)
	}
}

func TestParseSMBNegotiateRefuses(t *testing.T) {
	good := smbReply(ticks(smbNow), ticks(smbStart))
	for name, c := range map[string]struct {
		at   int
		with string
		want string
	}{
		"SMB1":               {0, "\xffSMB", "not SMB2"},
		"encrypted":          {0, "\xfdSMB", "not SMB2"},
		"header size":        {4, "\x41", "not SMB2"},
		"another command":    {12, "\x01", "not one to an SMB2 negotiate"},
		"a request":          {16, "\x00", "not one to an SMB2 negotiate"},
		"not supported":      {8, "\xbb\x00\x00\xc0", "status 0xC00000BB"},
		"body size":          {64, "\x09", "cut short"},
		"no time":            {104, "\x00\x00\x00\x00\x00\x00\x00\x00", "no valid time"},
		"a wild time":        {104, "\xff\xff\xff\xff\xff\xff\xff\xff", "no valid time"},
		"a wild start time":  {112, "\xff\xff\xff\xff\xff\xff\xff\xff", "no valid start time"},
		"a start before all": {112, "\x01\x00\x00\x00\x00\x00\x00\x00", "no valid start time"},
	} {
		bad := bytes.Clone(good)
		copy(bad[c.at:], c.with)
		if got, err := parseSMBNegotiate(bad); err == nil || !strings.Contains(worded(fault.Of(err)), c.want) {
			t.Errorf("%s: %v, %v; want %s", name, got, err, c.want)
		}
	}
	for n := range smbHeaderSize + smbReplySize {
		if _, err := parseSMBNegotiate(good[:n]); err == nil {
			t.Errorf("%d bytes were enough", n)
		}
	}
}

func FuzzSMBNegotiate(f *testing.F) {
	f.Add(smbReply(ticks(smbNow), ticks(smbStart)))
	f.Add(smbReply(ticks(smbNow), 0))
	f.Add([]byte("\xfeSMB"))
	f.Fuzz(func(t *testing.T, m []byte) {
		c, err := parseSMBNegotiate(m)
		if err != nil {
			return
		}
		if len(m) < 128 || c.now.Unix() < 0 || c.now.Year() > 9999 {
			t.Errorf("%d bytes say %v", len(m), c)
		}
		o := c.observation(c.now)
		if (o.Cause == change.CauseNotOffered) != (o.Boot == "") || (o.Verdict == change.Answered) != (o.Boot != "") || !o.Clock.Equal(c.now) {
			t.Errorf("observation %+v", o)
		}
		if o.Boot == "" {
			return
		}
		if at, err := time.Parse(time.RFC3339, o.Boot); err != nil || at.After(c.now) {
			t.Errorf("boot %q: %v", o.Boot, err)
		}
	})
}

func TestSMBClock(t *testing.T) {
	now := time.Date(2020, 11, 21, 3, 0, 0, 0, time.UTC)
	boot := now.Add(-time.Hour)
	for _, c := range []struct {
		clock  smbClock
		boot   string
		detail string
		none   bool
	}{
		{smbClock{now, boot}, "2020-11-21T02:00:00Z", "", false},
		{smbClock{now.Add(2 * time.Second), boot}, "2020-11-21T02:00:00Z", "", false},
		{smbClock{now.Add(90 * time.Second), boot}, "2020-11-21T02:00:00Z", "its clock is 1m30s ahead of ours", false},
		{smbClock{now.Add(-8 * time.Minute), boot}, "2020-11-21T02:00:00Z", "its clock is 8m behind ours", false},
		{smbClock{now, time.Time{}}, "", "", true},
		{smbClock{now, now.Add(time.Second)}, "", "", true},
	} {
		o := c.clock.observation(now)
		if none := o.Cause == change.CauseNotOffered; none != c.none || o.Boot != c.boot || !none && worded(o.Detail) != c.detail || !o.Clock.Equal(c.clock.now) {
			t.Errorf("%v: %+v", c.clock, o)
		}
	}
}

func TestAskSMB(t *testing.T) {
	o := talkTo(t, askSMB, func(c net.Conn) {
		request, err := readSMB(c)
		if err != nil || len(request) != 64+36+8 || string(request[:6]) != "\xfeSMB\x40\x00" {
			t.Errorf("request %x, %v", request, err)
		}
		reply := framed(smbReply(ticks(time.Now()), ticks(smbStart)))
		_, _ = c.Write(reply[:50]) // in two pieces, as networks do
		time.Sleep(10 * time.Millisecond)
		_, _ = c.Write(reply[50:])
	})
	says(t, o, change.Answered, "")
	if o.Boot != "2020-11-21T03:02:01Z" || worded(o.Detail) != "" || o.Latency <= 0 {
		t.Errorf("%+v", o)
	}
	o = talkTo(t, askSMB, func(c net.Conn) {
		hear(c)
		_, _ = c.Write(framed(smbReply(ticks(smbNow), 0)))
	})
	says(t, o, change.Unknown, change.CauseNotOffered)
	if o.Boot != "" || !o.Clock.Equal(smbNow) || o.Latency <= 0 {
		t.Errorf("%+v", o)
	}
	o = talkTo(t, askSMB, func(c net.Conn) {
		hear(c)
		_, _ = c.Write([]byte{0, 0xff, 0xff, 0xff}) // 16 MB to come
	})
	says(t, o, change.Lost, change.CauseFailed)
}
