// The run of the page as commands of the hrgrad program.

import { trainArguments } from './state.mjs';

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
