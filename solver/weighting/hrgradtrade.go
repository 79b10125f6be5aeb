package weighting

func init() {
	Register(Spec{
		Name: "hrgrad-trade", Title: "HRGrad, tempered, with a trade", Order: 7,
		Paper:      "a variant of arXiv 2604.24745 of this project",
		Summary:    "As hrgrad-tempered, but where the cone is nearly empty the update leaves it, down to a cosine of -0.2 with some task.",
		UsesLosses: true, Stateful: true,
		PermutationEquivariant: true,
	}, func(o Options) Weighting {
		return &hrgradTrade{hrgradTempered{base: newBase("hrgrad-trade", o)}, nil, nil}
	})
}

// hrgradTrade gives up the promise of a positive product, within a stated bound,
// where keeping it costs nearly all progress: when some |P_C gb_i| is below
// tradeBelow, every direction of the cone C is nearly orthogonal to task i. The
// update then is
//
//	(1 - s) U(u) + s U(v),
//
// u that of hrgrad-tempered, v the tempered plain sum sum_i c_i gb_i, with the largest
// s in [0, 1] for which no cosine with a task gradient is below -tradeBound. It has
// length one, since u may vanish. The report tells of it by PathTraded and
// MinCosine.
type hrgradTrade struct {
	hrgradTempered
	u, v []float64
}

const (
	tradeBelow = 0.2
	tradeBound = 0.2
)

// Weights implements Weighting.
func (w *hrgradTrade) Weights(in Input) (*Report, error) {
	if err := w.begin(in); err != nil {
		return nil, err
	}
	w.observe(in.Losses)
	w.v = grow(w.v, w.n)
	for a, i := range w.idx {
		w.v[a] = float64(w.norm[a] * w.of(i))
		w.turn.add(&w.base, a, w.v[a])
	}
	w.rep.Path = rotationPath(&w.base)
	if w.rep.Opening < tradeBelow {
		w.trade()
	}
	return w.finishCoef(), nil
}

// trade replaces the coefficients by the mixture, found by bisection.
func (w *hrgradTrade) trade() {
	if !normalise(w.k, w.v) {
		return // the tempered sum vanishes: there is nothing to gain
	}
	w.u = append(w.u[:0], w.coef...)
	if !normalise(w.k, w.u) {
		clear(w.u)
	}
	mix := func(s float64) float64 {
		for j, u := range w.u {
			w.coef[j] = float64((1-s)*u) + float64(s*w.v[j])
		}
		return minCosine(w.k, w.n, w.coef, w.tmp)
	}
	if mix(1) < -tradeBound {
		lo, hi := 0.0, 1.0
		for range 40 {
			if s := (lo + hi) / 2; mix(s) >= -tradeBound {
				lo = s
			} else {
				hi = s
			}
		}
		mix(lo)
	}
	w.rep.Path = PathTraded
}
