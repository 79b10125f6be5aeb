// How problem files come into the editor and leave it: chosen, dropped or pasted files and texts, links, and the file itself.

import { copy } from './clipboard.mjs';
import { download, isProblem, readText } from './files.mjs';
import { count } from './format.mjs';
import { titleOf, valuesOf } from './owndraft.mjs';
import { decode, encode, keptName, maxCode } from './ownlink.mjs';

/** @type {(id: string) => any} */ // an element of index.html, of its own kind
const byId = (id) => document.getElementById(id);

export class Transfer {
  #editor;

  /**
   * editor: take(text) takes a text, text() is the present one, entry() the problem when it is sound, link(entry) its address, say(words);
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
      const whole = event.clipboardData.files.length > 0 || isProblem(text) || /^https?:\/\/\S*[?&]own=/.test(text);
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
    else this.#editor.say(await this.#take(text, from));
  }

  /** Takes files one after the other and says of each what became of it. */
  async #files(files) {
    const said = [];
    for (const file of files) {
      if (file.size > this.#editor.maxSize) said.push(`${file.name} has ${count(file.size)} bytes; a problem file has at most ${count(this.#editor.maxSize)}.`);
      else said.push(await readText(file).then((text) => this.#take(text, file.name), (reason) => `Nothing was taken from ${file.name}: ${reason.message}.`));
    }
    this.#editor.say(said.join(' '));
  }

  /** Takes a text or a link with one, and returns what to say. Nothing that is there is written over. */
  async #take(text, from) {
    const code = text.trim().match(/^https?:\/\/\S*[?&]own=([^&#\s]*)/)?.[1];
    try {
      if (code !== undefined) {
        const name = keptName(code);
        if (name) throw new Error(`the link only names ${name}, which stands in the browser that the link was made in; export it there as a file`);
        text = await decode(code, this.#editor.maxSize);
      }
      if (text.length > this.#editor.maxSize) throw new Error(`it has ${count(text.length)} characters, a problem file at most ${count(this.#editor.maxSize)} bytes`);
      if (text.trim() === '') throw new Error('it is empty');
      if (!isProblem(text)) throw new Error('it does not begin with a brace, as a problem file does');
    } catch (cause) {
      return `Nothing was taken from ${from}: ${cause.message}.`;
    }
    this.#editor.take(text);
    return `${titleOf(text)} is taken from ${from}.`;
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
