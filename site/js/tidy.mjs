// Keeps the memory of a worker flat. Every message makes a few objects outside
// of JavaScript's own heap (the event, its data), and a worker that does nothing
// but exchange messages grows by tens of megabytes before Chromium finds it worth
// a full collection: some 200 bytes for every message. An allocation makes it look earlier. The
// pages of the buffer are never written, so that they take up no memory.

const bytes = 64 * 2 ** 20; // 32 MB are not yet enough, 48 MB are
const every = 20_000; // milliseconds

/** Has the garbage of this worker collected from time to time. */
export function tidy() {
  setInterval(() => {
    try {
      new ArrayBuffer(bytes);
    } catch { /* Where not even the addresses are left, a collection has just been made. */ }
  }, every);
}
