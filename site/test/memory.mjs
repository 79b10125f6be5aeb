// Memory and frame time of the page while it trains, for the measurements in
// bench.mjs.

import { readFileSync } from 'node:fs';
import { probe, steps, untilDrawn, untilReady } from './harness.mjs';

const MB = 2 ** 20;

/** Asks one worker of a page for the use of its heap, after a collection; CDP sessions of workers go through the page's. */
class Workers {
  #session; #sessions = new Map(); #waiting = new Map(); #last = 0;

  static async of(session) {
    const all = new Workers();
    all.#session = session;
    session.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => { if (targetInfo.type === 'worker') all.#sessions.set(sessionId, targetInfo.title || targetInfo.url); });
    session.on('Target.detachedFromTarget', ({ sessionId }) => all.#sessions.delete(sessionId));
    session.on('Target.receivedMessageFromTarget', ({ message }) => {
      const { id, result, error } = JSON.parse(message);
      all.#waiting.get(id)?.(error ? null : result);
      all.#waiting.delete(id);
    });
    await session.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: false });
    return all;
  }

  async #ask(sessionId, method) {
    const id = ++this.#last;
    const answer = new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      setTimeout(resolve, 5000, null); // a worker that has ended does not answer
    });
    await this.#session.send('Target.sendMessageToTarget', { sessionId, message: JSON.stringify({ id, method }) });
    return answer;
  }

  /** The bytes of JavaScript objects in all workers. */
  async heap() {
    let sum = 0;
    for (const sessionId of this.#sessions.keys()) {
      await this.#ask(sessionId, 'HeapProfiler.collectGarbage');
      sum += (await this.#ask(sessionId, 'Runtime.getHeapUsage'))?.usedSize ?? 0;
    }
    return sum;
  }
}

/** Resident memory of the largest renderer, which is the page's with its workers and their WebAssembly memories; NaN where there is no /proc. */
async function resident(browserSession) {
  const { processInfo } = await browserSession.send('SystemInfo.getProcessInfo');
  const sizes = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => {
    try {
      return 1024 * Number(readFileSync(`/proc/${id}/status`, 'utf8').match(/RssAnon:\s+(\d+) kB/)[1]);
    } catch {
      return NaN;
    }
  });
  return Math.max(...sizes.filter(Number.isFinite), -Infinity);
}

/**
 * Trains without a pause for that many minutes and prints the memory after every one: of JavaScript objects after a collection
 * (page with its view, workers), and resident. Ends with the growth from minute 1 on. Fails when the training stands still.
 */
export async function memory(browser, page, url, minutes, print) {
  await page.goto(`${url}/?v=1&steps=10000000`);
  await untilReady(page);
  await untilDrawn(page);
  const session = await page.context().newCDPSession(page), whole = await browser.newBrowserCDPSession();
  const workers = await Workers.of(session);
  await page.click('#run');
  const begin = performance.now(), seen = [];
  for (let minute = 1; minute <= minutes; minute++) {
    await page.waitForTimeout(Math.max(0, begin + minute * 60_000 - performance.now()));
    const step = await steps(page);
    if (!(step > (seen.at(-1)?.step ?? 0))) throw new Error(`minute ${minute}: the training stands at step ${step}`);
    await session.send('HeapProfiler.collectGarbage');
    const now = { step, page: (await session.send('Runtime.getHeapUsage')).usedSize, workers: await workers.heap(), resident: await resident(whole) };
    seen.push(now);
    for (const part of ['page', 'workers', 'resident']) {
      if (Number.isFinite(now[part])) print(`page/memory/${part}`, now[part] / MB, 'MB', { minute, step });
    }
  }
  if (minutes < 2) return;
  for (const part of ['page', 'workers', 'resident']) {
    const growth = (seen.at(-1)[part] - seen[0][part]) / MB;
    if (Number.isFinite(growth)) print(`page/memory/${part}/growth`, growth, 'MB', { from: 1, to: minutes, steps: seen.at(-1).step - seen[0].step });
  }
}

/** Prints the time of a drawing and between frames while the page trains, with the name of what draws: a graphics device or a program. */
export async function frames(page, seconds, print) {
  const found = await page.evaluate(async (duration) => {
    const view = document.querySelector('#view iframe').contentWindow, drawing = [], intervals = [];
    const gl = document.createElement('canvas').getContext('webgl2'), info = gl?.getExtension('WEBGL_debug_renderer_info');
    const renderer = gl ? gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER) : 'none';
    let drawn = view.hrgradView.probe().drawn, last = 0;
    const end = performance.now() + duration;
    await new Promise((resolve) => {
      const tick = (now) => {
        if (last) intervals.push(now - last);
        last = now;
        const p = view.hrgradView.probe();
        if (p.drawn !== drawn) drawing.push(p.drawMs);
        drawn = p.drawn;
        if (now < end) view.requestAnimationFrame(tick);
        else resolve();
      };
      view.requestAnimationFrame(tick);
    });
    return { renderer, drawing, intervals };
  }, 1000 * seconds);
  const { webgl, dpr, width, height } = await probe(page);
  const more = { renderer: found.renderer, software: /swiftshader|llvmpipe|software/i.test(found.renderer), webgl, width, height, dpr };
  for (const [name, times] of [['draw', found.drawing], ['interval', found.intervals]]) {
    times.sort((a, b) => a - b);
    const at = (share) => times[Math.min(times.length - 1, Math.floor(share * times.length))];
    if (times.length === 0) throw new Error(`no ${name} was seen in ${seconds} s`);
    print(`page/view/${name}/median`, at(0.5), 'ms', { samples: times.length, ...more });
    print(`page/view/${name}/p95`, at(0.95), 'ms', { samples: times.length, ...more });
  }
}
