// The editor of problem files: the kept problems, a form or the text of one of them, what the engine says of it, and the ways in and out.
// What is typed is kept at once, sound or not.

import { read } from './files.mjs';
import { count } from './format.mjs';
import { Form } from './ownform.mjs';
import { Steps, textOf, titleOf, valuesOf } from './owndraft.mjs';
import { Transfer } from './owntransfer.mjs';
import { Store } from './ownstore.mjs';

/** @type {(id: string) => any} */ // an element of index.html, of its own kind
const byId = (id) => document.getElementById(id);

const pause = 150; // milliseconds of rest before the engine is asked

export class Editor {
  #examples; #own; #handlers; #store; #form; #steps = new Map(); #id = null; #checked = null; #settled = []; #timer = 0; #asked = 0; #deleted = []; #shown = ''; #lasting = false;

  /**
   * own checks texts; handlers: onTrain(entry) takes a sound problem, link(entry) is the address of it, onKept() after a change of the list.
   */
  constructor({ format, examples, own, handlers }) {
    this.#examples = examples;
    this.#own = own;
    this.#handlers = handlers;
    this.#store = new Store((reason) => this.#say(`This problem is not kept: ${reason}. Export it before you leave the page.`, { lasting: true }));
    this.#store.watch((id) => this.#elsewhere(id));
    this.#form = new Form(byId('own-form'), format, (values, place) => this.#edit(textOf(values, format.keys), place));
    byId('own-example').append(...examples.map(({ title }, i) => new Option(title, String(i))));
    byId('own-kept').addEventListener('change', ({ target }) => this.#take(target.value));
    byId('own-example').addEventListener('change', ({ target }) => { if (target.value !== '') this.#add(examples[Number(target.value)].text); target.value = ''; });
    byId('own-delete').addEventListener('click', () => this.#delete());
    byId('own-back').addEventListener('click', () => this.#bringBack());
    byId('own-undo').addEventListener('click', () => this.#step('undo'));
    byId('own-redo').addEventListener('click', () => this.#step('redo'));
    byId('own-text').addEventListener('input', ({ target }) => this.#edit(target.value, 'text'));
    byId('own-train').addEventListener('click', () => this.#train());
    for (const choice of document.querySelectorAll('input[name=own-as]')) choice.addEventListener('change', () => this.#turn());
    byId('own-close').addEventListener('click', () => byId('own').close());
    byId('own').addEventListener('keydown', (event) => this.#key(event));
    new Transfer({ take: (text) => this.#take(this.#store.put(text)), text: () => this.#text, entry: () => this.#entry(), link: (entry) => handlers.link(entry), say: (words) => this.#say(words), read, maxSize: format.maxSize });
  }

  /** The kept problems as {id, title, text}. */
  kept() {
    return this.#store.list().map(({ id, text }) => ({ id, text, title: titleOf(text) }));
  }

  /** The text of the kept problem of a name that was edited last. */
  named(name) {
    return this.#store.list().find(({ text }) => valuesOf(text)?.name === name)?.text;
  }

  /** Opens the editor with a text, with a kept problem, or with the one edited last. */
  open({ text = undefined, id = undefined } = {}) {
    const kept = this.#store.list();
    if (text !== undefined) id = kept.find((k) => same(k.text, text))?.id ?? this.#store.put(text);
    this.#say('');
    if (!byId('own').open) byId('own').showModal();
    this.#take(id ?? this.#id ?? kept[0]?.id ?? this.#store.put(this.#examples[0].text));
  }

  /** Keeps a problem that is not kept yet. */
  keep(text) {
    if (!this.#store.list().some((k) => same(k.text, text))) this.#store.put(text);
    this.#handlers.onKept();
  }

  get #text() { return this.#steps.get(this.#id).text; }

  /** Takes a kept problem into the form. */
  #take(id) {
    this.#id = id;
    if (!this.#steps.has(id)) this.#steps.set(id, new Steps(this.#store.get(id) ?? ''));
    this.#list();
    this.#show(true);
  }

  #add(text) {
    this.#take(this.#store.put(text));
    this.#form.focus('name');
  }

  #edit(text, place) {
    this.#steps.get(this.#id).push(text, place);
    this.#store.put(text, this.#id);
    this.#list();
    this.#show();
  }

  #step(way) {
    const steps = this.#steps.get(this.#id);
    this.#store.put(steps[way](), this.#id);
    this.#list();
    this.#show(true);
  }

  /** Another tab has changed a kept problem: what it wrote is one more step here. */
  #elsewhere(id) {
    const text = this.#store.get(id);
    if (text !== undefined) this.#steps.get(id)?.push(text, null);
    if (!byId('own').open) return;
    if (id === this.#id && text !== undefined) this.#show(true);
    this.#list();
  }

  #delete() {
    this.#deleted.push({ text: this.#text, steps: this.#steps.get(this.#id) });
    this.#store.remove(this.#id);
    this.#steps.delete(this.#id);
    const [next] = this.#store.list();
    this.#take(next?.id ?? this.#store.put(this.#examples[0].text));
    this.#say(`${titleOf(this.#deleted.at(-1).text)} is deleted.`);
    byId('own-back').hidden = false;
    byId('own-back').focus();
  }

  #bringBack() {
    const { text, steps } = this.#deleted.pop();
    const id = this.#store.put(text);
    this.#steps.set(id, steps);
    this.#take(id);
    this.#say(`${titleOf(text)} is back.`);
    byId('own-back').hidden = this.#deleted.length === 0;
    byId('own-kept').focus();
  }

  #list() {
    const select = byId('own-kept');
    select.replaceChildren(...this.kept().map(({ id, title }) => new Option(title, id)));
    select.value = this.#id;
    this.#handlers.onKept();
  }

  /** Whether the text is shown instead of the form. */
  get #asText() { return byId('own-as-text').checked; }

  #turn() {
    this.#show(true);
    if (this.#asText) byId('own-text').focus();
  }

  /** Shows the present text in the form or as it is, and asks the engine. */
  #show(force = false) {
    const text = this.#text, values = valuesOf(text), steps = this.#steps.get(this.#id);
    if (text !== this.#shown) { // a link to the text before, and what was said of it, would pass for this one's
      this.#shown = text;
      byId('own-link-box').hidden = true;
      if (!this.#lasting) this.#say('');
    }
    if (!values && !this.#asText) { // a form has no place for it
      byId('own-as-text').checked = true;
      this.#say('This is no JSON object yet, so it is shown as text.');
    }
    byId('own-form').hidden = this.#asText;
    byId('own-text-box').hidden = !this.#asText;
    if (this.#asText) {
      if (byId('own-text').value !== text) byId('own-text').value = text;
    } else this.#form.show(values, force);
    byId('own-undo').disabled = !steps.canUndo;
    byId('own-redo').disabled = !steps.canRedo;
    this.#checked = null;
    byId('own-state').setAttribute('aria-busy', 'true'); // what it says is of the text before
    byId('own-train').disabled = true;
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.#ask(), force ? 0 : pause);
  }

  async #ask() {
    const asked = ++this.#asked, id = this.#id, text = this.#text;
    const answer = await this.#own.check(text);
    if (asked !== this.#asked || id !== this.#id || text !== this.#text) return;
    this.#checked = answer;
    const rest = this.#form.faults(answer.faults);
    this.#form.sketches(answer.sketches);
    const loose = this.#asText ? answer.faults : rest;
    byId('own-faults').replaceChildren(...loose.map(({ key, message }) => Object.assign(document.createElement('li'), { textContent: `${key && `${key}: `}${message}` })));
    byId('own-notes').replaceChildren(...(answer.own?.notes ?? []).map((note) => Object.assign(document.createElement('li'), { textContent: note })));
    const n = answer.faults.length, where = [...new Set(answer.faults.map(({ key }) => key).filter(Boolean))].join(', ');
    byId('own-state').textContent = n === 0 ? `${answer.own.problem.name} is sound and can be trained.` : `${n === 1 ? 'One thing is' : `${count(n)} things are`} to be mended${where && `: ${where}`}. What you have typed is kept.`;
    byId('own-state').classList.toggle('bad', n > 0);
    byId('own-state').setAttribute('aria-busy', 'false');
    byId('own-train').disabled = n > 0;
    for (const resolve of this.#settled.splice(0)) resolve();
  }

  /** The problem in the catalogue, once the engine has seen the present text; null where that is not sound. */
  async #entry() {
    if (!this.#checked) await new Promise((resolve) => { this.#settled.push(resolve); });
    return this.#checked?.own ? this.#own.register(this.#checked.own) : null;
  }

  async #train() {
    const entry = await this.#entry();
    if (!entry) return;
    byId('own').close();
    this.#handlers.onTrain(entry);
  }

  #key(event) {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    const way = { z: event.shiftKey ? 'redo' : 'undo', y: 'redo' }[event.key.toLowerCase()];
    if (!way) return;
    event.preventDefault(); // the browser's own undo does not know what the form has changed
    this.#step(way);
  }

  /** Says something of the present text, or what lasts while it changes. */
  #say(words, { lasting = false } = {}) {
    byId('own-said').textContent = words;
    this.#lasting = lasting;
  }
}

/** Whether two texts hold the same. */
export function same(a, b) {
  const [x, y] = [valuesOf(a), valuesOf(b)];
  return x && y ? JSON.stringify(x) === JSON.stringify(y) : a.trim() === b.trim();
}
