// What the browser must offer, asked before anything large is downloaded.

/** Reasons why training cannot work here at all, as sentences; empty when it can. */
export function missing(scope = globalThis) {
  const out = [];
  if (typeof scope.WebAssembly !== 'object' || typeof scope.WebAssembly.instantiate !== 'function') {
    out.push('This browser has WebAssembly switched off, and the training engine is a WebAssembly program. Allow WebAssembly for this page, or open it in a current browser.');
  }
  if (typeof scope.Worker !== 'function' || typeof scope.MessageChannel !== 'function') {
    out.push('This browser has no web workers, in which the training runs. Please open the page in a current browser.');
  }
  return out;
}
