//go:build js && wasm

package main

import (
	_ "embed" // the shader's source
	"encoding/binary"
	"image"
	"image/color"
	"math"
	"syscall/js"

	"github.com/hajimehoshi/ebiten/v2"

	"github.com/hrgrad/hrgrad/wasm/view/plot"
	"github.com/hrgrad/hrgrad/wasm/view/scene"
)

//go:embed heat.kage
var heatSource []byte

// shade draws maps from their values: a snapshot goes to the device once, and colours, limits, interpolation and lines of equal value are the
// shader's work. Norms that are not affine in the value are left to the rasteriser.
type shade struct {
	program *ebiten.Shader
	tables  map[*plot.Colormap]*ebiten.Image
	values  map[string]*texture
	bytes   []byte
}

// newShade compiles the shader; nil where the device refuses it, and maps are painted by the rasteriser.
func newShade() *shade {
	program, err := ebiten.NewShader(heatSource)
	if err != nil {
		js.Global().Get("console").Call("info", "hrgrad view: maps are coloured without a shader: "+err.Error())
		return nil
	}
	return &shade{program: program, tables: map[*plot.Colormap]*ebiten.Image{}, values: map[string]*texture{}}
}

// takes tells whether the shader draws the map of p.
func (d *shade) takes(p *scene.Panel) bool {
	if d == nil || p.Heat == nil {
		return false
	}
	_, _, affine := p.Heat.Norm.Affine()
	return affine
}

// upload writes the values of p unless the device holds them, and reports whether it did.
func (d *shade) upload(p *scene.Panel) bool {
	h := p.Heat
	return get(d.values, p.Name).write(image.Pt(h.Columns, h.Rows), p.HeatVersion, func() []byte {
		d.bytes = d.bytes[:0]
		for _, v := range h.Values {
			d.bytes = binary.LittleEndian.AppendUint32(d.bytes, math.Float32bits(v))
		}
		return d.bytes
	})
}

// table is the texture of a colour map.
func (d *shade) table(m *plot.Colormap) *ebiten.Image {
	t := d.tables[m]
	if t == nil {
		t = ebiten.NewImageWithOptions(image.Rect(0, 0, len(m.Table), 1), &ebiten.NewImageOptions{Unmanaged: true})
		pixels := make([]byte, 0, 4*len(m.Table))
		for _, c := range m.Table {
			pixels = append(pixels, c.R, c.G, c.B, c.A)
		}
		t.WritePixels(pixels)
		d.tables[m] = t
	}
	return t
}

// draw draws the map of p on g's quad of the given size in pixels.
func (d *shade) draw(screen *ebiten.Image, g *gpu, p *scene.Panel, spacing, scale, width, height float64) {
	h, values := p.Heat, get(d.values, p.Name)
	at, slope, _ := h.Norm.Affine()
	smooth := float32(0)
	if h.Smooth {
		smooth = 1
	}
	screen.DrawTrianglesShader(g.vertices, g.indices, d.program, &ebiten.DrawTrianglesShaderOptions{
		Images: [4]*ebiten.Image{values.image, d.table(h.Norm.Map)},
		Uniforms: map[string]any{
			"At": float32(at), "Slope": float32(slope), "Bad": rgba(h.Bad), "Smooth": smooth, "Spacing": float32(spacing),
			"Pace":  []float32{float32(float64(h.Columns-1) / width), -float32(float64(h.Rows-1) / height)}, // rows go up
			"Width": float32(scene.ContourWidth * scale), "Shift": float32(scene.ContourLooks[0].Shift * scale),
			"Shadow": rgba(scene.ContourLooks[0].Color), "Line": rgba(scene.ContourLooks[1].Color),
		},
	})
}

// rgba is an opaque colour as a shader takes it.
func rgba(c color.RGBA) []float32 {
	return []float32{float32(c.R) / 255, float32(c.G) / 255, float32(c.B) / 255, 1}
}
