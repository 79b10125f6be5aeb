// Runs a Go js/wasm program in a worker of headless Chromium, with the SIMD kernels, and prints what it prints. Serves
// benchmarks and the tests of packages that need no files:
//
//	node tools/headless/chromium.mjs PROGRAM.wasm [ARGUMENTS]
//	GOOS=js GOARCH=wasm go test -exec "node $PWD/tools/headless/chromium.mjs" ./solver/kernel
//
// HRGRAD_KERNELS=scalar|simd|relaxed selects the implementation to start with; the default is the fastest.
// CHROME names the browser; otherwise chromium, chromium-browser or google-chrome of the PATH.
import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { loadKernels } from "./exec.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));
const { chromium } = createRequire(path.join(here, "../../site/package.json"))("playwright-core");

function browser() {
  for (const name of [process.env.CHROME, "chromium", "chromium-browser", "google-chrome"]) {
    if (!name) continue;
    const found = path.isAbsolute(name) ? name : spawnSync("which", [name], { encoding: "utf8" }).stdout.trim();
    if (found && fs.existsSync(found)) return found;
  }
  throw new Error("no Chromium: set CHROME to its path");
}

async function main() {
  const [program, ...args] = process.argv.slice(2);
  if (!program) {
    console.error("usage: node chromium.mjs PROGRAM.wasm [ARGUMENTS]");
    return 2;
  }
  const goroot = process.env.GOROOT || spawnSync("go", ["env", "GOROOT"], { encoding: "utf8" }).stdout.trim();
  const kernels = loadKernels();
  const files = {
    "/": ["text/html", "<!doctype html><title>bench</title>"],
    "/gowasm.mjs": ["text/javascript", fs.readFileSync(path.join(here, "gowasm.mjs"))],
    "/wasm_exec.js": ["text/javascript", fs.readFileSync(path.join(goroot, "lib/wasm/wasm_exec.js"))],
    "/program.wasm": ["application/wasm", fs.readFileSync(program)],
    "/simd.wasm": ["application/wasm", kernels.simd],
    "/relaxed.wasm": ["application/wasm", kernels.relaxed],
  };
  // The worker is that of the page, with whatever it imports.
  const scripts = path.join(here, "../../site/js");
  for (const name of fs.readdirSync(scripts)) {
    if (name.endsWith(".mjs")) files[`/${name}`] ??= ["text/javascript", fs.readFileSync(path.join(scripts, name))];
  }
  const server = http.createServer((request, response) => {
    const file = files[request.url];
    response.writeHead(file ? 200 : 404, { "Content-Type": file ? file[0] : "text/plain" });
    response.end(file ? file[1] : "not found");
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const chrome = await chromium.launch({
    executablePath: browser(),
    args: ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-quic", "--no-first-run"],
  });
  try {
    const page = await chrome.newPage();
    await page.exposeFunction("report", (line) => process.stdout.write(`${line}\n`));
    await page.goto(`http://127.0.0.1:${server.address().port}/`);
    const start = { role: "bench", argv: [path.basename(program), ...args], force: process.env.HRGRAD_KERNELS };
    return await page.evaluate(async (start) => {
      const module = async (url) => WebAssembly.compileStreaming(fetch(url));
      const kernels = {};
      for (const name of ["simd", "relaxed"]) kernels[name] = await module(`/${name}.wasm`).catch(() => undefined); // relaxed is not everywhere
      const message = { ...start, module: await module("/program.wasm"), kernels };
      const worker = new Worker("/worker.mjs", { type: "module" });
      return new Promise((done, fail) => {
        worker.onmessage = async ({ data }) => {
          if (data.line !== undefined) await window.report(data.line);
          else if (data.type === "crash") fail(new Error(data.message));
          else if (data.code !== undefined) done(data.code);
        };
        worker.onerror = (event) => fail(new Error(event.message || "the worker did not start"));
        worker.postMessage(message);
      });
    }, start);
  } finally {
    await chrome.close();
    server.close();
  }
}

main().then((code) => process.exit(code), (err) => {
  console.error(err.message);
  process.exit(1);
});
