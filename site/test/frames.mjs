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

/** The name of what draws: a graphics device, or a program. */
const drawer = (page) => page.evaluate(() => {
  const gl = document.createElement('canvas').getContext('webgl2'), info = gl?.getExtension('WEBGL_debug_renderer_info');
  return gl ? gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER) : 'none';
});

const software = (renderer) => /swiftshader|llvmpipe|software/i.test(renderer);

/**
 * Prints how many frames a second are drawn while the Knudsen number is dragged to and fro, and what one costs: processor time of the page's
 * main thread and of the browser's process that draws, and the part of the view. The page's engine is paused.
 */
export async function dragged(browser, page, seconds, print) {
  const renderer = await drawer(page), processes = await browser.newBrowserCDPSession();
  const drawing = async () => (await processes.send('SystemInfo.getProcessInfo')).processInfo.filter(({ type }) => type === 'GPU').reduce((sum, { cpuTime }) => sum + cpuTime, 0);
  const before = await drawing();
  const [{ frames: all, cpu }] = await Promise.all([watch(page, seconds), page.evaluate(async (until) => {
    const slider = /** @type {HTMLInputElement} */ (document.getElementById('eps')), middle = (Number(slider.min) + Number(slider.max)) / 2;
    for (const start = performance.now(); performance.now() < start + until;) {
      slider.value = String(middle + (Number(slider.max) - middle) * Math.sin((performance.now() - start) / 750));
      slider.dispatchEvent(new Event('input', { bubbles: true }));
      await new Promise((resume) => { setTimeout(resume, 25); });
    }
  }, 1000 * seconds)]);
  const device = await drawing() - before, changed = all.filter((f) => f.drawn);
  if (changed.length === 0) throw new Error(`no frame was drawn in ${seconds} s of dragging`);
  const { width, height, dpr, shader } = await probe(page), more = { samples: changed.length, shader, renderer, software: software(renderer), width, height, dpr };
  print('page/view/dragged/rate', changed.length / seconds, 'frames/s', more);
  print('page/view/dragged/main', 1000 * cpu * seconds / changed.length, 'ms', more);
  print('page/view/dragged/drawing', 1000 * device / changed.length, 'ms', more);
  print('page/view/dragged/own', summary(changed.map((f) => f.own)).median, 'ms', more);
}

/**
 * Measures dragging with maps coloured by the device's shader and by the rasteriser in turns, after a round for the warm-up, and prints
 * all of it and then the medians over the rounds.
 */
export async function compared(browser, page, rounds, seconds, print) {
  const kept = new Map();
  for (let round = 0; round <= rounds; round++) {
    for (const shader of round % 2 ? [true, false] : [false, true]) {
      await page.evaluate((on) => { document.querySelector('#view iframe').contentWindow.hrgradView.shader(on); }, shader);
      await dragged(browser, page, seconds, (bench, value, unit, more) => {
        if (round === 0) return;
        print(bench, value, unit, { round, ...more });
        const key = `${bench} ${unit} ${shader}`;
        kept.set(key, [...(kept.get(key) ?? []), value]);
      });
    }
  }
  for (const [key, values] of kept) {
    const [bench, unit, shader] = key.split(' ');
    print(`${bench}/median`, summary(values).median, unit, { rounds, shader: shader === 'true' });
  }
}

/**
 * Prints the frames of a page that trains and then pauses: of those with a change and of those without, the own part, what ebiten and
 * the device add to it, and the time between frames; and the share of a processor that the page's main thread takes. The name of what
 * draws stands beside: a graphics device, or a program.
 */
export async function frames(page, seconds, print) {
  const renderer = await drawer(page);
  const { webgl, dpr, width, height } = await probe(page);
  const more = { renderer, software: software(renderer), webgl, width, height, dpr };
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
