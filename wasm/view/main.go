//go:build js && wasm

package main

import (
	"fmt"
	"runtime/debug"
	"sync"
	"time"

	"github.com/hajimehoshi/ebiten/v2"

	"github.com/hrgrad/hrgrad/wasm/heap"
	"github.com/hrgrad/hrgrad/wasm/view/scene"
)

// view ties the scene to the browser. The lock orders JavaScript callbacks and frames; no
// callback into the page runs while it is held.
type view struct {
	sync.Mutex
	scene *scene.Scene
	host  host
	gpu   gpu

	frames, drawn int
	cost          time.Duration // of the last drawing
	own           time.Duration // of all that is ours in the last frame: layout, Update and Draw, without ebiten and the device
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
	// ebiten cannot be left once it has tried and failed to find WebGL2.
	if v.webgl = v.host.losses < maxLost && hasWebGL2(); !v.webgl {
		warn("no lasting WebGL2; drawing on a two-dimensional canvas")
		if !runCanvas2D(v) {
			v.host.fault("the browser offers neither WebGL2 nor a two-dimensional canvas")
		}
		return
	}
	ebiten.SetScreenClearedEveryFrame(false)
	ebiten.SetTPS(ebiten.SyncWithFPS)
	if err := ebiten.RunGameWithOptions(v, &ebiten.RunGameOptions{InitUnfocused: true, ScreenTransparent: true}); err != nil {
		v.host.fault(err.Error())
	}
}

// Update runs once per display frame.
func (v *view) Update() error {
	defer v.spend(time.Now())
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
	return nil
}

// Draw redraws the window when something has changed.
func (v *view) Draw(screen *ebiten.Image) {
	defer v.spend(time.Now())
	v.Lock()
	defer v.Unlock()
	if v.scene.TakeChanged() {
		v.draw(func() { v.gpu.draw(screen, v.scene) })
	}
}

// draw counts and times one drawing.
func (v *view) draw(f func()) {
	start := time.Now()
	f()
	v.drawn++
	v.cost = time.Since(start)
}

// spend counts what has been done since start to the present frame.
func (v *view) spend(start time.Time) { v.own += time.Since(start) }

// Layout is unused; ebiten prefers LayoutF.
func (v *view) Layout(w, h int) (int, int) { return w, h }

// LayoutF makes one logical pixel one device pixel.
func (v *view) LayoutF(w, h float64) (float64, float64) {
	start := time.Now()
	v.own = 0 // ebiten lays out once per frame, first of all
	scale := ebiten.Monitor().DeviceScaleFactor()
	v.resize(w, h, scale)
	v.spend(start)
	return max(1, float64(int(w*scale))), max(1, float64(int(h*scale)))
}

func (v *view) resize(w, h, scale float64) {
	v.Lock()
	defer v.Unlock()
	v.scene.Resize(w, h, scale)
}
