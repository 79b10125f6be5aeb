// Several test files in one process, for round.mjs: those named by the environment's TOGETHER, a line each. They share the server and the browser of
// siteForTests, and in it what is compiled of the programs.

import path from 'node:path';
import { pathToFileURL } from 'node:url';

for (const file of process.env.TOGETHER.split('\n')) await import(pathToFileURL(path.resolve(file)).href);
