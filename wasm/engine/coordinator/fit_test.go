package coordinator

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/hrgrad/hrgrad/solver/train"
	"github.com/hrgrad/hrgrad/wasm/wire"
)

const wave = `{"version":1,"name":"wave","equation":"transport","x":[0,1],"tEnd":0.1,"scattering":"1 + a","density":"1 + 0.5*sin(2*pi*x)","parameters":{"a":[0,2]}}`

// Measurements are read without a fit, and fitted: the network's own values give back the parameter at which they were taken.
func TestFit(t *testing.T) {
	session, err := train.New(train.Config{Problem: wave, Width: 8, Depth: 1, Points: 8, Tasks: 3})
	if err != nil {
		t.Fatal(err)
	}
	var last *wire.Fit
	c := New(Environment{
		Open: func(train.Config) (Session, error) { return session, nil },
		Post: func(m wire.Message) {
			if f, ok := m.(wire.Fit); ok {
				last = &f
			}
		},
		Ask: func(wire.ReferenceRequest) {},
		Now: func() time.Duration { return 0 },
	})
	c.Handle(wire.Request{Type: wire.Init})
	x, eps := wire.Grid(0, 1, 30), constant(0.1, 30)
	values, err := session.EvaluateEach([]float64{0.7}, eps, constant(0.05, 30), x)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	b.WriteString("t,x,eps,rho,flux")
	for i := range x {
		fmt.Fprintf(&b, "\n0.05,%v,0.1,%v,", x[i], values[0][i])
		if i < 10 {
			fmt.Fprint(&b, values[1][i])
		}
	}
	ask := func(kind, text string) *wire.Fit {
		t.Helper()
		last = nil
		c.Handle(wire.Request{Type: kind, Data: text})
		if last == nil {
			t.Fatalf("no answer to %s", kind)
		}
		if err := last.Validate(); err != nil {
			t.Fatal(err)
		}
		return last
	}
	m := ask(wire.Measured, b.String())
	if m.Fitted || m.Error != "" || len(m.Series) != 2 || len(m.Series[0].X) != 30 || len(m.Series[1].X) != 10 || len(m.Series[0].Model) != 0 {
		t.Errorf("%+v", m)
	}
	m = ask(wire.FitData, b.String())
	if !m.Fitted || m.Error != "" || len(m.Parameters) != 1 || m.Parameters[0].Name != "a" || math.Abs(m.Parameters[0].Value-0.7) > 1e-6 || len(m.Series[0].Model) != 30 {
		t.Errorf("%+v", m)
	}
	if m = ask(wire.FitData, "t,x,eps,rho\n0.05,2,0.1,1"); !strings.Contains(m.Error, "line 2, column x") || m.Fitted {
		t.Errorf("%+v", m)
	}
}
