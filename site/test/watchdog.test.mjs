// When the page takes its engine for dead: with a clock of the test's own.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { repeatable } from '../js/share.mjs';
import { Watchdog } from '../js/watchdog.mjs';

/** A watchdog with a clock; answers come after a delay, or not at all when that is Infinity. */
function watched({ slow = false } = {}) {
  const w = { now: 0, delay: 0, due: Infinity, silences: [] };
  w.dog = new Watchdog(() => { if (w.delay === 0) w.dog.answered(); else w.due = w.now + w.delay; }, (seconds) => w.silences.push(seconds), () => w.now);
  w.dog.begin(slow);
  w.pass = (seconds) => {
    for (let s = 0; s < seconds; s++) {
      w.now += 1000;
      if (w.now >= w.due) { w.due = Infinity; w.dog.answered(); }
      w.dog.tick();
    }
  };
  return w;
}

test('an engine that answers is left alone, one that does not is noticed within seconds', () => {
  const w = watched();
  w.dog.advanced();
  w.pass(600);
  assert.deepEqual(w.silences, []);
  w.delay = Infinity;
  w.pass(12);
  assert.equal(w.silences.length, 1);
  assert.ok(w.silences[0] <= 10, String(w.silences));
});

test('an engine with long steps gets more time, and after a restart without progress more again', () => {
  const w = watched();
  w.dog.advanced();
  w.delay = 3000;
  w.pass(60);
  w.delay = 50_000;
  w.pass(120);
  assert.deepEqual(w.silences, [], 'less than twenty times what answers took');
  const v = watched();
  v.dog.advanced();
  v.delay = Infinity;
  v.pass(200);
  assert.equal(v.silences.length, 3, `at about 9, 33 and 129 seconds of silence: ${v.silences}`);
  v.dog.recovered();
  v.pass(12);
  assert.equal(v.silences.length, 4);
});

test('one answer that took long, as while a lost worker was waited for, changes nothing', () => {
  const w = watched();
  w.dog.advanced();
  w.pass(5);
  w.delay = 6000;
  w.pass(2);
  w.delay = 0;
  w.pass(10);
  w.delay = Infinity;
  w.pass(12);
  assert.equal(w.silences.length, 1);
});

test('before the first step, with steps that may be long, and while something long was asked for, a minute is nothing', () => {
  for (const w of [watched(), watched({ slow: true })]) {
    w.dog.begin(true);
    w.dog.advanced();
    w.delay = Infinity;
    w.pass(58);
    assert.deepEqual(w.silences, []);
    w.pass(10);
    assert.equal(w.silences.length, 1);
  }
  const w = watched();
  w.dog.advanced();
  w.pass(5);
  w.delay = Infinity;
  w.dog.excuse();
  w.pass(60);
  assert.deepEqual(w.silences, []);
});

test('a page that was suspended itself blames nobody', () => {
  const w = watched();
  w.dog.advanced();
  w.pass(5);
  w.delay = Infinity;
  w.pass(2);
  w.now += 3_600_000;
  w.dog.tick();
  assert.deepEqual(w.silences, []);
});

test('steps beyond the plan are in a link only where a longer plan has the same ones', () => {
  const state = { steps: 20 };
  assert.deepEqual(repeatable(state, { extensible: true }, { step: 25 }), { state: { steps: 25 }, beyond: 0 });
  assert.deepEqual(repeatable(state, { extensible: false }, { step: 25 }), { state, beyond: 5 });
  assert.deepEqual(repeatable(state, null, null), { state, beyond: 0 });
});
