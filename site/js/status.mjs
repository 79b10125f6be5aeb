// The status line, and the live region that says the same in sentences when
// something changes.

import { count, duration, number } from './format.mjs';

const line = () => document.getElementById('status');
const live = () => document.getElementById('live');
const kernelNames = { scalar: 'scalar kernels', simd: 'SIMD kernels', relaxed: 'relaxed-SIMD kernels' };

/** Plain text in the status line, also said in the live region. */
export function say(text) {
  line().textContent = text;
  announce(text);
}

/** A sentence for screen readers only. */
export function announce(text) {
  live().textContent = text;
}

/** How far a download is; not announced, it changes all the time. */
export function loading(what, fraction) {
  line().textContent = `${what} ${Math.round(fraction * 100)} %`;
}

/**
 * The numbers of the run: progress is the engine's message, or null before the first; away: it waits for the page to be seen; trained: the
 * network was trained before. The time is what the engine spent on steps: what is drawn and measured between them is not counted.
 */
export function show(progress, parameters, kernels, { away = false, trained = false } = {}) {
  const parts = [];
  if (progress && trained) {
    parts.push(['trained over ', count(progress.step), ' steps before you came']);
  } else if (progress) {
    parts.push(['step ', count(progress.step), progress.step > progress.steps ? `, ${count(progress.step - progress.steps)} beyond ${count(progress.steps)}` : ` of ${count(progress.steps)}`], progress.running ? (progress.part > 0 ? ['', `${Math.round(100 * progress.part)} %`, ' of the next'] : ['', number(progress.stepsPerSecond), ' steps/s']) : [away ? 'paused while out of sight' : progress.step === progress.steps ? 'finished' : 'paused'], ['', duration(progress.seconds), ' of computing']);
    if (Number.isFinite(progress.total)) parts.push(['loss ', progress.total.toExponential(2).replace('e-', 'e−').replace('e+', 'e')]);
    if (progress.check && !progress.running) parts.push(['check ', progress.check]);
  } else {
    parts.push(['ready']);
  }
  parts.push([kernelNames[kernels] ?? kernels], ['', count(parameters), ' parameters']);
  line().replaceChildren(...parts.map(([before, value, after]) => {
    const span = document.createElement('span');
    span.append(before);
    if (value !== undefined) {
      const b = document.createElement('b');
      b.textContent = value;
      span.append(b, after ?? '');
    }
    return span;
  }));
}
