package train

import (
	"math"
	"strings"
	"testing"
)

// pool is a Remote of workers in this process, answering last to first.
type pool struct {
	workers []*Worker
	units   [][]int
}

func newPool(t *testing.T, c Config, n, w int) *pool {
	t.Helper()
	p := &pool{units: Share(n, w)}
	for _, u := range p.units {
		k, err := NewWorker(c, u)
		if err != nil {
			t.Fatal(err)
		}
		p.workers = append(p.workers, k)
	}
	return p
}

func (p *pool) Gradients(request []byte, take func([]int, []byte) error) error {
	for i := len(p.workers) - 1; i >= 0; i-- {
		reply, err := p.workers[i].Gradients(request, nil)
		if err != nil {
			return err
		}
		if err := take(p.units[i], reply); err != nil {
			return err
		}
	}
	return nil
}

// A run shared over workers has the losses of the run in one place, bit for bit.
func TestRemoteEqualsLocal(t *testing.T) {
	for _, c := range []Config{
		{Problem: "transport-mode", Points: 16, Width: 8, Depth: 2, Seed: 3},
		{Problem: "transport-inflow", Points: 16, Width: 8, Depth: 2, Precision: "float64", TasksBy: ByEps, Tasks: 5},
	} {
		for _, w := range []int{1, 2, 3, 9} {
			local, err := New(c)
			if err != nil {
				t.Fatal(err)
			}
			remote, err := New(c)
			if err != nil {
				t.Fatal(err)
			}
			remote.SetRemote(newPool(t, c, remote.Units(), w))
			for range 4 {
				a, err := local.Step()
				if err != nil {
					t.Fatal(err)
				}
				b, err := remote.Step()
				if err != nil {
					t.Fatal(err)
				}
				for i := range a.Losses {
					if math.Float64bits(a.Losses[i]) != math.Float64bits(b.Losses[i]) {
						t.Fatalf("%s, %d workers, step %d: loss %v here, %v there", c.Problem, w, a.Step, a.Losses[i], b.Losses[i])
					}
				}
			}
		}
	}
}

type badRemote struct{ reply int }

func (r badRemote) Gradients(_ []byte, take func([]int, []byte) error) error {
	if r.reply < 0 {
		return nil
	}
	return take([]int{0}, make([]byte, r.reply))
}

func TestRemoteRefusesBadReplies(t *testing.T) {
	c := Config{Points: 8, Width: 4, Depth: 1}
	for reply, want := range map[int]string{-1: "no worker returned unit 0", 0: "reply of 0 bytes", 17: "reply of 17 bytes"} {
		s, err := New(c)
		if err != nil {
			t.Fatal(err)
		}
		s.SetRemote(badRemote{reply})
		if _, err := s.Step(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("reply of %d bytes: error %v, want %q", reply, err, want)
		}
	}
	for _, u := range [][]int{{-1}, {1, 1}, {2, 1}, {1000}} {
		if _, err := NewWorker(c, u); err == nil || !strings.HasPrefix(err.Error(), "units: ") {
			t.Errorf("units %v: error %v", u, err)
		}
	}
	w, err := NewWorker(c, []int{0})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Gradients(make([]byte, 7), nil); err == nil {
		t.Error("a request of the wrong size was answered")
	}
}
