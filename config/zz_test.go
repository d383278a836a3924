package config
import ("testing";"fmt";"strings";"time")
func TestZPerf(t *testing.T){
 fill := func(s string, n int) string { return strings.Repeat(s, n/len(s)) }
 n := 9<<20
 for name,s := range map[string]string{
 "flowkeys":"{"+fill("a: 1, ",n)+"}", "uniqflow": func() string {var b strings.Builder; b.WriteString("{"); for i:=0;b.Len()<n;i++ {fmt.Fprintf(&b,"k%d: 1, ",i)}; b.WriteString("}"); return b.String()}(),
 "flow240k":"{"+strings.Repeat("a: 1, ",240000)+"}",
 "list":"hosts:\n"+fill("- x\n",n), "list490k":"hosts:\n"+strings.Repeat("- x\n",490000), "listmaps":"hosts:\n"+strings.Repeat("- {name: a}\n",160000),"blockmaps":"hosts:\n"+strings.Repeat("- name: a\n  address: b\n",140000),
 "cmt":fill("# x\n",n),"dq":"a: \""+fill("\\e",n)+"\"","lit":"a: |\n"+fill("  x\n",n),"nl":fill("\n",n),"colon":fill("a:",n),"sq":fill("'",n),"comma":fill(",",n),"close":fill("]",n),"opn":"a: ["+strings.Repeat("[],",320000)+"]","flowcolon":"["+strings.Repeat("a: b, ",240000)+"]","pct":fill("%",n),"bang":fill("!a\n",n),"amp":fill("&a\n",n),"esc":fill("\x1b\n",n),"esc1":fill("\x1b",n),"bytes":fill("\xff\n",n),"pipe":fill("|\n",n),
 "grid": func() string {var b strings.Builder; for i:=0;i<500;i++ {fmt.Fprintf(&b,"k%d:\n",i); for j:=0;j<600;j++ {fmt.Fprintf(&b," j%d: 1\n",j)}}; return b.String()}(),
 "flownl":"{\n"+fill("a:\n",n)+"}",  "flowlist": "a: ["+strings.Repeat("x\n,",400000)+"]", "order":small+"order: ["+strings.Repeat("A1,",490000)+"]",
 }{
 st:=time.Now(); _,err := Parse("p",[]byte(s)); m:="<nil>"; if err!=nil {m=strings.SplitN(err.Error(),"\n",2)[0]}; if d:=time.Since(st); d>2*time.Second {fmt.Println("SLOW", name,len(s),d,m)} else {fmt.Println("ok",name,d,m)} }
}
