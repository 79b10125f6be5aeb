// NumPy's container of arrays, as numpy.load reads it: a ZIP archive without compression with one .npy file for each name. Of the .npy
// format (version 1.0) it has little-endian numbers in C order and texts, of the ZIP format what archives below 4 GB need.

/** @type {Map<Function, string>} */
const types = new Map().set(Float32Array, '<f4').set(Float64Array, '<f8').set(Int32Array, '<i4');

/** One .npy file: a typed array with a shape, a number, a list of numbers, or a text. */
export function npy(value, shape) {
  let data, type;
  if (typeof value === 'string') {
    const characters = Array.from(value, (c) => c.codePointAt(0));
    data = Uint32Array.from(characters);
    type = `<U${characters.length}`;
    shape = [];
  } else {
    data = ArrayBuffer.isView(value) ? value : Float64Array.from([value].flat());
    type = types.get(data.constructor);
    shape ??= Array.isArray(value) || ArrayBuffer.isView(value) ? [data.length] : [];
  }
  if (!type) throw new Error(`npy: ${data.constructor.name} is not written`);
  const dimensions = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const header = `{'descr': '${type}', 'fortran_order': False, 'shape': (${dimensions}), }`;
  const length = Math.ceil((10 + header.length + 1) / 64) * 64; // the data begin at a multiple of 64
  const out = new Uint8Array(length + data.byteLength);
  out.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, (length - 10) & 255, (length - 10) >> 8]);
  out.fill(0x20, 10, length - 1);
  out.set(new TextEncoder().encode(header), 10);
  out[length - 1] = 0x0a;
  out.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), length); // every browser's processor is little-endian
  return out;
}

const table = Uint32Array.from({ length: 256 }, (_, n) => {
  for (let k = 0; k < 8; k++) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1;
  return n >>> 0;
});

function crc32(bytes) {
  let c = 0xffffffff;
  for (const b of bytes) c = table[(c ^ b) & 255] ^ (c >>> 8);
  return (c ^ 0xffffffff) >>> 0;
}

/** A ZIP archive of stored files; entries: [name, bytes]. The date is a fixed one, so that equal content gives equal files. */
export function zip(entries) {
  const parts = [], directory = [];
  let offset = 0;
  for (const [name, bytes] of entries) {
    const file = new TextEncoder().encode(name);
    // version 2.0, names in UTF-8, stored, 1 January 1980, checksum, sizes, length of the name
    const common = [20, 0, 0, 8, 0, 0, 0, 0, 0x21, 0, ...four(crc32(bytes)), ...four(bytes.length), ...four(bytes.length), file.length & 255, file.length >> 8, 0, 0];
    const local = Uint8Array.from([0x50, 0x4b, 3, 4, ...common]);
    directory.push(Uint8Array.from([0x50, 0x4b, 1, 2, 20, 0, ...common, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, ...four(offset)]), file);
    parts.push(local, file, bytes);
    offset += local.length + file.length + bytes.length;
  }
  const size = directory.reduce((sum, d) => sum + d.length, 0), count = [entries.length & 255, entries.length >> 8];
  parts.push(...directory, Uint8Array.from([0x50, 0x4b, 5, 6, 0, 0, 0, 0, ...count, ...count, ...four(size), ...four(offset), 0, 0]));
  const out = new Uint8Array(parts.reduce((sum, p) => sum + p.length, 0));
  let at = 0;
  for (const p of parts) {
    out.set(p, at);
    at += p.length;
  }
  return out;
}

const four = (n) => [n & 255, (n >>> 8) & 255, (n >>> 16) & 255, n >>> 24];

/** An archive for numpy.load; arrays: {name: value or {data, shape}}. */
export function npz(arrays) {
  return zip(Object.entries(arrays).map(([name, value]) => [`${name}.npy`, value?.shape ? npy(value.data, value.shape) : npy(value)]));
}
