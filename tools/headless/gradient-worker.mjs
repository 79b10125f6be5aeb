// A gradient worker under Node: runs the program of its workerData, which finds hrgradGradientPort and serves the pool.
import { parentPort, workerData } from "node:worker_threads";
import { loadGo } from "./exec.mjs";
import { runGo } from "./gowasm.mjs";
import { provideSharing } from "./share.mjs";

globalThis.hrgradGradientPort = parentPort;
provideSharing();
process.exit(await runGo({ ...workerData.start, wasmExec: loadGo(workerData.goroot) }));
