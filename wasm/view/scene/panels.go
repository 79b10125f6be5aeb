package scene

// build makes the panels for the current fields, or for the race, and lays them out.
func (s *Scene) build() {
	s.panels = s.panels[:0]
	add := func(name string, k Kind, field int) {
		s.panels = append(s.panels, &Panel{Name: name, Kind: k, Field: field})
	}
	if s.race != nil {
		for i, f := range s.raceFields {
			add("race:worst:"+f.Name, RaceWorstPanel, i)
			add("race:decades:"+f.Name, RaceDecadesPanel, i)
			add("race:line:"+f.Name, RaceLinePanel, i)
		}
		add("race:score", RaceScorePanel, 0)
	} else {
		for i, f := range s.problem.Fields {
			add("field:"+f.Name, HeatPanel, i)
			add("line:"+f.Name, LinePanel, i)
		}
		if s.wantDistribution {
			add("distribution", DistributionPanel, 0)
			add("velocities", VelocityPanel, 0)
		}
		add("loss", LossPanel, 0)
		add("error", ErrorPanel, 0)
		add("cosine", CosinePanel, 0)
		if s.wantCone {
			add("cone", ConePanel, 0)
		}
		if s.wantConservation {
			add("conservation", DriftPanel, 0)
			add("entropy", EntropyPanel, 0)
		}
	}
	if s.panel(s.focus) == nil {
		s.focus = ""
	}
	s.hover = hover{}
	s.layout()
}

// Panels are the panels on display: all of them, or the one in full window.
func (s *Scene) Panels() []*Panel {
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
	names := make([]string, len(s.panels))
	for i, p := range s.panels {
		names[i] = p.Name
	}
	return names
}

// of returns the panels of one kind in order.
func (s *Scene) of(k Kind) (out []*Panel) {
	for _, p := range s.panels {
		if p.Kind == k {
			out = append(out, p)
		}
	}
	return out
}

// rows arranges the panels for a window of width w.
func (s *Scene) rows(w float64) []row {
	if s.race != nil {
		return s.raceRows(w)
	}
	heat, line := s.of(HeatPanel), s.of(LinePanel)
	distribution := join(s.of(DistributionPanel), s.of(VelocityPanel))
	loss, errs, cosine, cone := s.of(LossPanel), s.of(ErrorPanel), s.of(CosinePanel), s.of(ConePanel)
	balance := join(s.of(DriftPanel), s.of(EntropyPanel))
	if w < phoneWidth {
		var rows []row
		for i := range heat {
			rows = append(rows, column(heat[i:i+1], 250)...)
			rows = append(rows, column(line[i:i+1], 220)...)
		}
		rows = append(rows, column(distribution, 270)...)
		rows = append(rows, column(loss, 250)...)
		rows = append(rows, column(errs, 230)...)
		rows = append(rows, column(cosine, cosineHeight(w-2*gap))...)
		rows = append(rows, column(cone, s.coneHeight(w-2*gap))...)
		return append(rows, column(balance, 230)...)
	}
	var rows []row
	columns := columnsFor(len(heat), w)
	for i := 0; i < len(heat); i += columns {
		n := min(i+columns, len(heat))
		rows = append(rows, across(heat[i:n], 258), across(line[i:n], 206))
	}
	if len(distribution) > 0 {
		rows = append(rows, across(distribution, 270, 1.2, 1))
	}
	switch {
	case w >= 860 && len(cone) == 0:
		rows = append(rows, across(join(loss, errs, cosine), 264, 1.15, 1, 1.15))
	case w >= 1500:
		rows = append(rows, across(join(loss, errs, cosine, cone), 264, 1.1, 1, 1.1, 1.1))
	case w >= 680 && len(cone) > 0:
		rows = append(rows, across(join(loss, errs), 240), across(join(cosine, cone), s.coneHeight((w-3*gap)/2)))
	default:
		rows = append(rows, across(join(loss, errs), 240), across(cosine, 280))
		if len(cone) > 0 {
			rows = append(rows, across(cone, 300))
		}
	}
	if len(balance) > 0 {
		rows = append(rows, across(balance, 230))
	}
	return rows
}

// raceRows arranges the race: for every field the worst error, the error per decade and the cut.
func (s *Scene) raceRows(w float64) []row {
	score := s.of(RaceScorePanel)
	if w < phoneWidth {
		rows := column(score, scoreHeight(len(s.race.Entries), w-2*gap))
		for i := range s.raceFields {
			rows = append(rows, column(s.of(RaceWorstPanel)[i:i+1], 240)...)
			rows = append(rows, column(s.of(RaceLinePanel)[i:i+1], 220)...)
			rows = append(rows, column(s.of(RaceDecadesPanel)[i:i+1], 220)...)
		}
		return rows
	}
	var rows []row
	n := len(s.raceFields)
	columns := columnsFor(n, w)
	for i := 0; i < n; i += columns {
		e := min(i+columns, n)
		rows = append(rows, across(s.of(RaceWorstPanel)[i:e], 240), across(s.of(RaceLinePanel)[i:e], 206), across(s.of(RaceDecadesPanel)[i:e], 206))
	}
	return append(rows, across(score, scoreHeight(len(s.race.Entries), w-2*gap)))
}

// columnsFor is the number of fields beside each other: in rows of equal length.
func columnsFor(fields int, w float64) int {
	columns := max(1, min(fields, int(w/minColumn)))
	if columns < fields && columns > 1 {
		columns = max(1, min((fields+1)/2, int(w/minColumn)))
	}
	return columns
}

// across is one row of panels; without weights they are equally wide.
func across(panels []*Panel, height float64, weights ...float64) row {
	for len(weights) < len(panels) {
		weights = append(weights, 1)
	}
	return row{panels, weights[:len(panels)], height}
}

// column gives every panel a row of its own.
func column(panels []*Panel, height float64) (rows []row) {
	for _, p := range panels {
		rows = append(rows, across([]*Panel{p}, height))
	}
	return rows
}

func join(lists ...[]*Panel) (out []*Panel) {
	for _, l := range lists {
		out = append(out, l...)
	}
	return out
}

// coneHeight is the height that a cone panel of width w can use.
func (s *Scene) coneHeight(w float64) float64 {
	if g := s.gradient; g != nil && g.M > 3 {
		return 90 + 24*float64(min(g.M, 12))
	}
	if w >= coneBeside {
		return 280
	}
	return min(0.75*w, 260) + 40 + coneListHeight(3)
}

// Choices are what the visitor has chosen to see. Cut is NaN while no x has been chosen.
type Choices struct {
	Show, Quantity string
	AllVelocities  bool
	Cut            float64
}

// Choices returns the present ones.
func (s *Scene) Choices() Choices { return Choices{s.show, s.quantity, s.allVelocities, s.cutX} }

// SetChoices takes over those that are valid.
func (s *Scene) SetChoices(c Choices) {
	_ = s.SetShow(c.Show)
	_ = s.SetQuantity(c.Quantity)
	s.SetAllVelocities(c.AllVelocities)
	s.setCut(c.Cut)
}
