//go:build js && wasm

package main

import (
	"fmt"
	"runtime/debug"
	"sync"
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
}

// gcPercent keeps the heap near what lives in it, mostly pixels: with Go's default of 100 it would take minutes and 4 MB more
// to settle. A collection every few seconds does not show in the frame times.
const gcPercent = 40

func main() {
	debug.SetGCPercent(gcPercent)
	v := &view{scene: scene.New()}
	v.host.view, v.host.desk.Scene = v, v.scene
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
	if v.webgl = v.host.losses < maxLost && hasWebGL2(); v.webgl {
		return &gpu{view: v}
	}
	warn("no lasting WebGL2; drawing on a two-dimensional canvas")
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

func (v *view) resize(w, h, scale float64) {
	v.Lock()
	defer v.Unlock()
	v.scene.Resize(w, h, scale)
}
