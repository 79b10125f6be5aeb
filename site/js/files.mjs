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

/** The text of a file: UTF-8, or UTF-16 with its mark. Rejects with one clear line, also for a folder, which browsers hand over as a file. */
export async function readText(file) {
  const bytes = await file.arrayBuffer().then((data) => new Uint8Array(data), () => null);
  if (bytes === null) throw new Error('it cannot be read; a folder cannot be taken, only the files in it');
  const [a, b] = bytes, label = a === 0xff && b === 0xfe ? 'utf-16le' : a === 0xfe && b === 0xff ? 'utf-16be' : 'utf-8';
  try {
    return new TextDecoder(label, { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new Error('it is not text in UTF-8', { cause });
  }
}

/** Whether a text is a problem file, sound or not. */
export const isProblem = (text) => /^\uFEFF?\s*\{/.test(text);

/** The bytes of the file a person picked; rejects with one clear line when there is none to read. */
export async function read(input) {
  const file = input.files?.[0];
  if (!file) throw new Error('No file was chosen.');
  if (file.size === 0) throw new Error(`${file.name} is empty.`);
  if (file.size > maxCheckpoint) throw new Error(`${file.name} has ${(file.size / 1e6).toFixed(0)} MB; a checkpoint has at most ${(maxCheckpoint / 1e6).toFixed(0)} MB.`);
  return new Uint8Array(await file.arrayBuffer());
}
