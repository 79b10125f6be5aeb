// Memory of the page while it trains, for the measurements in bench.mjs: every
// WebAssembly.Memory, the Go heaps inside, JavaScript's heaps and array
// buffers, and what the process holds in all.

import { readFileSync } from 'node:fs';
import { steps, untilDrawn, untilReady } from './harness.mjs';

const MB = 2 ** 20;

/** The realms of a page: its own with the view's frame in it, and those of its workers, whose sessions go through the page's. */
export class Realms {
  #session; #main; #contexts = new Map(); #workers = new Map(); #waiting = new Map(); #last = 0;

  static async of(session) {
    const all = new Realms();
    all.#session = session;
    session.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
      if (targetInfo.type !== 'worker') return;
      all.#workers.set(sessionId, targetInfo.title || targetInfo.url);
      // Workers that a worker has started come through its own session.
      all.#ask(sessionId, 'Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: false });
    });
    session.on('Target.detachedFromTarget', ({ sessionId }) => all.#workers.delete(sessionId));
    session.on('Target.receivedMessageFromTarget', ({ message }) => all.#receive(JSON.parse(message)));
    session.on('Runtime.executionContextCreated', ({ context }) => { if (context.auxData?.isDefault) all.#contexts.set(context.auxData.frameId, context); });
    await session.send('Runtime.enable');
    all.#main = (await session.send('Page.getFrameTree')).frameTree.frame.id;
    await session.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: false });
    return all;
  }

  #receive({ id, result, error }) {
    this.#waiting.get(id)?.(error ? null : result);
    this.#waiting.delete(id);
  }

  /** The answer of a worker, or null: one that has ended does not answer. */
  async #ask(sessionId, method, params = {}) {
    const id = ++this.#last;
    const answer = new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      setTimeout(resolve, 10_000, null);
    });
    await this.#session.send('Target.sendMessageToTarget', { sessionId, message: JSON.stringify({ id, method, params }) });
    return answer;
  }

  /** [{name, ask}]: the page, the view in its frame, and every worker. */
  list() {
    const page = (contextId) => (method, params = {}) => this.#session.send(method, method === 'Runtime.evaluate' ? { ...params, contextId } : params).catch(() => null);
    return [
      ...[...this.#contexts].map(([frame, { id }]) => ({ name: frame === this.#main ? 'page' : 'view', ask: page(id) })),
      ...[...this.#workers].map(([id, name]) => ({ name: name.replace('hrgrad ', ''), ask: (method, params) => this.#ask(id, method, params) })),
    ];
  }
}

const evaluate = async ({ ask }, expression) => (await ask('Runtime.evaluate', { expression, returnByValue: true }))?.result?.value;

/** What a realm holds, in bytes: its WebAssembly.Memory as it is, then the heaps after a collection. */
export async function use(realm) {
  const out = { wasm: await evaluate(realm, 'globalThis.hrgradMemory?.buffer.byteLength') };
  // Twice: what a finalizer has let go of is free after the next collection.
  await evaluate(realm, 'globalThis.hrgradHeap?.(true)');
  const go = await evaluate(realm, 'globalThis.hrgradHeap?.(true)');
  if (go) Object.assign(out, { go: go.alloc, 'go-sys': go.sys });
  if (realm.name !== 'view') { // it shares the page's heap
    await realm.ask('HeapProfiler.collectGarbage');
    const heap = await realm.ask('Runtime.getHeapUsage');
    if (heap) Object.assign(out, { js: heap.usedSize, buffers: heap.backingStorageSize ?? NaN });
  }
  return out;
}

/** Resident memory of the largest renderer, which is the page's with its workers; NaN where there is no /proc. */
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
 * Trains without a pause for that many minutes and prints the memory after every one: of every realm its WebAssembly.Memory and, after a
 * collection, the Go heap and that of JavaScript with its buffers; and what is resident. Collections are forced at minute 1 and at the
 * last only, so that in between the page is as it is for a visitor. Ends with the growth from minute 1 on. Fails when the training stands still.
 */
export async function memory(browser, page, url, minutes, print, query = '') {
  await page.goto(`${url}/?v=1&steps=10000000${query}`);
  await untilReady(page);
  await untilDrawn(page);
  const session = await page.context().newCDPSession(page), whole = await browser.newBrowserCDPSession();
  const realms = await Realms.of(session);
  await page.click('#run');
  const begin = performance.now(), seen = [];
  for (let minute = 1; minute <= minutes; minute++) {
    await page.waitForTimeout(Math.max(0, begin + minute * 60_000 - performance.now()));
    const step = await steps(page);
    if (!(step > (seen.at(-1)?.step ?? 0))) throw new Error(`minute ${minute}: the training stands at step ${step}`);
    const parts = { resident: await resident(whole) };
    for (const realm of realms.list()) {
      const used = minute === 1 || minute === minutes ? await use(realm) : { wasm: await evaluate(realm, 'globalThis.hrgradMemory?.buffer.byteLength') };
      for (const [what, bytes] of Object.entries(used)) parts[`${realm.name}/${what}`] = bytes;
    }
    if (minute === 1 || minute === minutes) {
      await page.waitForTimeout(3000); // Chromium gives pages back a little later
      parts['resident-collected'] = await resident(whole);
    }
    seen.push({ step, parts });
    for (const [part, bytes] of Object.entries(parts)) if (Number.isFinite(bytes)) print(`page/memory/${part}`, bytes / MB, 'MB', { minute, step });
  }
  if (minutes < 2) return;
  const [first, last] = [seen[0], seen.at(-1)];
  for (const part of Object.keys(first.parts)) {
    const growth = (last.parts[part] - first.parts[part]) / MB;
    if (Number.isFinite(growth)) print(`page/memory/${part}/growth`, growth, 'MB', { from: 1, to: minutes, steps: last.step - first.step });
  }
}
