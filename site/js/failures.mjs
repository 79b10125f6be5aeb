// Why something ended, in plain words with a way out.

const memory = /out of memory|could not allocate|allocation failed|Array buffer allocation|memory access out of bounds|code 2\b/i;

/** A sentence or two about the end of the training engine. */
export function explainEnd(reason) {
  return memory.test(reason)
    ? `The training engine stopped, most likely because the memory was used up (${reason}). Close other tabs, or choose a smaller network, fewer points or fewer threads; then reload the page. A saved checkpoint can be loaded again.`
    : `The training engine stopped: ${reason}. Reload the page to go on; a saved checkpoint can be loaded again.`;
}

/** Why a run is not kept by the browser; cause is a StorageError. */
export function explainStorage({ full, message }) {
  const why = full ? 'The storage of this browser is full' : `This browser does not let the page store anything (${message}), as in a private window or with site data switched off`;
  return `${why}: the run is lost when the page is closed or reloaded. Save a checkpoint before that.`;
}

/** Calls onError(message) for errors of the page's own scripts that nobody has caught. */
export function watchErrors(onError) {
  addEventListener('error', ({ message, filename, error }) => {
    const own = filename === '' || filename.startsWith(location.origin) || filename.startsWith(location.href.split(/[?#]/)[0]); // extensions have scripts of their own
    if (error && own) onError(message);
  });
  addEventListener('unhandledrejection', ({ reason }) => { if (reason instanceof Error) onError(reason.message); });
}
