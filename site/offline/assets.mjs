// The one-file page's assets: compressed in elements of the page itself. Inside
// the view's frame they are those of the page around it.

const home = () => (document.getElementById('engine.wasm') ? document : parent.document);

async function unpacked(name) {
  const packed = Uint8Array.from(atob(home().getElementById(name).textContent), (c) => c.charCodeAt(0));
  return new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip')));
}

/** Compiles a program. Rejects with one clear line. */
export async function program(name, onProgress = (/** @type {number} */ _fraction) => {}) {
  try {
    const bytes = await (await unpacked(name)).arrayBuffer();
    onProgress(0.5);
    return await WebAssembly.compile(bytes);
  } catch (cause) {
    throw new Error(`This browser cannot unpack or run ${name} (${cause.message}). Open the file in a current browser.`, { cause });
  }
}

/** A worker that runs worker.mjs. */
export async function engineWorker(name) {
  const script = await (await unpacked('worker.js')).blob();
  const worker = new Worker(URL.createObjectURL(script), { name });
  worker.postMessage({ script }); // for the workers that it starts itself
  return worker;
}

/** The address of a picture of the gallery. */
export async function picture(name) {
  return URL.createObjectURL(new Blob([await (await unpacked(`${name}.webp`)).arrayBuffer()], { type: 'image/webp' }));
}

/** The weights of a trained network. */
export async function weights(name) {
  return new Uint8Array(await (await unpacked(`${name}.weights`)).arrayBuffer());
}

/** The text of a document that the page holds. */
export async function text(name) {
  return (await unpacked(name)).text();
}

/** Loads the view's document into a frame. */
export async function openView(frame) {
  frame.srcdoc = await text('view.html');
}
