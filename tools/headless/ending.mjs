// How a program under Node ends when Go's runtime gives up.
import fs from "node:fs";

/** Keeps what Go's runtime says of its own end, which goes past Go's files; returns a function that tells it. */
export function listenToRuntime() {
  let text = "";
  const writeSync = (fd, bytes, ...more) => {
    if (fd !== 2) return fs.writeSync(fd, bytes, ...more);
    text += Buffer.from(bytes).toString();
    return bytes.length;
  };
  globalThis.fs = Object.create(fs, { writeSync: { value: writeSync } });
  return () => text;
}

/** The exit code for that of the program, and what to say: the runtime's own code is 2, which here means bad input. */
export function ending(code, said) {
  if (!said) return { code, text: "" };
  const line = /^.*(out of memory|cannot allocate).*$/m.exec(said)?.[0];
  return { code: code === 0 ? 0 : 1, text: line ? `hrgrad: memory: there is no more for this run (${line.trim()}): lower points, tasks, width or depth, or the number of workers\n` : said };
}
