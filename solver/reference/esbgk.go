package reference

import "errors"

// esSolver integrates the ellipsoidal BGK equation in one space and three velocity dimensions (Holway, Phys. Fluids 9, 1966; Andries et
// al., Eur. J. Mech. B 19, 2000) by the reduced distributions phi = int f dv2 dv3 and psi = int (v2^2 + v3^2) f dv2 dv3 of v = v1 (Chu,
// Phys. Fluids 8, 1965),
//
//	phi_t + v phi_x = (N - phi)/eps,  psi_t + v psi_x = (2 S22 N - psi)/eps,
//	N = rho (2 pi S11)^(-1/2) exp(-(v-u)^2/(2 S11)),  S_ii = (1-nu) T + nu Th_ii,
//
// with rho Th11 = int (v-u)^2 phi, rho Th22 = int psi/2 and T = (Th11 + 2 Th22)/3. nu = 0 is BGK with Prandtl number 1, nu = -1/2 has 2/3.
//
// Space and time are those of bgkSolver, which holds phi. Relaxation keeps rho, rho u and the energy, and Th11 - T decays by itself at
// the rate (1-nu)/eps: so N is known before the implicit stage, and no iteration is needed.
type esSolver struct {
	*bgkSolver
	nu                  float64
	psi, psi1           [][]float64 // psi[k][i], with ghost cells
	k0, k1              [][]float64 // -v psi_x at both stages
	rest                [][]float64 // 2 S22 N - psi of the last stage
	temp, across, share []float64   // T, S22 and Th22 of the last stage
	// stress is the mean over the last step of rho (Th11 - T), as q of bgkSolver, which is here the heat flux
	// 1/2 int ((v-u)^3 phi + (v-u) psi) dv.
	stress []float64
}

// newES adds psi to a solver at t = 0, whose first cell is centred at x0.
func newES(phi *bgkSolver, nu, x0 float64, initial func(x float64) moments) *esSolver {
	s := &esSolver{bgkSolver: phi, nu: nu}
	nodes, n, wide := len(s.v), s.n, s.n+2*wenoGhosts
	s.psi, s.psi1 = allocate(nodes, wide), allocate(nodes, wide)
	s.k0, s.k1, s.rest = allocate(nodes, n), allocate(nodes, n), allocate(nodes, n)
	for _, p := range []*[]float64{&s.temp, &s.across, &s.share, &s.stress} {
		*p = make([]float64, n)
	}
	for i := range wide {
		m := initial(x0 + s.h*float64(i-wenoGhosts))
		for k := range s.v {
			s.psi[k][i] = 2 * m.t * s.f[k][i]
			s.psi1[k][i] = s.psi[k][i]
		}
	}
	from, to := s.from, s.to
	s.from, s.to = 0, n
	s.measureBoth(s.f, s.psi)
	s.from, s.to = from, to
	return s
}

func (s *esSolver) state() [3][]float64 { return [3][]float64{s.rho, s.u, s.temp} }

func (s *esSolver) small() [][]float64 { return [][]float64{s.stress, s.q} }

// measureBoth sets rho, u, tt = Th11, share = Th22 and temp.
func (s *esSolver) measureBoth(phi, psi [][]float64) {
	s.measure(phi)
	share, temp, rho, tt := s.part(s.share), s.part(s.temp), s.part(s.rho), s.part(s.tt)
	clear(share)
	for k := range s.v {
		for i, y := range s.inner(psi[k]) {
			share[i] += y
		}
	}
	for i, y := range share {
		share[i] = 0.5 * s.dv * y / rho[i]
		temp[i] = (tt[i] + 2*share[i]) / 3
	}
}

// relax replaces phi and psi by the solution of an implicit stage of lambda = dt/eps, and adds factor times what deviates from
// equilibrium to stress and q.
func (s *esSolver) relax(phi, psi [][]float64, lambda, factor float64) error {
	s.measureBoth(phi, psi)
	keep, slow := 1/(1+lambda), 1/(1+lambda*(1-s.nu))
	rho, u, tt, across := s.part(s.rho), s.part(s.u), s.part(s.tt), s.part(s.across)
	stress, q := s.part(s.stress), s.part(s.q)
	for i, t := range s.part(s.temp) {
		if !(t > 0 && rho[i] > 0 && tt[i] > 0) {
			return errors.New("reference: density or temperature is not positive; use more cells")
		}
		tt[i] = t + s.nu*(tt[i]-t)*slow // S11
		across[i] = 0.5 * (3*t - tt[i])
	}
	s.project()
	for k, v := range s.v {
		f, p := s.inner(phi[k]), s.inner(psi[k])
		rel, rest := s.part(s.rel[k]), s.part(s.rest[k])
		for i, m := range s.part(s.m[k]) {
			d := (m - f[i]) * keep
			rel[i] = d
			f[i] = m - d
			n := 2 * across[i] * m
			e := (n - p[i]) * keep
			rest[i] = e
			p[i] = n - e
			c := s.dv * factor
			stress[i] -= c * v * v * d / (1 - s.nu)
			q[i] -= 0.5 * c * (v*v*(v-2*u[i])*d + v*e)
		}
	}
	return nil
}

// advance makes one step of size dt.
func (s *esSolver) advance(dt float64) error {
	gamma := sdirkGamma
	delta := 1 - 1/(2*gamma)
	lambda := gamma * dt / s.eps
	s.transport(s.l0, s.f)
	s.transport(s.k0, s.psi)
	for k := range s.v {
		f, f1, p, p1 := s.inner(s.f[k]), s.inner(s.f1[k]), s.inner(s.psi[k]), s.inner(s.psi1[k])
		k0 := s.part(s.k0[k])
		for i, l := range s.part(s.l0[k]) {
			f1[i] = f[i] + gamma*dt*l
			p1[i] = p[i] + gamma*dt*k0[i]
		}
	}
	clear(s.q)
	clear(s.stress)
	if err := s.relax(s.f1, s.psi1, lambda, 1-gamma); err != nil {
		return err
	}
	s.transport(s.l1, s.f1)
	s.transport(s.k1, s.psi1)
	b0, b1, b2 := delta*dt, (1-delta)*dt, (1-gamma)/gamma*lambda
	for k := range s.v {
		f, p := s.inner(s.f[k]), s.inner(s.psi[k])
		l0, l1, k0, k1 := s.part(s.l0[k]), s.part(s.l1[k]), s.part(s.k0[k]), s.part(s.k1[k])
		rel, rest := s.part(s.rel[k]), s.part(s.rest[k])
		for i := range f {
			f[i] += b0*l0[i] + b1*l1[i] + b2*rel[i]
			p[i] += b0*k0[i] + b1*k1[i] + b2*rest[i]
		}
	}
	if err := s.relax(s.f, s.psi, lambda, gamma); err != nil {
		return err
	}
	s.spread(s.f)
	s.t += dt
	return nil
}
