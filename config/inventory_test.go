package config

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tminus/change"
	"tminus/wording"
)

// imported imports what must be a good inventory, and reads its plan.
func imported(t *testing.T, text string) (*Imported, *change.Plan) {
	t.Helper()
	out, err := Import("hosts.csv", []byte(text))
	if err != nil {
		t.Fatalf("%v\n\nin:\n%s", err, text)
	}
	return out, plan(t, string(out.Plan))
}

// rows are what an inventory says of each host, in the order of the plan.
func rows(p *change.Plan) []string {
	var out []string
	for _, h := range p.Hosts {
		out = append(out, strings.Join([]string{
			h.Name, h.Address, h.Environment, h.Model, h.OS, h.Level.From, h.Level.To, h.Level.Tested, fmt.Sprint(h.Checks.TCP),
		}, "|"))
	}
	return out
}

func TestImport(t *testing.T) {
	out, p := imported(t, `name,address,environment,model,os,from,to,tested,tcp
B1,192.0.2.21,B,"Inspur, ""NF5280M4""",Windows,2017-07,2020-01,2020-01,3389 445
A1,a1.example.net,A,,,,,,
B2,2001:db8::22,B,,,,,,22
`)
	want := []string{
		`B1|192.0.2.21|B|Inspur, "NF5280M4"|Windows|2017-07|2020-01|2020-01|[3389 445]`,
		"B2|2001:db8::22|B||||||[22]",
		"A1|a1.example.net|A||||||[]",
	}
	if diff := cmp.Diff(want, rows(p)); diff != "" {
		t.Errorf("hosts (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"B1", "A1", "B2"}, p.Order); diff != "" {
		t.Errorf("order (-want +got):\n%s", diff)
	}
	environments := []change.Environment{{Name: "B", MinHealthy: 1}, {Name: "A"}}
	if diff := cmp.Diff(environments, p.Environments); diff != "" {
		t.Errorf("environments (-want +got):\n%s", diff)
	}
	if out.Hosts != 3 || out.Environments != 2 || len(out.Notices) > 0 {
		t.Errorf("%d hosts, %d environments, notices %q", out.Hosts, out.Environments, out.Notices)
	}
}

// Names that people take for one are one, and the notice tells of it.
func TestImportJoins(t *testing.T) {
	out, p := imported(t, `name,address,environment,model
A1,192.0.2.11,Core,x
Ａ1,192.0.2.11,core,
a 1,192.0.2.11,ＣＯＲＥ,x
A2,192.0.2.12,co re,x
B1,192.0.2.21,core,y
`)
	want := []string{"A1|192.0.2.11|Core|x|||||[]", "A2|192.0.2.12|Core|x|||||[]", "B1|192.0.2.21|Core|y|||||[]"}
	if diff := cmp.Diff(want, rows(p)); diff != "" || out.Hosts != 3 || out.Environments != 1 {
		t.Errorf("%d hosts, %d environments (-want +got):\n%s", out.Hosts, out.Environments, diff)
	}
	notices := wording.NewSpeaker("en", nil).SayAll(out.Notices)
	wantNotices := []string{
		`hosts.csv: hosts taken for one, as they differ by case, width or spaces alone (line): Ａ1 = A1 (3), a 1 = A1 (4)`,
		`hosts.csv: environments taken for one, as they differ by case, width or spaces alone (line): core = Core (3), ＣＯＲＥ = Core (4), co re = Core (5)`,
	}
	if diff := cmp.Diff(wantNotices, notices); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// Two rows that tell different things of one host: nobody knows which is right.
func TestImportDoesNotJoin(t *testing.T) {
	for _, rows := range []string{
		"A1,192.0.2.11,x,22\na1,192.0.2.12,x,22\n", "A1,192.0.2.11,x,22\na1,192.0.2.11,y,22\n", "A1,192.0.2.11,x,22\na1,192.0.2.11,x,23\n",
		"A1,192.0.2.11,,22\na1,192.0.2.11,x,22\n",
	} {
		_, err := Import("hosts.csv", []byte("name,address,model,tcp\n"+rows))
		if err == nil || !strings.Contains(err.Error(), `hosts.csv:3:1: the host "a1" differs from "A1" by case, width or spaces alone`) {
			t.Errorf("%q: %v", rows, err)
		}
	}
}

// The first line may be the program's that wrote the file.
func TestImportFirstLines(t *testing.T) {
	want := []string{"A1|192.0.2.11|||||||[]"}
	for what, text := range map[string]string{
		"Excel":            "sep=;\r\nname;address\r\nA1;192.0.2.11\r\n",
		"Excel, quoted":    "\ufeff\"sep=;\"\nname;address\nA1;192.0.2.11\n",
		"another one":      "SEP=|\nname|address\nA1|192.0.2.11\n",
		"PowerShell":       "#TYPE Selected.System.Object\r\n\"Name\",\"Address\"\r\n\"A1\",\"192.0.2.11\"\r\n",
		"PowerShell, tabs": "#TYPE System.Management.Automation.PSCustomObject\nName\tAddress\nA1\t192.0.2.11\n",
	} {
		_, p := imported(t, text)
		p.Hosts[0].Environment = ""
		if diff := cmp.Diff(want, rows(p)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", what, diff)
		}
	}
	_, err := Import("hosts.csv", []byte("sep=;\nname;address\nA1;x y\n"))
	if err == nil || !strings.HasPrefix(err.Error(), "hosts.csv:3:4: ") {
		t.Errorf("the lines have moved: %v", err)
	}
}

// Spreadsheets write what they like.
func TestImportForms(t *testing.T) {
	want := []string{"A1|192.0.2.11|A||||||[22]", "A2|192.0.2.12|A||||||[]"}
	for what, text := range map[string]string{
		"commas":                 "name,address,environment,tcp\nA1,192.0.2.11,A,22\nA2,192.0.2.12,A,\n",
		"semicolons":             "name;address;environment;tcp\nA1;192.0.2.11;A;22\nA2;192.0.2.12;A;\n",
		"tabs":                   "name\taddress\tenvironment\ttcp\nA1\t192.0.2.11\tA\t22\nA2\t192.0.2.12\tA\t\n",
		"a mark, CRLF":           "\ufeffname,address,environment,tcp\r\nA1,192.0.2.11,A,22\r\nA2,192.0.2.12,A,\r\n",
		"other titles":           "Hostname,IP_Address,ENV,Ports\nA1,192.0.2.11,A,22\nA2,192.0.2.12,A,\n",
		"Chinese titles":         "主机名,IP地址,环境,端口\nA1,192.0.2.11,A,22\nA2,192.0.2.12,A,\n",
		"everything in quotes":   `"name","address","environment","tcp"` + "\n" + `"A1","192.0.2.11","A","22"` + "\n" + `"A2","192.0.2.12","A",""`,
		"another order":          "tcp,environment,address,name\n22,A,192.0.2.11,A1\n,A,192.0.2.12,A2",
		"spaces around values":   "name , address,environment, tcp \n A1,192.0.2.11 ,A , 22 \nA2, 192.0.2.12,A,\n",
		"rows without a value":   "\nname,address,environment,tcp\n\nA1,192.0.2.11,A,22\n,,,\nA2,192.0.2.12,A,\n,,,\n \n",
		"commas in another":      "name;address;environment;tcp;seen by, at, in\nA1;192.0.2.11;A;22;\nA2;192.0.2.12;A;;\n",
		"a value in two columns": "name,address,environment,tcp,,rack\nA1,192.0.2.11,A,22,\"x\ny\",7\nA2,192.0.2.12,A,,,\n",
	} {
		_, p := imported(t, text)
		if diff := cmp.Diff(want, rows(p)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", what, diff)
		}
	}
}

func TestImportWithoutEnvironments(t *testing.T) {
	for _, text := range []string{"name,ip\nA1,192.0.2.11\nA2,192.0.2.12\n", "name,ip,env\nA1,192.0.2.11,\nA2,192.0.2.12,\n"} {
		if _, p := imported(t, text); len(p.Environments) != 1 || p.Environments[0].Name != "all" || p.Environments[0].MinHealthy != 1 {
			t.Errorf("environments %+v", p.Environments)
		}
	}
}

func TestImportNamesWhatItLeavesOut(t *testing.T) {
	out, _ := imported(t, "name,ip,owner,\"rack, row\"\nA1,192.0.2.11,Li Wei,7\n")
	want := "hosts.csv:1: columns that a plan has no use for are left out: owner, rack, row (known: name, address, environment, model, os, from, to, tested, tcp)"
	if len(out.Notices) != 1 || wording.NewSpeaker("en", nil).Say(out.Notices[0]) != want {
		t.Errorf("got  %s\nwant %s", out.Notices, want)
	}
}

// Whatever YAML would take for something else reads back as it was written.
func TestImportRoundTrip(t *testing.T) {
	for i, text := range []string{
		"yes", "true", "null", "~", "0x1", "0o17", "1_000", "1e3", ".inf", ".5", "+1", "007", "2020-01-02", "1.10", "1:30", "=", "<<",
		"- x", "-", "--- x", "---", "...", "? x", "?", ": x", "a: b", "a:", "x #y", "#", "!x", "&a", "*a", "%a", "@a", "`a", "|", "> x",
		"'a", `"a"`, "a'b", `a"b`, "[a", "{a}", "a, b", "]", "核心交易服务器", "订单：一", "é ü", "𠀀", "{{.Name}}", "{name}", "C:\\x\\n",
	} {
		csv := func(s string) string { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"` }
		line := strings.Join([]string{csv("A1"), "192.0.2.1", "E", csv(text), csv(text), csv(text), csv(text), csv(text)}, ",")
		_, p := imported(t, "name,ip,env,model,os,from,to,tested\n"+line+"\n")
		if got, want := rows(p)[0], strings.Join([]string{"A1|192.0.2.1|E", text, text, text, text, text, "[]"}, "|"); got != want {
			t.Errorf("%d: got %q, want %q", i, got, want)
		}
		if nameFault(text).Said() {
			continue
		}
		_, p = imported(t, "name,ip,env\n"+strings.Join([]string{csv(text), "192.0.2.1", csv(text)}, ",")+"\n")
		if h := p.Hosts[0]; h.Name != text || h.Environment != text || p.Order[0] != text || p.Environments[0].Name != text {
			t.Errorf("%d: %q became %q in %q", i, text, h.Name, h.Environment)
		}
	}
}

func TestBadInventories(t *testing.T) {
	for what, c := range map[string]struct{ text, want string }{
		"no name":           {"id,ip\n1,192.0.2.1\n", `1:1: no column "name" | call one name, or hostname, host, 主机名 (found: id, ip)`},
		"no address":        {"os,name\nx,A1\n", `1:1: no column "address" | call one address, or ip, ip address, ip地址 (found: os, name)`},
		"two names":         {"name,ip,Host\nA1,192.0.2.1,A1\n", `1:9: a second column for "name" | column 1 gives it already: delete one, or give it another title`},
		"empty name":        {"name,ip\nA1,192.0.2.1\n,192.0.2.2\n", `3:1: the name is empty | write a name such as A1`},
		"same name":         {"name,ip\nA1,192.0.2.1\n\nA1,192.0.2.2\n", `4:1: duplicate host "A1" | it is written on line 2 already`},
		"same address":      {"name,ip\nA1,192.0.2.1\nA2,192.0.2.1\n", `3:4: duplicate address "192.0.2.1" | it is written on line 2 already`},
		"bad name":          {"ip,name\n192.0.2.1,a/b\n", `2:11: the name "a/b" holds a slash | use - or _ instead: names become parts of file names`},
		"bad address":       {"name,ip\n中文,192.0.2.300\n", `2:4: the address "192.0.2.300" is not a valid IP address | four numbers from 0 to 255, such as 192.0.2.11`},
		"bad port":          {"name,ip,tcp\nA1,192.0.2.1,22 70000\n", `2:17: "70000" is out of range | write a port from 1 to 65535`},
		"quoted port":       {`"name","ip","tcp"` + "\n" + `"甲","192.0.2.2"," 22  0"`, `2:23: "0" is out of range | write a port from 1 to 65535`},
		"port with a slash": {"name;ip;tcp\nA1;192.0.2.1;22/tcp\n", `2:14: found text where a port from 1 to 65535 belongs | write a whole number, without quotes`},
		"empty address":     {"name,ip\nA1,192.0.2.1\nA2,\n", `3:1: missing key "address" | where is host "A2"? Write its address: 192.0.2.11`},
		"empty environment": {"name,ip,env\nA1,192.0.2.1,A\nA2,192.0.2.2,\n", `3:1: missing key "environment" | say to which it belongs (known here: A)`},
		"long model":        {"name,ip,model\nA1,192.0.2.1," + strings.Repeat("x", 201) + "\n", `2:14: the text has 201 characters, more than 200 | shorten it`},
		"short row":         {"name,ip,os\nA1,192.0.2.1\n", `2:1: the row has 2 fields, the header 3 | the spreadsheet ended the row early: write a separator for each empty cell at its end; a value that holds a line break must be in double quotes`},
		"quote in a value":  {"name,ip,model\nA1,192.0.2.1,17\" rack\n", `2:16: CSV: bare " in non-quoted-field | a value that holds " must be in double quotes, and each " in it is doubled: "17"" rack"`},
		"quote in a blank":  {"name,ip\n,x\"\nA1,::1\n", `2:3: CSV: bare " in non-quoted-field | a value that holds " must be in double quotes, and each " in it is doubled: "17"" rack"`},
		"open quote":        {"name,ip\nA1,\"192.0.2.1\n", `2:13: CSV: extraneous or missing " in quoted-field | a value that holds " must be in double quotes, and each " in it is doubled: "17"" rack"`},
		"GBK":               {"name,ip\nA1,192.0.2.1\nA\xd6\xd0,192.0.2.2\n", `3:2: not valid UTF-8 | save it as "CSV UTF-8": Excel's plain "CSV" has the encoding of the machine, such as GBK on a Chinese one`},
		"UTF-16":            {"\xff\xfen\x00", `1:1: the file is in UTF-16, not UTF-8 | save it as "CSV UTF-8": Excel's plain "CSV" has the encoding of the machine, such as GBK on a Chinese one`},
		"escape sequence":   {"name,ip\nA\x1b[2J1,192.0.2.1\n", `2:2: control or invisible character U+001B | delete it: plans are plain text`},
		"read backwards":    {"name,ip\nA\u202e1,192.0.2.1\n", `2:2: control or invisible character U+202E | delete it: plans are plain text`},
		"empty":             {"\ufeff\r\n", `1:1: the inventory is empty | write a header such as name,address,environment and a row for each host`},
		"a header alone":    {"name,ip\n,\n", `1:1: the inventory has no host | write a row for each host below the header`},
	} {
		t.Run(what, func(t *testing.T) {
			out, err := Import("hosts.csv", []byte(c.text))
			var wrong *Errors
			if out != nil || !errors.As(err, &wrong) || len(wrong.Problems) != 1 {
				t.Fatalf("got %v, want one problem", err)
			}
			p := wrong.Problems[0]
			what, hint := wrong.Say(english(), p)
			if got := fmt.Sprintf("%d:%d: %s | %s", p.Line, p.Column, what, hint); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

// All is told at once, in the order of the file.
func TestSeveralProblemsOfAnInventory(t *testing.T) {
	_, err := Import("hosts.csv", []byte("name,ip,tcp\nA1,192.0.2.1,0\n,192.0.2.x y,\nA1,192.0.2.3,22 22\n"))
	want := `hosts.csv:2:14: "0" is out of range
      2 | A1,192.0.2.1,0
        |              ^
     hint: write a port from 1 to 65535
hosts.csv:3:1: the name is empty
      3 | ,192.0.2.x y,
        | ^
     hint: write a name such as A1
hosts.csv:3:2: the address "192.0.2.x y" is neither an IP address nor a host name
      3 | ,192.0.2.x y,
        |  ^^^^^^^^^^^
     hint: write it like 192.0.2.11, 2001:db8::11 or a1.example.net
hosts.csv:4:1: duplicate host "A1"
      4 | A1,192.0.2.3,22 22
        | ^^
     hint: it is written on line 2 already
hosts.csv:4:17: duplicate port 22
      4 | A1,192.0.2.3,22 22
        |                 ^^
     hint: delete one of them`
	if err == nil {
		t.Fatal("taken for an inventory")
	}
	if diff := cmp.Diff(want, err.Error()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// What a plan could not hold is refused soon, and in terms of the inventory.
func TestImportLimits(t *testing.T) {
	many := func(n int, row func(i int) string) string {
		var b strings.Builder
		for i := range n {
			b.WriteString(row(i))
		}
		return b.String()
	}
	ports := ""
	for n := range 450 {
		ports += fmt.Sprintf(" %d", n+1)
	}
	for what, c := range map[string]struct{ text, want string }{
		"size":         {strings.Repeat("x", MaxSize+1), "hosts.csv:1:1: the file is larger than 10 MB"},
		"rows":         {"name,ip\n" + many(maxRows+9, func(int) string { return "A,\n" }), "and at least"},
		"environments": {"name,ip,env\n" + many(maxKeys+9, func(i int) string { return fmt.Sprintf("A%d,10.0.%d.%d,E%d\n", i, i/250, i%250+1, i) }), "more than 1000 environments"},
		"ports":        {"name,ip,tcp\nA1,192.0.2.1," + strings.Repeat("1 ", MaxSize/3) + "\n", "hosts.csv:2:14: the text has"},
		"words": {
			"name,ip,tcp\n" + many(600, func(i int) string { return fmt.Sprintf("A%d,10.0.%d.%d,%s\n", i, i/250, i%250+1, ports) }),
			"hosts.csv:1:1: the plan of these 600 hosts would be refused: more than 500000 words and signs",
		},
	} {
		out, err := Import("hosts.csv", []byte(c.text))
		if out != nil || err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %.300v", what, err)
		}
	}
	_, p := imported(t, "name,ip,env,model,os,from,to,tested\n"+many(1000, func(i int) string {
		return fmt.Sprintf("server-%d,10.0.%d.%d,E%d,IBM x3650 M4,Windows Server 2008 R2,2017-07,2020-01,2020-01\n", i, i/250, i%250+1, i%40)
	}))
	if len(p.Hosts) != 1000 {
		t.Errorf("%d hosts", len(p.Hosts))
	}
}
