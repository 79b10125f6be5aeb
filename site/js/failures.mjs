// Why a program ended, in plain words with a way out.

const memory = /out of memory|could not allocate|allocation failed|Array buffer allocation|memory access out of bounds|code 2\b/i;

/** A sentence or two about the end of the training engine. */
export function explainEnd(reason) {
  return memory.test(reason)
    ? `The training engine stopped, most likely because the memory was used up (${reason}). Close other tabs, or choose a smaller network, fewer points or fewer threads; then reload the page. A saved checkpoint can be loaded again.`
    : `The training engine stopped: ${reason}. Reload the page to go on; a saved checkpoint can be loaded again.`;
}
