package plot

import (
	"fmt"
	"image/color"
)

// Theme is the set of colours of one appearance.
type Theme struct {
	Name       string
	Background color.RGBA // behind the panels
	Card       color.RGBA // of a panel
	Border     color.RGBA // around a panel
	Grid       color.RGBA
	Axis       color.RGBA
	Text       color.RGBA
	Muted      color.RGBA // secondary text
	Network    color.RGBA // curve of the network
	Reference  color.RGBA // curve of the reference
	Accent     color.RGBA // marker of the chosen time
	Conflict   color.RGBA
	Bad        color.RGBA // cells that are NaN or infinite
	TipFill    color.RGBA
	TipText    color.RGBA
	Series     []color.RGBA // categorical, colour-blind safe
}

func rgb(v uint32) color.RGBA {
	return color.RGBA{uint8(v >> 16), uint8(v >> 8), uint8(v), 255}
}

// The categorical colours are those of Okabe and Ito, "Color Universal Design" (2008), with the
// yellow, sky blue and black adapted to the background.
var themes = []Theme{
	{
		Name: "light", Background: rgb(0xffffff), Card: rgb(0xffffff), Border: rgb(0xdfe3e8),
		Grid: rgb(0xebeef2), Axis: rgb(0x7a8591), Text: rgb(0x1b232c), Muted: rgb(0x5b6672),
		Network: rgb(0x0072b2), Reference: rgb(0x101418), Accent: rgb(0xd55e00), Conflict: rgb(0xb2182b), Bad: rgb(0xf032c8),
		TipFill: rgb(0x1f2933), TipText: rgb(0xf5f7fa),
		Series: []color.RGBA{rgb(0x0072b2), rgb(0xd55e00), rgb(0x009e73), rgb(0xcc79a7), rgb(0xb8860b), rgb(0x3a9bd9), rgb(0x7b52ab), rgb(0x4d5761)},
	},
	{
		Name: "dark", Background: rgb(0x12161b), Card: rgb(0x181d23), Border: rgb(0x2c343d),
		Grid: rgb(0x262d35), Axis: rgb(0x7d8996), Text: rgb(0xe8ecf1), Muted: rgb(0x9aa6b2),
		Network: rgb(0x4fb3f0), Reference: rgb(0xffffff), Accent: rgb(0xffa14d), Conflict: rgb(0xff8a80), Bad: rgb(0xf032c8),
		TipFill: rgb(0xe8ecf1), TipText: rgb(0x12161b),
		Series: []color.RGBA{rgb(0x4fb3f0), rgb(0xff9a4d), rgb(0x2fd0a0), rgb(0xe79ac6), rgb(0xe8c547), rgb(0x8ec7ff), rgb(0xb694e8), rgb(0xb4bec8)},
	},
}

// ThemeByName returns the theme called light or dark.
func ThemeByName(name string) (*Theme, error) {
	for i := range themes {
		if themes[i].Name == name {
			return &themes[i], nil
		}
	}
	return nil, fmt.Errorf("theme: %q is unknown; allowed are light and dark", name)
}

// SeriesColor is the categorical colour of series i.
func (t *Theme) SeriesColor(i int) color.RGBA {
	return t.Series[((i%len(t.Series))+len(t.Series))%len(t.Series)]
}
