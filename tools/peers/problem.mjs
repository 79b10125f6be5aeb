// What peers in JavaScript share: the data of problem.py and the protocol of run.py.
//
//	node peer_X.mjs PYTHON        PYTHON is one that has NumPy

import { execFileSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** The data that problem.py prints for a width. */
export const problem = (width) => JSON.parse(execFileSync(process.argv[2], [fileURLToPath(new URL('problem.py', import.meta.url)), String(width)], { maxBuffer: 1 << 28 }));

/** Answers the lines of run.py, as serve in problem.py does. make(width) resolves to a function that makes so many steps, check to the
 * largest residual of the exact solution. */
export async function serve(make, check) {
  const runs = new Map();
  for await (const line of createInterface({ input: process.stdin })) {
    let answer;
    if (line === 'check') {
      answer = { residual: await check() };
    } else {
      const [width, steps] = line.split(' ').map(Number);
      if (!runs.has(width)) {
        runs.set(width, await make(width));
        await runs.get(width)(3);
      }
      const start = process.cpuUsage();
      await runs.get(width)(steps);
      const { user, system } = process.cpuUsage(start);
      answer = { seconds: (user + system) / 1e6, steps };
    }
    console.log(JSON.stringify(answer));
  }
}
