package plot

import (
	"image/color"
	"math"
	"testing"
)

// covered is the covered area of a white drawing on black, in CSS pixels squared.
func covered(c *Canvas) float64 {
	sum := 0.0
	for i := 0; i < len(c.Image.Pix); i += 4 {
		sum += float64(c.Image.Pix[i]) / 255
	}
	return sum / c.Scale / c.Scale
}

func TestFillHull(t *testing.T) {
	white := color.RGBA{255, 255, 255, 255}
	var circle []Point
	for k := range 60 {
		a := 2 * math.Pi * float64(k*7%60) / 60
		circle = append(circle, Point{30 + 20*math.Cos(a), 30 + 20*math.Sin(a)})
	}
	for name, c := range map[string]struct {
		pts  []Point
		area float64
	}{
		"square":           {[]Point{{10, 10}, {40, 40}, {40, 10}, {10, 40}, {25, 25}, {10, 10}}, 900},
		"triangle":         {[]Point{{10, 10}, {50, 20}, {20, 50}, {math.NaN(), 3}}, 750},
		"circle":           {circle, 60 * 200 * math.Sin(math.Pi/30)},
		"cut at the edges": {[]Point{{-100, -100}, {200, -100}, {200, 200}, {-100, 200}}, 3600},
		"line":             {[]Point{{1, 1}, {9, 9}, {5, 5}}, 0},
		"nothing":          {nil, 0},
	} {
		for _, scale := range []float64{1, 2} {
			canvas := NewCanvas(60, 60, scale)
			canvas.Clear(color.RGBA{})
			canvas.FillHull(c.pts, white)
			if got := covered(canvas); math.Abs(got-c.area) > 0.012*c.area {
				t.Errorf("%s at ratio %g covers %g; want %g", name, scale, got, c.area)
			}
		}
	}
}

func TestArrow(t *testing.T) {
	white := color.RGBA{255, 255, 255, 255}
	c := NewCanvas(60, 60, 2)
	c.Clear(color.RGBA{})
	c.Arrow(Point{10, 30}, Point{50, 30}, 2, white, nil)
	at := func(x, y float64) uint8 { return c.Image.RGBAAt(int(2*x), int(2*y)).R }
	if at(12, 30) != 255 || at(46, 30) != 255 || at(52, 30) != 0 || at(44, 32) == 0 || at(20, 32.5) != 0 {
		t.Errorf("shaft %d, head %d, beyond %d, side of the head %d, of the shaft %d", at(12, 30), at(46, 30), at(52, 30), at(44, 32), at(20, 32.5))
	}
	before := covered(c)
	c.Arrow(Point{5, 5}, Point{5, 5}, 2, white, nil)
	c.Arrow(Point{5, 5}, Point{math.NaN(), 5}, 2, white, nil)
	if covered(c) != before {
		t.Error("an arrow without direction draws something")
	}
}
