// Package plot rasterises scientific plots into image.RGBA: axes, ticks, colour maps, curves,
// markers and text, anti-aliased and without a graphics device.
//
// Lengths are CSS pixels with the origin at the top left; a Canvas multiplies them by its device
// pixel ratio, so the same drawing code is crisp at every ratio. The package is pure Go and is
// the only rasteriser of the view: what the screen shows and what an exported PNG holds come from
// the same code.
package plot
