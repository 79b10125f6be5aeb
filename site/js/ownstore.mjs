// The problems a visitor has written, kept in this browser until they are deleted, each under a key of its own: two tabs do not write over
// each other's problems. Where the browser keeps nothing they live as long as the page, and it is said.

const prefix = 'hrgrad-own-';

export class Store {
  #storage; #memory = new Map(); #onFailure;

  /** onFailure(reason) is called when a problem could not be kept. */
  constructor(onFailure, storage = () => globalThis.localStorage) {
    this.#onFailure = onFailure;
    try {
      this.#storage = storage();
      this.#storage.getItem(prefix);
    } catch {
      this.#storage = null;
    }
  }

  /** All problems as {id, text, edited}, those edited last first. */
  list() {
    const all = new Map(this.#memory);
    for (let i = 0; this.#storage && i < this.#storage.length; i++) {
      const key = this.#storage.key(i), value = key.startsWith(prefix) && readValue(this.#storage.getItem(key));
      if (value && !all.has(key.slice(prefix.length))) all.set(key.slice(prefix.length), value);
    }
    return [...all].map(([id, { text, edited }]) => ({ id, text, edited })).sort((a, b) => b.edited - a.edited || (a.id < b.id ? 1 : -1));
  }

  /** The text of a problem, undefined when there is none. */
  get(id) {
    return this.#memory.get(id)?.text ?? readValue(this.#storage?.getItem(prefix + id))?.text;
  }

  /** Keeps a text under a name of its own, or anew under one that it has. */
  put(text, id = `${Date.now().toString(36)}${Math.random().toString(36).slice(2, 6)}`) {
    const value = { text, edited: Date.now() };
    try {
      if (!this.#storage) throw new Error('this browser keeps nothing for this page');
      this.#storage.setItem(prefix + id, JSON.stringify(value));
      this.#memory.delete(id);
    } catch (cause) {
      this.#memory.set(id, value);
      this.#onFailure(cause.message);
    }
    return id;
  }

  remove(id) {
    this.#memory.delete(id);
    this.#storage?.removeItem(prefix + id);
  }

  /** Calls onChange(id) when another tab has changed a problem. */
  watch(onChange) {
    addEventListener('storage', ({ key, storageArea }) => {
      if (storageArea === this.#storage && key?.startsWith(prefix)) onChange(key.slice(prefix.length));
    });
  }
}

function readValue(json) {
  try {
    const { text, edited } = JSON.parse(json);
    return typeof text === 'string' ? { text, edited: Number(edited) || 0 } : undefined;
  } catch {
    return undefined;
  }
}
