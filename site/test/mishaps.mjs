// What can happen to the page's workers, on demand and in any browser: a copy of the site whose workers obey a channel.

import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './harness.mjs';

const obey = `
new BroadcastChannel('mishap').onmessage = ({ data: { role, kind } }) => {
  if (self.name !== 'hrgrad ' + role) return;
  if (kind === 'hang') for (;;);
  if (kind === 'die') self.close();
  if (kind === 'throw') setTimeout(() => { throw new Error('thrown by the test'); });
};
`;

/** Copies a built site into a folder of build/; its workers hang, die without a word, or throw when mishap says so. */
export function fragileSite(site, name) {
  const copy = path.join(root, 'build', name);
  rmSync(copy, { recursive: true, force: true });
  cpSync(site, copy, { recursive: true });
  const assets = path.join(copy, 'assets'), tree = readdirSync(assets, { withFileTypes: true }).find((entry) => entry.isDirectory()).name;
  const worker = path.join(assets, tree, 'js', 'worker.mjs');
  writeFileSync(worker, readFileSync(worker, 'utf8') + obey);
  for (const file of [worker, path.join(copy, 'sw.js')]) for (const suffix of ['.br', '.gz']) rmSync(file + suffix, { force: true });
  rmSync(path.join(copy, 'sw.js')); // it would rightly refuse the changed file
  return copy;
}

/** For page.evaluate: lets all workers of a role (coordinator, reference, gradient) hang, die or throw, as kind says. */
export function mishap({ role, kind }) {
  new BroadcastChannel('mishap').postMessage({ role, kind });
}
