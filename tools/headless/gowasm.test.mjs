import assert from "node:assert/strict";
import fs from "node:fs";
import test from "node:test";
import { loadKernels } from "./exec.mjs"; // sets the V8 flags for relaxed SIMD
import { features, prepareKernels, runGo } from "./gowasm.mjs";

const kernels = loadKernels();

test("the probes see what this Node has", () => {
  assert.deepEqual(features(), { simd: true, relaxed: true });
});

test("every function of the modules has an import of its name, and no other", async () => {
  const { imports } = await prepareKernels(kernels);
  const bound = Object.keys(imports).filter((name) => !["variants", "forced", "select"].includes(name)).sort();
  for (const bytes of Object.values(kernels)) {
    const exported = WebAssembly.Module.exports(await WebAssembly.compile(bytes)).map(({ name }) => name).sort();
    assert.deepEqual(bound, exported);
  }
});

test("functions are bound to the selected module and the given memory", async () => {
  const { imports, attach, variants } = await prepareKernels(kernels);
  assert.deepEqual(variants, ["scalar", "simd", "relaxed"]);
  assert.equal(imports.variants(), 3);
  assert.equal(imports.forced(), 0);
  const memory = new WebAssembly.Memory({ initial: 1 });
  await attach(memory);
  new Float32Array(memory.buffer, 0, 10).set([1, 2, 3, 4, 5, 1, 10, 100, 1000, 10000]);
  for (const variant of [2, 3]) {
    imports.select(variant);
    assert.equal(imports.dot_f32(5, 0, 20), 54321);
  }
  memory.grow(1); // detaches the buffer, not the memory
  imports.axpy_f32(5, 2, 0, 20);
  assert.deepEqual([...new Float32Array(memory.buffer, 20, 5)], [3, 14, 106, 1008, 10010]);
});

test("without modules only the scalar kernels remain", async () => {
  const { imports, variants } = await prepareKernels({});
  assert.deepEqual(variants, ["scalar"]);
  assert.equal(imports.variants(), 0);
  for (const { name } of WebAssembly.Module.exports(await WebAssembly.compile(kernels.simd))) {
    assert.throws(() => imports[name](), { message: `kernels: ${name} without a module` }, "a program that imports it can start");
  }
  assert.equal((await prepareKernels(kernels, "scalar")).imports.forced(), 1);
});

test("impossible wishes are errors of one line", async () => {
  await assert.rejects(prepareKernels(kernels, "fast"), /^Error: kernels: "fast" given; allowed: scalar, simd, relaxed$/);
  await assert.rejects(prepareKernels({ simd: kernels.simd }, "relaxed"), /^Error: kernels: "relaxed" is not available here; available: scalar, simd$/);
  const empty = { simd: new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]) };
  await assert.rejects(prepareKernels(empty), /^Error: kernels: the module has no section of calls; tools\/kernelgen writes one that has$/);
  await assert.rejects(runGo({ goBytes: kernels.simd }), /^Error: wasmExec: no Go runtime support/);
});

test("the loader runs in pages: no Node modules, nothing evaluated from strings", () => {
  const source = fs.readFileSync(new URL("./gowasm.mjs", import.meta.url), "utf8");
  assert.doesNotMatch(source, /from "node:|require\(|\beval\(|new Function/);
});
