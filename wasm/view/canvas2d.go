//go:build js && wasm

package main

import (
	"errors"
	"fmt"
	"syscall/js"
	"time"

	"github.com/hrgrad/hrgrad/wasm/view/plot"
	"github.com/hrgrad/hrgrad/wasm/view/scene"
)

// canvas2D is the painter without WebGL: the rasteriser composes the whole window and the pixels
// go to a two-dimensional canvas. It is slower than ebiten and looks the same.
type canvas2D struct {
	view    *view
	element js.Value
	context js.Value
	sheet   *plot.Canvas
	bytes   js.Value // Uint8ClampedArray of the image data
	image   js.Value // ImageData
	w, h    int
}

// canvasLimit is the largest side of a two-dimensional canvas that every browser has.
const canvasLimit = 4096

// webGL2Limit tries a throwaway canvas and returns the largest side of a texture and of a drawing;
// 0 without WebGL2.
func webGL2Limit() float64 {
	doc := js.Global().Get("document")
	if !doc.Truthy() {
		return 0
	}
	context := doc.Call("createElement", "canvas").Call("getContext", "webgl2")
	if !context.Truthy() {
		return 0
	}
	get := func(name string) js.Value { return context.Call("getParameter", context.Get(name)) }
	limit := get("MAX_TEXTURE_SIZE").Float()
	if dims := get("MAX_VIEWPORT_DIMS"); dims.Truthy() {
		limit = min(limit, dims.Index(0).Float(), dims.Index(1).Float())
	}
	if lose := context.Call("getExtension", "WEBGL_lose_context"); lose.Truthy() {
		lose.Call("loseContext") // browsers allow a page few contexts
	}
	return limit
}

// run replaces ebiten's canvas and draws on every display frame that brings a change.
func (c *canvas2D) run(*view) error {
	doc := js.Global().Get("document")
	if !doc.Truthy() {
		return errors.New("there is no document to draw in")
	}
	c.sheet = plot.NewCanvas(1, 1, 1)
	c.element = doc.Call("createElement", "canvas")
	if c.context = c.element.Call("getContext", "2d"); !c.context.Truthy() {
		return errors.New("the browser offers neither WebGL2 nor a two-dimensional canvas")
	}
	if old := canvas(); old.Truthy() {
		old.Call("remove")
	}
	style := c.element.Get("style")
	style.Set("width", "100%")
	style.Set("height", "100%")
	style.Set("display", "block")
	doc.Get("body").Call("appendChild", c.element)
	var frame js.Func
	frame = js.FuncOf(func(js.Value, []js.Value) any {
		if c.frame() {
			js.Global().Call("requestAnimationFrame", frame)
		}
		return nil
	})
	js.Global().Call("requestAnimationFrame", frame)
	select {}
}

// frame draws one frame; false after a fault.
func (c *canvas2D) frame() (ok bool) {
	defer func() {
		if r := recover(); r != nil {
			c.view.host.fault(fmt.Sprint(r))
		}
	}()
	v := c.view
	if w, h, _ := v.host.window(); w < 1 || h < 1 {
		return true
	}
	v.own = 0
	defer v.spend(time.Now())
	v.fit()
	v.begin()
	v.paint(func(s *scene.Scene) {
		s.Raster(c.sheet)
		c.show()
	})
	return true
}

// show copies the sheet to the canvas.
func (c *canvas2D) show() {
	size := c.sheet.Image.Rect.Size()
	if size.X != c.w || size.Y != c.h {
		c.w, c.h = size.X, size.Y
		c.element.Set("width", c.w)
		c.element.Set("height", c.h)
		c.image = c.context.Call("createImageData", c.w, c.h)
		c.bytes = js.Global().Get("Uint8ClampedArray").New(c.image.Get("data").Get("buffer"))
	}
	js.CopyBytesToJS(c.bytes, c.sheet.Image.Pix)
	c.context.Call("putImageData", c.image, 0, 0)
}
