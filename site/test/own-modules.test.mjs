// The modules of the editor that need no browser: a problem in an address, drafts as text, steps of editing, what is kept.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deflateRawSync } from 'node:zlib';
import { Own } from '../js/own.mjs';
import { numberOf, Steps, textOf, titleOf, valuesOf } from '../js/owndraft.mjs';
import { decode, encode, keptCode, keptName, maxCode } from '../js/ownlink.mjs';
import { Store } from '../js/ownstore.mjs';

const keys = ['version', 'name', 'x', 'density', 'parameters'].map((name) => ({ name }));

test('a text comes back from its code, which an address keeps as it is', async () => {
  for (const text of ['{}', '{"density":"1 < 2 ? ε : 3"}', JSON.stringify({ a: Array.from({ length: 500 }, (_, i) => i * i) })]) {
    const code = await encode(text);
    assert.match(code, /^[A-Za-z0-9_-]+$/);
    assert.equal(new URLSearchParams({ own: code }).toString(), `own=${code}`);
    assert.equal(await decode(code, 65536), text);
  }
  assert.equal(keptName(keptCode('a-b2')), 'a-b2');
  assert.equal(keptName('abc'), undefined);
});

test('codes that are cut off, changed, too long or too large are refused in words', async () => {
  const code = await encode(JSON.stringify({ name: 'slab', text: 'x'.repeat(300) }));
  for (const [bad, words] of [[code.slice(0, -6), /not complete/], [code.slice(0, -1), /./], ['%', /characters that no problem/], ['', /empty/], ['a'.repeat(maxCode + 1), /at most 6000/],
    [deflateRawSync(Buffer.alloc(4_000_000)).toString('base64url'), /more than 65536 bytes/], [deflateRawSync(Buffer.from([0xff, 0xfe])).toString('base64url'), /changed/]]) {
    await assert.rejects(decode(bad, 65536), words, bad.slice(0, 20));
  }
});

test('drafts: keys in order, unknown ones kept, numbers as they are typed', () => {
  const text = textOf({ density: 'a: b, "c"', colour: 1, x: [0, 1], version: 1, parameters: { a: [0, 2] }, name: undefined }, keys);
  assert.equal(text, '{\n  "version": 1,\n  "x": [0, 1],\n  "density": "a: b, \\"c\\"",\n  "parameters": {"a": [0, 2]},\n  "colour": 1\n}\n');
  assert.deepEqual(valuesOf(text), { version: 1, x: [0, 1], density: 'a: b, "c"', parameters: { a: [0, 2] }, colour: 1 });
  const twice = '{\n  "version": 1,\n  "parameters": {"a": [0, 2], "b": [1, 2], "a": [3, "4"]}\n}\n';
  assert.equal(textOf(valuesOf(twice), keys), twice); // two of one name are kept for the check to refuse
  for (const none of ['', '[1]', 'null', '{"a":', '3']) assert.equal(valuesOf(none), null, none);
  assert.deepEqual(['1', ' -2.5e-3', '.5', '1e', '1e999', '0x1', ''].map(numberOf), [1, -0.0025, 0.5, '1e', '1e999', '0x1', undefined]);
  assert.deepEqual([titleOf(text), titleOf('{"name":"slab"}'), titleOf('{"title":" A slab","name":"slab"}')], ['without a name', 'slab', 'A slab']);
});

test('steps: keystrokes in one place within a second are one, and redo ends with a new text', () => {
  const steps = new Steps('');
  steps.push('a', 'x', 0);
  steps.push('ab', 'x', 500);
  steps.push('ab!', 'y', 600);
  steps.push('ab!!', 'y', 5000);
  assert.deepEqual([steps.undo(), steps.undo(), steps.redo(), steps.undo(), steps.undo(), steps.undo()], ['ab!', 'ab', 'ab!', 'ab', '', '']);
  assert.equal(steps.canUndo, false);
  steps.push('new', null, 6000);
  assert.deepEqual([steps.canRedo, steps.redo(), steps.undo()], [false, 'new', '']);
});

test('what is kept: each problem under its own key, damaged ones left out, and a browser that keeps nothing said', () => {
  const map = new Map(), storage = { getItem: (k) => map.get(k) ?? null, setItem: (k, v) => map.set(k, v), removeItem: (k) => map.delete(k), key: (i) => [...map.keys()][i], get length() { return map.size; } };
  const failures = [], store = new Store((reason) => failures.push(reason), () => storage);
  const first = store.put('one'), second = store.put('two');
  map.set('hrgrad-own-bad', '{');
  map.set('other', '1');
  assert.deepEqual(store.list().map(({ text }) => text).sort(), ['one', 'two']);
  store.put('ONE', first);
  store.remove(second);
  assert.deepEqual(store.list().map(({ id, text }) => [id, text]), [[first, 'ONE']]);
  storage.setItem = () => { throw new Error('quota'); };
  const third = store.put('three');
  assert.equal(store.get(third), 'three');
  assert.deepEqual(failures, ['quota']);
  const none = new Store((reason) => failures.push(reason), () => { throw new Error('denied'); });
  assert.equal(none.get(none.put('four')), 'four');
  assert.match(failures[1], /keeps nothing/);
});

test('what an engine that has ended did not answer is asked of the next one', async () => {
  const posted = [], own = new Own({ problems: [] }, (message) => posted.push(message));
  const first = own.check('{"a":1}'), second = own.check('{"b":2}');
  own.checked({ id: posted[0].count, faults: [] });
  assert.deepEqual((await first).faults, []);
  own.hello();
  assert.deepEqual(posted.slice(2), [posted[1]]);
  own.checked({ id: posted[2].count, faults: [], own: 'sound' });
  assert.equal((await second).own, 'sound');
  own.hello();
  assert.equal(posted.length, 3);
});
