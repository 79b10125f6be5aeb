// The page as an application: after one visit it needs no network, and a newer
// version is offered, never forced.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { buildSite, launch, leave, open, patience, root, serve, untilDrawn, untilReady, untilSteps, within } from './harness.mjs';

let site, browser;
const copies = path.join(root, 'build', 'test-pwa');

before(async () => {
  const built = buildSite();
  rmSync(copies, { recursive: true, force: true });
  site = path.join(copies, 'site');
  cpSync(built, site, { recursive: true });
  browser = await launch();
});
after(async () => {
  await browser?.close();
  rmSync(copies, { recursive: true, force: true });
});

const stored = async (page) => {
  const active = () => page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.active?.state === 'activated');
  for (const end = Date.now() + patience; !await active(); await page.waitForTimeout(200)) assert.ok(Date.now() < end, 'everything is stored');
};

/** A first visit that ends when everything is stored. */
async function visit(url) {
  const page = await open(browser, { first: true });
  await page.goto(url);
  await untilReady(page);
  await stored(page);
  return page;
}

test('the manifest names icons that exist in the sizes it says', () => {
  const manifest = JSON.parse(readFileSync(path.join(site, 'app.webmanifest'), 'utf8'));
  assert.equal(manifest.start_url, './');
  for (const { src, sizes, type } of manifest.icons) {
    const content = readFileSync(path.join(site, src));
    if (type !== 'image/png') continue;
    assert.equal(`${content.readUInt32BE(16)}x${content.readUInt32BE(20)}`, sizes, src);
  }
  assert.ok(manifest.icons.some((i) => i.purpose === 'maskable') && manifest.icons.some((i) => i.sizes === '192x192'));
});

test('after one visit the page trains and draws with the server gone, at any of its addresses', async () => {
  const server = await serve(site);
  const page = await visit(server.url);
  server.close();
  while (await fetch(server.url).then(() => true, () => false)) await page.waitForTimeout(50); // until the server is gone
  await page.goto(`${server.url}/?v=1&problem=transport-smooth&seed=3`);
  await untilReady(page);
  await untilDrawn(page);
  assert.equal(await page.inputValue('#seed'), '3');
  await page.click('#step');
  await untilSteps(page, 1);
  await page.locator('#examples').scrollIntoViewIfNeeded();
  await page.waitForFunction(() => [...document.querySelectorAll('#gallery img')].every((image) => image.complete && image.naturalWidth > 0));
  await page.goto(`${server.url}/index.html`);
  await untilReady(page);
  await page.goto(`${server.url}/docs/`);
  await page.click('.pages a[href="method.html"]');
  await page.waitForSelector('.cone svg');
  await leave(page);
});

test('entries that are damaged or lost after the version became active are mended at the next visit', async () => {
  const server = await serve(site);
  const page = await visit(server.url);
  const spoiled = await page.evaluate(async () => {
    const [name] = (await caches.keys()).filter((key) => key.startsWith('hrgrad ')), cache = await caches.open(name);
    const urls = (await cache.keys()).map(({ url }) => url), [app, lines] = ['/js/app.mjs', '/js/catalogue.mjs'].map((end) => urls.find((url) => url.endsWith(end)));
    await cache.put(app, new Response('half of a mod', { headers: { 'Content-Type': 'text/javascript' } }));
    await cache.put(`${location.origin}/`, new Response('<!doctype html>', { headers: { 'Content-Type': 'text/html' } }));
    await cache.delete(lines);
    return [app, lines, `${location.origin}/`];
  });
  await page.reload();
  await untilReady(page);
  const stored = await page.evaluate(async (urls) => {
    const out = [];
    for (const url of urls) out.push((await (await caches.match(url))?.text())?.length ?? 0);
    return out;
  }, spoiled);
  for (const [i, url] of spoiled.entries()) assert.equal(stored[i], (await (await fetch(url)).text()).length, url);
  await leave(page);
  server.close();
});

test('a newer version is offered; the run goes on until the visitor takes it', async () => {
  const server = await serve(site);
  const page = await visit(server.url);
  await page.reload();
  await untilReady(page);
  await page.click('#step');
  await untilSteps(page, 1);
  assert.equal(await page.locator('.notice[data-key=update]').count(), 0);

  const worker = path.join(site, 'sw.js'), html = path.join(site, 'index.html');
  for (const suffix of ['.br', '.gz']) for (const file of [worker, html]) rmSync(file + suffix, { force: true });
  const old = readFileSync(html), next = old.toString().replace('<title>', '<title>Newer ');
  const sum = (content) => createHash('sha256').update(content).digest('hex');
  writeFileSync(worker, readFileSync(worker, 'utf8').replace(/const version = "[^"]+"/, 'const version = "newer"').replace(sum(old), sum(next)));

  // While the host still has the page of before, or answers something else for it, the newer version is not whole.
  for (const stale of [old, '<!doctype html><title>Maintenance</title>']) {
    writeFileSync(html, stale);
    await within(page.evaluate(async () => {
      const registration = await navigator.serviceWorker.getRegistration();
      const found = new Promise((resolve) => { registration.addEventListener('updatefound', () => resolve(registration.installing), { once: true }); });
      await registration.update().catch(() => { /* its end is asked for below */ });
      const worker = await found;
      while (!['redundant', 'installed'].includes(worker.state)) await new Promise((resolve) => { setTimeout(resolve, 50); });
      if (worker.state === 'installed') throw new Error('a version is ready whose page is another one');
    }), 'the end of a version that is not whole');
    assert.equal(await page.locator('.notice[data-key=update]').count(), 0);
  }
  writeFileSync(html, next);
  await page.evaluate(async () => (await navigator.serviceWorker.getRegistration()).update());
  await page.waitForSelector('.notice[data-key=update]');
  assert.match(await page.textContent('.notice[data-key=update]'), /newer version.*checkpoint/i);
  await page.click('#step');
  await untilSteps(page, 2);
  assert.doesNotMatch(await page.title(), /^Newer/, 'nothing was reloaded by itself');

  await page.click('.notice[data-key=update] button:has-text("Reload")');
  await page.waitForFunction(() => document.title.startsWith('Newer'));
  await untilReady(page);
  const caches_ = await page.evaluate(() => caches.keys());
  assert.equal(caches_.filter((name) => name.startsWith('hrgrad ')).length, 1, 'the old version is removed');
  assert.ok(caches_.some((name) => name.endsWith('newer')));
  await leave(page);
  server.close();
});

test('what is stored is what the page needs, and at most 25 MB', () => {
  const files = Object.keys(JSON.parse(readFileSync(path.join(site, 'sw.js'), 'utf8').match(/const files = (\{[^}]+\});/)[1]));
  let bytes = 0;
  for (const name of files) bytes += readFileSync(path.join(site, name.endsWith('/') ? `${name}index.html` : name)).length;
  assert.ok(bytes < 25e6, `${bytes} bytes`);
  for (const part of ['/js/app.mjs', '/js/worker.mjs', '/view.html', 'assets/engine.', 'assets/view.', 'assets/kernels-simd.', '/gallery/diffusion.webp']) assert.ok(files.some((name) => name.includes(part)), part);
});
