// The step in TensorFlow.js on its WebAssembly backend (SIMD, one thread). It computes in float32 only, so the residual of the exact
// solution is that of rounding.

import { createRequire } from 'node:module';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { setThreadsCount, setWasmPaths, version_wasm } from '@tensorflow/tfjs-backend-wasm';
import { problem, serve } from './problem.mjs';

const backend = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm');
setWasmPaths(`${path.dirname(backend)}${path.sep}`);
setThreadsCount(1);
await tf.setBackend('wasm');
await tf.ready();
console.error(`tfjs ${tf.version.tfjs}, wasm backend ${version_wasm}`);

/** Residuals of both equations; rho and g are [value, t derivative, x derivative]. */
function residual(p, term, rho, g, eps) {
  if (term === 0) return tf.add(rho[1], tf.matMul(g[2], p.flux));
  return tf.addN([tf.mul(tf.square(eps), g[1]), tf.mul(eps, tf.matMul(g[2], p.stream)), tf.mul(rho[2], p.v), g[0]]);
}

/** Constants of the problem as tensors. */
const constants = (d) => ({ ...d, flux: tf.tensor2d(d.flux), stream: tf.tensor2d(d.stream), project: tf.tensor2d(d.project), v: tf.tensor2d([d.v]), weights: tf.tensor2d(d.w.map((w) => [w])) });

async function make(width) {
  const data = problem(width), p = constants(data), n = p.strata * p.points;
  const params = data.parameters.map((w) => tf.variable(tf.tensor(w)));
  const column = (a) => tf.tensor2d(a, [n, 1]);
  const spread = tf.tensor2d(Array.from({ length: n }, (_, i) => Array.from({ length: p.strata }, (__, k) => (k === Math.floor(i / p.points) ? 1 : 0))));
  const batches = data.batches.map((b) => b.terms.map((k) => ({
    features: tf.tensor2d(k.features.flat()), codes: tf.tensor2d(b.codes), eps: column(b.eps), t: column(k.t),
    rho0: column(k.rho0), rho0x: column(k.rho0x), g0: tf.tensor2d(k.g0), g0x: tf.tensor2d(k.g0x),
  })));

  /** X W + b on jets, one product for all three, whose rows stand one below the other. */
  const dense = (h, w, b) => {
    const z = tf.split(tf.matMul(h, w), 3);
    return [tf.add(z[0], b), z[1], z[2]];
  };
  const tanh = (z) => {
    const y = tf.tanh(z[0]), d = tf.sub(1, tf.square(y));
    return tf.concat([y, tf.mul(d, z[1]), tf.mul(d, z[2])]);
  };
  /** start + t times the network's correction, with derivatives. */
  const ansatz = (start, startX, c, t) => [tf.add(start, tf.mul(t, c[0])), tf.add(c[0], tf.mul(t, c[1])), tf.add(startX, tf.mul(t, c[2]))];

  function loss(term, b) {
    const w = params[Symbol.iterator](), next = () => w.next().value;
    let e = b.codes;
    for (let i = 0; i < 2; i++) e = tf.tanh(tf.add(tf.matMul(e, next()), next()));
    e = tf.matMul(spread, tf.matMul(e, next()));
    const first = dense(b.features, next(), next());
    let h = tanh([tf.add(first[0], e), first[1], first[2]]);
    for (let i = 1; i < p.depth; i++) h = tanh(dense(h, next(), next()));
    const out = dense(h, next(), next());
    const rho = ansatz(b.rho0, b.rho0x, out.map((o) => tf.slice(o, [0, 0], [n, 1])), b.t);
    const g = ansatz(b.g0, b.g0x, out.map((o) => tf.matMul(tf.slice(o, [0, 1], [n, p.v.size]), p.project)), b.t);
    const r = residual(p, term, rho, g, b.eps);
    return tf.mean(term ? tf.matMul(tf.square(r), p.weights) : tf.square(r));
  }

  const zeros = () => params.map((w) => tf.zerosLike(w));
  let moments = [zeros(), zeros()], last = zeros(), second = zeros(), power1 = 1, power2 = 1;

  function step(batch) {
    power1 *= p.beta1;
    power2 *= p.beta2;
    const before = [...moments.flat(), ...last, ...second];
    const [ms, combined, vs] = tf.tidy(() => {
      const now = moments.map((m, k) => {
        const { grads } = tf.variableGrads(() => loss(k, batch[k]), params);
        return m.map((a, i) => tf.add(tf.mul(a, p.beta1), tf.mul(grads[params[i].name] ?? tf.zerosLike(a), 1 - p.beta1)));
      });
      const dot = (a, b) => tf.addN(a.map((u, i) => tf.sum(tf.mul(u, b[i])))).dataSync()[0];
      const k11 = dot(now[0], now[0]), k12 = dot(now[0], now[1]), k22 = dot(now[1], now[1]);
      const n1 = Math.sqrt(k11), n2 = Math.sqrt(k22), half = Math.sqrt((1 + k12 / (n1 * n2)) / 2); // cosine between either gradient and the bisector
      const length = (n1 + n2) * half, w1 = length / (2 * half * n1), w2 = length / (2 * half * n2);
      const c = now[0].map((a, i) => tf.add(tf.mul(a, w1), tf.mul(now[1][i], w2)));
      const v = second.map((s, i) => tf.add(tf.mul(s, p.beta2), tf.mul(tf.square(tf.div(tf.sub(c[i], tf.mul(last[i], p.beta1)), 1 - p.beta1)), 1 - p.beta2)));
      params.forEach((w, i) => w.assign(tf.sub(w, tf.mul(tf.div(c[i], tf.add(tf.sqrt(tf.div(v[i], 1 - power2)), p.delta)), p.rate / (1 - power1)))));
      return [now, c, v];
    });
    moments = ms;
    last = combined;
    second = vs;
    tf.dispose(before);
  }

  let at = 0;
  return async (steps) => {
    for (let i = 0; i < steps; i++) step(batches[at++ % batches.length]);
    if (!params.every((w) => w.dataSync().every(Number.isFinite))) throw new Error('the run diverged');
  };
}

await serve(make, async () => {
  const data = problem(32), p = constants(data), { rho, g, eps } = data.exact;
  const columns = (a) => tf.tensor2d(a, [a.length, 1]);
  return Math.max(...[0, 1].map((term) => tf.max(tf.abs(residual(p, term, rho.map(columns), g.map((a) => tf.tensor2d(a)), columns(eps)))).dataSync()[0]));
});
