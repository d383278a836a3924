// Package examples holds plans to learn from and to play with.
//
// patch-night.yaml is the built-in night: four servers in two environments,
// each the other's standby, with every key of a plan explained. It is what
// `tminus rehearse` plays when it is given no plan, and what `tminus init`
// starts a plan from. waves.yaml is a night in waves: a canary, then the rest side
// by side. loopback.yaml watches addresses of this machine.
package examples

import _ "embed"

// PatchNight is the text of patch-night.yaml. It must not be changed.
//
//go:embed patch-night.yaml
var PatchNight []byte
