package scout

import (
	"context"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"sync"
	"time"
)

// Usual are the ports that are looked for where nobody named any: ssh, web, file
// sharing, remote desktop, remote management.
func Usual() []int { return []int{22, 80, 443, 445, 3389, 5985} }

// Found is what was found of one target.
type Found struct {
	// Open are the usual ports that answered.
	Open []int
	// Tried: there was time to look at all of them.
	Tried bool
}

const (
	// dialsAtOnce bounds the connections that are under way: few systems let a
	// process have more than a thousand files.
	dialsAtOnce = 512
	// patience is how long a port may take to answer.
	patience = 800 * time.Millisecond
)

// Ports looks for the usual ports of every address, until the context ends. It does
// not ask a host that is not valid. The result has the order of the addresses.
func Ports(ctx context.Context, addresses []netip.Addr) []Found {
	found := make([]Found, len(addresses))
	var mu sync.Mutex // over found
	var all sync.WaitGroup
	turns := make(chan struct{}, dialsAtOnce) // each connection under way holds one
	for i, address := range addresses {
		if !address.IsValid() {
			continue
		}
		tried := 0
		for _, port := range Usual() {
			select {
			case turns <- struct{}{}:
			case <-ctx.Done():
				continue
			}
			all.Go(func() {
				defer func() { <-turns }()
				open := answers(ctx, address, port)
				mu.Lock()
				defer mu.Unlock()
				if open {
					found[i].Open = append(found[i].Open, port)
				}
				tried++
				found[i].Tried = tried == len(Usual())
			})
		}
	}
	all.Wait()
	for i := range found {
		slices.Sort(found[i].Open)
	}
	return found
}

func answers(ctx context.Context, address netip.Addr, port int) bool {
	dialer := net.Dialer{Timeout: patience}
	conn, err := dialer.DialContext(ctx, "tcp", net.JoinHostPort(address.String(), strconv.Itoa(port)))
	if err != nil {
		return false
	}
	_ = conn.Close() // only that it was opened matters
	return true
}
