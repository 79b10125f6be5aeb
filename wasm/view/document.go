//go:build js && wasm

package main

import (
	"fmt"
	"math"
	"syscall/js"
)

// secondClick is how long a click waits, in milliseconds: with a second one it is a double click, which chooses nothing.
const secondClick = 260

// tapSlop is how far a finger may move, in CSS pixels, for a touch to count as a tap.
const tapSlop = 8

// listen takes pointer, key and scroll events before ebiten's handlers see them: those would
// call preventDefault, and neither page scrolling over the view nor the page's own keys would
// work.
func (h *host) listen() {
	v := h.view
	doc := js.Global().Get("document")
	if !doc.Truthy() {
		return
	}
	window := js.Global()
	on := func(name string, f func(e js.Value)) {
		window.Call("addEventListener", name, js.FuncOf(func(_ js.Value, args []js.Value) any {
			args[0].Call("stopPropagation")
			if f != nil {
				f(args[0])
			}
			return nil
		}), map[string]any{"capture": true, "passive": true})
	}
	for _, name := range []string{"touchstart", "touchmove", "touchend", "touchcancel", "wheel",
		"mousedown", "mouseup", "mousemove", "keyup", "contextmenu", "dragover", "drop"} {
		on(name, nil)
	}
	at := func(e js.Value) (float64, float64) { // in what is drawn
		v.Lock()
		defer v.Unlock()
		top, _ := v.scene.Drawn()
		return e.Get("clientX").Float(), e.Get("clientY").Float() - top
	}
	mouse := func(e js.Value) bool { return e.Get("pointerType").String() != "touch" }
	var downX, downY, lastX, lastY float64
	var waiting js.Value // the timer of a click that waits for a second one
	var chosen func()    // what that click chooses
	fire := js.FuncOf(func(js.Value, []js.Value) any {
		waiting = js.Undefined()
		if chosen != nil {
			chosen()
		}
		return nil
	})
	forget := func() {
		if waiting.Truthy() {
			window.Call("clearTimeout", waiting)
		}
		waiting, chosen = js.Undefined(), nil
	}
	choose := func(x, y float64) {
		v.Lock()
		defer v.Unlock()
		if p, ok := v.scene.PickAt(x, y); ok {
			h.picked(p)
		}
	}
	press := func(x, y float64) {
		v.Lock()
		button := v.scene.Press(x, y)
		v.Unlock()
		second := waiting.Truthy() && math.Hypot(x-lastX, y-lastY) <= tapSlop
		forget()
		lastX, lastY = x, y
		if !button && !second {
			chosen = func() { choose(x, y) }
			waiting = window.Call("setTimeout", fire, secondClick)
		}
	}
	on("pointerdown", func(e js.Value) {
		x, y := at(e)
		downX, downY = x, y
		h.hover(x, y)
		if mouse(e) && e.Get("button").Int() == 0 {
			press(x, y)
		}
	})
	on("pointermove", func(e js.Value) {
		x, y := at(e)
		h.hover(x, y)
		if mouse(e) && e.Get("buttons").Int()&1 == 1 {
			if math.Hypot(x-downX, y-downY) > 2 { // drags
				forget()
				choose(x, y)
			}
		}
	})
	on("pointerup", func(e js.Value) {
		x, y := at(e)
		if !mouse(e) && math.Hypot(x-downX, y-downY) <= tapSlop {
			press(x, y)
		}
	})
	on("pointercancel", func(js.Value) { // the touch became a scroll
		v.Lock()
		v.scene.Leave()
		v.Unlock()
	})
	on("pointerout", func(e js.Value) {
		if !e.Get("relatedTarget").Truthy() && mouse(e) {
			v.Lock()
			v.scene.Leave()
			v.Unlock()
		}
	})
	on("dblclick", func(e js.Value) {
		forget()
		x, y := at(e)
		v.Lock()
		button := v.scene.OnButton(x, y) // two quick presses are no double click
		v.Unlock()
		if !button {
			h.toggle(x, y)
		}
	})
	on("keydown", h.key)
	window.Call("addEventListener", "scroll", js.FuncOf(func(js.Value, []js.Value) any {
		v.Lock()
		v.scene.SetScroll(window.Get("scrollY").Float())
		v.Unlock()
		return nil
	}))
	window.Call("addEventListener", "webglcontextlost", js.FuncOf(func(js.Value, []js.Value) any {
		h.lost()
		return nil
	}), true)
}

func (h *host) hover(x, y float64) {
	v := h.view
	v.Lock()
	v.scene.Hover(x, y)
	cursor := "default"
	if v.scene.CanPick() {
		cursor = "crosshair"
	}
	v.Unlock()
	if c := canvas(); c.Truthy() {
		c.Get("style").Set("cursor", cursor)
	}
}

// toggle puts the panel at (x, y) into full window, or back.
func (h *host) toggle(x, y float64) {
	v := h.view
	v.Lock()
	h.focus = ""
	if v.scene.Focus() != "" {
		v.scene.SetFocus("")
	} else {
		v.scene.SetFocus(v.scene.PanelAt(x, y))
	}
	now := v.scene.Focus()
	v.Unlock()
	h.call("onFocus", map[string]any{"panel": now})
}

func (h *host) key(e js.Value) {
	v := h.view
	key := e.Get("key").String()
	plain := !e.Get("ctrlKey").Bool() && !e.Get("metaKey").Bool() && !e.Get("altKey").Bool()
	v.Lock()
	x, y, over := v.scene.PointerPosition()
	focus := v.scene.Focus()
	v.Unlock()
	switch {
	case key == "f" && plain && (over || focus != ""):
		h.toggle(x, y)
	case key == "Escape" && focus != "":
		v.Lock()
		h.focus = ""
		v.scene.SetFocus("")
		v.Unlock()
		h.call("onFocus", map[string]any{"panel": ""})
	case plain:
		h.call("onKey", map[string]any{"key": key, "code": e.Get("code").String(), "shiftKey": e.Get("shiftKey").Bool()})
	}
}

func canvas() js.Value {
	return js.Global().Get("document").Call("querySelector", "canvas")
}

// paintDocument gives the document the theme's background and prepares the canvas: fixed while
// the document scrolls, reachable by keyboard, named for screen readers, vertical panning left to
// the browser.
func (h *host) paintDocument() {
	doc := js.Global().Get("document")
	if !doc.Truthy() {
		return
	}
	b := h.view.scene.Theme().Background
	doc.Get("body").Get("style").Set("backgroundColor", fmt.Sprintf("#%02x%02x%02x", b.R, b.G, b.B))
	doc.Get("documentElement").Get("style").Set("colorScheme", h.view.scene.Theme().Name)
	c := canvas()
	if !c.Truthy() {
		return
	}
	style := c.Get("style")
	style.Set("position", "fixed")
	style.Set("left", "0")
	style.Set("touchAction", "pan-y pinch-zoom")
	c.Set("tabIndex", -1) // by keyboard the page names each panel (site/js/panelkeys.mjs)
	c.Call("setAttribute", "role", "img")
	c.Call("setAttribute", "aria-label", "Plots of the training run: fields, losses, errors and task conflicts")
}

// setContentHeight makes the document as high as the panels, so that it scrolls natively, and
// tells the page.
func (h *host) setContentHeight(height float64) {
	doc := js.Global().Get("document")
	spacer := doc.Call("getElementById", "hrgrad-spacer")
	if !spacer.Truthy() {
		spacer = doc.Call("createElement", "div")
		spacer.Set("id", "hrgrad-spacer")
		style := spacer.Get("style")
		style.Set("position", "absolute")
		style.Set("top", "0")
		style.Set("left", "0")
		style.Set("width", "1px")
		style.Set("pointerEvents", "none")
		doc.Get("body").Call("appendChild", spacer)
	}
	spacer.Get("style").Set("height", fmt.Sprintf("%gpx", math.Floor(height)))
	// A scroll bar that comes or goes changes the width without a resize event; the canvas takes
	// its size from one.
	js.Global().Call("dispatchEvent", js.Global().Get("Event").New("resize"))
	v := h.view
	v.Lock()
	w, _, _ := v.scene.Size()
	v.Unlock()
	h.call("onResize", map[string]any{"width": w, "height": height})
}

// window is the size of the window in CSS pixels and the device pixel ratio.
func (h *host) window() (width, height, scale float64) {
	g := js.Global()
	if doc := g.Get("document"); doc.Truthy() && doc.Get("body").Truthy() {
		width = doc.Get("body").Get("clientWidth").Float()
	}
	return width, g.Get("innerHeight").Float(), g.Get("devicePixelRatio").Float()
}

// place puts the canvas where the part of the window that is drawn lies. The canvas takes its size
// from the body, which never is higher than the device can draw.
func (h *host) place(top, bottom float64) {
	doc := js.Global().Get("document")
	if !doc.Truthy() || bottom <= top || h.top == top && h.bottom == bottom && h.placed {
		return
	}
	h.placed = canvas().Truthy()
	h.top, h.bottom = top, bottom
	height := fmt.Sprintf("%gpx", bottom-top)
	doc.Get("body").Get("style").Set("height", height)
	if c := canvas(); c.Truthy() {
		c.Get("style").Set("top", fmt.Sprintf("%gpx", top))
		c.Get("style").Set("height", height)
	}
	js.Global().Call("dispatchEvent", js.Global().Get("Event").New("resize"))
}
