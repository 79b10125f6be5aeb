// The training engine: a coordinator worker and a worker for reference
// solutions, two instances of one program, joined by a channel of their own.

import { compile } from './download.mjs';
import { features } from './gowasm.mjs';
import { files } from './manifest.mjs';

export class Engine {
  #coordinator = null; #handlers; #stopped = false;

  /** handlers: onMessage(message), onLoading(fraction), onFailure(sentence). */
  constructor(handlers) {
    this.#handlers = handlers;
  }

  /** Downloads and starts the workers; choice of the kernels is auto, scalar, simd or relaxed. */
  async start(choice) {
    const load = (name, onProgress) => compile(new URL(files[name].url, import.meta.url), files[name].bytes, onProgress);
    const can = features();
    const variants = Object.keys(can).filter((variant) => can[variant]);
    const [module, ...compiled] = await Promise.all([load('engine.wasm', this.#handlers.onLoading), ...variants.map((variant) => load(`kernels-${variant}.wasm`))]);
    const start = { type: 'start', module, choice, kernels: Object.fromEntries(variants.map((variant, i) => [variant, compiled[i]])) };
    const { port1, port2 } = new MessageChannel();
    this.#coordinator = this.#worker('coordinator', start, port1);
    this.#worker('reference', start, port2);
  }

  /** Posts a message to the coordinator; arrays in transfer move instead of being copied. */
  post(message, transfer = []) {
    this.#coordinator?.postMessage(message, transfer);
  }

  #worker(role, start, port) {
    const worker = new Worker(new URL('./worker.mjs', import.meta.url), { type: 'module', name: `hrgrad ${role}` });
    worker.onmessage = ({ data }) => {
      if (data?.type === 'crash') this.#fail(role, data.message);
      else if (role === 'coordinator') this.#handlers.onMessage(data);
    };
    worker.onerror = (event) => this.#fail(role, event.message || 'the worker did not start');
    worker.postMessage({ ...start, role, port }, [port]);
    return worker;
  }

  #fail(role, reason) {
    if (this.#stopped) return;
    if (role === 'coordinator') {
      this.#stopped = true;
      this.#coordinator = null;
    }
    this.#handlers.onFailure(role, String(reason).split('\n')[0]);
  }
}
