// A problem file in an address: its text, compressed by raw deflate and written with letters that an address keeps as they are. Reading is
// bounded on both sides, so that no address can fill the memory.

/** Characters of a problem in an address at most: servers and programs that pass links on cut longer addresses off. */
export const maxCode = 6000;

/** Where the file has no room in an address, the address names a problem that this browser keeps. */
const kept = /^kept\.([a-z][a-z0-9-]*)$/;
export const keptCode = (name) => `kept.${name}`;
export const keptName = (code) => code.match(kept)?.[1];

/** The text as it stands in an address; longer than maxCode characters it is of no use there. */
export async function encode(text) {
  const packed = new Blob([text]).stream().pipeThrough(new CompressionStream('deflate-raw'));
  const bytes = new Uint8Array(await new Response(packed).arrayBuffer());
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** The text that encode was given, of at most a number of bytes. Rejects with one clear line. */
export async function decode(code, limit) {
  if (code.length > maxCode) throw new Error(`it has ${code.length} characters, at most ${maxCode} are allowed`);
  if (code === '') throw new Error('it is empty');
  if (!/^[A-Za-z0-9_-]+$/.test(code)) throw new Error('it holds characters that no problem in an address has; it may have been cut off or changed');
  let binary;
  try {
    binary = atob(code.replaceAll('-', '+').replaceAll('_', '/'));
  } catch (cause) {
    throw new Error('it is not complete', { cause });
  }
  const bytes = Uint8Array.from(binary, (c) => c.charCodeAt(0));
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await inflate(bytes, limit));
  } catch (cause) {
    if (cause instanceof RangeError) throw cause;
    throw new Error('it is not complete or has been changed', { cause });
  }
}

/** Unpacks bytes piece by piece and stops beyond a number of them. */
async function inflate(bytes, limit) {
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw')).getReader();
  const out = new Uint8Array(limit);
  for (let n = 0; ;) {
    const { done, value } = await reader.read();
    if (done) return out.subarray(0, n);
    if (n + value.length > limit) {
      await reader.cancel();
      throw new RangeError(`it holds more than ${limit} bytes, the largest problem file`);
    }
    out.set(value, n);
    n += value.length;
  }
}
