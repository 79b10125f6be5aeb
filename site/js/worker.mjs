// A worker of the engine: waits for the start message, then runs the program in
// the given role. From then on messages go to the program itself. The
// coordinator starts gradient workers, which are workers of this file too.

import './wasm_exec.js';
import { runGo } from './gowasm.mjs';
import { provideWorkers } from './spawn.mjs';

self.onmessage = async ({ data }) => {
  const { role, module, kernels, choice, port } = data;
  try {
    if (role === 'coordinator') provideWorkers(self.location.href, { ...data, role: 'gradient', port: undefined });
    if (role === 'gradient') globalThis.hrgradGradientPort = self;
    else globalThis.hrgradPort = port;
    const code = await runGo({ goBytes: module, kernels, argv: ['engine', role, choice] });
    self.postMessage({ type: 'crash', message: `the program ended with code ${code}` });
  } catch (cause) {
    self.postMessage({ type: 'crash', message: cause.message });
  }
};
