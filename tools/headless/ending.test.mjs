// What is said when Go's runtime gives up.
import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import { ending, listenToRuntime } from "./ending.mjs";

const trace = "runtime: out of memory: cannot allocate 402653184-byte block (4224548864 in use)\nfatal error: out of memory\n\ngoroutine 1 [running]:\nmain.main()\n";

test("used up memory is one line and never exit code 2", () => {
  const { code, text } = ending(2, trace);
  assert.equal(code, 1);
  assert.match(text, /^hrgrad: memory: .*402653184.*lower points.*\n$/);
  assert.equal(text.split("\n").length, 2);
});

test("bad input keeps its code, another end its trace", () => {
  assert.deepEqual(ending(2, ""), { code: 2, text: "" });
  assert.deepEqual(ending(0, ""), { code: 0, text: "" });
  assert.deepEqual(ending(2, "fatal error: all goroutines are asleep\n"), { code: 1, text: "fatal error: all goroutines are asleep\n" });
});

test("what the runtime writes to standard error is kept, all else goes on", () => {
  const said = listenToRuntime();
  assert.equal(globalThis.fs.writeSync(2, Buffer.from("fatal error: x\n")), 15);
  assert.equal(said(), "fatal error: x\n");
  assert.equal(globalThis.fs.readFileSync, fs.readFileSync);
});
