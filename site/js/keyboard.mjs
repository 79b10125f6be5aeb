// Single keys for the common commands, left alone while a person types or has
// the focus on a control that uses the key itself.

const typing = new Set(['INPUT', 'SELECT', 'TEXTAREA']);

/** Calls commands[key] for unmodified keys; the key of the space bar is ' '. */
export function bindKeys(commands, doc = document) {
  doc.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return;
    if (doc.querySelector('dialog[open]')) return;
    const at = event.target;
    const range = at instanceof HTMLInputElement && at.type === 'range';
    if (at instanceof HTMLElement && (at.isContentEditable || (typing.has(at.tagName) && !range))) return;
    if (event.key === ' ' && at instanceof HTMLElement && at.closest('button, a, summary')) return;
    const command = commands[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!command) return;
    event.preventDefault();
    command();
  });
}
