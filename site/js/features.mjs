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

/** Whether WebGL 2, which the plots are drawn with, can be had. */
export function hasWebGL(doc = document) {
  try {
    const gl = doc.createElement('canvas').getContext('webgl2');
    if (!gl) return false;
    gl.getExtension('WEBGL_lose_context')?.loseContext();
    return true;
  } catch {
    return false;
  }
}
