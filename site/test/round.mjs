// Runs test files one after another: node site/test/round.mjs FILE... Those that prepare nothing themselves share a process and its browser, a few at a
// time: starting one and compiling the programs takes ten seconds of a slow processor. Files with a failure run once more when all are through: a page
// test waits for a browser, and a machine that stalls for a minute can break what the page promises within one. Both attempts are printed in full, what
// passed at the second one only is named at the end, and what fails twice fails the round.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const reporter = fileURLToPath(new URL('./failed.mjs', import.meta.url)), together = fileURLToPath(new URL('./together.mjs', import.meta.url));
const most = 4; // files in one browser, whose memory grows
const longest = 30 * 60_000; // milliseconds of a group: one that hangs has failed

/** Whether a file can be run in the process of others: it prepares nothing itself, since nobody would wait for that there. */
const sociable = (file) => !/^before\(/m.test(readFileSync(file, 'utf8'));

/** The files in groups that run together, in their order. */
function groups(files) {
  const out = [];
  let open = null;
  for (const file of files) {
    if (!sociable(file)) out.push([file]);
    else if (open && open.length < most) open.push(file);
    else out.push(open = [file]);
  }
  return out;
}

/** Runs the files and returns those with a failure. */
const run = (files) => groups(files).flatMap(runGroup);

/** Runs the files of a group; where its process or the runner has broken, all have failed. */
function runGroup(files) {
  const folder = mkdtempSync(join(tmpdir(), 'hrgrad-round-'));
  const list = join(folder, 'failed');
  try {
    const { status } = spawnSync(process.execPath, ['--test', '--test-concurrency=1', '--test-reporter=tap', '--test-reporter-destination=stdout',
      `--test-reporter=${reporter}`, `--test-reporter-destination=${list}`, ...(files.length > 1 ? [together] : files)], { stdio: 'inherit', timeout: longest, killSignal: 'SIGKILL', env: { ...process.env, TOGETHER: files.join('\n') } });
    if (status === 0) return [];
    const failed = new Set((existsSync(list) ? readFileSync(list, 'utf8') : '').split('\n').filter(Boolean).map((file) => relative('.', file)));
    const known = files.filter((file) => failed.has(relative('.', file)));
    return known.length > 0 && known.length === failed.size ? known : files;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const files = process.argv.slice(2);
if (files.length === 0) {
  console.error('usage: node site/test/round.mjs FILE...');
  process.exit(2);
}
const first = run(files);
if (first.length > 0) console.log(`# failed, run once more: ${first.join(' ')}`);
const second = first.length > 0 ? run(first) : [];
for (const file of first) console.log(`# ${file}: ${second.includes(file) ? 'failed twice' : 'failed, then passed'}`);
process.exit(second.length > 0 ? 1 : 0);
