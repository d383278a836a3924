package cmd

import (
	"cmp"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"
)

// version is which program this is: its release, the commit that it was built from and
// when that was made, as far as the build tells.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return unreleased
	}
	return versionOf(info)
}

// unreleased is the version of what was built without one.
const unreleased = "(devel)"

// shortCommit is how much of a commit people read.
const shortCommit = 12

func versionOf(info *debug.BuildInfo) string {
	settings := map[string]string{}
	for _, s := range info.Settings {
		settings[s.Key] = s.Value
	}
	parts := []string{cmp.Or(info.Main.Version, unreleased)}
	if commit := settings["vcs.revision"]; commit != "" {
		parts = append(parts, commit[:min(shortCommit, len(commit))])
	}
	if at := settings["vcs.time"]; at != "" {
		parts = append(parts, at)
	}
	if settings["vcs.modified"] == "true" {
		parts = append(parts, "modified")
	}
	return strings.Join(append(parts, info.GoVersion), " ")
}

// tellsVersion gives the root its --version.
func (w catalog) tellsVersion(root *cobra.Command) {
	root.Version = version()
	root.SetVersionTemplate("tminus {{.Version}}\n")
	root.InitDefaultVersionFlag()
	root.Flags().Lookup("version").Usage = w.Say("flag.version")
}
