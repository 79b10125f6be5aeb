// The arrays of messages: the engine's lie in one buffer per message.

/** The buffers of all arrays of a message, for the list of what postMessage is to transfer. */
export function buffers(message) {
  const found = new Set();
  const walk = (value) => {
    if (ArrayBuffer.isView(value)) found.add(value.buffer);
    else if (value !== null && typeof value === 'object') Object.values(value).forEach(walk);
  };
  walk(message);
  return [...found];
}

/** A message with arrays of its own, for who keeps it while the other goes on. */
export function copyOf(message) {
  const copies = new Map(buffers(message).map((buffer) => [buffer, buffer.slice(0)]));
  const walk = (/** @type {any} */ value) => {
    if (ArrayBuffer.isView(value)) return new (/** @type {any} */ (value).constructor)(copies.get(value.buffer), value.byteOffset, /** @type {any} */ (value).length);
    if (Array.isArray(value)) return value.map(walk);
    if (value !== null && typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, walk(part)]));
    return value;
  };
  return walk(message);
}
