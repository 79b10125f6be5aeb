// Messages above the page: what happened and what to do. The box is an alert
// region, so they are also read aloud.

const box = () => document.getElementById('notices');

/** Shows a message until it is dismissed or removed; returns a function that removes it. One message per key. */
export function notice(key, text, { bad = false, action = null, actions = action ? [action] : [] } = {}) {
  clear(key);
  const item = document.createElement('div');
  item.className = bad ? 'notice bad' : 'notice';
  item.dataset.key = key;
  const p = document.createElement('p');
  p.textContent = text;
  item.append(p);
  for (const { label, run } of actions) item.append(button(label, () => { item.remove(); run(); }));
  item.append(button('Dismiss', () => item.remove()));
  box().append(item);
  return () => item.remove();
}

/** Says in one message what of an address could not be taken, a line each. */
export function ofAddress(problems) {
  if (problems.length > 0) notice('address', problems.join('\n'), { bad: true });
}

/** Removes the message of a key. */
export function clear(key) {
  for (const item of /** @type {Iterable<any>} */ (box().children)) if (item.dataset.key === key) { item.remove(); return; }
}

function button(label, run) {
  const b = document.createElement('button');
  b.type = 'button';
  b.textContent = label;
  b.addEventListener('click', run);
  return b;
}
