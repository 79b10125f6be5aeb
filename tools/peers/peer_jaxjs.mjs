// The step in jax-js on its WebAssembly backend, one step compiled as a whole.
//
// Its arrays count references: a function consumes its arguments, and .ref keeps one for a later use. What is traced is computed once,
// so the functions below keep everything.

import { defaultDevice, grad, init, jit, numpy as np, tree } from '@jax-js/jax';
import { problem, serve } from './problem.mjs';

/** @type {any} */ (globalThis).Float16Array ??= class {}; // which the library asks for by name, and Node 20 lacks
await init('wasm');
defaultDevice('wasm');

const add = (a, b) => a.ref.add(b.ref ?? b), mul = (a, b) => a.ref.mul(b.ref ?? b), sub = (a, b) => a.ref.sub(b.ref ?? b);
const dot = (a, b) => np.dot(a.ref, b.ref), total = (a) => np.sum(a.ref);

/** Constants of the problem as arrays of a type. */
function constants(d, dtype) {
  const array = (a) => np.array(a, { dtype });
  return { ...d, flux: array(d.flux), stream: array(d.stream), project: array(d.project), v: array([d.v]), weights: array(d.w.map((w) => [w])) };
}

/** Residuals of both equations; rho and g are [value, t derivative, x derivative]. */
function residual(p, term, rho, g, eps) {
  if (term === 0) return add(rho[1], dot(g[2], p.flux));
  return add(add(mul(mul(eps, eps), g[1]), mul(eps, dot(g[2], p.stream))), add(mul(rho[2], p.v), g[0]));
}

/** X W + b on jets. */
const dense = (h, w, b) => [add(dot(h[0], w), b), dot(h[1], w), dot(h[2], w)];

function tanh(z) {
  const y = np.tanh(z[0].ref), d = sub(np.array(1), mul(y, y));
  return [y, mul(d, z[1]), mul(d, z[2])];
}

/** start + t times the network's correction, with derivatives. */
const ansatz = (start, startX, c, t) => [add(start, mul(t, c[0])), add(c[0], mul(t, c[1])), add(startX, mul(t, c[2]))];

/** The loss of a term; the network's last layer stands as two matrices with their biases, for rho and for g. */
function loss(p, spread, term, params, b) {
  const w = params[Symbol.iterator](), next = () => w.next().value;
  let e = b.codes;
  for (let i = 0; i < 2; i++) e = np.tanh(add(dot(e, next()), next()));
  e = dot(spread, dot(e, next()));
  const first = dense(b.features, next(), next());
  let h = tanh([add(first[0], e), first[1], first[2]]);
  for (let i = 1; i < p.depth; i++) h = tanh(dense(h, next(), next()));
  const rho = ansatz(b.rho0, b.rho0x, dense(h, next(), next()), b.t);
  const g = ansatz(b.g0, b.g0x, dense(h, next(), next()).map((o) => dot(o, p.project)), b.t);
  const r = residual(p, term, rho, g, b.eps);
  return np.mean(term ? dot(mul(r, r), p.weights) : mul(r, r));
}

/** The parameters, with the last layer cut into its column for rho and the rest. */
function cut(parameters) {
  const [w, b] = parameters.slice(-2);
  return [...parameters.slice(0, -2), w.map((r) => r.slice(0, 1)), b.slice(0, 1), w.map((r) => r.slice(1)), b.slice(1)].map((a) => np.array(a));
}

async function make(width) {
  const data = problem(width), p = constants(data, np.float32), n = p.strata * p.points;
  const column = (a) => np.array(a.map((x) => [x]));
  const spread = np.array(Array.from({ length: n }, (_, i) => Array.from({ length: p.strata }, (__, k) => (k === Math.floor(i / p.points) ? 1 : 0))));
  const batches = data.batches.map((b) => b.terms.map((k) => ({
    features: k.features.map((f) => np.array(f)), codes: np.array(b.codes), eps: column(b.eps), t: column(k.t),
    rho0: column(k.rho0), rho0x: column(k.rho0x), g0: np.array(k.g0), g0x: np.array(k.g0x),
  })));
  const zeros = () => cut(data.parameters).map((w) => np.zerosLike(w));
  const scalar = (x) => np.array(x);
  const gradients = [0, 1].map((term) => grad((params, b) => loss(p, spread, term, params, b)));

  const step = jit((s, batch) => {
    const power1 = mul(s.power1, p.beta1), power2 = mul(s.power2, p.beta2);
    const moments = s.moments.map((m, k) => {
      const g = gradients[k](s.params.map((w) => w.ref), tree.ref(batch[k]));
      return m.map((a, i) => add(mul(a, p.beta1), mul(g[i], 1 - p.beta1)));
    });
    const product = (a, b) => a.map((u, i) => total(mul(u, b[i]))).reduce((x, y) => add(x, y));
    const k11 = product(moments[0], moments[0]), k12 = product(moments[0], moments[1]), k22 = product(moments[1], moments[1]);
    const n1 = np.sqrt(k11.ref), n2 = np.sqrt(k22.ref);
    const half = np.sqrt(mul(add(k12.ref.div(mul(n1, n2)), 1), 0.5)); // cosine between either gradient and the bisector
    const length = mul(add(n1, n2), half);
    const w1 = length.ref.div(mul(mul(half, n1), 2)), w2 = length.ref.div(mul(mul(half, n2), 2));
    const last = moments[0].map((a, i) => add(mul(a, w1), mul(moments[1][i], w2)));
    const second = s.second.map((v, i) => {
      const pseudo = mul(sub(last[i], mul(s.last[i], p.beta1)), 1 / (1 - p.beta1));
      return add(mul(v, p.beta2), mul(mul(pseudo, pseudo), 1 - p.beta2));
    });
    const one = np.array(1), rate = np.array(p.rate).div(sub(one, power1)), rest = sub(one, power2);
    const params = s.params.map((w, i) => sub(w, mul(rate, last[i].ref.div(add(np.sqrt(second[i].ref.div(rest.ref)), p.delta)))));
    return { params, moments, last, second, power1, power2 };
  });

  let state = { params: cut(data.parameters), moments: [zeros(), zeros()], last: zeros(), second: zeros(), power1: scalar(1), power2: scalar(1) };
  let at = 0;
  return async (steps) => {
    for (let i = 0; i < steps; i++) {
      state = step(state, tree.ref(batches[at++ % batches.length]));
      await state.power1.ref.data(); // a hundred steps without waiting for any take ten times as long
    }
    for (const w of state.params) if (!(await w.ref.data()).every(Number.isFinite)) throw new Error('the run diverged');
  };
}

await serve(make, async () => {
  const data = problem(32), p = constants(data, np.float64), array = (a) => np.array(a, { dtype: np.float64 });
  const columns = (a) => array(a.map((x) => [x]));
  const { rho, g, eps } = data.exact;
  return Math.max(...[0, 1].flatMap((term) => residual(p, term, rho.map(columns), g.map(array), columns(eps)).js().flat().map(Math.abs)));
});
