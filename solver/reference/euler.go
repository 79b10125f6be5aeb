package reference

import (
	"math"

	"github.com/hrgrad/hrgrad/solver/input"
	"github.com/hrgrad/hrgrad/solver/kernel"
)

// EulerState is a state of the one-dimensional Euler equations that are the
// limit eps -> 0 of the BGK equation: pressure p = rho T, and gamma = 3 in
// one, 5/3 in three velocity dimensions.
type EulerState struct{ Rho, U, T float64 }

// sound returns the speed of sound (gamma T)^(1/2).
func (s EulerState) sound(gamma float64) float64 { return math.Sqrt(gamma * s.T) }

// EulerFan is the exact self-similar solution of a Riemann problem.
type EulerFan struct {
	Gamma                 float64
	Left, Right           EulerState // initial states, x < 0 and x > 0
	LeftStar, RightStar   EulerState // states beside the contact
	Pressure, Velocity    float64    // common to both star states
	leftHead, leftTail    float64    // wave speeds; equal for a shock
	rightTail, rightHead  float64
	leftShock, rightShock bool
}

// EulerRiemann solves the Riemann problem for the Euler equations exactly (Toro, Riemann Solvers and Numerical Methods for Fluid Dynamics,
// ch. 4). It fails if a density or temperature is not positive or the states
// separate so fast that vacuum forms.
func EulerRiemann(gamma float64, left, right EulerState) (*EulerFan, error) {
	for name, s := range map[string]EulerState{"left": left, "right": right} {
		if !(s.Rho > 0 && s.T > 0) || math.IsInf(s.Rho*s.T, 1) || math.IsNaN(s.U) || math.IsInf(s.U, 0) {
			return nil, input.New(name, s, "a positive, finite density and temperature and a finite velocity")
		}
	}
	if 2/(gamma-1)*(left.sound(gamma)+right.sound(gamma)) <= right.U-left.U {
		return nil, input.New("velocity difference", right.U-left.U, "less than the sum of the speeds of sound (no vacuum)")
	}
	pl, pr := left.Rho*left.T, right.Rho*right.T
	// The pressure function increases and is concave: Newton from the left
	// converges, and the two-rarefaction pressure starts close by.
	z := (gamma - 1) / (2 * gamma)
	p := power((left.sound(gamma)+right.sound(gamma)-0.5*(gamma-1)*(right.U-left.U))/
		(left.sound(gamma)/power(pl, z)+right.sound(gamma)/power(pr, z)), 1/z)
	for n := 0; n < 100; n++ {
		fl, dl := left.jump(gamma, p)
		fr, dr := right.jump(gamma, p)
		step := (fl + fr + right.U - left.U) / (dl + dr)
		next := p - step
		if next <= 0 {
			next = 0.5 * p
		}
		done := math.Abs(next-p) <= 1e-15*p
		p = next
		if done {
			break
		}
	}
	fl, _ := left.jump(gamma, p)
	fr, _ := right.jump(gamma, p)
	e := &EulerFan{Gamma: gamma, Left: left, Right: right, Pressure: p, Velocity: 0.5 * (left.U + right.U + fr - fl)}
	var rl, rr float64
	rl, e.leftHead, e.leftTail, e.leftShock = left.wave(gamma, p)
	rr, e.rightHead, e.rightTail, e.rightShock = right.wave(gamma, p)
	// Speeds relative to the undisturbed gas, outward on both sides; the tail
	// of a fan moves with the star state.
	e.LeftStar = EulerState{rl, e.Velocity, p / rl}
	e.RightStar = EulerState{rr, e.Velocity, p / rr}
	e.leftHead = left.U - e.leftHead
	e.rightHead = right.U + e.rightHead
	if e.leftShock {
		e.leftTail = e.leftHead
	} else {
		e.leftTail = e.Velocity - e.leftTail
	}
	if e.rightShock {
		e.rightTail = e.rightHead
	} else {
		e.rightTail = e.Velocity + e.rightTail
	}
	return e, nil
}

// jump returns the change of velocity across the wave from s to pressure p,
// and its derivative (Toro 4.6, 4.7, 4.37).
func (s EulerState) jump(gamma, p float64) (f, df float64) {
	ps := s.Rho * s.T
	if p > ps {
		a, b := 2/((gamma+1)*s.Rho), (gamma-1)/(gamma+1)*ps
		r := math.Sqrt(a / (p + b))
		return (p - ps) * r, r * (1 - 0.5*(p-ps)/(p+b))
	}
	c := s.sound(gamma)
	q := power(p/ps, (gamma-1)/(2*gamma))
	return 2 * c / (gamma - 1) * (q - 1), q / (p / ps) / (s.Rho * c)
}

// wave returns the density behind the wave from s to pressure p, the speed of
// its head relative to s, the speed of sound behind it, and whether it is a
// shock.
func (s EulerState) wave(gamma, p float64) (rho, head, tail float64, shock bool) {
	ratio := p / (s.Rho * s.T)
	if ratio > 1 {
		g := (gamma - 1) / (gamma + 1)
		rho = s.Rho * (ratio + g) / (g*ratio + 1)
		head = s.sound(gamma) * math.Sqrt((gamma+1)/(2*gamma)*ratio+(gamma-1)/(2*gamma))
		return rho, head, head, true
	}
	rho = s.Rho * power(ratio, 1/gamma)
	return rho, s.sound(gamma), math.Sqrt(gamma * p / rho), false
}

// Sample returns the state at similarity coordinate x/t.
func (e *EulerFan) Sample(speed float64) EulerState {
	switch {
	case speed < e.leftHead:
		return e.Left
	case speed < e.leftTail:
		return e.Left.fan(e.Gamma, speed, 1)
	case speed < e.Velocity:
		return e.LeftStar
	case speed < e.rightTail:
		return e.RightStar
	case speed < e.rightHead:
		return e.Right.fan(e.Gamma, speed, -1)
	}
	return e.Right
}

// fan returns the state inside a rarefaction next to s, which lies on the left
// (side = 1) or on the right (side = -1).
func (s EulerState) fan(gamma, speed, side float64) EulerState {
	g := gamma
	c := 2/(g+1)*s.sound(gamma) + side*(g-1)/(g+1)*(s.U-speed)
	rho := s.Rho * power(c/s.sound(gamma), 2/(g-1))
	return EulerState{rho, speed + side*c, c * c / g}
}

// EulerWave is a wave of a fan: a shock, whose head and tail are one, or a rarefaction.
type EulerWave struct {
	Head, Tail float64 // speeds
	Shock      bool
}

// Waves returns the left and the right wave; the contact between them moves with Velocity.
func (e *EulerFan) Waves() [2]EulerWave {
	return [2]EulerWave{{e.leftHead, e.leftTail, e.leftShock}, {e.rightHead, e.rightTail, e.rightShock}}
}

// power is x^y for x > 0, with the same bits on every platform, as networks take the states of the fan in: math.Pow goes through math.Exp and
// math.Log, which are assembly on some.
func power(x, y float64) float64 { return kernel.Exp64(float64(y * kernel.Log64(x))) }
