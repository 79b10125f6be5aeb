// The picture of the page on the method: two task gradients in a plane, the cone in which both losses fall, their sum, and the update
// of HRGrad, step by step. For two tasks every step has a short formula; a test compares them with the program's own operator.

/** @typedef {[number, number]} Vector */
/** @type {(a: Vector, b: Vector) => number} */
const dot = ([a, b], [c, d]) => a * c + b * d;
/** @type {(a: Vector, b: Vector) => Vector} */
const plus = ([a, b], [c, d]) => [a + c, b + d];
/** @type {(s: number, a: Vector) => Vector} */
const times = (s, [a, b]) => [s * a, s * b];
/** @type {(a: Vector) => Vector} */
const unit = (a) => times(1 / Math.hypot(...a), a);
/** @type {(angle: number) => Vector} */
const at = (angle) => [Math.cos(angle), Math.sin(angle)];

/**
 * HRGrad for the gradients g1 = (1, 0) and one of a length and an angle (radians, 0 to π); turn is the share of the largest angle by
 * which conflicting tasks are turned. The update is null where the gradients are opposite.
 */
export function twoTasks(angle, length, turn) {
  /** @type {Vector[]} */
  const g = [[1, 0], times(length, at(angle))];
  const units = g.map(unit), cosine = dot(units[0], units[1]);
  const sum = plus(g[0], g[1]);
  const conflict = cosine < 0;
  // Each ray of the cone is the part of one gradient that is at a right angle to the other.
  const rays = conflict ? units.map((u, i) => plus(units[1 - i], times(-cosine, u))) : units;
  if (angle > Math.PI - 1e-6) return { g, cosine, conflict, sum, rays: [], anchor: null, turned: units, update: null };
  const anchor = unit(plus(unit(rays[0]), unit(rays[1])));
  const alpha = conflict ? turn * angle / 2 : 0;
  const turned = [at(alpha), at(angle - alpha)];
  const direction = at(angle / 2); // of equal cosine
  const update = times(dot(turned[0], direction) + length * dot(turned[1], direction), direction);
  return { g, cosine, conflict, sum, rays, anchor, turned, update };
}

const svg = (name, attributes, text) => {
  const e = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) e.setAttribute(key, value);
  if (text) e.textContent = text;
  return e;
};

const [width, height, originX, originY, scale] = [420, 300, 210, 235, 105];
const x = (a) => originX + scale * a[0], y = (a) => originY - scale * a[1];
const two = (value) => value.toFixed(2).replace('-', '−');

/** An arrow from the origin, with a name at its end. */
function arrow(group, a, kind, name) {
  const length = Math.hypot(...a);
  if (length < 0.02) return;
  group.append(svg('line', { x1: originX, y1: originY, x2: x(a), y2: y(a), class: kind }));
  const along = unit(a);
  const corner = (s) => plus(a, plus(times(-0.09, along), times(0.045 * s, [-along[1], along[0]])));
  group.append(svg('path', { d: `M${x(corner(1))} ${y(corner(1))}L${x(a)} ${y(a)}L${x(corner(-1))} ${y(corner(-1))}`, class: kind.replace(/sum|anchor/, '$& head') }));
  const tip = plus(a, times(0.14, along));
  group.append(svg('text', { x: x(tip), y: y(tip) + 5, 'text-anchor': 'middle' }, name));
}

/** Draws a state; returns the sentence below the picture. */
function draw(picture, { g, cosine, conflict, sum, rays, anchor, turned, update }) {
  const all = svg('g', {});
  all.append(svg('line', { x1: 10, y1: originY, x2: width - 10, y2: originY, class: 'axis' }), svg('line', { x1: originX, y1: 10, x2: originX, y2: height - 10, class: 'axis' }));
  if (rays.length) {
    // where both losses fall: between the normals of the two gradients
    /** @type {Vector[]} */
    const normals = conflict ? rays : [[0, 1], [g[1][1], -g[1][0]]];
    const edge = normals.map((r) => times(2, unit(r)));
    all.append(svg('path', { d: `M${originX} ${originY}L${x(edge[0])} ${y(edge[0])}L${x(edge[1])} ${y(edge[1])}Z`, class: 'region' }));
  }
  if (anchor) arrow(all, times(1.6, anchor), 'anchor', 'd*');
  arrow(all, g[0], 'task', 'g₁');
  arrow(all, g[1], 'other', 'g₂');
  if (conflict && update) {
    arrow(all, turned[0], 'task turned', 'r₁');
    arrow(all, turned[1], 'other turned', 'r₂');
  }
  arrow(all, sum, 'sum', 'g₁ + g₂');
  if (update) arrow(all, update, 'update', 'g');
  picture.replaceChildren(all);
  const with_ = (a) => g.map((b) => dot(a, b) / Math.hypot(...a) / Math.hypot(...b));
  const falls = (i) => `the loss of task ${i + 1} ${with_(sum)[i] > 1e-9 ? 'falls' : 'rises'} along the sum`;
  const first = `Cosine of the two gradients ${two(cosine)}: ${conflict ? 'they conflict' : 'no conflict, nothing is turned'}.`;
  if (!update) return `${first} They are opposite: no direction serves both.`;
  const worst = with_(sum);
  const middle = worst[0] > 1e-9 && worst[1] > 1e-9 ? `Both losses fall along the sum (cosines ${two(worst[0])} and ${two(worst[1])}).` : `But ${falls(worst[0] > 1e-9 ? 1 : 0)} (cosines ${two(worst[0])} and ${two(worst[1])}).`;
  return `${first} ${middle} Along HRGrad's update both fall, with equal cosines ${two(with_(update)[0])}; its length is ${two(Math.hypot(...update))}.`;
}

/** A slider with its label. */
function slider(text, min, max, step, value, changed) {
  const label = document.createElement('label'), input = document.createElement('input');
  Object.assign(input, { type: 'range', min, max, step, value });
  input.addEventListener('input', changed);
  label.append(text, input);
  return { label, value: () => Number(input.value), set: (v) => { input.value = String(v); changed(); } };
}

/** Puts the picture into an element of the page. */
export function showCone(box) {
  const picture = svg('svg', { viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': 'Two task gradients, their sum, the cone in which both losses fall, and the update of HRGrad' });
  const output = document.createElement('output'), handles = document.createElement('div');
  handles.className = 'handles';
  const show = () => { output.textContent = draw(picture, twoTasks(angle.value() * Math.PI / 180, length.value(), turn.value() / 100)); };
  const angle = slider('Angle between the gradients, degrees', 20, 180, 1, 127, () => show());
  const length = slider('Length of the second', 0.2, 1.6, 0.05, 1, () => show());
  const turn = slider('Turned towards the anchor d*, % of the way', 0, 100, 1, 50, () => show());
  handles.append(angle.label, length.label, turn.label);
  // The second gradient can also be dragged.
  const drag = (event) => {
    const box_ = picture.getBoundingClientRect();
    const a = [(event.clientX - box_.left) / box_.width * width - originX, originY - (event.clientY - box_.top) / box_.height * height];
    angle.set(Math.round(Math.min(180, Math.max(20, Math.atan2(Math.max(a[1], 0), a[0]) * 180 / Math.PI))));
    length.set(Math.min(1.6, Math.max(0.2, Math.hypot(...a) / scale)));
  };
  picture.addEventListener('pointerdown', (event) => { picture.setPointerCapture(event.pointerId); drag(event); });
  picture.addEventListener('pointermove', (event) => { if (event.buttons) drag(event); });
  box.replaceChildren(picture, handles, output);
  show();
}

if (typeof document !== 'undefined') for (const box of document.querySelectorAll('.cone')) showCone(/** @type {HTMLElement} */ (box));
