// The plots by keyboard: over each panel of the drawing lies a button, which the pointer does not see. It has the panel's name and shows where the
// focus is. Enter puts the panel into the full frame and back, arrows move the crosshair, p chooses its place like a click.

const arrows = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const step = 1 / 64, long = 1 / 8; // shares of the plot area

export class PanelKeys {
  #api; #handlers; #box = document.createElement('div'); #titles = {}; #buttons = new Map();

  /** api: the view's; handlers: onFocus(panel) when one goes into the full frame or back (empty), onRead(text) with the values under the crosshair. */
  constructor(api, handlers) {
    this.#api = api;
    this.#handlers = handlers;
    this.#box.id = 'panels';
    this.#box.setAttribute('role', 'group');
    this.#box.setAttribute('aria-label', 'Plots: Enter enlarges, arrow keys read values, p chooses a place');
    document.body.append(this.#box);
    addEventListener('keydown', (event) => this.#key(event), { capture: true });
    this.place();
  }

  /** Takes the titles of the panels by name. */
  name(titles) {
    this.#titles = titles;
    for (const [name, button] of this.#buttons) button.setAttribute('aria-label', titles[name] ?? name);
  }

  /** Lays the buttons over the panels, in the order of lines of text; one that has the focus keeps it. */
  place() {
    const { panels } = this.#api.probe();
    if (!panels) return;
    const names = new Set(panels.map(({ name }) => name));
    for (const [name, button] of this.#buttons) {
      if (names.has(name)) continue;
      button.remove();
      this.#buttons.delete(name);
    }
    for (const { name, x, y, w, h } of panels) {
      const button = this.#buttons.get(name) ?? this.#make(name);
      Object.assign(button.style, { left: `${x}px`, top: `${y + scrollY}px`, width: `${w}px`, height: `${h}px` });
    }
    const order = [...panels].sort((a, b) => a.y - b.y || a.x - b.x).map(({ name }) => this.#buttons.get(name));
    if (order.some((button, i) => this.#box.children[i] !== button)) {
      const focus = document.activeElement;
      this.#box.append(...order);
      if (order.includes(/** @type {any} */ (focus))) /** @type {HTMLElement} */ (focus).focus({ preventScroll: true });
    }
  }

  #make(name) {
    const button = document.createElement('button');
    button.type = 'button';
    button.dataset.panel = name;
    button.setAttribute('aria-label', this.#titles[name] ?? name);
    button.addEventListener('blur', () => this.#api.leave());
    this.#buttons.set(name, button);
    this.#box.append(button);
    return button;
  }

  #key(event) {
    const name = event.target?.dataset?.panel;
    if (!name || event.ctrlKey || event.metaKey || event.altKey) return;
    const arrow = arrows[event.key], by = event.shiftKey ? long : step;
    if (arrow) this.#handlers.onRead(String(this.#api.step(name, arrow[0] * by, arrow[1] * by)).replaceAll('\n', ', '));
    else if (event.key === 'Enter') this.#enlarge(name);
    else if (event.key === 'p') this.#api.choose();
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  #enlarge(name) {
    const panel = this.#api.probe().focus === '' ? name : '';
    this.#api.focus(panel);
    this.place();
    this.#buttons.get(name)?.focus({ preventScroll: true });
    this.#handlers.onFocus(panel);
  }
}
