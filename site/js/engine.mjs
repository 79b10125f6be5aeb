// The training engine: a coordinator worker and a worker for reference
// solutions, two instances of one program, joined by a channel of their own.

import { compile } from './download.mjs';
import { files } from './manifest.mjs';

export class Engine {
  #coordinator = null; #handlers; #stopped = false;

  /** handlers: onMessage(message), onLoading(fraction), onFailure(sentence). */
  constructor(handlers) {
    this.#handlers = handlers;
  }

  /** Downloads and starts the workers; kernels is auto, scalar, simd or relaxed. */
  async start(kernels) {
    const engine = files['engine.wasm'];
    const module = await compile(new URL(engine.url, import.meta.url), engine.bytes, this.#handlers.onLoading);
    const { port1, port2 } = new MessageChannel();
    this.#coordinator = this.#worker('coordinator', module, kernels, port1);
    this.#worker('reference', module, kernels, port2);
  }

  /** Posts a message to the coordinator; arrays in transfer move instead of being copied. */
  post(message, transfer = []) {
    this.#coordinator?.postMessage(message, transfer);
  }

  #worker(role, module, kernels, port) {
    const worker = new Worker(new URL('./worker.mjs', import.meta.url), { type: 'module', name: `hrgrad ${role}` });
    worker.onmessage = ({ data }) => {
      if (data?.type === 'crash') this.#fail(role, data.message);
      else if (role === 'coordinator') this.#handlers.onMessage(data);
    };
    worker.onerror = (event) => this.#fail(role, event.message || 'the worker did not start');
    worker.postMessage({ type: 'start', role, module, kernels, port }, [port]);
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
