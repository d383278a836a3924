// Package checks probes the hosts of a plan: ICMP echo, TCP connects, exec
// checks and boot evidence, each signal in a loop of its own.
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
//	the check hangs beyond its deadline     unknown, local fault  it was abandoned
//
// What cannot be told apart from here: a local firewall that silently drops a
// TCP SYN looks like a timeout, one that rejects it like a refusal.
//
// Exec checks follow the exit codes of Nagios plugins: 0 and 1 answered, 2 is
// lost (failed), no end within the timeout is lost (timeout), everything else
// is unknown (local fault). Boot evidence counts with exit code 0 alone, for a
// warning is not a boot time.
//
// # Cadence
//
// Network checks run at the plan's interval; their timeout is the plan's, but
// at most 0.85 of the interval. Exec checks and boot evidence run every 10 s
// with a timeout of 8 s, or at the plan's interval if that is longer: a
// process costs more than a packet, here and on the target. Port 3389 is
// probed as often as any other, though Windows logs a line for each bare
// connect.
package checks
