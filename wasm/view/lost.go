//go:build js && wasm

package main

import (
	"math"
	"strings"
	"syscall/js"

	"github.com/hrgrad/hrgrad/wasm/view/data"
)

// When the graphics device is lost, ebiten reloads the document. What the visitor has chosen in
// the view goes through the reload in window.name, the one place that also documents without an
// origin have; the page sends its messages again when the view reports ready for the second time.
const keptPrefix = "hrgrad:"

// maxLost is the number of losses in a row after which the view draws without WebGL, lest a device
// that is lost again and again keep the document reloading. A view that has run for longer than
// lasting, in milliseconds, breaks the row.
const (
	maxLost = 3
	lasting = 300e3
)

// lost is called when the device is lost, before the reload.
func (h *host) lost() {
	s := h.view.scene
	h.view.Lock()
	c := s.Choices()
	if js.Global().Get("performance").Call("now").Float() > lasting {
		h.losses = 0
	}
	kept := map[string]any{"lost": h.losses + 1, "theme": s.Theme().Name, "show": c.Show, "focus": s.Focus(), "quantity": c.Quantity, "all": c.AllVelocities}
	if c.Cut == c.Cut {
		kept["cut"] = c.Cut
	}
	h.view.Unlock()
	js.Global().Set("name", keptPrefix+js.Global().Get("JSON").Call("stringify", js.ValueOf(kept)).String())
	h.post(map[string]any{"type": "hrgrad-view-lost"})
}

// restore takes up what lost has kept, if it has.
func (h *host) restore() {
	name := js.Global().Get("name")
	if name.Type() != js.TypeString || !strings.HasPrefix(name.String(), keptPrefix) {
		return
	}
	js.Global().Set("name", "")
	defer func() { _ = recover() }() // a name that is no JSON was not ours
	kept := js.Global().Get("JSON").Call("parse", name.String()[len(keptPrefix):])
	str := func(key string) string {
		if v := kept.Get(key); v.Type() == js.TypeString {
			return v.String()
		}
		return ""
	}
	if n := kept.Get("lost"); n.Type() == js.TypeNumber {
		h.losses = n.Int()
	}
	c := data.Choices{Show: str("show"), Quantity: str("quantity"), AllVelocities: kept.Get("all").Truthy(), Cut: math.NaN()}
	if x := kept.Get("cut"); x.Type() == js.TypeNumber {
		c.Cut = x.Float()
	}
	s := h.view.scene
	_ = s.SetTheme(str("theme"))
	s.SetChoices(c)
	h.focus = str("focus")
}

// refocus puts the panel that was in full window before a reload there again, once it exists.
func (h *host) refocus() {
	if h.focus == "" {
		return
	}
	s := h.view.scene
	s.SetFocus(h.focus)
	if s.Focus() == h.focus {
		h.focus = ""
	}
}
