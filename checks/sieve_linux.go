package checks

import (
	"encoding/binary"
	"net/netip"

	"golang.org/x/net/bpf"
)

const (
	// ipHeader is where filters find the header of IP, on sockets too that are
	// given what follows it alone (SKF_NET_OFF).
	ipHeader = 0xfff00000
	source4  = ipHeader + 12
	source6  = ipHeader + 8
	// addressLen is the length of what addressBytes gives.
	addressLen = 16
)

// program is the sieve for the filter of a socket. Sockets of the raw kind are
// given the packets of all of the machine, other cockpits' too and our own
// requests on loopback: there only replies with our identifier are looked at.
func (s *sieve) program(kind string, v6 bool, id uint16) ([]bpf.RawInstruction, error) {
	p := &filter{v6: v6, portion: kind == raw && !v6}
	p.header()
	p.add(bpf.LoadIndirect{Off: 0, Size: 1})
	p.unless(uint32(echoReply(v6)), dropped)
	if kind == raw {
		p.add(bpf.LoadIndirect{Off: 4, Size: 2})
		p.unless(uint32(id), dropped)
	}
	if s.oneIn > 1 {
		for _, a := range s.thinned {
			p.thin(a)
		}
		p.cookie(s.key)
		p.sample(s.oneIn)
	}
	return p.assemble()
}

// filter is a program while it is written.
type filter struct {
	v6 bool
	// portion: what the program is given begins with the header of IPv4.
	portion bool
	code    []bpf.Instruction
	jumps   []jump
}

// jump is an instruction that jumps to one of the fates, which comes later.
type jump struct {
	at   int
	fate fate
}

// fate is what can become of a packet.
type fate int

const (
	passed fate = iota
	sampled
	dropped
)

func (p *filter) add(list ...bpf.Instruction) { p.code = append(p.code, list...) }

// unless goes to a fate if A is another value, when on if A is that value.
func (p *filter) unless(val uint32, to fate) { p.jump(bpf.JumpNotEqual, val, to) }
func (p *filter) when(val uint32, to fate)   { p.jump(bpf.JumpEqual, val, to) }

func (p *filter) jump(cond bpf.JumpTest, val uint32, to fate) {
	p.jumps = append(p.jumps, jump{len(p.code), to})
	p.add(bpf.JumpIf{Cond: cond, Val: val})
}

// header makes X the place of the ICMP header.
func (p *filter) header() {
	if p.portion {
		p.add(bpf.LoadMemShift{Off: 0})
		return
	}
	p.add(bpf.LoadConstant{Dst: bpf.RegX, Val: 0})
}

// begin is where in addressBytes an address begins, source where the packet
// holds the first of these bytes, or would.
func (p *filter) begin() int {
	if p.v6 {
		return 0
	}
	return 12
}

func (p *filter) source() uint32 {
	if p.v6 {
		return source6
	}
	return source4 - 12
}

// thin lets what comes from a source pass by sample alone.
func (p *filter) thin(a netip.Addr) {
	b, i := addressBytes(a)
	for ; i < len(b); i += 4 {
		p.add(bpf.LoadAbsolute{Off: p.source() + uint32(i), Size: 4})
		w := binary.BigEndian.Uint32(b[i:])
		if left := (len(b) - i) / 4; left > 1 {
			p.add(bpf.JumpIf{Cond: bpf.JumpNotEqual, Val: w, SkipTrue: uint8(2*left - 2)})
			continue
		}
		p.when(w, sampled)
	}
}

// cookie lets pass what carries the cookie of its source: cookieKey.cookie in
// the words of the filter.
func (p *filter) cookie(key cookieKey) {
	const product, hash = 0, 1 // places to keep values at
	mix := func(by uint32) {
		p.add(
			bpf.ALUOpConstant{Op: bpf.ALUOpMul, Val: by},
			bpf.StoreScratch{Src: bpf.RegA, N: product},
			bpf.ALUOpConstant{Op: bpf.ALUOpShiftRight, Val: mixShift},
			bpf.TAX{},
			bpf.LoadScratch{Dst: bpf.RegA, N: product},
			bpf.ALUOpX{Op: bpf.ALUOpXor},
		)
	}
	p.add(bpf.LoadConstant{Dst: bpf.RegA, Val: key[0]})
	for i := p.begin(); i < addressLen; i += 4 {
		p.add(bpf.TAX{}, bpf.LoadAbsolute{Off: p.source() + uint32(i), Size: 4}, bpf.ALUOpX{Op: bpf.ALUOpXor})
		mix(key[1])
	}
	for _, n := range key[2:] {
		mix(n)
	}
	p.add(bpf.StoreScratch{Src: bpf.RegA, N: hash})
	p.header()
	p.add(
		bpf.LoadIndirect{Off: echoCookie, Size: 4},
		bpf.LoadScratch{Dst: bpf.RegX, N: hash},
		bpf.ALUOpX{Op: bpf.ALUOpXor}, // 0: they are the same
	)
	p.when(0, passed)
}

// sample lets one packet in so many pass.
func (p *filter) sample(oneIn uint32) {
	for i := range p.jumps {
		if p.jumps[i].fate == sampled {
			p.land(p.jumps[i])
		}
	}
	p.add(bpf.LoadExtension{Num: bpf.ExtRand}, bpf.ALUOpConstant{Op: bpf.ALUOpAnd, Val: oneIn - 1})
	p.unless(0, dropped)
}

// land ends a jump at the next instruction.
func (p *filter) land(j jump) {
	i := p.code[j.at].(bpf.JumpIf)
	i.SkipTrue = uint8(len(p.code) - j.at - 1) // the longest program is far shorter
	p.code[j.at] = i
}

func (p *filter) assemble() ([]bpf.RawInstruction, error) {
	const all = 0xffff
	for _, e := range []struct {
		fate fate
		pass uint32
	}{{passed, all}, {dropped, 0}} {
		for _, j := range p.jumps {
			if j.fate == e.fate {
				p.land(j)
			}
		}
		p.add(bpf.RetConstant{Val: e.pass})
	}
	return bpf.Assemble(p.code)
}
