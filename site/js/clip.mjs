// A short clip of a figure that changes, recorded by the browser.

import { imageOf } from './figure.mjs';

const kinds = ['video/webm;codecs=vp9', 'video/webm;codecs=vp8', 'video/webm', 'video/mp4'];

/** The kind of clip this browser records; empty: none. */
export function clipKind() {
  if (typeof MediaRecorder === 'undefined' || !HTMLCanvasElement.prototype.captureStream) return '';
  return kinds.find((kind) => MediaRecorder.isTypeSupported(kind)) ?? '';
}

const patience = 30_000; // milliseconds for the trial, which is 0.4 s long

let tried = null;

/**
 * Why this browser records no clips, in a sentence; empty where it does. WebKitGTK without an encoder has a recorder that returns nothing, so
 * that a short clip is tried, once.
 */
export function whyNoClip() {
  tried ??= clipKind() === '' ? Promise.resolve('this browser has no MediaRecorder') : trial().then((bytes) => (bytes > 0 ? '' : 'the recorder of this browser returns nothing'), (cause) => cause.message);
  return tried.then((why) => (why === '' ? '' : `Clips cannot be recorded here: ${why}. Chromium and Firefox record them; figures and data work in every browser.`));
}

/** The number of bytes of a short clip. A recorder that does not end it is one that cannot be used. */
const trial = () => Promise.race([short(), new Promise((_, reject) => { setTimeout(() => reject(new Error('the recorder of this browser does not answer')), patience); })]);

async function short() {
  const canvas = Object.assign(document.createElement('canvas'), { width: 64, height: 64 }), context = canvas.getContext('2d');
  return (await filmed(canvas, async () => {
    for (let i = 0; i < 8; i++) {
      context.fillStyle = `rgb(${30 * i} 0 0)`;
      context.fillRect(0, 0, 64, 64);
      await new Promise((resolve) => { setTimeout(resolve, 50); });
    }
  })).length;
}

/** What a canvas shows while something runs, as bytes. */
async function filmed(canvas, run) {
  const stream = canvas.captureStream(), recorder = new MediaRecorder(stream, { mimeType: clipKind(), videoBitsPerSecond: 6e6 });
  const parts = [], ended = new Promise((resolve, reject) => {
    recorder.addEventListener('dataavailable', ({ data }) => { if (data.size > 0) parts.push(data); });
    recorder.addEventListener('stop', resolve);
    recorder.addEventListener('error', () => reject(new Error('the browser has stopped recording')));
  });
  recorder.start();
  await run();
  recorder.stop();
  await ended;
  for (const track of stream.getTracks()) track.stop();
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

/** Records figures, one after the other, each for some milliseconds. Returns the bytes. say tells how many are done. */
export async function record(figures, { pixels = 1280, pause = 60, say = (/** @type {number} */ _done) => {}, stopped = () => /** @type {boolean} */ (false) } = {}) {
  const canvas = document.createElement('canvas'), [first] = figures;
  canvas.width = pixels;
  canvas.height = 2 * Math.round(pixels * first.height / first.width / 2); // codecs want even numbers
  const context = canvas.getContext('2d');
  const draw = (image) => context.drawImage(image, 0, 0, canvas.width, canvas.height);
  draw(await imageOf(first));
  const bytes = await filmed(canvas, async () => {
    for (let i = 0; i < figures.length && !stopped(); i++) {
      draw(await imageOf(figures[i]));
      say(i + 1);
      await new Promise((resolve) => { setTimeout(resolve, i === 0 || i === figures.length - 1 ? 8 * pause : pause); });
    }
  });
  if (bytes.length === 0) throw new Error('The browser has recorded nothing.');
  return bytes;
}
