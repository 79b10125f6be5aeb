package scene

import "github.com/hrgrad/hrgrad/wasm/view/plot"

// Kind of a panel.
type Kind int

// Kinds of panels.
const (
	HeatPanel Kind = iota
	LinePanel
	LossPanel
	ErrorPanel
	CosinePanel
	ConePanel
	DistributionPanel
	VelocityPanel // the distribution at one x
	DriftPanel
	EntropyPanel
	RaceWorstPanel
	RaceDecadesPanel
	RaceLinePanel
	RaceScorePanel
)

// axis is what a coordinate of a panel means; the crosshair shows in all panels that share one.
type axis int

const (
	noAxis axis = iota
	xAxis
	tAxis
	vAxis
	epsAxis
	stepAxis
	axes
)

// traits is what panels of one kind do.
type traits struct {
	paint  func(*Scene, *Panel, *plot.Canvas)
	locate func(s *Scene, h *hover, lx, ly float64) // of a pointer inside the plot area, relative to the panel
	x, y   axis                                     // y is set where the crosshair has a horizontal line
	heat   bool                                     // a heat map fills the plot area
	pick   bool                                     // a click chooses something
	dot    bool                                     // the crosshair marks the sample
}

var kinds = [...]traits{
	HeatPanel:         {paint: (*Scene).paintHeatFrame, locate: (*Scene).locateHeat, x: xAxis, y: tAxis, heat: true, pick: true},
	LinePanel:         {paint: (*Scene).paintLine, locate: (*Scene).locateLine, x: xAxis, pick: true, dot: true},
	LossPanel:         {paint: (*Scene).paintLoss, locate: (*Scene).locateLoss, x: stepAxis, dot: true},
	ErrorPanel:        {paint: (*Scene).paintErrors, locate: (*Scene).locateError, x: epsAxis, pick: true, dot: true},
	CosinePanel:       {paint: (*Scene).paintCosine, locate: (*Scene).locateCosine},
	ConePanel:         {paint: (*Scene).paintCone, locate: (*Scene).locateCone},
	DistributionPanel: {paint: (*Scene).paintDistribution, locate: (*Scene).locateDistribution, x: xAxis, y: vAxis, heat: true, pick: true},
	VelocityPanel:     {paint: (*Scene).paintVelocities, locate: (*Scene).locateVelocities, x: vAxis, dot: true},
	DriftPanel:        {paint: (*Scene).paintDrift, locate: (*Scene).locateDrift, x: tAxis, pick: true, dot: true},
	EntropyPanel:      {paint: (*Scene).paintEntropy, locate: (*Scene).locateEntropy, x: tAxis, pick: true, dot: true},
	RaceWorstPanel:    {paint: (*Scene).paintRaceWorst, locate: (*Scene).locateRace, x: stepAxis, dot: true},
	RaceDecadesPanel:  {paint: (*Scene).paintRaceDecades, locate: (*Scene).locateRace, x: epsAxis, pick: true, dot: true},
	RaceLinePanel:     {paint: (*Scene).paintRaceLine, locate: (*Scene).locateRace, x: xAxis, pick: true, dot: true},
	RaceScorePanel:    {paint: (*Scene).paintRaceScore, locate: (*Scene).locateScore},
}

func (k Kind) traits() *traits { return &kinds[k] }
