// The tour of the first visit: a few sentences, each about one part of the
// page. It takes no focus, covers no control it speaks of, and once dismissed
// does not come back by itself.

const touch = matchMedia('(pointer: coarse)').matches;
const steps = [
  ['#run', touch ? 'This button trains a network here, on your own processor.' : 'Press this button: a network is trained here, on your own CPU. Space does the same.'],
  ['.sliders', 'Move ε at any time, also while it trains: one network answers for every Knudsen number, from free flight to the fluid limit. ▶ plays it.'],
  ['#view', touch ? 'The fields settle onto the reference. Touch a plot for its values, tap twice to enlarge it.' : 'The fields settle onto the reference. Point at a plot for its values, double-click it to fill the frame.'],
  ['#setup', 'Choose another problem, or another gradient operator: the plain sum (LS) shows what conflicting gradients do.'],
  ['#examples', 'Further down are examples to start from. Share gives a link to exactly this run.'],
];
const memory = 'hrgrad-tour';

function seen() {
  try {
    return localStorage.getItem(memory) !== null;
  } catch {
    return true; // Without a memory it would come back every time.
  }
}

function remember() {
  try {
    localStorage.setItem(memory, 'seen');
  } catch { /* Then it was not offered by itself either. */ }
}

let running = () => {};

/** The network trains: who is told to press Run goes on to the next sentence. */
export function tourSeesRun() { running(); }

/** Starts the tour; with first it starts only for a visitor who has not seen it. */
export function tour({ first = false } = {}) {
  if (first && seen()) return;
  document.getElementById('tour')?.remove();
  const box = document.createElement('section'), text = document.createElement('p'), at = document.createElement('p'), buttons = document.createElement('div');
  box.id = 'tour';
  box.setAttribute('aria-label', 'Tour of the page');
  text.setAttribute('aria-live', 'polite');
  at.className = 'note';
  let i = 0, marked = null;
  const end = () => { marked?.classList.remove('pointed'); box.remove(); remember(); running = () => {}; document.removeEventListener('keydown', escape); };
  const escape = (event) => { if (event.key === 'Escape' && !document.querySelector('dialog[open]')) end(); };
  const button = (label, run, className = '') => {
    const b = document.createElement('button');
    Object.assign(b, { type: 'button', textContent: label, className });
    b.addEventListener('click', run);
    return b;
  };
  const next = button('Next', () => (i + 1 < steps.length ? show(i + 1) : end()), 'primary');
  const back = button('Back', () => show(i - 1));
  function show(n) {
    i = n;
    marked?.classList.remove('pointed');
    const [selector, sentence] = steps[i];
    marked = document.querySelector(selector);
    marked.classList.add('pointed');
    if (n > 0 || !first) marked.scrollIntoView({ block: 'nearest', behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth' });
    text.textContent = sentence;
    at.textContent = `${i + 1} of ${steps.length}`;
    back.disabled = i === 0;
    next.textContent = i + 1 < steps.length ? 'Next' : 'Done';
  }
  buttons.append(at, button('Skip the tour', end), back, next);
  box.append(text, buttons);
  document.body.append(box);
  document.addEventListener('keydown', escape);
  show(0);
  running = () => { if (i === 0) show(1); };
}
