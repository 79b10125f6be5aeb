// The training engine: a coordinator worker and a worker for reference
// solutions, two instances of one program, joined by a channel of their own.

import { engineWorker, program } from './assets.mjs';
import { features } from './gowasm.mjs';

export class Engine {
  #coordinator = null; #handlers; #stopped = false;

  /**
   * @param {{onMessage: (message: import('./wire.gen.mjs').Message) => void, onLoading: (fraction: number) => void,
   *   onFailure: (role: string, reason: string) => void}} handlers
   */
  constructor(handlers) {
    this.#handlers = handlers;
  }

  /** Downloads and starts the workers; choice of the kernels is auto, scalar, simd or relaxed. */
  async start(choice) {
    const can = features();
    const variants = Object.keys(can).filter((variant) => can[variant]);
    const [module, ...compiled] = await Promise.all([program('engine.wasm', this.#handlers.onLoading), ...variants.map((variant) => program(`kernels-${variant}.wasm`))]);
    const start = { type: 'start', module, choice, kernels: Object.fromEntries(variants.map((variant, i) => [variant, compiled[i]])) };
    const { port1, port2 } = new MessageChannel();
    this.#coordinator = await this.#worker('coordinator', start, port1);
    await this.#worker('reference', start, port2);
  }

  /**
   * Posts a message to the coordinator; arrays in transfer move instead of being copied.
   * @param {import('./wire.gen.mjs').Request} message
   */
  post(message, transfer = []) {
    this.#coordinator?.postMessage(message, transfer);
  }

  async #worker(role, start, port) {
    const worker = await engineWorker(`hrgrad ${role}`);
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
