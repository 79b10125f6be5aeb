// What the page says about a race, and its place in the address.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { raceCSV, standing } from '../js/race.mjs';
import { format, parse } from '../js/state.mjs';

const runner = (name, mean, more = {}) => ({ name, title: name.toUpperCase(), step: 40, mean, failure: '', worst: [mean], errors: [[mean, NaN]], conflictRate: 0.5, guardRate: 0, minCosine: -0.1, seconds: 2, check: '0badcafe', ...more });
const race = (runners, more = {}) => ({ problem: 'p', seed: 7, steps: 100, compared: 40, decades: [1, 0.1], known: 2, finished: false, fields: ['rho'], runners, ...more });

test('who leads is said plainly, with step and seed', () => {
  assert.match(standing(race([runner('a', 3e-2), runner('b', 1e-2)])), /^At step 40 of 100, seed 7: B leads with a geometric mean error of 1\.0e−2, 3 times below A\./);
  assert.match(standing(race([runner('a', 1e-2), runner('b', 1.02e-2)], { finished: true })), /A and B are level/);
  assert.match(standing(race([runner('a', 3e-2), runner('b', 1e-2)], { finished: true })), /B won/);
});

test('nobody leads before there is anything to compare', () => {
  assert.match(standing(race([runner('a', 1), runner('b', 2)], { compared: 0 })), /same network, seed 7/);
  assert.doesNotMatch(standing(race([runner('a', 1), runner('b', 2)], { known: 1 })), /leads|won/);
});

test('one that failed is named and does not lead', () => {
  const text = standing(race([runner('a', 1e-3, { failure: 'out at step 20: loss is NaN' }), runner('b', 1e-2)]));
  assert.match(text, /B leads/);
  assert.match(text, /A is out at step 20: loss is NaN\./);
  assert.match(standing(race([runner('a', NaN, { failure: 'out' })])), /nobody is left/);
});

test('the CSV has a row per operator and Knudsen number, with nothing where a reference is missing', () => {
  const lines = raceCSV(race([runner('a', 0.5), runner('b', 0.25)])).trim().split('\n');
  assert.equal(lines.length, 6);
  assert.equal(lines[3], 'a,40,0.1,,0.5,0.5,0,-0.1,2,0badcafe');
});

test('the operators of a race are in the address; wrong ones are refused', () => {
  const named = (names) => names.map((name) => ({ name }));
  const catalogue = { default: 'p', settings: [{ key: 'problem', kind: 'choice', choices: named(['p']) }], problems: [{ name: 'p', fields: [{ name: 'rho', label: 'rho' }], choices: {}, tEnd: 1, defaults: { problem: 'p' } }], operators: named(['hrgrad', 'ls', 'config', 'rgb', 'uw']), optimizers: [] };
  const read = (query) => parse(query, catalogue);
  assert.equal(read('?race=ls,rgb').state.race, 'ls,rgb');
  assert.match(format(read('?race=ls,rgb&raceSteps=50').state, catalogue), /race=ls,rgb&raceSteps=50/);
  for (const wrong of ['ls', 'ls,ls', 'ls,unknown', 'hrgrad,ls,config,rgb,uw', '']) {
    const { state, problems } = read(`?race=${wrong}`);
    assert.equal(problems.length, 1, wrong);
    assert.equal(state.race, 'hrgrad,config,ls');
  }
});
