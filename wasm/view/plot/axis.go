package plot

import (
	"image/color"
	"math"
)

// Axis maps values to positions: the value Lo lies at From, Hi at To (CSS pixels).
type Axis struct {
	Lo, Hi   float64
	From, To float64
	Log      bool
}

// At is the position of v; NaN when v cannot be placed.
func (a Axis) At(v float64) float64 {
	lo, hi := a.Lo, a.Hi
	if a.Log {
		if !(v > 0) {
			return math.NaN()
		}
		v, lo, hi = math.Log(v), math.Log(lo), math.Log(hi)
	}
	return a.From + (v-lo)/(hi-lo)*(a.To-a.From)
}

// Value is the inverse of At.
func (a Axis) Value(pos float64) float64 {
	s := (pos - a.From) / (a.To - a.From)
	if a.Log {
		return a.Lo * math.Pow(a.Hi/a.Lo, s)
	}
	return a.Lo + s*(a.Hi-a.Lo)
}

// Valid reports whether the axis can place values.
func (a Axis) Valid() bool {
	return a.Hi > a.Lo && !math.IsInf(a.Hi-a.Lo, 0) && (!a.Log || a.Lo > 0) && a.From != a.To
}

// Label sizes shared by all axes, in CSS pixels.
const (
	TickSize  = 11
	TitleSize = 13
)

var (
	tickFont = Font{Size: TickSize}
	nameFont = Font{Size: 12}
)

// Frame2D is a plot area with its two axes.
type Frame2D struct {
	Area         Rect
	X, Y         Axis
	XTicks       []Tick
	YTicks       []Tick
	XName, YName string
	// XExponent and YExponent are common powers of ten of the labels.
	XExponent, YExponent int
}

// DrawGrid draws the grid lines under the data.
func (f *Frame2D) DrawGrid(c *Canvas, th *Theme) {
	for _, t := range f.XTicks {
		if x := f.X.At(t.Value); !t.Minor && inside(x, f.Area.X, f.Area.Right()) {
			c.VLine(x, f.Area.Y, f.Area.Bottom(), 1, th.Grid)
		}
	}
	for _, t := range f.YTicks {
		if y := f.Y.At(t.Value); !t.Minor && inside(y, f.Area.Y, f.Area.Bottom()) {
			c.HLine(f.Area.X, f.Area.Right(), y, 1, th.Grid)
		}
	}
}

// DrawAxes draws ticks, labels and axis names around the plot area. box draws all four edges.
func (f *Frame2D) DrawAxes(c *Canvas, th *Theme, box bool) {
	a := f.Area
	if box {
		c.Frame(a, 1, th.Axis)
	} else {
		c.HLine(a.X, a.Right(), a.Bottom(), 1, th.Axis)
		c.VLine(a.X, a.Y, a.Bottom(), 1, th.Axis)
	}
	for _, t := range f.XTicks {
		x := f.X.At(t.Value)
		if !inside(x, a.X, a.Right()) {
			continue
		}
		c.VLine(x, a.Bottom(), a.Bottom()+tickLength(t), 1, th.Axis)
		if t.Label != "" {
			c.Text(x, a.Bottom()+16, t.Label, tickFont, th.Muted, Center)
		}
	}
	for _, t := range f.YTicks {
		y := f.Y.At(t.Value)
		if !inside(y, a.Y, a.Bottom()) {
			continue
		}
		c.HLine(a.X-tickLength(t), a.X, y, 1, th.Axis)
		if t.Label != "" {
			c.Text(a.X-7, y+4, t.Label, tickFont, th.Muted, Right)
		}
	}
	if f.XName != "" {
		c.Text(a.X+a.W/2, a.Bottom()+30, withPower(f.XName, f.XExponent), nameFont, th.Text, Center)
	}
	if f.YName != "" {
		c.Text(f.YNameRight(), a.Y-8, withPower(f.YName, f.YExponent), nameFont, th.Text, Right)
	}
}

// YNameRight is where the name of the y axis ends: above the tick labels, further right when it
// would not fit in there.
func (f *Frame2D) YNameRight() float64 {
	right := f.Area.X - 7
	if f.YName == "" {
		return right
	}
	return math.Max(right, 4+TextWidth(withPower(f.YName, f.YExponent), nameFont))
}

func tickLength(t Tick) float64 {
	if t.Minor {
		return 2
	}
	return 4
}

func withPower(name string, exponent int) string {
	if exponent == 0 {
		return name
	}
	return name + " / " + PowerLabel(exponent)
}

func inside(v, lo, hi float64) bool { return v >= lo-0.5 && v <= hi+0.5 }

// ColorBar draws a vertical colour bar with ticks at its right and a name above it.
func ColorBar(c *Canvas, th *Theme, r Rect, n Norm, maxTicks int, name string) {
	ax := Axis{Lo: n.Lo, Hi: n.Hi, From: r.Bottom(), To: r.Y, Log: n.Log}
	if !ax.Valid() {
		return
	}
	rows := int(math.Ceil(r.H * c.Scale))
	for k := 0; k < rows; k++ {
		y := r.Y + (float64(k)+0.5)/c.Scale
		c.FillRect(Rect{r.X, r.Y + float64(k)/c.Scale, r.W, 1 / c.Scale}, n.Color(ax.Value(y), color.RGBA{A: 255}))
	}
	c.Frame(r, 1, th.Axis)
	ticks, exponent := LinearTicks(n.Lo, n.Hi, maxTicks)
	if n.Log {
		ticks, exponent = LogTicks(n.Lo, n.Hi, maxTicks), 0
	}
	for _, t := range ticks {
		y := ax.At(t.Value)
		c.HLine(r.Right(), r.Right()+4, y, 1, th.Axis)
		c.Text(r.Right()+7, y+4, t.Label, tickFont, th.Muted, Left)
	}
	if exponent != 0 {
		name = withPower(name, exponent)
	}
	c.Text(r.X-1, r.Y-8, name, tickFont, th.Muted, Left)
}
