// Further instances of a Go program as worker_threads, for the gradient workers of wasm/engine/pool.
import { Worker } from "node:worker_threads";
import { provideSharing } from "./share.mjs";

/**
 * Sets the globals that the pool looks for. start is what an instance is run with, as runGo takes it: {goBytes: a WebAssembly.Module,
 * kernels, force, argv, env}.
 */
export function provideWorkers(start, goroot) {
  provideSharing();
  globalThis.hrgradSpawn = (onMessage, onFailure) => {
    const thread = new Worker(new URL("./gradient-worker.mjs", import.meta.url), { workerData: { start, goroot } });
    let open = true;
    const end = (reason) => {
      if (open) onFailure(reason);
      open = false;
    };
    thread.on("message", (data) => { if (open) onMessage(data); });
    thread.on("error", (err) => end(String(err?.message ?? err).split("\n")[0]));
    thread.on("exit", (code) => end(`a worker thread ended with code ${code}`));
    return {
      thread,
      post: (message, transfer) => thread.postMessage(message, transfer),
      stop: () => { open = false; thread.terminate(); },
    };
  };
}
