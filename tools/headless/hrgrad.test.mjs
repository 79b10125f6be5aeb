import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";

const runner = path.join(path.dirname(fileURLToPath(import.meta.url)), "hrgrad.mjs");

// A stand-in for Go interrupts the runner while that has the program built.
test("an interrupt before the program runs ends with the line and the code of later ones", () => {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), "hrgrad-early-"));
  const go = spawnSync("sh", ["-c", "command -v go"], { encoding: "utf8" }).stdout.trim();
  fs.writeFileSync(path.join(dir, "go"), `#!/bin/sh\n[ "$1" = build ] && kill -INT $PPID\nexec "${go}" "$@"\n`, { mode: 0o755 });
  try {
    const { status, stderr } = spawnSync(process.execPath, [runner, "problems"], { encoding: "utf8", env: { ...process.env, PATH: `${dir}:${process.env.PATH}` } });
    assert.equal(stderr, "hrgrad: interrupted before the program ran; nothing was written\n");
    assert.equal(status, 1);
  } finally {
    fs.rmSync(dir, { recursive: true });
  }
});
