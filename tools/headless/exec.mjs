// Runs a Go js/wasm program under Node with the SIMD kernels; also serves `go test`:
//
//	GOOS=js GOARCH=wasm go test -exec "node $PWD/tools/headless/exec.mjs" ./...
//
// Environment: HRGRAD_KERNELS=scalar|simd|relaxed selects the implementation to start with; the default here is simd, whose
// results are those of native builds bit for bit. HRGRAD_KERNEL_DIR names a folder with kernels-simd.wasm and
// kernels-relaxed.wasm; without it they are built from source into a cache under the system's temporary folder.
import { spawnSync } from "node:child_process";
import crypto from "node:crypto";
import fs from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import v8 from "node:v8";
import { runGo } from "./gowasm.mjs";
import { provideWorkers } from "./spawn.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.resolve(here, "../..");

// V8 flags have to come before the first use of WebAssembly: the stack that Go's tests recurse into, and relaxed
// SIMD, which Node 20 keeps behind a flag and later versions know without (V8 ignores a flag it does not know).
v8.setFlagsFromString("--stack-size=8192");
if (Number(process.versions.node.split(".")[0]) < 22) v8.setFlagsFromString("--experimental-wasm-relaxed-simd");

let found;

/** The folder of the Go in use. */
export function goRoot() {
  found ??= process.env.GOROOT || spawnSync("go", ["env", "GOROOT"], { encoding: "utf8" }).stdout.trim();
  return found;
}

/** Makes the globals that wasm_exec.js expects and returns its class Go. */
export function loadGo(goroot = goRoot()) {
  const require = createRequire(import.meta.url);
  Object.assign(globalThis, { require, fs, path });
  globalThis.crypto ??= crypto.webcrypto;
  require(path.join(goroot, "lib/wasm/wasm_exec.js"));
  return globalThis.Go;
}

/** The bytes of the side modules, built from source unless a folder with them is given. */
export function loadKernels(dir = process.env.HRGRAD_KERNEL_DIR) {
  dir ||= buildKernels();
  const read = (name) => fs.readFileSync(path.join(dir, `kernels-${name}.wasm`));
  return { simd: read("simd"), relaxed: read("relaxed") };
}

function buildKernels() {
  const hash = crypto.createHash("sha256");
  for (const folder of ["tools/kernelgen", "wasm/kernels", "wasm/kernels/asm", "solver/kernel/minimax", "solver/kernel/formula"]) {
    for (const name of fs.readdirSync(path.join(root, folder)).sort()) {
      if (!name.endsWith(".go") || name.endsWith("_test.go")) continue;
      hash.update(name).update(fs.readFileSync(path.join(root, folder, name)));
    }
  }
  const dir = path.join(os.tmpdir(), `hrgrad-kernels-${process.getuid?.() ?? 0}-${hash.digest("hex").slice(0, 16)}`);
  if (fs.existsSync(dir)) return dir;
  const scratch = fs.mkdtempSync(`${dir}-`);
  const env = { ...process.env };
  delete env.GOOS;
  delete env.GOARCH;
  const done = spawnSync("go", ["run", "./tools/kernelgen", "-o", scratch], { cwd: root, env, stdio: ["ignore", "inherit", "inherit"] });
  if (done.status !== 0) throw new Error("go run ./tools/kernelgen failed");
  try {
    fs.renameSync(scratch, dir); // whole or not at all: several tests may build at once
  } catch (err) {
    fs.rmSync(scratch, { recursive: true });
    if (!fs.existsSync(dir)) throw err;
  }
  return dir;
}

async function main() {
  if (process.argv.length < 3) {
    console.error("usage: node exec.mjs PROGRAM.wasm [ARGUMENTS]");
    process.exit(2);
  }
  let started;
  process.on("exit", (code) => { // no event is pending any more: let Go report the deadlock
    if (code === 0 && started && !started.exited) {
      started._pendingEvent = { id: 0 };
      started._resume();
    }
  });
  const wasmExec = loadGo();
  const start = {
    goBytes: await WebAssembly.compile(fs.readFileSync(process.argv[2])),
    kernels: loadKernels(),
    force: process.env.HRGRAD_KERNELS || "simd",
    argv: process.argv.slice(2),
    env: { TMPDIR: os.tmpdir(), ...process.env },
  };
  provideWorkers(start, goRoot());
  const code = await runGo({ ...start, wasmExec, onStart: (go) => { started = go; } });
  process.exit(code);
}

if (process.argv[1] && import.meta.url === pathToFileURL(fs.realpathSync(process.argv[1])).href) {
  main().catch((err) => {
    console.error(err.message);
    process.exit(1);
  });
}
