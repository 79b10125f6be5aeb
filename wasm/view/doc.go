// Command view draws a training run in the browser: fields over (t, x), cuts through them, loss
// curves, errors per Knudsen number and the cosines of the task gradients. It is an ebiten
// program for GOOS=js GOARCH=wasm that owns the document it runs in, so a page embeds it in an
// iframe and talks to window.hrgradView there:
//
//	set(message)        takes the engine's messages ready, progress, fields, errors, distribution,
//	                    conservation and race verbatim; returns false, with a warning on the
//	                    console, for a message it cannot use. A race shows until the next ready
//	theme(name)         "light" or "dark"
//	show(quantity)      what heat maps show: "network", "reference" or "error"
//	distribution(q, all) what its panel shows: "f", "equilibrium" or "difference"; all: every
//	                    velocity instead of the populated ones
//	marker(t)           moves the time marker before the next fields arrive
//	focus(panel)        one panel in full window, as soon as there is one of that name; "" shows all
//	preferredHeight(w)  height in CSS pixels at which w CSS pixels of width show everything
//	sight(top, h)       the part of the window that the page shows, in CSS pixels: where the window is higher than the
//	                    device can draw, the part around it is drawn
//	shader(on)          whether a shader draws maps, as at the start, or the rasteriser: for measurements
//	probe()             {frames, drawn, drawMs, ownMs, webgl, shader, width, height, dpr, contentHeight, focus, panels, pins, point, fieldHash, fieldStep, fieldEps, limit, spanTop, spanBottom}
//	png(panel)          Uint8Array with a PNG of a panel, or of all of them without a name
//
// and sets callbacks as properties: onPick({panel, eps, t, x, v, value}), onResize({width, height}),
// onFocus({panel}) when the visitor puts a panel into full window or, with "", back,
// onPanels({names}) when panels come or go, onKey({key, code, shiftKey}) for keys the view does not
// use, and onFault({message}).
// Without WebGL2 the same pictures go to a two-dimensional canvas. When the graphics device is
// lost, the view posts {type: "hrgrad-view-lost"}, its document reloads with what was chosen in it,
// and it reports ready again for the page to send its messages.
// When the first frame runs, the view calls window.hrgradOnReady(hrgradView) if the document has
// it, and posts {type: "hrgrad-view-ready"} to the parent window.
package main
