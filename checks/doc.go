// Package checks probes the hosts of a plan: ICMP echo, TCP connects, HTTP
// pages, exec checks and boot evidence; and the witnesses, whose observations
// name no host. Resolve finds the addresses before the window; they are pinned
// for the night. Burst pings one host, by hand.
//
// # How a fleet is probed
//
// One goroutine, the rota, gives all signals their turns from a timing wheel
// (rota.go, wheel.go). Echoes go through one socket for each family of
// addresses (echo.go, family.go), connects through one poller
// (connect_linux.go): both are askers, which ask many and wait for none. What
// has more to say than a packet, such as a page or a command, runs in a
// goroutine of its own (slow.go). Results wait in the outbox until the next
// beat. Everything but the rota may be slow; nothing holds the rota up.
//
// Nobody who sends much keeps anything else waiting (flood.go): a sieve in the
// kernel lets through what carries the cookie of its source, and of the rest a
// sample (sieve.go, sieve_linux.go), by which a flood is told with its source.
// An answer counts by the seal of its token (token.go); in whose name one was
// forged is told once (forged.go).
//
// A round collects what has come before it ends what is overdue. So an answer
// that came in time is an answer however late we look, and the kernel's own
// time tells how long it took.
//
// # What a verdict means
//
// Lost says one thing only: the question left this machine, and no answer
// came in time. Whatever kept the question here is Unknown, as it says
// nothing about the target. The table is closed: an error that it does not
// name is taken for a fault of ours.
//
//	what happened                           verdict, cause        why
//	an answer                               answered
//	nothing within the timeout              lost, timeout
//	connection refused or reset             lost, refused         the host, or a firewall for it, said no
//	host or net unreachable, host down,
//	  and we have a route                   lost, unreachable     ARP was not answered, or a router said so
//	  and we have none                      unknown, local fault  our own table refuses: nothing was sent
//	not permitted (EACCES, EPERM)           unknown, filtered     our own firewall or a prohibit route
//	any other error (no descriptor, no      unknown, local fault  nothing was asked
//	  buffer, no source address, link down)
//	the name does not resolve               unknown, resolve error
//	the verdict "lost" came far too late    unknown, local fault  this machine slept or starved
//	our receive buffer ran over or was not  unknown, local fault  the answer may have been there
//	  read to its end, or the socket broke
//	its answers were thinned out with a     unknown, local fault  the same
//	  flood that came in its name
//	the check hangs beyond its deadline     unknown, local fault  it was abandoned
//
// What is said over a connection that stands, by HTTP, SMB and RDP, adds three:
//
//	a wrong status or body, a certificate    lost, failed          the target answered, but not as it should
//	  refused, a broken or foreign protocol,
//	  the connection closed too early
//	what was asked for is not offered        unknown, not offered  no fault, and no evidence
//	the words of a page may stand beyond     unknown, local fault  what is not read is not known
//	  what is read of it
//
// The words of a page are looked for in its text, decoded as it declares itself,
// or as GB18030 where it is no UTF-8 and declares nothing (charset.go).
//
// What cannot be told apart from here: a local firewall that silently drops a
// TCP SYN looks like a timeout, one that rejects it like a refusal.
//
// Exec checks follow the exit codes of Nagios plugins: 0 and 1 answered, 2 is
// lost (failed), no end within the timeout is lost (timeout), everything else
// is unknown (local fault). Boot evidence counts with exit code 0 alone, for a
// warning is not a boot time; what its text means is read by change.ReadBoot.
//
// # Boot evidence without credentials
//
// SMB (smb.go): the reply to the first message of SMB2 holds the instant at
// which the file server started, on Windows up to 2012 R2. That is a boot time
// as long as nobody restarts the Server service by hand. Others send zero. All
// tell what their clock shows: boot times of the same host are read by that.
//
// RDP (rdp.go, credssp.go, ntlm.go): the first answer of Network Level
// Authentication holds the computer's name and build. It proves no boot; it
// tells which machine answers. Windows 2008 R2 offers both.
//
// # Cadence
//
// ICMP, TCP and witnesses run at the plan's interval; their timeout is the
// plan's, but at most 0.85 of the interval. Where the plan has paces (working,
// idle), ICMP and TCP follow the work on their host (pace.go): an idle host is
// probed seldom, but what it has not confirmed yet at the interval. HTTP checks do the same, but run
// at most once a second; the timeout is for the whole page. Exec checks and
// boot evidence run every 10 s, or at the plan's interval if that is longer: a
// process costs more than a packet, here and on the target. Commands have 8 s,
// SMB and RDP 4 s. Windows logs a line for each connection to remote desktop:
// probe.idle keeps those few while nothing is done to a host.
package checks
