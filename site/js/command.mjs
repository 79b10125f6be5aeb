// The run of the page as commands of the hrgrad program.

import { parameterArguments } from './parameters.mjs';
import { problemOf, trainArguments } from './state.mjs';

/** Commands that write the problem's file where there is one, repeat the run up to a step and evaluate it where the page looks. */
export function commands(state, catalogue, step = 0) {
  const train = trainArguments(state, catalogue), info = problemOf(catalogue, state.problem), { own } = info;
  const file = own ? `${own.name}.json` : state.problem, set = parameterArguments(info, state).map((word) => ` ${word}`).join('');
  if (step > 0 && step < state.steps) train.push('--stop-at', String(step));
  return [
    ...(own ? [`cat > ${file} <<'END'\n${own.indented}END`] : []),
    `go run ./tools/hrgrad train ${train.join(' ')} --checkpoint run.ckpt --out run.json`,
    `go run ./tools/hrgrad eval --checkpoint run.ckpt --eps ${state.eps} --t ${state.t}${set} --nx 96 --format csv`,
    `go run ./tools/hrgrad reference --problem ${file} --eps ${state.eps} --t ${state.t}${set} --nx 96 --format csv`,
  ].join('\n');
}
