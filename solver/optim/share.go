package optim

// Share lets one or several goroutines do the items of a piece of work. What is shared is the same for any of them: components of vectors, and inner
// products, each summed by one goroutine.
type Share interface {
	// Members is the number of goroutines. Item i is for member i mod Members, unless another one is free earlier, so that data stay in the cache
	// of a core from one piece of work to the next: fetched from another core, a vector costs more than most of what is done with it.
	Members() int
	// Each calls work for the items 0 to n-1 and returns when all calls have.
	Each(n int, work func(item int))
}

// alone is the Share of one goroutine.
type alone struct{}

func (alone) Members() int { return 1 }

func (alone) Each(n int, work func(item int)) {
	for i := range n {
		work(i)
	}
}

// shared returns the Share of settings, or one that shares nothing.
func (s Settings) shared() Share {
	if s.Share == nil {
		return alone{}
	}
	return s.Share
}

// blockLength is the length of the blocks of a parameter vector that goroutines share.
const blockLength = 2048

// Blocks returns the number of blocks of a vector of n components.
func Blocks(n int) int { return (n + blockLength - 1) / blockLength }

// Block returns the components from <= i < to of a block.
func Block(block, n int) (from, to int) { return block * blockLength, min(n, (block+1)*blockLength) }
