//go:build js && wasm

package main

import (
	"syscall/js"
	"time"

	"github.com/hrgrad/hrgrad/wasm/view/plot"
)

// canvas2D shows the scene without WebGL: the rasteriser composes the whole window and the pixels
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

// hasWebGL2 tries a throwaway canvas.
func hasWebGL2() bool {
	doc := js.Global().Get("document")
	if !doc.Truthy() {
		return false
	}
	context := doc.Call("createElement", "canvas").Call("getContext", "webgl2")
	if !context.Truthy() {
		return false
	}
	if lose := context.Call("getExtension", "WEBGL_lose_context"); lose.Truthy() {
		lose.Call("loseContext") // browsers allow a page few contexts
	}
	return true
}

// runCanvas2D replaces ebiten's canvas and draws on every display frame that brings a change. It
// reports whether the browser has two-dimensional canvases; if so it never returns.
func runCanvas2D(v *view) bool {
	doc := js.Global().Get("document")
	if !doc.Truthy() {
		return false
	}
	element := doc.Call("createElement", "canvas")
	context := element.Call("getContext", "2d")
	if !context.Truthy() {
		return false
	}
	if old := canvas(); old.Truthy() {
		old.Call("remove")
	}
	style := element.Get("style")
	style.Set("width", "100%")
	style.Set("height", "100%")
	style.Set("display", "block")
	doc.Get("body").Call("appendChild", element)
	c := &canvas2D{view: v, element: element, context: context, sheet: plot.NewCanvas(1, 1, 1)}
	var frame js.Func
	frame = js.FuncOf(func(js.Value, []js.Value) any {
		c.frame()
		js.Global().Call("requestAnimationFrame", frame)
		return nil
	})
	js.Global().Call("requestAnimationFrame", frame)
	select {}
}

func (c *canvas2D) frame() {
	defer func() {
		if r := recover(); r != nil {
			c.view.host.fault("drawing failed")
		}
	}()
	body := js.Global().Get("document").Get("body")
	w, h := body.Get("clientWidth").Float(), body.Get("clientHeight").Float()
	if w < 1 || h < 1 {
		return
	}
	v := c.view
	v.own = 0
	defer v.spend(time.Now())
	v.resize(w, h, js.Global().Get("devicePixelRatio").Float())
	if err := v.Update(); err != nil {
		return
	}
	v.Lock()
	defer v.Unlock()
	if !v.scene.TakeChanged() {
		return
	}
	v.draw(func() {
		v.scene.Raster(c.sheet)
		c.show()
	})
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
