// Makes the pictures of the gallery and the icons: opens every example with its trained network in the built page, lets the view draw the
// panel the example names, and writes it as WebP of 480 x 300 pixels, shown at half that size.
//
//   node site/tools/make-gallery.mjs [NAME...]     all examples, or those named; "icons" makes the icons
//
// The networks come from site/tools/make-trained.mjs, so the pictures change only with those or the view. SITE= names a site built before.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { presetQuery, presets } from '../js/presets.mjs';
import { buildSite, launch, open, root, serve, untilDrawn, untilReady } from '../test/harness.mjs';

const width = 320, height = 200, largest = 20_000; // of the frame; pictures have 1.5 times as many pixels
const wanted = process.argv.slice(2);
for (const name of wanted) {
  if (name !== 'icons' && !presets.some((p) => p.name === name)) {
    console.error(`${name} is no example; allowed: icons, ${presets.map((p) => p.name).join(', ')}`);
    process.exit(2);
  }
}
const chosen = (name) => wanted.length === 0 || wanted.includes(name);
const browser = await launch();

/** The drawing of the icon, on a ground without round corners and with a margin where a system cuts its own shape. */
async function icon(page, size, cut) {
  const svg = readFileSync(path.join(root, 'site/icon.svg'), 'utf8');
  const drawn = cut ? svg.replace(' rx="7"', '').replace('<path', '<path transform="translate(16 16) scale(.72) translate(-16 -16)"') : svg;
  return page.evaluate(async ([text, n]) => {
    const image = new Image(n, n);
    image.src = `data:image/svg+xml,${encodeURIComponent(text.replace('<svg', `<svg width="${n}" height="${n}"`))}`;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = n;
    canvas.getContext('2d').drawImage(image, 0, 0, n, n);
    return canvas.toDataURL('image/png').split(',')[1];
  }, [drawn, size]);
}

/** Opens an example and returns its panel as WebP, in the light or the dark theme. */
async function picture(url, preset, colorScheme) {
  const page = await open(browser, { viewport: { width: 340, height: 900 }, deviceScaleFactor: 1.5, colorScheme });
  await page.goto(`${url}/${presetQuery({ ...preset, settings: { ...preset.settings, panel: preset.picture, ui: 'min', kernels: 'simd', hidden: 'train' } })}`);
  await untilReady(page);
  await untilDrawn(page);
  await page.evaluate(([w, h]) => {
    // The size of the picture is that of the frame; the page would make it as high as it likes.
    const frame = document.querySelector('#view iframe');
    Object.assign(frame.style, { position: 'fixed', inset: 'auto', left: '0', top: '0', width: `${w}px`, height: `${h}px`, zIndex: 9 });
  }, [width, height]);
  await page.waitForFunction(() => document.querySelectorAll('#errors td').length >= 14 && !document.querySelector('#errors td.pending'), null, { timeout: 120_000 });
  await page.waitForTimeout(2000); // the reference of the place, and the drawing
  const data = await page.evaluate(async ([panel, w, h, ground]) => {
    const png = document.querySelector('#view iframe').contentWindow.hrgradView.png(panel);
    const image = await createImageBitmap(new Blob([png], { type: 'image/png' }));
    const canvas = document.createElement('canvas');
    canvas.width = w;
    canvas.height = h;
    const context = canvas.getContext('2d'), scale = Math.min(w / image.width, h / image.height);
    context.fillStyle = ground;
    context.fillRect(0, 0, w, h);
    context.imageSmoothingQuality = 'high';
    context.drawImage(image, (w - image.width * scale) / 2, (h - image.height * scale) / 2, image.width * scale, image.height * scale);
    return [canvas.toDataURL('image/webp', 0.85).split(',')[1], image.width, image.height];
  }, [preset.picture, 1.5 * width, 1.5 * height, colorScheme === 'dark' ? '#1b2122' : '#fff']);
  await page.context().close();
  return { bytes: Buffer.from(data[0], 'base64'), size: data.slice(1) };
}

try {
  if (chosen('icons')) {
    const page = await open(browser);
    mkdirSync(path.join(root, 'site/icons'), { recursive: true });
    for (const [name, size, cut] of [['icon-192', 192, false], ['icon-512', 512, false], ['maskable-512', 512, true]]) {
      writeFileSync(path.join(root, `site/icons/${name}.png`), Buffer.from(await icon(page, size, cut), 'base64'));
    }
    await page.context().close();
  }
  const list = presets.filter((p) => chosen(p.name));
  if (list.length > 0) {
    const server = await serve(buildSite());
    mkdirSync(path.join(root, 'site/gallery'), { recursive: true });
    for (const preset of list) {
      for (const [scheme, ending] of [['light', ''], ['dark', '-dark']]) {
        const { bytes, size } = await picture(server.url, preset, scheme), name = `${preset.name}${ending}`;
        if (bytes.length > largest) throw new Error(`${name}: ${bytes.length} bytes, at most ${largest} are allowed`);
        writeFileSync(path.join(root, `site/gallery/${name}.webp`), bytes);
        console.log(`${name}: panel ${size.join(' x ')}, ${bytes.length} bytes`);
      }
    }
    server.close();
  }
} finally {
  await browser.close();
}
