// Further instances of a Go program as Web Workers started by a worker, for the
// gradient workers of wasm/engine/pool.

/**
 * Sets the global that the pool looks for: it starts the worker script at url
 * and sends it the start message. A worker reports its end as a message of type
 * crash. A script in a blob is a classic one.
 */
export function provideWorkers(url, start) {
  globalThis.hrgradSpawn = (onMessage, onFailure) => {
    let worker = null;
    const end = (reason) => {
      if (!worker) return;
      worker = null;
      onFailure(String(reason).split('\n')[0]);
    };
    try {
      worker = new Worker(url, { type: url.startsWith('blob:') ? 'classic' : 'module', name: 'hrgrad gradient' });
    } catch (cause) { // no workers within workers: the coordinator computes alone
      worker = {};
      setTimeout(() => end(cause.message));
      return { post() {}, stop() { worker = null; } };
    }
    const mine = worker;
    mine.onmessage = ({ data }) => {
      if (!worker) return;
      if (data?.type === 'crash') end(data.message);
      else onMessage(data);
    };
    mine.onerror = (event) => {
      event.preventDefault?.();
      end(event.message || 'the worker did not start');
    };
    mine.postMessage(start);
    return {
      thread: mine,
      post: (message, transfer) => mine.postMessage(message, transfer),
      stop() { worker = null; mine.terminate(); },
    };
  };
}
