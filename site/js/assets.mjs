// Where the page gets its programs, workers and the view's document from: files
// of the site, under names with the hash of their content. The one-file page has
// another module in the place of this one (site/offline/assets.mjs).

import { files } from './manifest.mjs';

/** Compiles a program while it arrives, telling onProgress its fraction. Rejects with one clear line. */
export async function program(name, onProgress = (/** @type {number} */ _fraction) => {}) {
  const { url, bytes } = files[name];
  let response;
  try {
    response = await fetch(new URL(url, import.meta.url));
  } catch (cause) {
    throw new Error(`The program could not be downloaded (${cause.message}). Check the connection and reload the page.`, { cause });
  }
  if (!response.ok) throw new Error(`The program could not be downloaded (the server answered ${response.status}). Reload the page; after an update of the site an old page needs that.`);
  let seen = 0;
  const counted = response.body.pipeThrough(new TransformStream({
    transform(chunk, controller) {
      seen += chunk.byteLength;
      onProgress(Math.min(1, seen / bytes));
      controller.enqueue(chunk);
    },
  }));
  try {
    return await WebAssembly.compileStreaming(new Response(counted, { headers: { 'Content-Type': 'application/wasm' } }));
  } catch (cause) {
    throw new Error(`The program did not arrive whole or this browser cannot run it (${cause.message}). Reload the page.`, { cause });
  }
}

/** A worker that runs worker.mjs. */
export async function engineWorker(name) {
  return new Worker(new URL('./worker.mjs', import.meta.url), { type: 'module', name });
}

/** The address of a picture of the gallery. */
export async function picture(name) {
  return new URL(`../gallery/${name}.webp`, import.meta.url).href;
}

/** The weights of a trained network. Rejects with one clear line. */
export async function weights(name) {
  const response = await fetch(new URL(`../trained/${name}.weights`, import.meta.url)).catch((cause) => { throw new Error(`The trained network could not be downloaded (${cause.message}).`, { cause }); });
  if (!response.ok) throw new Error(`The trained network could not be downloaded (the server answered ${response.status}).`);
  return new Uint8Array(await response.arrayBuffer());
}

/** Loads the view's document into a frame. */
export async function openView(frame) {
  frame.src = new URL('../view.html', import.meta.url).href;
}
