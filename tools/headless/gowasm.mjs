// Runs a Go WebAssembly program together with the SIMD side module of its compute kernels. For Node, pages and page
// workers alike: nothing is imported here and nothing is evaluated from strings.
//
// The side module works in the Go program's own memory, which exists only once the program is instantiated, and the program imports the
// side module's functions. So it imports those of a third module, which a section of the side module holds: each calls what a table has in its
// place, and the table is filled in between. A call does not pass through JavaScript, which would cost more than short kernels take.

// (module (func (param v128) (result v128) local.get 0, local.get 0, f32x4.add))
const plainProbe = [0, 97, 115, 109, 1, 0, 0, 0, 1, 6, 1, 96, 1, 123, 1, 123, 3, 2, 1, 0, 10, 11, 1, 9, 0, 32, 0, 32, 0, 253, 228, 1, 11];
// The same with f32x4.relaxed_madd of three times local 0.
const relaxedProbe = [0, 97, 115, 109, 1, 0, 0, 0, 1, 6, 1, 96, 1, 123, 1, 123, 3, 2, 1, 0, 10, 13, 1, 11, 0, 32, 0, 32, 0, 32, 0, 253, 133, 2, 11];

/** What this engine can run: {simd, relaxed}. */
export function features() {
  const valid = (bytes) => WebAssembly.validate(new Uint8Array(bytes));
  return { simd: valid(plainProbe), relaxed: valid(relaxedProbe) };
}

const order = ["scalar", "simd", "relaxed"];

/**
 * The functions that call what is in the table, and what fills it.
 * @param {WebAssembly.Module} module
 */
async function linkCalls(module) {
  const [bytes] = WebAssembly.Module.customSections(module, "calls");
  if (!bytes) throw new Error("kernels: the module has no section of calls; tools/kernelgen writes one that has");
  const { table, ...calls } = /** @type {any} */ ((await WebAssembly.instantiate(bytes)).instance.exports);
  return { calls, fill: (exports) => Object.keys(calls).forEach((name, place) => table.set(place, exports[name])) };
}

/** Functions with all names, for a program that calls none of them: there is no module that has them. */
const without = (functions) => new Proxy(functions, { get: (has, name) => has[name] ?? (() => { throw new Error(`kernels: ${String(name)} without a module`); }) });

/**
 * Prepares the `kern` imports. kernels: {simd, relaxed}, each bytes or a WebAssembly.Module, either may be missing.
 * force: "scalar", "simd" or "relaxed", the one to start with; an impossible wish is an error, not a silent fallback.
 * Returns {imports, attach(memory), variants}.
 */
export async function prepareKernels(kernels = {}, force = undefined) {
  if (force !== undefined && !order.includes(force)) {
    throw new Error(`kernels: ${JSON.stringify(force)} given; allowed: ${order.join(", ")}`);
  }
  const can = features();
  const modules = {};
  for (const variant of ["simd", "relaxed"]) {
    const source = kernels[variant];
    if (source && can[variant]) {
      modules[variant] = source instanceof WebAssembly.Module ? source : await WebAssembly.compile(source);
    }
  }
  if (force && force !== "scalar" && !modules[force]) {
    throw new Error(`kernels: ${JSON.stringify(force)} is not available here; available: ${["scalar", ...Object.keys(modules)].join(", ")}`);
  }
  const instances = {};
  const some = modules.simd ?? modules.relaxed;
  const { calls, fill } = some ? await linkCalls(some) : { calls: {}, fill() {} };
  const imports = {
    ...calls,
    variants: () => (modules.simd ? 1 : 0) | (modules.relaxed ? 2 : 0),
    forced: () => (force ? order.indexOf(force) + 1 : 0),
    select: (variant) => fill(instances[order[variant - 1]]),
  };
  return {
    imports: some ? imports : without(imports),
    variants: ["scalar", ...order.filter((name) => modules[name])],
    async attach(memory) {
      for (const variant of Object.keys(modules)) {
        instances[variant] = /** @type {any} */ (await WebAssembly.instantiate(modules[variant], { env: { mem: memory } })).exports;
      }
    },
  };
}

/**
 * Runs a Go program to its end and returns its exit code.
 *
 * wasmExec: the class Go of Go's wasm_exec.js, or the URL of that file to import, or nothing when globalThis.Go exists.
 * goBytes:  the program, bytes or a WebAssembly.Module.
 * kernels:  {simd, relaxed}: bytes of kernels-simd.wasm and kernels-relaxed.wasm.
 * force:    "scalar", "simd" or "relaxed"; by default the fastest that works.
 * argv, env: as seen by the program; argv includes the program's name.
 * imports:  further import modules. onStart(go, instance): called right before the program starts.
 *
 * @param {{wasmExec?: any, goBytes: any, kernels?: any, force?: string, argv?: string[], env?: Record<string, string>, imports?: any,
 *   onStart?: (go: any, instance: any) => void}} start
 */
export async function runGo({ wasmExec, goBytes, kernels, force, argv, env, imports, onStart }) {
  if (typeof wasmExec === "string" || wasmExec instanceof URL) {
    await import(/* @vite-ignore */ String(wasmExec));
    wasmExec = undefined;
  }
  const Go = wasmExec ?? globalThis.Go;
  if (!Go) throw new Error("wasmExec: no Go runtime support; give the class Go or the URL of wasm_exec.js");
  const go = new Go();
  if (argv) go.argv = argv;
  if (env) go.env = env;
  let code = 0;
  go.exit = (c) => { code = c; };
  const kern = await prepareKernels(kernels, force);
  const result = /** @type {any} */ (await WebAssembly.instantiate(goBytes, { ...go.importObject, ...imports, kern: kern.imports }));
  const instance = result.instance ?? result;
  await kern.attach(instance.exports.mem);
  onStart?.(go, instance);
  await go.run(instance);
  return code;
}
