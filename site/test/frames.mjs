// Time of the view's frames, for the measurements in bench.mjs: the part that
// is this project's own (layout, painting, WritePixels) and the whole, with
// what ebiten and the graphics device take. Without a device the second is slow
// everywhere; the first is what a visitor with one has too.

import { probe } from './harness.mjs';

/** For page.addInitScript: ebiten takes requestAnimationFrame once, at its start, so it has to be replaced before. */
export function noteFrames() {
  const real = window.requestAnimationFrame;
  window.hrgradFrames = [];
  window.requestAnimationFrame = (callback) => real.call(window, (now) => {
    const before = window.hrgradView?.probe(), start = performance.now();
    callback(now);
    const whole = performance.now() - start, after = window.hrgradView?.probe();
    if (!after || after.frames === before?.frames) return; // a callback of somebody else
    window.hrgradFrames.push({ now, whole, own: after.ownMs, drawn: after.drawn !== before?.drawn });
    if (window.hrgradFrames.length > 20_000) window.hrgradFrames.shift();
  });
}

/** Median, 95th percentile and largest. */
export function summary(times) {
  const t = [...times].sort((a, b) => a - b);
  const at = (share) => t[Math.min(t.length - 1, Math.floor(share * t.length))];
  return { median: at(0.5), p95: at(0.95), max: t.at(-1) };
}

/** The frames of the next seconds, and how much of a processor the main thread took for them and for everything else. */
async function watch(page, seconds) {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const busy = async () => (await session.send('Performance.getMetrics')).metrics.find(({ name }) => name === 'TaskDuration').value;
  const view = (f) => page.evaluate((source) => new Function('w', `return (${source})(w)`)(document.querySelector('#view iframe').contentWindow), f.toString());
  await view((w) => { w.hrgradFrames.length = 0; });
  const from = await busy(), start = performance.now();
  await page.waitForTimeout(1000 * seconds);
  const cpu = (await busy() - from) / ((performance.now() - start) / 1000);
  const frames = await view((w) => w.hrgradFrames);
  await session.detach();
  return { frames, cpu };
}

/**
 * Prints the frames of a page that trains and then pauses: of those with a change and of those without, the own part, what ebiten and
 * the device add to it, and the time between frames; and the share of a processor that the page's main thread takes. The name of what
 * draws stands beside: a graphics device, or a program.
 */
export async function frames(page, seconds, print) {
  const renderer = await page.evaluate(() => {
    const gl = document.createElement('canvas').getContext('webgl2'), info = gl?.getExtension('WEBGL_debug_renderer_info');
    return gl ? gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER) : 'none';
  });
  const { webgl, dpr, width, height } = await probe(page);
  const more = { renderer, software: /swiftshader|llvmpipe|software/i.test(renderer), webgl, width, height, dpr };
  const report = (name, times) => {
    if (times.length === 0) throw new Error(`no frame of ${name} was seen in ${seconds} s`);
    for (const [which, value] of Object.entries(summary(times))) print(`page/view/${name}/${which}`, value, 'ms', { samples: times.length, ...more });
  };
  const training = await watch(page, seconds);
  const changed = training.frames.filter((f) => f.drawn);
  report('frame/own', changed.map((f) => f.own));
  report('frame/device', changed.map((f) => Math.max(0, f.whole - f.own)));
  report('interval', training.frames.slice(1).map((f, i) => f.now - training.frames[i].now));
  // Processor time cannot be disturbed by other programs, as the times above are; it has the messages and everything else in it.
  print('page/view/frame/cpu', 1000 * training.cpu * seconds / changed.length, 'ms', { samples: changed.length, ...more });
  print('page/cpu/training', 100 * training.cpu, '%', more);
  await page.click('#run');
  await page.waitForFunction(() => document.getElementById('run').textContent === 'Run');
  await page.waitForTimeout(1000);
  const idle = await watch(page, Math.min(3, seconds));
  report('unchanged/own', idle.frames.map((f) => f.own));
  report('unchanged/whole', idle.frames.map((f) => f.whole));
  print('page/cpu/paused', 100 * idle.cpu, '%', more);
}
