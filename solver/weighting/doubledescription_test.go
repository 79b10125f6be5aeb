package weighting

import (
	"math"
	"math/rand/v2"
	"sort"
	"testing"

	"gonum.org/v1/gonum/mat"
)

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
					got = append(got, d.ray[j*m:j*m+m])
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
	for m := 6; m <= 9; m++ {
		r := rand.New(rand.NewPCG(uint64(m), 4))
		k := gramOf(unitVectors(gaussian(r, m, m+2)))
		var d rays
		d.enumerate(k, m)
		if d.count <= m {
			t.Fatalf("m=%d: only %d rays", m, d.count)
		}
		seen := map[uint32]bool{}
		for j := range d.count {
			l, tight := d.ray[j*m:j*m+m], 0
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
			if tight < m-1 || seen[d.tight[j]] {
				t.Fatalf("m=%d: ray with %d tight constraints, repeated %v", m, tight, seen[d.tight[j]])
			}
			seen[d.tight[j]] = true
		}
	}
}
