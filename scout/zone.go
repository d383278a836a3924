package scout

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Zone is the name of the time zone in which this machine shows the time, for a plan.
// Where the system gives it no name, it is one that has the same offset now; where
// none has, UTC.
func Zone(now time.Time) string {
	return zoneAmong(now, os.Getenv("TZ"), link("/etc/localtime"), written("/etc/timezone"))
}

func zoneAmong(now time.Time, names ...string) string {
	for _, name := range names {
		if name = strings.TrimPrefix(name, ":"); same(name, now) {
			return name
		}
	}
	_, offset := now.Zone()
	if name := fmt.Sprintf("Etc/GMT%+d", -offset/3600); offset%3600 == 0 && offset != 0 && same(name, now) {
		return name
	}
	return "UTC"
}

// same reports whether a zone has a name that every machine knows, and shows the time
// as this machine does.
func same(name string, now time.Time) bool {
	if name == "" || name == "Local" || name[0] < 'A' || name[0] > 'Z' {
		return false
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return false
	}
	_, here := now.Zone()
	_, there := now.In(zone).Zone()
	return here == there
}

// link is the zone that a link leads to, as /usr/share/zoneinfo/Asia/Shanghai.
func link(path string) string {
	to, err := filepath.EvalSymlinks(path)
	if err != nil {
		return ""
	}
	_, name, _ := strings.Cut(to, "zoneinfo/")
	return name
}

func written(path string) string {
	text, err := os.ReadFile(path)
	if err != nil || len(text) > 100 {
		return ""
	}
	return strings.TrimSpace(string(text))
}
