package weighting

import (
	"fmt"
	"math"
	"math/bits"
	"math/rand/v2"
	"slices"
	"sort"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// at is the jth ray, of count.
func (r *rays) at(j int) []float64 { return r.ray[r.live[j]][:r.m] }

// bruteRays enumerates the extreme rays of {l >= 0, K l >= 0} from the
// definition: every choice of m-1 constraints of rank m-1 leaves a line, which
// is a ray when one of its directions satisfies all constraints.
func bruteRays(k []float64, m int) [][]float64 {
	rows := make([][]float64, 2*m)
	for i := range m {
		rows[i] = make([]float64, m)
		rows[i][i] = 1
		rows[m+i] = k[i*m : i*m+m]
	}
	var out [][]float64
	pick := make([]int, m-1)
	var choose func(at, from int)
	choose = func(at, from int) {
		if at == m-1 {
			a := mat.NewDense(m, m, nil)
			for i, p := range pick {
				a.SetRow(i, rows[p])
			}
			var svd mat.SVD
			svd.Factorize(a, mat.SVDFull)
			s := svd.Values(nil)
			if m > 1 && s[m-2] < 1e-9 {
				return
			}
			var v mat.Dense
			svd.VTo(&v)
			l := mat.Col(nil, m-1, &v)
			for _, sign := range []float64{1, -1} {
				ok, big := true, 0.0
				for _, row := range rows {
					ok = ok && sign*dot(row, l) > -1e-9
				}
				for _, x := range l {
					big = math.Max(big, math.Abs(x))
				}
				if !ok {
					continue
				}
				ray := append([]float64(nil), l...)
				rescale(ray, sign/big)
				for _, o := range out {
					if near(o, ray, 1e-7) {
						ok = false
					}
				}
				if ok {
					out = append(out, ray)
				}
			}
			return
		}
		for p := from; p < 2*m; p++ {
			pick[at] = p
			choose(at+1, p+1)
		}
	}
	choose(0, 0)
	return out
}

func near(a, b []float64, tol float64) bool {
	for i := range a {
		if math.Abs(a[i]-b[i]) > tol {
			return false
		}
	}
	return true
}

func sortRays(r [][]float64) {
	sort.Slice(r, func(i, j int) bool {
		for k := range r[i] {
			if d := r[i][k] - r[j][k]; math.Abs(d) > 1e-6 {
				return d < 0
			}
		}
		return false
	})
}

func TestRaysAgainstEnumeration(t *testing.T) {
	cut := 0
	for _, fam := range families {
		if fam.name == "all zero" || fam.name == "one zero" || fam.name == "nearly dependent" {
			continue
		}
		for m := 1; m <= 5; m++ {
			for seed := range uint64(8) {
				r := rand.New(rand.NewPCG(seed, uint64(m)))
				g := unitVectors(fam.draw(r, m))
				k := gramOf(g)
				var d rays
				d.enumerate(k, m)
				var got [][]float64
				for j := range d.count {
					got = append(got, d.at(j))
				}
				want := bruteRays(k, m)
				sortRays(got)
				sortRays(want)
				if len(got) != len(want) {
					t.Fatalf("%s m=%d seed %d: %d rays, want %d\n%v\n%v", fam.name, m, seed, len(got), len(want), got, want)
				}
				if len(got) != m {
					cut++
				}
				for i := range got {
					if !near(got[i], want[i], 1e-6) {
						t.Fatalf("%s m=%d seed %d: ray %v, want %v", fam.name, m, seed, got[i], want[i])
					}
				}
			}
		}
	}
	if cut < 20 {
		t.Fatalf("only %d cones with a ray count other than m", cut)
	}
}

// At sizes beyond enumeration every ray satisfies its constraints, is tight in
// at least m-1 of them, and occurs once.
func TestRaysProperties(t *testing.T) {
	for m := 6; m <= 8; m++ {
		r := rand.New(rand.NewPCG(uint64(m), 4))
		k := gramOf(unitVectors(gaussian(r, m, m+2)))
		var d rays
		d.enumerate(k, m)
		if d.count <= m {
			t.Fatalf("m=%d: only %d rays", m, d.count)
		}
		seen := map[uint32]bool{}
		for j := range d.count {
			l, tight := d.at(j), 0
			for i := range l {
				for _, v := range []float64{l[i], dot(k[i*m:i*m+m], l)} {
					if v < -1e-9 {
						t.Fatalf("m=%d: ray %v violates a constraint by %v", m, l, v)
					}
					if v < 1e-9 {
						tight++
					}
				}
			}
			if tight < m-1 || seen[d.tight[d.live[j]]] {
				t.Fatalf("m=%d: ray with %d tight constraints, repeated %v", m, tight, seen[d.tight[d.live[j]]])
			}
			seen[d.tight[d.live[j]]] = true
		}
	}
}

// An enumerator that remembers the last matrices gives the bits of one that has never seen any, whether the signs stay the same or not.
func TestRaysRemembered(t *testing.T) {
	r := rand.New(rand.NewPCG(21, 22))
	var kept rays
	again := 0
	for run := range 60 {
		m := 2 + run%7
		vectors := make([][]float64, m)
		for i := range vectors {
			vectors[i] = make([]float64, m+1)
			for j := range vectors[i] {
				vectors[i][j] = r.NormFloat64()
			}
		}
		for range 8 { // drift
			for i := range vectors {
				for j := range vectors[i] {
					vectors[i][j] += 0.01 * r.NormFloat64()
				}
			}
			k := make([]float64, m*m)
			for i, a := range vectors {
				for j, b := range vectors {
					for l := range a {
						k[i*m+j] += a[l] * b[l]
					}
				}
			}
			var fresh rays
			fresh.enumerate(k, m)
			kept.enumerate(k, m)
			if kept.known {
				again++
			}
			if kept.count != fresh.count {
				t.Fatalf("m %d: %d rays, fresh %d", m, kept.count, fresh.count)
			}
			for i := range fresh.count {
				if !slices.Equal(kept.at(i), fresh.at(i)) {
					t.Fatalf("m %d: ray %d is %v, fresh %v", m, i, kept.at(i), fresh.at(i))
				}
			}
		}
	}
	if again == 0 {
		t.Error("no search was spared")
	}
}

// So does one whose enumerations ended early, at a cone of no rays, or met many rays on a cutting plane: matrices of few different entries, which
// need not be Gram matrices.
func TestRaysRememberedDegenerate(t *testing.T) {
	r := rand.New(rand.NewPCG(27, 28))
	var kept rays
	empty, again := 0, 0
	var k []float64
	for run := range 3000 {
		m := 1 + run/10%6
		if run%10 == 0 || r.IntN(3) == 0 { // else the matrix of the call before, or one near it
			k = make([]float64, m*m)
			for i := range m {
				for j := range i {
					k[i*m+j] = []float64{-1, -0.5, 0, 0.5}[r.IntN(4)]
					k[j*m+i] = k[i*m+j]
				}
				k[i*m+i] = 1
			}
		}
		var fresh rays
		fresh.enumerate(k, m)
		kept.enumerate(k, m)
		if kept.known {
			again++
		}
		if fresh.count == 0 {
			empty++
		}
		if kept.count != fresh.count {
			t.Fatalf("m %d, %v: %d rays, fresh %d", m, k, kept.count, fresh.count)
		}
		for i := range fresh.count {
			if !slices.Equal(kept.at(i), fresh.at(i)) {
				t.Fatalf("m %d, %v: ray %d is %v, fresh %v", m, k, i, kept.at(i), fresh.at(i))
			}
		}
	}
	if empty < 100 || again < 100 {
		t.Errorf("only %d cones without rays, %d searches spared", empty, again)
	}
}

// The neighbours that the search finds are those of the definition, in ascending order, also where many rays are tight in more
// constraints than determine them.
func TestSearch(t *testing.T) {
	r := rand.New(rand.NewPCG(25, 26))
	found := 0
	for run := range 40 {
		m := 6 + run%3
		k := gramOf(unitVectors(gaussian(r, m, m+1)))
		if run%5 == 4 { // repeated tasks
			copy(k[m:2*m], k[:m])
		}
		var d rays
		d.enumerate(k, m)
		for i := range m { // cuts of the finished cone by new planes
			row := make([]float64, m)
			for j := range row {
				row[j] = r.NormFloat64()
			}
			d.plus, d.minus = d.plus[:0], d.minus[:0]
			for j := range d.count {
				if dot(row, d.at(j)) > 0 {
					d.plus = append(d.plus, d.live[j])
				} else {
					d.minus = append(d.minus, d.live[j])
				}
			}
			var want []neighbours
			for _, p := range d.plus {
				for _, q := range d.minus {
					common := d.tight[p] & d.tight[q]
					if bits.OnesCount32(common) >= m-2 && d.adjacent(p, q, common) {
						want = append(want, neighbours{p, q})
					}
				}
			}
			found += len(want)
			if got := d.search(nil); !slices.Equal(got, want) {
				t.Fatalf("run %d, plane %d: %v, want %v", run, i, got, want)
			}
		}
	}
	if found < 1000 {
		t.Errorf("only %d neighbours in all", found)
	}
}

// BenchmarkRaysDrift enumerates m = 8 in strong conflict, with matrices that drift as from step to step.
func BenchmarkRaysDrift(b *testing.B) {
	for _, drift := range []float64{0, 1e-3, 1} {
		b.Run(fmt.Sprint(drift), func(b *testing.B) {
			r := rand.New(rand.NewPCG(23, 24))
			const m = 8
			g := gaussian(r, m, m+1)
			var grams [][]float64
			for range 16 {
				for i := range g {
					for j := range g[i] {
						g[i][j] += drift * r.NormFloat64()
					}
				}
				grams = append(grams, gramOf(g))
			}
			var d rays
			for i := 0; b.Loop(); i++ {
				d.enumerate(grams[i%16], m)
			}
		})
	}
}
