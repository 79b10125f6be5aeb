// Figures for print as SVG that stands for itself: sizes in points, fonts and line widths as journals ask for them, no style sheet.
// PNG at a number of pixels per inch, and printing, which makes a PDF, follow from it.

import { scale, ticks } from './charts.mjs';

/** The colours of Okabe and Ito, which people with any colour vision can tell apart. As in hrgrad plot. */
export const inks = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#707070'];
export const dashed = { color: '#000000', width: 0.7, dash: '3 3' };

const letter = 8, row = 13, gap = 10, left = 34, bottom = 24, top = 14, right = 4; // points
const escape = (text) => String(text).replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]);
const minus = (text) => text.replace(/-/g, '−');
const label = (v) => minus(String(Number(v.toPrecision(6))));
const fixed = (v) => v.toFixed(2).replace(/\.?0+$/, '');

/**
 * A figure. panels: [{label, x: [low, high], y: [low, high] or null, curves: [{x, y, color, width, dash}]}]; legend: [{name, color, width,
 * dash}]; width in mm; about: the text of its description. Returns {text, width, height}, in mm.
 */
export function figure({ panels, legend, width: mm, about }) {
  const width = mm * 72 / 25.4, columns = panels.length > 1 && mm >= 90 ? 2 : 1, rows = Math.ceil(panels.length / columns);
  const rowsOfLegend = wrap(legend, width), head = rowsOfLegend.length * row + 2;
  const wide = (width - (columns - 1) * gap) / columns, high = wide * 0.64, height = head + rows * high + 2;
  const out = [];
  rowsOfLegend.forEach((entries, r) => {
    let x = 4;
    for (const e of entries) {
      const y = r * row + row / 2 + 1;
      out.push(`<line x1="${fixed(x)}" y1="${y}" x2="${fixed(x + 18)}" y2="${y}" ${stroke(e)}/>`, `<text x="${fixed(x + 22)}" y="${y + 2.8}">${escape(e.name)}</text>`);
      x += entryWidth(e);
    }
  });
  panels.forEach((p, i) => out.push(panel(p, i, panels.length, (i % columns) * (wide + gap), head + Math.floor(i / columns) * high, wide, high)));
  const text = `<svg xmlns="http://www.w3.org/2000/svg" width="${fixed(mm)}mm" height="${fixed(height * 25.4 / 72)}mm" viewBox="0 0 ${fixed(width)} ${fixed(height)}" font-family="'Liberation Sans', Arial, Helvetica, sans-serif" font-size="${letter}">`
    + `<desc>${escape(about)}</desc><rect width="${fixed(width)}" height="${fixed(height)}" fill="#ffffff"/>${out.join('')}</svg>`;
  return { text, width: mm, height: height * 25.4 / 72 };
}

const stroke = ({ color, width, dash }) => `fill="none" stroke="${color}" stroke-width="${width}"${dash ? ` stroke-dasharray="${dash}"` : ''}`;
const entryWidth = ({ name }) => 36 + name.length * letter * 0.55;

/** Breaks the entries of a legend into rows that fit. */
function wrap(entries, width) {
  const rows = [];
  let used = Infinity;
  for (const e of entries) {
    if (used + entryWidth(e) > width) { rows.push([]); used = 0; }
    rows.at(-1).push(e);
    used += entryWidth(e);
  }
  return rows;
}

function panel({ label: name, x: [x0, x1], y, curves }, i, count, atX, atY, wide, high) {
  const vertical = y ? { low: y[0], high: y[1] } : scale(curves.flatMap((c) => [...c.y]), false, 0.05);
  if (!vertical) return '';
  const [l, r, t, b] = [atX + left, atX + wide - right, atY + top, atY + high - bottom];
  const toX = (v) => l + (r - l) * (v - x0) / (x1 - x0), toY = (v) => b - (b - t) * (v - vertical.low) / (vertical.high - vertical.low);
  const out = [`<path d="M${fixed(l)} ${fixed(t)}V${fixed(b)}H${fixed(r)}" fill="none" stroke="#000000" stroke-width="0.5"/>`];
  for (const v of ticks(x0, x1)) out.push(`<path d="M${fixed(toX(v))} ${fixed(b)}v3" stroke="#000000" stroke-width="0.5"/><text x="${fixed(toX(v))}" y="${fixed(b + 11)}" text-anchor="middle">${label(v)}</text>`);
  for (const v of ticks(vertical.low, vertical.high)) out.push(`<path d="M${fixed(l)} ${fixed(toY(v))}h-3" stroke="#000000" stroke-width="0.5"/><text x="${fixed(l - 5)}" y="${fixed(toY(v) + 2.8)}" text-anchor="end">${label(v)}</text>`);
  out.push(`<text x="${fixed((l + r) / 2)}" y="${fixed(b + 21)}" text-anchor="middle">x</text>`);
  out.push(`<text x="${fixed(l + 4)}" y="${fixed(t - 4)}">${count > 1 ? `(${String.fromCharCode(97 + i)}) ` : ''}${escape(name)}</text>`);
  for (const c of curves) {
    let d = '', pen = 'M';
    for (let k = 0; k < c.x.length; k++) {
      if (!Number.isFinite(c.y[k])) { pen = 'M'; continue; }
      d += `${pen}${fixed(toX(c.x[k]))} ${fixed(toY(c.y[k]))}`;
      pen = 'L';
    }
    out.push(`<path d="${d}" stroke-linejoin="round" ${stroke(c)}/>`);
  }
  return `<g>${out.join('')}</g>`;
}

/** An image element with a figure. */
export async function imageOf({ text }) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  return image;
}

/** The bytes of a PNG of a figure, which states its pixels per inch. */
export async function png(drawn, dpi) {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [drawn.width, drawn.height].map((mm) => Math.round(mm / 25.4 * dpi));
  const context = canvas.getContext('2d');
  if (!context) throw new Error(`This browser has no canvas of ${canvas.width} × ${canvas.height} pixels; choose fewer.`);
  context.drawImage(await imageOf(drawn), 0, 0, canvas.width, canvas.height);
  const blob = await new Promise((resolve) => { canvas.toBlob(resolve, 'image/png'); });
  if (!blob) throw new Error(`This browser has no canvas of ${canvas.width} × ${canvas.height} pixels; choose fewer.`);
  return withDensity(new Uint8Array(await blob.arrayBuffer()), dpi);
}

/** Puts a pHYs chunk behind the header of a PNG: pixels per metre. */
export function withDensity(bytes, dpi) {
  const chunk = new Uint8Array(21), view = new DataView(chunk.buffer), perMetre = Math.round(dpi / 0.0254), end = 33; // signature and IHDR
  view.setUint32(0, 9);
  chunk.set([0x70, 0x48, 0x59, 0x73], 4);
  view.setUint32(8, perMetre);
  view.setUint32(12, perMetre);
  chunk[16] = 1;
  let c = 0xffffffff;
  for (const byte of chunk.subarray(4, 17)) {
    c ^= byte;
    for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  }
  view.setUint32(17, (c ^ 0xffffffff) >>> 0);
  const out = new Uint8Array(bytes.length + chunk.length);
  out.set(bytes.subarray(0, end));
  out.set(chunk, end);
  out.set(bytes.subarray(end), end + chunk.length);
  return out;
}

/** Prints a figure alone, on a page of its size: the browser's dialog saves it as PDF. */
export function print({ text, width, height }) {
  const box = document.createElement('div'), sheet = new CSSStyleSheet();
  box.className = 'printed';
  box.append(document.importNode(new DOMParser().parseFromString(text, 'image/svg+xml').documentElement, true));
  sheet.replaceSync(`@page { size: ${width}mm ${Math.ceil(height * 10) / 10}mm; margin: 0 }
    @media screen { .printed { display: none } }
    @media print { html, body { margin: 0; padding: 0; max-width: none; background: #ffffff } body > :not(.printed) { display: none !important } .printed svg { display: block } }`);
  document.body.append(box);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  addEventListener('afterprint', () => {
    box.remove();
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((s) => s !== sheet);
  }, { once: true });
  globalThis.print();
}
