package weighting

// surgery is what PCGrad and its descendants share: a copy of each gradient meets all others in a random order of its own, which
// may change it; the sum of the copies is the update. A copy is held by its coefficients in the unit gradients.
type surgery struct {
	base
	random generator
	order  []int
	c      []float64 // the present copy, in units of |g_i|
}

func newSurgery(name string, o Options) surgery {
	return surgery{base: newBase(name, o), random: newGenerator(o.Seed)}
}

// operate makes the update, after begin. meet changes c, the copy of gradient i, where it meets gradient j; s is the product of the copy and the
// unit gradient of j. It returns false when the copy meets no more.
func (w *surgery) operate(meet func(i, j int, s float64) bool) *Report {
	n := w.n
	if n == 0 {
		w.rep.Path = PathEmpty
		return w.finish()
	}
	w.order, w.c = grow(w.order, n), grow(w.c, n)
	for i := 0; i < n; i++ {
		for j := range w.order {
			w.order[j] = j
		}
		w.random.shuffle(w.order)
		clear(w.c)
		w.c[i] = 1
		for _, j := range w.order {
			if j == i {
				continue
			}
			s := 0.0
			for l, x := range w.c {
				s += float64(w.k[j*n+l] * x)
			}
			if !meet(i, j, s) {
				break
			}
		}
		for j, x := range w.c {
			w.coef[j] += float64(w.norm[i] * x)
		}
	}
	w.rep.Path = PathSolved
	return w.finishCoef()
}
