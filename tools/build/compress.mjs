// Compresses files for the static site: node compress.mjs BROTLI-QUALITY FILE...
// writes FILE.br and FILE.gz next to every file. All files are worked on at once.
import { readFile, rename, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import zlib from 'node:zlib';

const [quality, ...files] = process.argv.slice(2);
const brotli = promisify(zlib.brotliCompress), gzip = promisify(zlib.gzip);

await Promise.all(files.map(async (name) => {
  const data = await readFile(name);
  const params = { [zlib.constants.BROTLI_PARAM_QUALITY]: Number(quality), [zlib.constants.BROTLI_PARAM_LGWIN]: 24, [zlib.constants.BROTLI_PARAM_SIZE_HINT]: data.length };
  const [br, gz] = await Promise.all([brotli(data, { params }), gzip(data, { level: Number(quality) > 9 ? 9 : 6 })]);
  // Renamed when complete: an interrupted build must not leave half a file in the cache.
  await Promise.all([[br, 'br'], [gz, 'gz']].map(async ([content, suffix]) => {
    await writeFile(`${name}.part-${suffix}`, content);
    await rename(`${name}.part-${suffix}`, `${name}.${suffix}`);
  }));
}));
