// A worker of the engine: waits for the start message, then runs the program in
// the given role. From then on messages go to the program itself; those that come
// before it listens wait for it. Roles that train start gradient workers, which are
// workers of this file too.

import './wasm_exec.js';
import { runGo } from './gowasm.mjs';
import { provideWorkers } from './spawn.mjs';
import { tidy } from './tidy.mjs';

let script = self.location.href;

self.onmessage = async ({ data }) => {
  if (data.script) { // this file as a blob: a worker of the one-file page may not load the blobs of the page
    script = URL.createObjectURL(data.script);
    return;
  }
  const { role, module, kernels, choice, force, port } = data;
  const early = [];
  const wait = self.onmessage = (event) => { early.push(event); };
  const handOver = () => { if (self.onmessage !== wait) for (const event of early) self.onmessage(event); };
  const argv = data.argv ?? ['engine', role, choice];
  try {
    tidy();
    if (role === 'gradient') {
      globalThis.hrgradGradientPort = self;
    } else if (role === 'coordinator') {
      globalThis.hrgradPort = port;
      provideWorkers(script, { role: 'gradient', module, kernels, argv: ['engine', 'gradient', choice] });
    } else if (role === 'bench') { // what it prints goes to the page, line by line
      provideWorkers(script, { role: 'gradient', module, kernels, argv });
      console.log = (line) => self.postMessage({ line });
    } else {
      globalThis.hrgradPort = port;
    }
    const onStart = (_, { exports }) => {
      globalThis.hrgradMemory = exports.mem; // for measurements
      queueMicrotask(handOver); // when the program has run up to where it waits
    };
    const code = await runGo({ goBytes: module, kernels, force, argv, onStart });
    if (role === 'bench' && code === 0) self.postMessage({ code });
    else self.postMessage({ type: 'crash', message: `the program ended with code ${code}` });
  } catch (cause) {
    self.postMessage({ type: 'crash', message: cause.message });
  }
};
