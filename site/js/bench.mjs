// The page of measurements: runs the benchmark program in a worker and shows
// each line it prints as a cell of a table, one column per kind of kernels.

import { engineWorker, program } from './assets.mjs';
import { features } from './gowasm.mjs';
import { missing } from './features.mjs';
import { download } from './files.mjs';
import { clear, notice } from './notices.mjs';

/** @type {(id: string) => any} */ // an element of index.html, of its own kind
const byId = (id) => document.getElementById(id);
const usual = '^(kernel/(gemm_..|dense)/f../3072x64x64|kernel/[a-z]+/f32/(65536|8x20000)|step/|operator/|scale/)';
const columns = [['generic', 'Generic'], ['simd', 'SIMD'], ['relaxed', 'Relaxed SIMD']];

let worker = null;
/** Lines as they came, by what they measure: a later one replaces an earlier one.
 * @type {Map<string, string>} */
let lines = new Map();

/** The cell of a benchmark for a kind of kernels, made on first sight. */
function cell(bench, unit, kernels, note) {
  const body = byId('results').tBodies[0];
  let row = [...body.rows].find((r) => r.dataset.bench === bench);
  if (!row) {
    row = body.insertRow();
    row.dataset.bench = bench;
    const head = document.createElement('th');
    head.scope = 'row';
    head.textContent = bench;
    row.append(head);
    columns.forEach(() => { row.insertCell(); });
    row.insertCell().textContent = unit;
  }
  const at = row.cells[1 + columns.findIndex(([name]) => name === kernels)];
  if (note) at.title = note;
  return at;
}

function header() {
  const row = document.createElement('tr');
  for (const text of ['Measurement', ...columns.map(([, title]) => title), 'Unit']) {
    const th = document.createElement('th');
    th.scope = 'col';
    th.textContent = text;
    row.append(th);
  }
  byId('results').tHead.replaceChildren(row);
}

function show(line) {
  let result;
  try {
    result = JSON.parse(line);
  } catch {
    return; // what the program says beside its results is for the console
  }
  lines.set(`${result.bench} ${result.kernels}`, line);
  if (!result.kernels) { // said about the machine, not measured with a kind of kernels
    byId('machine').textContent = `Measured with ${result.note}, ${navigator.hardwareConcurrency} threads.`;
    return;
  }
  cell(result.bench, result.unit, result.kernels, result.note).textContent = Number(result.value.toPrecision(3)).toLocaleString('en', { maximumFractionDigits: 6 });
  byId('status').textContent = `${measured()} measured, last ${result.bench}, ${result.kernels}`;
}

/** How many cells of the table are filled. */
const measured = () => document.querySelectorAll('#results tbody td:nth-child(n+2):nth-child(-n+4):not(:empty)').length;

function end(text) {
  worker?.terminate();
  worker = null;
  byId('run').disabled = false;
  byId('stop').disabled = true;
  byId('save').disabled = lines.size === 0;
  byId('status').textContent = text;
}

async function run() {
  clear('bench');
  byId('run').disabled = true;
  byId('stop').disabled = false;
  byId('save').disabled = true;
  lines = new Map();
  byId('machine').textContent = '';
  byId('results').tBodies[0].replaceChildren();
  header();
  byId('status').textContent = 'Loading';
  const can = features();
  const variants = Object.keys(can).filter((name) => can[name]);
  try {
    const [module, ...compiled] = await Promise.all([program('bench.wasm'), ...variants.map((name) => program(`kernels-${name}.wasm`))]);
    worker = await engineWorker('hrgrad bench');
    worker.onmessage = ({ data }) => {
      if (data.line !== undefined) show(data.line);
      else if (data.code === 0) end(`Done: ${measured()} measurements`);
      else if (data.type === 'crash') fail(data.message);
    };
    worker.onerror = (event) => fail(event.message || 'the worker did not start');
    const pattern = byId('all').checked ? '' : usual;
    worker.postMessage({ role: 'bench', module, kernels: Object.fromEntries(variants.map((name, i) => [name, compiled[i]])), argv: ['bench', '-engine', 'browser', '-run', pattern, '-time', '200ms', '-each'] });
    byId('status').textContent = 'Measuring';
  } catch (cause) {
    fail(cause.message);
  }
}

function fail(reason) {
  end('Stopped');
  notice('bench', `The measurement stopped: ${reason}`, { bad: true });
}

const reasons = missing();
if (reasons.length > 0) {
  reasons.forEach((text, i) => notice(`missing-${i}`, text, { bad: true }));
  byId('run').disabled = true;
} else {
  header();
  byId('run').addEventListener('click', run);
  byId('stop').addEventListener('click', () => end(`Stopped after ${measured()} measurements`));
  byId('save').addEventListener('click', () => download('hrgrad-bench.jsonl', `${[...lines.values()].join('\n')}\n`, 'application/x-ndjson'));
}
