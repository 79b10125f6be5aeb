// Fetching and compiling a WebAssembly program with progress.

/**
 * Compiles the program at a URL while it arrives. bytes is its unpacked size,
 * for onProgress(fraction). Rejects with one clear line.
 */
export async function compile(url, bytes, onProgress = () => {}) {
  let response;
  try {
    response = await fetch(url);
  } catch (cause) {
    throw new Error(`The program could not be downloaded (${cause.message}). Check the connection and reload the page.`);
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
    throw new Error(`The program did not arrive whole or this browser cannot run it (${cause.message}). Reload the page.`);
  }
}
