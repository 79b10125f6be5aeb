// The runner that `make bench-browser` uses: a Go program in a worker of headless Chromium, with the SIMD kernels.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '../..');

test('tools/bench measures in Chromium', () => {
  const done = spawnSync('go', ['run', './tools/bench', '-engine', 'chromium', '-kernels', 'simd', '-run', '^kernel/tanh/f32', '-time', '0.05s'], {
    cwd: root, encoding: 'utf8', timeout: 300_000,
  });
  assert.equal(done.status, 0, done.stderr);
  const lines = done.stdout.trim().split('\n').map((line) => JSON.parse(line));
  assert.deepEqual(lines.map((r) => [r.bench, r.engine]), [['machine/cores', 'chromium'], ['kernel/tanh/f32/65536', 'chromium']]);
  assert.ok(lines[1].value > 0 && lines[1].kernels === 'simd');
});
