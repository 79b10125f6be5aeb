// Fields of a form made from rows, and the message at a field whose value is
// not possible.

import { allowed, read } from './settings.mjs';

/** @type {(id: string) => any} */ // an element of index.html, of its own kind
const byId = (id) => document.getElementById(id);

/** A label and a control for a row; its id is the key. */
export function field(row) {
  const box = document.createElement('div'), label = document.createElement('label');
  box.className = row.noted ? 'field wide' : 'field';
  label.htmlFor = row.key;
  label.append(...row.label.split(/(ε)/).map((part) => (part === 'ε' ? Object.assign(document.createElement('var'), { textContent: part }) : part)));
  const element = control(row);
  box.append(label, element);
  if (row.help && !row.noted) {
    box.append(Object.assign(document.createElement('p'), { id: `${row.key}-help`, className: 'help', textContent: row.help }));
    element.setAttribute('aria-describedby', `${row.key}-help`);
  }
  if (row.noted) {
    const note = Object.assign(document.createElement('p'), { id: `${row.key}-note`, className: 'note' });
    box.append(note);
    box.querySelector('select').setAttribute('aria-describedby', note.id);
  }
  return box;
}

function control(row) {
  /** @type {any} */
  const element = document.createElement(row.kind === 'choice' ? 'select' : 'input');
  element.id = row.key;
  if (row.kind === 'choice') return element;
  Object.assign(element, { type: 'text', maxLength: 120, spellcheck: false, autocomplete: 'off' });
  if (row.kind === 'number') element.inputMode = 'decimal';
  if (row.kind === 'integer' || row.kind === 'unsigned') countable(element, row);
  if (row.kind === 'map') element.placeholder = 'initial=100';
  return element;
}

/** Arrow keys count a whole number up and down. */
export function countable(input, row) {
  input.inputMode = 'numeric';
  input.addEventListener('keydown', (event) => {
    const by = { ArrowUp: 1n, ArrowDown: -1n }[event.key];
    if (by === undefined || !/^\d{1,20}$/.test(input.value)) return;
    event.preventDefault();
    const next = String(BigInt(input.value) + by);
    if (read(row, next) === undefined) return;
    input.value = next;
    input.dispatchEvent(new Event('change', { bubbles: true }));
  });
}

/** Fills the list of a choice. Titles of the form "group: rest" become groups, as do choices that name a group. */
export function fillChoices(select, choices) {
  const groups = new Map(), parts = choices.map(({ name, title, group }) => ({ name, title: title || name, given: group, group: group ?? (title?.split(': ').length > 1 ? title.split(': ')[0] : '') }));
  select.replaceChildren();
  for (const { name, title, given, group } of parts) {
    if (group === '') { select.append(new Option(title, name)); continue; }
    if (!groups.has(group)) {
      groups.set(group, Object.assign(document.createElement('optgroup'), { label: group }));
      select.append(groups.get(group));
    }
    const rest = title.slice(group.length + 2);
    groups.get(group).append(new Option(given ? title : rest.charAt(0).toUpperCase() + rest.slice(1), name));
  }
}

/** Says at a field that its value is not possible, and puts the one before back. */
export function refuse(row, kept) {
  const input = byId(row.key), given = input.value;
  forgive(row.key);
  input.value = kept ?? '';
  const text = Object.assign(document.createElement('p'), { id: `${row.key}-wrong`, className: 'wrong' });
  text.setAttribute('role', 'alert');
  input.after(text);
  input.setAttribute('aria-invalid', 'true');
  input.setAttribute('aria-errormessage', text.id);
  text.textContent = `${given === '' ? 'An empty field' : `“${given.slice(0, 40)}”`} is not possible; allowed is ${allowed(row)}. ${kept === undefined || kept === '' ? 'Nothing was changed.' : `${kept} is kept.`}`;
}

/** Takes the message of a field away. */
export function forgive(key) {
  byId(`${key}-wrong`)?.remove();
  for (const name of ['aria-invalid', 'aria-errormessage']) byId(key).removeAttribute(name);
}
