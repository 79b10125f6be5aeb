// How problem files come into the editor and leave it: chosen, dropped or pasted files and texts, links, and the file itself.

import { copy } from './clipboard.mjs';
import { download } from './files.mjs';
import { count } from './format.mjs';
import { titleOf, valuesOf } from './owndraft.mjs';
import { decode, encode, maxCode } from './ownlink.mjs';

/** @type {(id: string) => any} */ // an element of index.html, of its own kind
const byId = (id) => document.getElementById(id);

export class Transfer {
  #editor;

  /**
   * editor: take(text, from) takes a text, text() is the present one, entry() the problem when it is sound, link(entry) its address, say(words);
   * maxSize: bytes of a file.
   */
  constructor(editor) {
    this.#editor = editor;
    const dialog = byId('own');
    byId('own-import').addEventListener('click', () => byId('own-file').click());
    byId('own-file').addEventListener('change', async ({ target }) => {
      await this.#files(target.files);
      target.value = '';
    });
    dialog.addEventListener('dragover', (event) => { event.preventDefault(); });
    dialog.addEventListener('drop', (event) => {
      event.preventDefault();
      this.#data(event.dataTransfer, 'what was dropped');
    });
    dialog.addEventListener('paste', (event) => {
      const typing = event.target.matches?.('input, textarea'), text = event.clipboardData.getData('text').trim();
      const whole = event.clipboardData.files.length > 0 || isFile(text) || /^https?:\/\/\S*[?&]own=/.test(text);
      if (event.target.id === 'own-text' || (typing && !whole) || (!whole && text === '')) return; // pasted into a field
      event.preventDefault();
      this.#data(event.clipboardData, 'the clipboard');
    });
    byId('own-export').addEventListener('click', () => this.#export());
    byId('own-link').addEventListener('click', () => this.#share());
  }

  async #data(data, from) {
    const text = data.getData('text');
    if (data.files.length > 0) await this.#files(data.files);
    else await this.#take(text, from);
  }

  async #files(files) {
    for (const file of files) {
      if (file.size > this.#editor.maxSize) this.#editor.say(`${file.name} has ${count(file.size)} bytes; a problem file has at most ${count(this.#editor.maxSize)}.`);
      else {
        const text = await file.text().catch(() => null); // a folder has none
        if (text === null) this.#editor.say(`${file.name} cannot be read; a problem file is text.`);
        else await this.#take(text, file.name);
      }
    }
  }

  /** Takes a text or a link with one. Nothing that is there is written over. */
  async #take(text, from) {
    const code = text.trim().match(/^https?:\/\/\S*[?&]own=([^&#\s]+)/)?.[1];
    try {
      if (code) text = await decode(decodeURIComponent(code), this.#editor.maxSize);
      if (text.length > this.#editor.maxSize) throw new Error(`it has ${count(text.length)} characters, a problem file at most ${count(this.#editor.maxSize)} bytes`);
      if (!isFile(text)) throw new Error('it does not begin with a brace, as a problem file does');
    } catch (cause) {
      this.#editor.say(`Nothing was taken from ${from}: ${cause.message}.`);
      return;
    }
    this.#editor.take(text, from);
  }

  #export() {
    const text = this.#editor.text(), { name } = valuesOf(text) ?? {};
    const file = typeof name === 'string' && /^[a-z][a-z0-9-]{0,39}$/.test(name) ? name : 'problem';
    download(`${file}.json`, text, 'application/json');
    this.#editor.say(`${file}.json holds ${titleOf(text)}${valuesOf(text) ? '' : ', as it stands'}.`);
  }

  async #share() {
    const entry = await this.#editor.entry(), box = byId('own-link-text');
    byId('own-link-box').hidden = true;
    if (!entry) {
      this.#editor.say('Only a sound problem has a link. Export it as a file to pass it on as it stands.');
      return;
    }
    if (entry.own.code === null) {
      const length = await encode(entry.own.text).then((c) => count(c.length), () => 'too many');
      this.#editor.say(`This problem takes ${length} characters in a link, more than the ${count(maxCode)} that a link may have. Export it as a file and pass that on.`);
      return;
    }
    box.value = this.#editor.link(entry);
    byId('own-link-box').hidden = false;
    box.focus();
    box.select();
    const copied = await copy(box);
    this.#editor.say(`The link holds the whole problem in ${count(box.value.length)} characters.${copied ? ' It is copied.' : ' Copy it with Ctrl+C.'}`);
  }
}

const isFile = (text) => /^\uFEFF?\s*\{/.test(text);
