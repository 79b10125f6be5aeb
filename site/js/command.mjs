// The run of the page as commands of the hrgrad program.

import { defaults, trainingKeys } from './state.mjs';

/** Flags of the command line by key of the state. */
export const flags = {
  problem: 'problem', operator: 'operator', optimizer: 'optimizer', tasksBy: 'tasks-by', tasks: 'tasks', head: 'head', initial: 'initial', seed: 'seed',
  formulation: 'formulation', momentum: 'momentum', schedule: 'schedule', precision: 'precision', steps: 'steps', rate: 'rate', points: 'points',
  width: 'width', depth: 'depth', epsMin: 'eps-min', metric: 'metric', polish: 'polish',
};

/** The arguments of `hrgrad train` for a state: the problem, and what differs from its defaults. */
export function trainArguments(state, catalogue) {
  const base = defaults(catalogue, state.problem);
  return trainingKeys
    .filter((key) => key === 'problem' || (state[key] !== undefined && state[key] !== base[key]))
    .flatMap((key) => [`--${flags[key]}`, String(state[key])]);
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
