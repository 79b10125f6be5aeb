// The run of the page as commands of the hrgrad program.

import { format, trainingKeys } from './state.mjs';

/** Flags of the command line by key of the state. */
export const flags = {
  problem: 'problem', operator: 'operator', optimizer: 'optimizer', tasksBy: 'tasks-by', tasks: 'tasks', head: 'head', initial: 'initial', seed: 'seed',
  formulation: 'formulation', momentum: 'momentum', schedule: 'schedule', precision: 'precision', steps: 'steps', rate: 'rate', points: 'points',
  width: 'width', depth: 'depth', epsMin: 'eps-min', metric: 'metric', length: 'length', polish: 'polish', termWeights: 'term-weights',
};

/** The arguments of `hrgrad train` for a state: the problem, and the other settings of the training in its address. */
export function trainArguments(state, catalogue) {
  const given = new URLSearchParams(format(state, catalogue));
  given.set('problem', state.problem);
  return trainingKeys
    .filter((key) => given.has(key) && (given.get(key) !== '0' || key === 'seed')) // zero is the default of a flag, never written out
    .flatMap((key) => [`--${flags[key]}`, given.get(key)]);
}

/** Commands that repeat the run up to a step and evaluate it where the page looks. */
export function commands(state, catalogue, step = 0) {
  const train = trainArguments(state, catalogue);
  if (step > 0 && step < state.steps) train.push('--stop-at', String(step));
  return [
    `go run ./tools/hrgrad train ${train.join(' ')} --checkpoint run.ckpt --out run.json`,
    `go run ./tools/hrgrad eval --checkpoint run.ckpt --eps ${state.eps} --t ${state.t} --nx 96 --format csv`,
    `go run ./tools/hrgrad reference --problem ${state.problem} --eps ${state.eps} --t ${state.t} --nx 96 --format csv`,
  ].join('\n');
}
