// The hrgrad command under Node: node tools/headless/hrgrad.mjs COMMAND [flags], with the flags, files and exit codes of the native
// program. Builds tools/hrgrad for js/wasm into build/ when its sources changed (go build's own cache decides) and runs it with
// the SIMD kernels.
//
// Kernels: --kernels scalar|simd|relaxed, or HRGRAD_KERNELS; the default is simd, whose results are those of a native build bit for
// bit. relaxed is faster and not bit-reproducible.
// HRGRAD_WASM names a ready program to run instead of building one; HRGRAD_KERNEL_DIR a folder with the SIMD modules.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { goRoot, loadGo, loadKernels } from "./exec.mjs"; // sets the V8 flags too
import { ending, listenToRuntime } from "./ending.mjs";
import { features, runGo } from "./gowasm.mjs";
import { provideWorkers } from "./spawn.mjs";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");

/** The value of a flag, as Go's flag package would read it; undefined without one. */
function flag(args, name) {
  let value;
  args.forEach((arg, i) => {
    const match = /^--?([a-z-]+)(?:=(.*))?$/s.exec(arg);
    if (match?.[1] === name) value = match[2] ?? args[i + 1];
  });
  return value;
}

/** The bytes of the program, rebuilt if a source changed. */
function program() {
  if (process.env.HRGRAD_WASM) return fs.readFileSync(process.env.HRGRAD_WASM);
  const build = path.join(root, "build");
  const file = path.join(build, "hrgrad.wasm");
  fs.mkdirSync(build, { recursive: true });
  // With its scratch folder on the same file system go build moves the result into place whole: two runs may build at once.
  const env = { ...process.env, GOOS: "js", GOARCH: "wasm", GOTMPDIR: build };
  const done = spawnSync("go", ["build", "-buildvcs=false", "-o", file, "./tools/hrgrad"], { cwd: root, env, encoding: "utf8" });
  if (done.error?.code === "ENOENT" && fs.existsSync(file)) return fs.readFileSync(file); // no Go here: the last build
  if (done.error) throw new Error(`go build: ${done.error.message}`);
  if (done.status !== 0) throw new Error(`go build ./tools/hrgrad failed: ${done.stderr}`);
  return fs.readFileSync(file);
}

/**
 * Go's js port gets no signals. SIGINT, SIGTERM and SIGHUP create a file the program looks for; it then ends as it does natively, and a second
 * signal ends the process at once. Before the program runs, which may have to be built and compiled, the first one does. Returns the path, and what
 * tells that the program runs.
 */
function forwardSignals() {
  let running = false;
  const file = path.join(os.tmpdir(), `hrgrad-stop-${process.pid}-${Date.now().toString(36)}`);
  let asked = false;
  for (const [name, number] of [["SIGINT", 2], ["SIGTERM", 15], ["SIGHUP", 1]]) {
    process.on(name, () => {
      if (asked) process.exit(128 + number);
      if (!running) {
        process.stderr.write("hrgrad: interrupted before the program ran; nothing was written\n");
        process.exit(1);
      }
      asked = true;
      fs.writeFileSync(file, "");
    });
  }
  process.on("exit", () => fs.rmSync(file, { force: true }));
  return { file, started() { running = true; } };
}

/** The side modules and the kernels to start with. */
function chooseKernels(wanted) {
  if (wanted === "scalar") return { kernels: {}, force: "scalar" };
  let kernels = {};
  try {
    kernels = loadKernels();
  } catch (err) { // without Go nothing can be built; only a wish that cannot be met is an error
    if (wanted) throw err;
  }
  const able = features();
  const known = ["simd", "relaxed"].filter((name) => kernels[name] && able[name]);
  // Any other name is left to the program, which refuses it with exit code 2.
  return { kernels, force: known.find((name) => name === (wanted ?? "simd")) ?? "scalar" };
}

async function main() {
  const args = process.argv.slice(2), stop = forwardSignals();
  const bytes = program();
  const { kernels, force } = chooseKernels(flag(args, "kernels") ?? (process.env.HRGRAD_KERNELS || undefined));
  const env = { TMPDIR: os.tmpdir(), ...process.env, HRGRAD_STOP_FILE: stop.file, HRGRAD_HOST: os.hostname() };
  env.HRGRAD_VERSION ??= `program-${createHash("sha256").update(bytes).digest("hex").slice(0, 12)}`; // for journals
  const wasmExec = loadGo();
  const start = { goBytes: await WebAssembly.compile(bytes), kernels, force, argv: ["hrgrad", ...args], env };
  provideWorkers(start, goRoot()); // --workers: the program starts as many threads as it needs
  const said = listenToRuntime();
  await new Promise(setImmediate); // signals that came meanwhile
  const { code, text } = ending(await runGo({ ...start, wasmExec, onStart: () => stop.started() }), said());
  process.stderr.write(text);
  process.exit(code);
}

main().catch((err) => {
  console.error(`hrgrad: ${String(err.message).trim().split(/\s*\n\s*/).join(" ")}`);
  process.exit(1);
});
