package journal

import (
	"bytes"
	"io"
	"runtime"
	"sync"

	"tminus/change"
)

// blockSize is how much of a long journal is read and decoded at once.
const blockSize = 256 << 10

// block is a piece of the journal that ends with a line.
type block struct {
	text  []byte
	lines []decoded // as far as they are right in themselves
	done  chan struct{}
}

// scanFast hands out the events behind the mark, decoded by all processors at
// once, up to the first line that is anything but an event in its place: it
// leaves that one, and the rest, to scan. It returns the mark that it got to.
func scanFast(file io.ReaderAt, at mark, size int64, each func(change.Event, mark)) mark {
	workers := runtime.GOMAXPROCS(0)
	order := make(chan *block, 2*workers) // the reader sends, we receive
	jobs := make(chan *block, 2*workers)  // the reader sends, the workers receive
	stop := make(chan struct{})           // we close it: no more is needed
	var all sync.WaitGroup
	defer all.Wait() // the file is not ours to read afterwards
	defer close(stop)
	all.Go(func() {
		defer close(jobs)
		defer close(order)
		readBlocks(file, at.offset, size, func(b *block) bool {
			return send(order, b, stop) && send(jobs, b, stop)
		})
	})
	for range workers {
		all.Go(func() {
			for b := range jobs {
				b.decode()
				close(b.done)
			}
		})
	}
	for b := range order {
		<-b.done
		for _, line := range b.lines {
			e, next, reason := line.after(at)
			if reason != "" {
				return at
			}
			at = next
			each(e, at)
		}
		if len(b.text) > 0 {
			return at
		}
	}
	return at
}

func send(to chan<- *block, b *block, stop <-chan struct{}) bool {
	select {
	case to <- b:
		return true
	case <-stop:
		return false
	}
}

// readBlocks reads pieces of the journal until there is no whole line left, the
// disk fails or nobody wants more.
func readBlocks(file io.ReaderAt, from, size int64, to func(*block) bool) {
	for from < size {
		text := make([]byte, min(blockSize, size-from))
		if n, err := file.ReadAt(text, from); n < len(text) || err != nil && err != io.EOF {
			return
		}
		text = text[:bytes.LastIndexByte(text, '\n')+1]
		if len(text) == 0 || !to(&block{text: text, done: make(chan struct{})}) {
			return
		}
		from += int64(len(text))
	}
}

// decode takes the lines off the text, up to one that is not an event.
func (b *block) decode() {
	b.lines = make([]decoded, 0, bytes.Count(b.text, []byte{'\n'}))
	for len(b.text) > 0 {
		end := bytes.IndexByte(b.text, '\n')
		d, reason := decode(b.text[:end])
		if reason != "" {
			return
		}
		b.lines = append(b.lines, d)
		b.text = b.text[end+1:]
	}
}
