//go:build js && wasm

package main

import (
	"fmt"
	"runtime/debug"
	"sync"
	"syscall/js"
	"time"

	"github.com/hrgrad/hrgrad/wasm/heap"
	"github.com/hrgrad/hrgrad/wasm/view/scene"
)

// painter puts the scene on the screen.
type painter interface {
	// run shows frame after frame; it returns only if it cannot.
	run(v *view) error
}

// view ties the scene to the browser and to a painter. The lock orders JavaScript callbacks and
// frames; no callback into the page runs while it is held.
type view struct {
	sync.Mutex
	scene *scene.Scene
	host  host

	frames, drawn int
	cost          time.Duration // of the last drawing
	own           time.Duration // of all that is ours in the last frame: layout, update and drawing, without ebiten and the device
	spacer        float64       // height given to the document
	webgl         bool
	shader        bool    // maps are coloured by the graphics device
	limit         float64 // largest side of what the device draws, in device pixels
	seen0, seen1  float64 // part of the window that the page shows
}

// gcPercent keeps the heap near the size of the objects in use, mostly pixels: with Go's default of 100 it would take minutes and 4 MB more
// to settle. A collection every few seconds does not show in the frame times.
const gcPercent = 40

func main() {
	debug.SetGCPercent(gcPercent)
	v := &view{scene: scene.New(), shader: true}
	v.host.view = v
	v.host.restore()
	v.host.export()
	v.host.listen()
	heap.Export()
	defer func() {
		if r := recover(); r != nil {
			v.host.fault(fmt.Sprint(r))
		}
		select {} // the exported functions stay usable
	}()
	if err := v.painter().run(v); err != nil {
		v.host.fault(err.Error())
	}
}

// painter chooses ebiten where there is a lasting WebGL2, which ebiten cannot be left without once
// it has tried.
func (v *view) painter() painter {
	if v.limit = webGL2Limit(); v.limit > 0 && v.host.losses < maxLost {
		v.webgl = true
		v.fit()
		return &gpu{view: v}
	}
	v.limit = canvasLimit
	v.fit()
	js.Global().Get("console").Call("info", "hrgrad view: no lasting WebGL2; drawing on a two-dimensional canvas")
	return &canvas2D{view: v}
}

// begin is the first part of a frame: what has happened since the last one goes to the page.
func (v *view) begin() {
	v.Lock()
	v.frames++
	first := v.frames == 1
	height := v.scene.ContentHeight()
	grown := height != v.spacer
	v.spacer = height
	v.Unlock()
	if grown {
		v.host.setContentHeight(height)
	}
	v.fit()
	if first {
		v.host.ready()
	}
	v.host.flush()
}

// paint is the second part: it calls draw when something has changed, counts it and takes its time.
func (v *view) paint(draw func(*scene.Scene)) {
	v.Lock()
	defer v.Unlock()
	if !v.scene.TakeChanged() {
		return
	}
	start := time.Now()
	draw(v.scene)
	v.drawn++
	v.cost = time.Since(start)
}

// spend counts what has been done since start to the present frame.
func (v *view) spend(start time.Time) { v.own += time.Since(start) }

// fit lays the scene out for the window and gives the canvas the part of it that the device can
// draw. It returns the size of that part and its density.
func (v *view) fit() (w, h, scale float64) {
	w, h, scale = v.host.window()
	v.Lock()
	top, bottom := v.scene.Drawn()
	scale = scene.Density(scale, w, h, v.limit)
	v.scene.Resize(w, h, scale)
	top, bottom = scene.Span(h, v.limit/scale, v.seen0, v.seen1, top, bottom)
	v.scene.SetDrawn(top, bottom)
	v.Unlock()
	v.host.place(top, bottom)
	return w, bottom - top, scale
}
