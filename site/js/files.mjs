// Files in and out of the page.

import { maxCheckpoint } from './wire.gen.mjs';

/** Offers data as a download. */
export function download(name, data, type) {
  const url = URL.createObjectURL(new Blob([data], { type }));
  const a = document.createElement('a');
  a.href = url;
  a.download = name;
  document.body.append(a);
  a.click();
  a.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** The bytes of the file a person picked; rejects with one clear line when there is none to read. */
export async function read(input) {
  const file = input.files?.[0];
  if (!file) throw new Error('No file was chosen.');
  if (file.size === 0) throw new Error(`${file.name} is empty.`);
  if (file.size > maxCheckpoint) throw new Error(`${file.name} has ${(file.size / 1e6).toFixed(0)} MB; a checkpoint has at most ${(maxCheckpoint / 1e6).toFixed(0)} MB.`);
  return new Uint8Array(await file.arrayBuffer());
}
