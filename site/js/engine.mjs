// The training engine: a coordinator worker and a worker for reference
// solutions, two instances of one program, joined by a channel of their own.

import { engineWorker, program } from './assets.mjs';
import { features } from './gowasm.mjs';

export class Engine {
  #workers = new Map(); #handlers; #begin = null;

  /**
   * onFailure(role, reason): a worker has ended; without the coordinator there is no engine until restart. onPost is told what is posted.
   * @param {{onMessage: (message: import('./wire.gen.mjs').Message) => void, onPost: (message: import('./wire.gen.mjs').Request) => void, onLoading: (fraction: number) => void,
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
    this.#begin = { type: 'start', module, choice, kernels: Object.fromEntries(variants.map((variant, i) => [variant, compiled[i]])) };
    await this.#launch();
  }

  /** Starts both workers anew, whatever they are doing. */
  async restart() {
    for (const role of [...this.#workers.keys()]) this.#end(role);
    await this.#launch();
  }

  /** Whether there is a coordinator that takes messages. */
  get alive() { return this.#workers.has('coordinator'); }

  /** Whether there is a worker that computes references. */
  get references() { return this.#workers.has('reference'); }

  /**
   * Posts a message to the coordinator; arrays in transfer move instead of being copied.
   * @param {import('./wire.gen.mjs').Request} message
   */
  post(message, transfer = []) {
    this.#workers.get('coordinator')?.postMessage(message, transfer);
    this.#handlers.onPost(message);
  }

  async #launch() {
    const { port1, port2 } = new MessageChannel();
    await this.#worker('coordinator', port1);
    await this.#worker('reference', port2);
  }

  async #worker(role, port) {
    const worker = await engineWorker(`hrgrad ${role}`);
    this.#workers.set(role, worker);
    const mine = () => this.#workers.get(role) === worker;
    worker.onmessage = ({ data }) => {
      if (!mine()) return;
      if (data?.type === 'crash') this.#fail(role, data.message);
      else if (role === 'coordinator') this.#handlers.onMessage(data);
    };
    worker.onerror = (event) => { if (mine()) this.#fail(role, event.message || 'the worker did not start'); };
    worker.postMessage({ ...this.#begin, role, port }, [port]);
  }

  #fail(role, reason) {
    this.#end(role);
    this.#handlers.onFailure(role, String(reason).split('\n')[0]);
  }

  #end(role) {
    const worker = this.#workers.get(role);
    this.#workers.delete(role);
    worker.terminate(); // one that has failed in one place may go on elsewhere, the workers that it has started with it
  }
}
