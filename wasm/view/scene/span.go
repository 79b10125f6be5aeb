package scene

import "math"

// Span is the part of a window of height h that is drawn, from top to bottom, where the device can
// draw no more than limit at once: all of the window if it is lower, otherwise a part around what
// the page shows, from seen0 to seen1. The part of before stays while it covers that. All in CSS
// pixels.
func Span(h, limit, seen0, seen1, top, bottom float64) (float64, float64) {
	limit = math.Max(1, math.Floor(limit))
	if h <= limit {
		return 0, h
	}
	seen0, seen1 = math.Max(0, seen0), math.Min(h, seen1)
	if bottom-top == limit && top >= 0 && bottom <= h && top <= seen0 && seen1 <= bottom {
		return top, bottom
	}
	top = math.Floor(math.Max(0, math.Min((seen0+seen1-limit)/2, h-limit)))
	return top, top + limit
}

// Density is the number of device pixels per CSS pixel to draw with in a window of w by h: that of
// the screen, unless a panel would then be larger than limit device pixels.
func Density(screen, w, h, limit float64) float64 {
	return math.Min(screen, limit/math.Max(w, math.Min(h, tallest(w))))
}

// tallest is the largest height of a panel at width w: in full window.
func tallest(w float64) float64 { return math.Max(1.25*w, 420) }
