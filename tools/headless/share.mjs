// Memory that the threads of a Go program share, for the gradient workers of wasm/engine/pool: requests and answers then take no message, which
// would wait for an event loop at either end.
import os from "node:os";

// While a thread looks for a change, which takes about a tenth of a millisecond, it needs a processor of its own.
const looks = os.availableParallelism() > 1 ? 30000 : 0;

/** Sets the global that the pool looks for. */
export function provideSharing() {
  globalThis.hrgradShare = {
    buffer: (bytes) => new SharedArrayBuffer(bytes),
    /** Waits until the first of the flags is no longer the value, for so many milliseconds at most; returns what it is. */
    wait(flags, value, milliseconds) {
      for (let i = 0; i < looks; i++) {
        const now = Atomics.load(flags, 0);
        if (now !== value) return now;
      }
      Atomics.wait(flags, 0, value, milliseconds);
      return Atomics.load(flags, 0);
    },
    /** Sets it and wakes who waits. */
    set(flags, value) {
      Atomics.store(flags, 0, value);
      Atomics.notify(flags, 0);
    },
  };
}
