package kinetic

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

func TestSamplesLieInTheDomain(t *testing.T) {
	for _, p := range All() {
		info := p.Info()
		for _, eps := range append([]float64{1e-9, 1e-12}, knudsen...) {
			for _, n := range []int{1, 2, 3, 16, 65} {
				for _, kind := range []Kind{Interior, AtStart, AtWalls} {
					if kind == AtWalls && info.Periodic {
						continue
					}
					rng := newRand(uint64(n))
					tt, all := make([]float64, n), make([]float64, n*info.Coordinates())
					for i := range tt {
						tt[i] = math.NaN()
					}
					for i := range all {
						all[i] = math.NaN()
					}
					p.Sample(rng, kind, eps, tt, all)
					if err := info.CheckPositions(all, 0); err != nil {
						t.Fatalf("%s, kind %d, eps %g: %v", info.Name, kind, eps, err)
					}
					x := column(all, 0, info.Coordinates())
					left, right := 0, 0
					for i := range tt {
						if !(tt[i] >= 0 && tt[i] <= info.TEnd && x[i] >= info.XMin && x[i] <= info.XMax) {
							t.Fatalf("%s, kind %d, eps %g: point t %v, x %v", info.Name, kind, eps, tt[i], x[i])
						}
						switch x[i] {
						case info.XMin:
							left++
						case info.XMax:
							right++
						default:
							if kind == AtWalls {
								t.Fatalf("%s: wall point at x %v", info.Name, x[i])
							}
						}
						if kind == AtStart && tt[i] != 0 {
							t.Fatalf("%s: start point at t %v", info.Name, tt[i])
						}
					}
					if kind == AtWalls && n > 1 && (left == 0 || right == 0) {
						t.Fatalf("%s: %d points at the left wall, %d at the right", info.Name, left, right)
					}
				}
			}
		}
	}
}

// Samples cover the domain and follow the generator alone.
func TestSamplesSpreadAndRepeat(t *testing.T) {
	for _, p := range All() {
		info := p.Info()
		for _, eps := range []float64{1, 1e-6} {
			const n = 400
			var a, b [2][]float64
			for k := range a {
				a[k], b[k] = make([]float64, n), make([]float64, n)
				if k == 1 {
					a[k], b[k] = make([]float64, n*info.Coordinates()), make([]float64, n*info.Coordinates())
				}
			}
			p.Sample(newRand(1), Interior, eps, a[0], a[1])
			p.Sample(newRand(1), Interior, eps, b[0], b[1])
			if !slices.Equal(a[0], b[0]) || !slices.Equal(a[1], b[1]) {
				t.Fatalf("%s: one seed gives two samples", info.Name)
			}
			spread, spans := [][]float64{a[0]}, [][2]float64{{0, info.TEnd}}
			for c, axis := range info.Axes() {
				spread, spans = append(spread, column(a[1], c, info.Coordinates())), append(spans, [2]float64{axis.Min, axis.Max})
			}
			for k, span := range spans {
				for quarter := range 4 {
					lo := span[0] + (span[1]-span[0])*float64(quarter)/4
					hi := span[0] + (span[1]-span[0])*float64(quarter+1)/4
					count := 0
					for _, v := range spread[k] {
						if v >= lo && v <= hi {
							count++
						}
					}
					if count < n/100 {
						t.Errorf("%s, eps %g: %d of %d samples in quarter %d of axis %d", info.Name, eps, count, n, quarter, k)
					}
				}
			}
		}
	}
}

// column returns every n-th coordinate from c on.
func column(x []float64, c, n int) (out []float64) {
	for i := c; i < len(x); i += n {
		out = append(out, x[i])
	}
	return out
}

// One Knudsen number in each of m equal log-intervals of [epsMin, 1], ascending; both ends of the range are met.
func TestStratifiedKnudsen(t *testing.T) {
	for _, epsMin := range []float64{1e-12, 1e-6, 0.1, 1} {
		for _, m := range []int{1, 2, 3, 6, 32} {
			rng := newRand(uint64(m))
			eps := make([]float64, m)
			span := math.Log(epsMin)
			low, high := false, false
			for range 1000 {
				StratifiedKnudsen(rng, epsMin, 1, eps)
				for i, e := range eps {
					if !(e >= epsMin*(1-1e-14) && e <= 1) {
						t.Fatalf("eps %v outside [%g, 1]", e, epsMin)
					}
					u := 1.0
					if span < 0 {
						u = 1 - math.Log(e)/span
						if u < float64(i)/float64(m)-1e-12 || u > float64(i+1)/float64(m)+1e-12 {
							t.Fatalf("epsMin %g, %d strata: number %d is %v, at %v of the range", epsMin, m, i, e, u)
						}
					}
				}
				if !slices.IsSorted(eps) {
					t.Fatalf("not ascending: %v", eps)
				}
				low = low || eps[0] <= epsMin*(1+1e-12)
				high = high || eps[m-1] == 1
			}
			if !low || !high {
				t.Errorf("epsMin %g, %d strata: ends of the range met: %v, %v", epsMin, m, low, high)
			}
		}
	}
}

// In the middle of a stratum the draw is log-uniform.
func TestStratifiedKnudsenIsLogUniform(t *testing.T) {
	rng := newRand(3)
	eps := make([]float64, 4)
	var bins [10]int
	const draws = 20000
	for range draws {
		StratifiedKnudsen(rng, 1e-4, 1, eps)
		u := 4*(1-math.Log(eps[1])/math.Log(1e-4)) - 1 // place of the second in its stratum
		bins[min(9, max(0, int(10*u)))]++
	}
	for k, n := range bins {
		if math.Abs(float64(n)-draws/10) > 6*math.Sqrt(draws/10) {
			t.Errorf("tenth %d holds %d of %d draws", k, n, draws)
		}
	}
}

// Towards the kinetic end the last number is drawn by the arcsine law in eps over its stratum; the others stay.
func TestTowardsKinetic(t *testing.T) {
	rng := newRand(5)
	const draws, epsMin, epsMax = 20000, 1e-4, 0.5
	least := epsMax * math.Pow(epsMin/epsMax, 0.25)
	var bins [10]int
	for range draws {
		eps := []float64{1e-4, 2e-3, 1e-2, 7}
		TowardsKinetic(rng, epsMin, epsMax, eps)
		if !slices.Equal(eps[:3], []float64{1e-4, 2e-3, 1e-2}) || !(eps[3] >= least*(1-1e-12) && eps[3] <= epsMax) {
			t.Fatalf("%v, the last from %g to %g", eps, least, epsMax)
		}
		bins[min(9, int(10*(eps[3]-least)/(epsMax-least)))]++
	}
	law := func(u float64) float64 { return 2 / math.Pi * math.Asin(math.Sqrt(u)) }
	for k, n := range bins {
		want := draws * (law(float64(k+1)/10) - law(float64(k)/10))
		if math.Abs(float64(n)-want) > 6*math.Sqrt(want) {
			t.Errorf("tenth %d holds %d of %d draws, not %.0f", k, n, draws, want)
		}
	}
	one := []float64{0}
	if TowardsKinetic(rng, 0.3, 0.3, one); one[0] != 0.3 {
		t.Errorf("a network for eps = 0.3 is given %g", one[0])
	}
}

func TestLayeredTimes(t *testing.T) {
	rng := newRand(4)
	times := make([]float64, 200)
	uniform(rng, times, 0, 1)
	layered(rng, times, 0.25, 1e-8, 1e-4)
	inside := 0
	for _, v := range times {
		if v >= 1e-8*(1-1e-14) && v <= 1e-4*(1+1e-14) {
			inside++
		}
	}
	if inside < 50 || inside > 53 {
		t.Errorf("%d of 200 times in the layer, want a quarter", inside)
	}
	before := slices.Clone(times)
	layered(rng, times, 0.5, 1e-3, 1e-3) // an empty layer changes nothing
	if !slices.Equal(before, times) {
		t.Error("an empty layer moved times")
	}
}

func TestUniformIsStratified(t *testing.T) {
	v := make([]float64, 50)
	uniform(newRand(5), v, 2, 7)
	if slices.IsSorted(v) {
		t.Error("not shuffled")
	}
	slices.Sort(v)
	for i, x := range v {
		if lo := 2 + 0.1*float64(i); x < lo-1e-12 || x > lo+0.1+1e-12 {
			t.Errorf("deviate %d is %v", i, x)
		}
	}
}

// Half of the points of the formulation "early" are spread evenly over the decades of time, none of those ahead of the front; the other
// formulations keep their points.
func TestEarlyPoints(t *testing.T) {
	p, err := ByName("transport-inflow")
	if err != nil {
		t.Fatal(err)
	}
	const n, eps = 400, 0.02
	count := func(p Problem) (early, behind int) {
		times, x := make([]float64, n), make([]float64, n)
		p.Sample(newRand(6), Interior, eps, times, x)
		for i, at := range times[:n/2] {
			if at < slabEnd/100 {
				early++
			}
			if x[i] <= 1.05*at/eps {
				behind++
			}
		}
		return early, behind
	}
	if early, behind := count(Formed(p, Early)); early != n/4 || behind != n/2 {
		t.Errorf("%d of %d points in the first hundredth of time, want half; %d behind the front", early, n/2, behind)
	}
	if early, _ := count(Formed(p, MicroMacro)); early > n/10 {
		t.Errorf("%d of %d points in the first hundredth of time", early, n/2)
	}
}

// below draws what Uint64N draws, from as many numbers of the source.
func TestBelow(t *testing.T) {
	a, b := rand.New(rand.NewPCG(5, 6)), rand.New(rand.NewPCG(5, 6))
	for n := uint64(1); n < 1<<32; n += 1 + n/7 {
		for range 20 {
			if got, want := below(a, n), b.Uint64N(n); got != want {
				t.Fatalf("below %d: %d, Uint64N has %d", n, got, want)
			}
		}
	}
	if a.Uint64() != b.Uint64() {
		t.Error("the sources are not at the same number")
	}
}
