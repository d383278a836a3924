package scout

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tminus/change"
)

func spelled(targets []Target) string {
	var all []string
	for _, t := range targets {
		text := t.Address
		if t.Name != t.Address {
			text = t.Name + "=" + text
		}
		for i, port := range t.Ports {
			text += []string{":", ","}[min(i, 1)] + itoa(port)
		}
		all = append(all, text)
	}
	return strings.Join(all, " ")
}

func itoa(n int) string {
	return strings.TrimLeft(string([]byte{byte('0' + n/10000%10), byte('0' + n/1000%10), byte('0' + n/100%10), byte('0' + n/10%10), byte('0' + n%10)}), "0")
}

func TestParse(t *testing.T) {
	for text, want := range map[string]string{
		"web1":                  "web1",
		" web1:22,8443 ":        "web1:22,8443",
		"web1:22,22":            "web1:22",
		"10.0.0.7":              "10.0.0.7",
		"db=10.0.0.9:1433":      "db=10.0.0.9:1433",
		"数据库1=10.0.0.9":         "数据库1=10.0.0.9",
		"web1：22，443":           "web1:22,443",
		"2001:db8::1":           "2001:db8::1",
		"[2001:db8::1]:22":      "2001:db8::1:22",
		"[2001:db8::1]":         "2001:db8::1",
		"fe80::1%eth0":          "fe80::1%eth0",
		"10.0.0.5-7":            "10.0.0.5 10.0.0.6 10.0.0.7",
		"10.0.0.5-6:22":         "10.0.0.5:22 10.0.0.6:22",
		"10.0.0.8/30":           "10.0.0.9 10.0.0.10",
		"10.0.0.8/31":           "10.0.0.8 10.0.0.9",
		"10.0.0.8/32":           "10.0.0.8",
		"2001:db8::8/127":       "2001:db8::8 2001:db8::9",
		"web[1:3]":              "web1 web2 web3",
		"web[09:11].ex.net:443": "web09.ex.net:443 web10.ex.net:443 web11.ex.net:443",
		"r[1:2]n[1:2]":          "r1n1 r2n1 r1n2 r2n2",
		"srv_1.example.net":     "srv_1.example.net",
	} {
		got, err := Parse(text)
		if err != nil || spelled(got) != want {
			t.Errorf("%q: %q, %v; want %q", text, spelled(got), err, want)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	for text, code := range map[string]change.Code{
		"":                      scoutEmpty,
		"=10.0.0.1":             scoutEmpty,
		"db=":                   scoutEmpty,
		"web1:":                 scoutPort,
		"web1:0":                scoutPort,
		"web1:65536":            scoutPort,
		"web1:022":              scoutPort,
		"web1:ssh":              scoutPort,
		"10.0.0.300":            scoutAddress,
		"0.0.0.0":               scoutAddress,
		"255.255.255.255":       scoutAddress,
		"224.0.0.1":             scoutAddress,
		"10.0.0.9-5":            scoutRange,
		"web[3:1]":              scoutRange,
		"web[1:3":               scoutRange,
		"db=web[1:3]":           scoutRange,
		"10.0.0.0/33":           scoutRange,
		"10.0.0.0/16":           scoutMany,
		"2001:db8::/64":         scoutMany,
		"web[1:6000]":           scoutMany,
		"r[1:200]n[1:200]":      scoutMany,
		"web\x1b[31m":           scoutRange,
		"web 1":                 scoutName,
		"-rf":                   scoutName,
		"../etc":                scoutRange,
		"名=10.0.0.1/../":        scoutRange,
		".x=10.0.0.1":           scoutName,
		"a/b=10.0.0.1":          scoutName,
		"${env:X}=10.0.0.1":     scoutName,
		strings.Repeat("a", 64): scoutLong,
		"web1;reboot":           scoutName,
		"http://web1":           scoutPort,
		"web1@01:42":            scoutName,
	} {
		got, err := Parse(text)
		if code != codeOf(err) {
			t.Errorf("%q: %v, %v; want %s", text, got, err, code)
		}
	}
}

func codeOf(err error) change.Code {
	if e, ok := err.(interface{ Stated() change.Statement }); ok {
		return e.Stated().Code
	}
	return ""
}

func TestList(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"one a line": {"web1\n\n# all of them\nweb2:22 # the other\r\n", "web1 web2:22"},
		"/etc/hosts": {
			"127.0.0.1\tlocalhost\n::1 localhost ip6-localhost\nff02::1 ip6-allnodes\nfe00::0 ip6-localnet\n10.0.0.7  web1 web1.example.net # front\n2001:db8::2 db2\n",
			"web1=10.0.0.7 db2=2001:db8::2",
		},
		"ansible --list-hosts": {"  hosts (2):\n    web1\n    10.0.0.7\n", "web1 10.0.0.7"},
		"an inventory": {
			"\ufeff[web]\nweb[1:2] ansible_user=root\ndb ansible_host=10.0.0.9 ansible_port=2222\n[web:vars]\nx=1\n[all:children]\nweb\n[other]\nweb9\n",
			"web1 web2 db=10.0.0.9 web9",
		},
	} {
		got, err := List(c.text)
		if err != nil || spelled(got) != c.want {
			t.Errorf("%s: %q, %v; want %q", name, spelled(got), err, c.want)
		}
	}
	_, err := List("web1\nweb1 web2\n")
	if codeOf(err) != scoutLine {
		t.Errorf("two on a line: %v", err)
	}
}

func TestMerged(t *testing.T) {
	all, err := List("web1:22\nWEB1:443\nb=10.0.0.7\n10.0.0.7:80\n::ffff:10.0.0.7\n")
	if err != nil {
		t.Fatal(err)
	}
	once, notices, err := Merged(all)
	if err != nil || spelled(once) != "web1:22,443 b=10.0.0.7:80" || len(notices) != 2 {
		t.Errorf("%q, %v, %v", spelled(once), notices, err)
	}
	if diff := cmp.Diff([]int{22}, all[0].Ports); diff != "" {
		t.Errorf("what was handed in is changed: %s", diff)
	}
	if _, _, err := Merged([]Target{{Name: "a", Address: "10.0.0.1"}, {Name: "a", Address: "10.0.0.2"}}); codeOf(err) != scoutTwo {
		t.Errorf("one name for two: %v", err)
	}
}

// FuzzTargets: whatever is typed or read, what comes out can stand in a plan and on a
// board, and it is never more than can be watched.
func FuzzTargets(f *testing.F) {
	for _, seed := range []string{"web1:22", "10.0.0.5-20", "[::1]:22", "web[1:9]", "10.0.0.0/24", "10.0.0.7 web1 # x", "a=b:1", "[g:vars]\nx", "r[1:99]n[1:99]"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		one, _ := Parse(text)
		many, _ := List(text)
		for _, target := range append(one, many...) {
			if err := target.check(); err != nil || change.Clean(target.Name) != target.Name {
				t.Errorf("%q: %+v: %v", text, target, err)
			}
			for _, port := range target.Ports {
				if port < 1 || port > 65535 {
					t.Errorf("%q: port %d", text, port)
				}
			}
		}
		if len(one) > Most || len(many) > Most {
			t.Errorf("%q: %d and %d hosts", text, len(one), len(many))
		}
	})
}
