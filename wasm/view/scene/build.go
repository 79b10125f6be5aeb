package scene

import (
	"slices"

	"github.com/hrgrad/hrgrad/wasm/view/data"
	"github.com/hrgrad/hrgrad/wasm/view/panel"
)

// update brings the panels up to what is new in the state: it makes them when there are others than
// before, colours maps anew and marks frames to be painted.
func (s *Scene) update() {
	news := s.TakeNews()
	if news == 0 {
		return
	}
	s.changed = true
	kinds, names, fields := s.wanted()
	if news&data.NewRun != 0 || !slices.Equal(names, s.Names()) {
		s.build(kinds, names, fields)
		return
	}
	for _, p := range s.panels {
		if p.Kind.Due&news == 0 {
			continue
		}
		if _, ok := p.body.(panel.Map); ok {
			s.colour(p)
		} else {
			p.dirty = true
		}
	}
}

// wanted lists the panels for the present state. Those of one band and field stand together.
func (s *Scene) wanted() (kinds []*panel.Kind, names []string, index []int) {
	add := func(k *panel.Kind, name string, i int) {
		kinds, names, index = append(kinds, k), append(names, name), append(index, i)
	}
	rows, fields := shown(s.State)
	for r := 0; r < len(rows); r++ {
		if !rows[r].Each {
			add(rows[r], rows[r].Name, 0)
			continue
		}
		end := r
		for end < len(rows) && rows[end].Each && rows[end].Band == rows[r].Band {
			end++
		}
		for i, f := range fields[r] {
			for _, k := range rows[r:end] {
				add(k, k.Name+":"+f, i)
			}
		}
		r = end - 1
	}
	return kinds, names, index
}

// build makes the panels and lays them out.
func (s *Scene) build(kinds []*panel.Kind, names []string, index []int) {
	s.panels = s.panels[:0]
	for i, k := range kinds {
		s.panels = append(s.panels, &Panel{Name: names[i], Kind: k, field: index[i], body: k.New(s.State, index[i])})
	}
	if s.panel(s.focus) == nil {
		s.focus = ""
	}
	s.hover = hover{}
	s.SetPointer(noPointer)
	s.TakeNews()
	s.layout()
}

// Panels are the panels on display: all of them, or the one in full window.
func (s *Scene) Panels() []*Panel {
	s.update()
	if s.focus != "" {
		for i, p := range s.panels {
			if p.Name == s.focus {
				return s.panels[i : i+1]
			}
		}
	}
	return s.panels
}

// Names lists all panels, also while one of them is in full window.
func (s *Scene) Names() []string {
	s.update()
	names := make([]string, len(s.panels))
	for i, p := range s.panels {
		names[i] = p.Name
	}
	return names
}

// panel returns the panel of that name or nil.
func (s *Scene) panel(name string) *Panel {
	s.update()
	for _, p := range s.panels {
		if p.Name == name {
			return p
		}
	}
	return nil
}
