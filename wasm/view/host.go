//go:build js && wasm

package main

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"syscall/js"

	"github.com/hrgrad/hrgrad/wasm/view/data"
	"github.com/hrgrad/hrgrad/wasm/view/panel"
	"github.com/hrgrad/hrgrad/wasm/wire"
)

// host is the page's side: the exported object and the callbacks the page sets on it.
type host struct {
	view    *view
	api     js.Value
	pending *panel.Pick // the last choice since the last frame
	losses  int         // of the graphics device, before this document
	focus   string      // panel to put into full window when it comes; empty: none
	names   []string    // of the panels, as the page knows them
	build   int         // of the scene they come from

	top, bottom float64 // where the canvas lies in the window
	placed      bool    // there was a canvas to place
}

// export makes window.hrgradView.
func (h *host) export() {
	h.api = js.Global().Get("Object").New()
	v := h.view
	h.function("set", func(args []js.Value) (any, error) {
		err := h.set(argument(args, 0))
		if err == nil {
			h.refocus()
		}
		return true, err
	})
	h.function("theme", func(args []js.Value) (any, error) {
		err := v.scene.SetTheme(text(args, 0))
		if err == nil {
			h.paintDocument()
		}
		return true, err
	})
	h.function("show", func(args []js.Value) (any, error) { return true, v.scene.SetShow(text(args, 0)) })
	h.function("distribution", func(args []js.Value) (any, error) {
		if a := argument(args, 1); a.Type() == js.TypeBoolean {
			v.scene.SetAllVelocities(a.Bool())
		}
		return true, v.scene.SetQuantity(text(args, 0))
	})
	h.function("marker", func(args []js.Value) (any, error) {
		t := argument(args, 0)
		if t.Type() != js.TypeNumber {
			return nil, fmt.Errorf("marker: a number is needed")
		}
		v.scene.SetMarker(t.Float())
		return true, nil
	})
	h.function("point", func(args []js.Value) (any, error) {
		x, y := argument(args, 0), argument(args, 1)
		if x.Type() != js.TypeNumber || y.Type() != js.TypeNumber {
			return nil, fmt.Errorf("point: two numbers are needed")
		}
		v.scene.SetCut(x.Float())
		v.scene.SetMarkerY(y.Float())
		return true, nil
	})
	h.function("pins", func(args []js.Value) (any, error) { // an array: x and t of every pin, or x and y
		list := argument(args, 0)
		if list.Type() != js.TypeObject || list.Get("length").Type() != js.TypeNumber {
			return nil, fmt.Errorf("pins: an array is needed")
		}
		var pins []data.Place
		for i := 0; i+1 < list.Length(); i += 2 {
			x, y := list.Index(i), list.Index(i+1)
			if x.Type() != js.TypeNumber || y.Type() != js.TypeNumber {
				return nil, fmt.Errorf("pins: numbers are needed")
			}
			pins = append(pins, data.Place{X: x.Float(), Y: y.Float()})
		}
		v.scene.SetPins(pins)
		return true, nil
	})
	h.function("focus", func(args []js.Value) (any, error) {
		h.focus = text(args, 0)
		v.scene.SetFocus(h.focus)
		h.refocus()
		return true, nil
	})
	h.function("step", func(args []js.Value) (any, error) { // the crosshair by keys; returns the lines of the tooltip
		dx, dy := argument(args, 1), argument(args, 2)
		if dx.Type() != js.TypeNumber || dy.Type() != js.TypeNumber {
			return nil, fmt.Errorf("step: a name and two numbers are needed")
		}
		return strings.Join(v.scene.Step(text(args, 0), dx.Float(), dy.Float()), "\n"), nil
	})
	h.function("choose", func([]js.Value) (any, error) { // what a click at the crosshair would
		x, y, over := v.scene.PointerPosition()
		if p, ok := v.scene.PickAt(x, y); over && ok {
			h.picked(p)
		}
		return true, nil
	})
	h.function("leave", func([]js.Value) (any, error) {
		v.scene.Leave()
		return true, nil
	})
	h.function("preferredHeight", func(args []js.Value) (any, error) {
		w, _, _ := v.scene.Size()
		if a := argument(args, 0); a.Type() == js.TypeNumber && a.Float() > 0 {
			w = a.Float()
		}
		return v.scene.PreferredHeight(w), nil
	})
	h.function("sight", func(args []js.Value) (any, error) {
		top, height := argument(args, 0), argument(args, 1)
		if top.Type() != js.TypeNumber || height.Type() != js.TypeNumber {
			return nil, fmt.Errorf("sight: two numbers are needed")
		}
		v.seen0, v.seen1 = top.Float(), top.Float()+height.Float()
		return true, nil
	})
	h.function("shader", func(args []js.Value) (any, error) { // for measurements: whether a shader draws maps
		on := argument(args, 0)
		if on.Type() != js.TypeBoolean {
			return nil, fmt.Errorf("shader: a boolean is needed")
		}
		v.shader = on.Bool()
		v.scene.Invalidate()
		return true, nil
	})
	h.function("probe", func([]js.Value) (any, error) { return h.probe(), nil })
	h.function("png", func(args []js.Value) (any, error) {
		b, err := v.scene.PNG(text(args, 0))
		if err != nil {
			return nil, err
		}
		out := js.Global().Get("Uint8Array").New(len(b))
		js.CopyBytesToJS(out, b)
		return out, nil
	})
	js.Global().Set("hrgradView", h.api)
}

// function exports f. It runs under the lock; an error or a panic becomes a warning on the
// console and the result false.
func (h *host) function(name string, f func(args []js.Value) (any, error)) {
	h.api.Set(name, js.FuncOf(func(_ js.Value, args []js.Value) (result any) {
		h.view.Lock()
		defer h.view.Unlock()
		defer func() {
			if r := recover(); r != nil {
				warn(fmt.Sprintf("%s: %v", name, r))
				result = false
			}
		}()
		out, err := f(args)
		if err != nil {
			warn(err.Error())
			return false
		}
		return out
	}))
}

func warn(text string) {
	js.Global().Get("console").Call("warn", "hrgrad view: "+text)
}

func argument(args []js.Value, i int) js.Value {
	if i < len(args) {
		return args[i]
	}
	return js.Undefined()
}

func text(args []js.Value, i int) string {
	if a := argument(args, i); a.Type() == js.TypeString {
		return a.String()
	}
	return ""
}

// set hands a message of the engine to the scene. Those that concern only the page are ignored.
func (h *host) set(m js.Value) error {
	if m.Type() != js.TypeObject {
		return fmt.Errorf("message: %s given; an object with a type is needed", m.Type())
	}
	kind := m.Get("type")
	if kind.Type() != js.TypeString {
		return fmt.Errorf("message: the type is missing")
	}
	to, take := h.view.scene.Receiver(kind.String())
	if to == nil {
		return nil // it concerns only the page
	}
	if err := wire.Decode(m, to); err != nil {
		return err
	}
	return take()
}

func (h *host) probe() any {
	v := h.view
	w, height, dpr := v.scene.Size()
	var panels []any
	top, bottom := v.scene.Drawn()
	var step, eps any // of the fields shown, null without any
	if f := v.scene.Fields; f != nil {
		step, eps = f.Step, f.Eps
	}
	for _, p := range v.scene.Panels() {
		panels = append(panels, map[string]any{
			"name": p.Name, "x": p.Rect.X, "y": p.Rect.Y - v.scene.Scroll() + top, "w": p.Rect.W, "h": p.Rect.H,
		})
	}
	return js.ValueOf(map[string]any{
		"frames": v.frames, "drawn": v.drawn, "webgl": v.webgl, "shader": v.webgl && v.shader, "drawMs": float64(v.cost.Microseconds()) / 1000, "ownMs": float64(v.own.Microseconds()) / 1000, "width": w, "height": height, "dpr": dpr,
		"limit": v.limit, "spanTop": top, "spanBottom": bottom, "contentHeight": v.scene.ContentHeight(), "focus": v.scene.Focus(), "panels": panels, "pins": len(v.scene.Pins), "point": []any{v.scene.CutX, v.scene.MarkerY},
		"fieldHash": strconv.FormatUint(v.scene.FieldHash, 16), "fieldStep": step, "fieldEps": eps,
	})
}

// call invokes a callback of the page, if it is set. What it throws goes to the console.
func (h *host) call(name string, arg any) {
	f := h.api.Get(name)
	if f.Type() != js.TypeFunction {
		return
	}
	defer func() {
		if r := recover(); r != nil {
			warn(fmt.Sprintf("%s: %v", name, r))
		}
	}()
	f.Invoke(arg)
}

// ready tells the page that frames run.
func (h *host) ready() {
	h.paintDocument()
	if f := js.Global().Get("hrgradOnReady"); f.Type() == js.TypeFunction {
		h.api.Set("onReady", f)
		h.call("onReady", h.api)
	}
	h.post(map[string]any{"type": "hrgrad-view-ready"})
}

// post sends a message to the parent window, if there is one.
func (h *host) post(m map[string]any) {
	parent := js.Global().Get("parent")
	if !parent.Truthy() || parent.Equal(js.Global()) {
		return
	}
	// Documents from files and srcdoc have no origin to name; the message holds no secret.
	origin := js.Global().Get("origin").String()
	if origin == "" || origin == "null" {
		origin = "*"
	}
	parent.Call("postMessage", js.ValueOf(m), origin)
}

func (h *host) fault(reason string) {
	js.Global().Get("console").Call("error", "hrgrad view: "+reason)
	h.call("onFault", map[string]any{"message": reason})
	h.post(map[string]any{"type": "hrgrad-view-fault", "message": reason})
}

// picked notes a choice; flush hands the last one of a frame to the page, and the names of the
// panels when they are new.
func (h *host) picked(p panel.Pick) { h.pending = &p }

func (h *host) flush() {
	h.view.Lock()
	p := h.pending
	h.pending = nil
	names := h.newNames()
	h.view.Unlock()
	if names != nil {
		h.call("onPanels", map[string]any{"names": names})
	}
	if p == nil {
		return
	}
	m := map[string]any{"panel": p.Panel}
	for name, v := range map[string]float64{"eps": p.Eps, "t": p.T, "x": p.X, "y": p.Y, "v": p.V, "value": p.Value} {
		if math.IsNaN(v) {
			m[name] = nil
			continue
		}
		m[name] = v
	}
	h.call("onPick", m)
}

// newNames returns the names of the panels when they differ from those the page knows, else nil.
func (h *host) newNames() (out []any) {
	s := h.view.scene
	if build := s.Look().Build; build != h.build {
		h.build = build
		if names := s.Names(); !slices.Equal(names, h.names) {
			h.names = names
			for _, name := range names {
				out = append(out, name)
			}
		}
	}
	return out
}
