// One interface to the three browsers for tests that run in each: Chromium through Playwright, Firefox through WebDriver BiDi,
// WebKitGTK through its WebDriver on a screen of its own. A page has goto(url), reload(), evaluate(function, ...arguments) and close().

import { execFileSync, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import path from 'node:path';
import puppeteer from 'puppeteer-core';
import { Builder, Capabilities } from 'selenium-webdriver';
import { launch, open as openChromium, patience, root } from './harness.mjs';

/** Sizes the tests open pages in, in CSS pixels, with device pixels per CSS pixel. */
export const sizes = { desktop: { width: 1280, height: 900, ratio: 1 }, phone: { width: 390, height: 844, ratio: 3 } };

/** The programs of a browser as site/test/browser.sh finds them; it says on stderr what is missing. */
const programs = (name) => execFileSync('sh', [path.join(root, 'site/test/browser.sh'), name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }).trim().split('\n');

async function chromium() {
  const browser = await launch([], { ownProcesses: true });
  return {
    async open({ width, height, ratio }) {
      const page = await openChromium(browser, { viewport: { width, height }, deviceScaleFactor: ratio, isMobile: ratio > 1, hasTouch: ratio > 1 });
      return { goto: (url) => page.goto(url), reload: () => page.reload(), evaluate: (f, ...values) => page.evaluate(`(${f})(...${JSON.stringify(values)})`), close: () => page.context().close() };
    },
    close: () => browser.close(),
  };
}

async function firefox() {
  const [executablePath] = programs('firefox');
  const browser = await puppeteer.launch({ browser: 'firefox', executablePath, timeout: patience, protocolTimeout: patience });
  return {
    async open({ width, height, ratio }) {
      const context = await browser.createBrowserContext(), page = await context.newPage();
      page.setDefaultTimeout(patience);
      await page.setViewport({ width, height, deviceScaleFactor: ratio });
      return { goto: (url) => page.goto(url), reload: () => page.reload(), evaluate: (f, ...values) => page.evaluate(f, ...values), close: () => context.close() };
    },
    close: () => browser.close(),
  };
}

/** A port that was free a moment ago. */
const freePort = () => new Promise((resolve) => {
  const server = createServer().listen(0, '127.0.0.1', () => {
    const { port } = server.address();
    server.close(() => resolve(port));
  });
});

/** WebKitGTK: its pixel ratio is that of the process, so each page has a browser of its own. */
async function webkit() {
  const [driver, xvfb, binary] = programs('webkit');
  return {
    async open({ width, height, ratio }) {
      const port = await freePort();
      const server = spawn(xvfb, ['-a', '-s', '-screen 0 1600x1200x24', driver, `--port=${port}`], { stdio: 'ignore', detached: true, env: { ...process.env, GDK_SCALE: String(ratio) } });
      const stop = () => process.kill(-server.pid);
      let session;
      try {
        const address = `http://127.0.0.1:${port}`;
        await answers(`${address}/status`);
        session = await new Builder().disableEnvironmentOverrides().usingServer(address)
          .withCapabilities(new Capabilities({ browserName: 'MiniBrowser', 'webkitgtk:browserOptions': { binary, args: ['--automation'] } })).build();
        await session.manage().setTimeouts({ script: patience, pageLoad: patience });
        await session.manage().window().setRect({ width: width + 100, height: height + 100 });
      } catch (cause) {
        stop();
        throw cause;
      }
      return {
        // The browser's window cannot be as narrow as a phone, and a toolbar takes some of its height: the page has a frame of the size.
        async goto(url) {
          await session.get(new URL('manifest.json', url).href);
          await session.executeScript((w, h, src) => {
            const frame = document.createElement('iframe');
            Object.assign(frame.style, { width: `${w}px`, height: `${h}px`, border: 'none' });
            frame.src = src;
            document.body.replaceChildren(frame);
          }, width, height, url);
          await session.switchTo().frame(0);
        },
        async reload() {
          await session.executeScript(() => { location.reload(); }).catch(() => { /* the frame is gone before it can answer */ });
          await session.switchTo().defaultContent();
          await session.switchTo().frame(0);
        },
        evaluate: (f, ...values) => session.executeScript(`return (${f})(...arguments)`, ...values),
        async close() {
          await session.quit().finally(stop);
        },
      };
    },
    async close() { /* every page has closed its own */ },
  };
}

/** Waits until a server answers at all. */
async function answers(url) {
  for (let tries = 0; ; tries++) {
    try { return await fetch(url); } catch (cause) { if (tries > patience / 100) throw cause; }
    await new Promise((resolve) => { setTimeout(resolve, 100); });
  }
}

/** The browsers by name: functions that start one. */
export const browsers = { chromium, firefox, webkit };

/** Asks a page until the answer is not falsy, and returns it. */
export async function until(page, what, question, ...values) {
  const end = Date.now() + patience;
  for (;;) {
    const answer = await page.evaluate(question, ...values);
    if (answer) return answer;
    if (Date.now() > end) throw new Error(`${what}: not within ${patience / 1000} seconds; the status line says "${await page.evaluate(() => document.getElementById('status')?.textContent)}"`);
    await new Promise((resolve) => { setTimeout(resolve, 100); });
  }
}
