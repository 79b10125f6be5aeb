// Keeps the run of this tab against loss. The engine sends a sound state every few seconds of training; the last one stays in memory, for
// an engine that has to be started again, and goes to the browser's storage, for a page that was closed. What a run leaves there is two
// values of one key: in folder runs what it is, in folder states its checkpoint. A lock that the browser releases with the tab tells
// which runs are those of tabs that are still open.

/**
 * @typedef {object} Kept  what is known of a run without its checkpoint
 * @property {string} id
 * @property {string} problem
 * @property {string} query   address of the page, with all settings
 * @property {Object<string, string>} config  settings of the training as the engine gave them
 * @property {number} step
 * @property {number} steps   planned
 * @property {number} seconds of training
 * @property {boolean} running
 * @property {boolean} left   the visitor went on to another run in the same tab
 * @property {number} at      when, in milliseconds since 1970
 */

const runs = 'runs', states = 'states';
const lockName = (id) => `hrgrad run ${id}`;

/** The most runs that are kept; the oldest without a tab give way. */
export const most = 12;

export class Keeper {
  #store; #onTrouble; #id = newId(); #release = null; #stored = null; #writing = false; #waiting = null; #failed = false;

  /** The last sound state of the run: {step, bytes, about}, null before the first. */
  latest = null;

  /** onTrouble(error): the storage refuses; called with null when it works again. A store of null keeps nothing beyond the page. */
  constructor(store, onTrouble) {
    this.#store = store;
    this.#onTrouble = onTrouble;
  }

  /** Another run begins; what is stored of the one before stays. */
  renew() {
    this.latest = null;
    this.#waiting = null;
    const left = this.#stored;
    if (!left) return;
    this.#stored = null;
    this.#id = newId();
    this.#release?.();
    this.#release = null;
    this.#store?.put(runs, left.id, { ...left, left: true }).catch(this.#trouble);
  }

  /** Takes a sound state; about is what Kept says of it, without id, left and at. */
  keep(about, bytes) {
    this.latest = { step: about.step, bytes, about };
    if (!this.#store) return;
    this.#waiting = { kept: { ...about, id: this.#id, left: false, at: Date.now() }, bytes };
    if (!this.#writing) this.#write();
  }

  /** The run was paused or went on; where it stands at the state kept last, it is found again as it was left. */
  mark(running) {
    if (this.latest && this.latest.about.running !== running) this.keep({ ...this.latest.about, running }, this.latest.bytes);
  }

  /** Whether the present run has steps that are stored nowhere. */
  get lossy() { return this.#failed; }

  /** Runs of tabs that are gone, the newest first. Throws where the storage refuses. */
  async orphans() {
    if (!this.#store) return [];
    const held = await lockedNames(), entries = (await this.#store.list(runs)).map(([, kept]) => /** @type {Kept} */ (kept));
    return entries.filter(({ id }) => id !== this.#id && !held.has(lockName(id))).sort((a, b) => b.at - a.at);
  }

  /** The checkpoint of a run, whose place this tab takes where no other has it; undefined when it is gone. */
  async take(kept) {
    const bytes = await this.#store.get(states, kept.id);
    if (!bytes) return undefined;
    this.renew();
    this.#release?.();
    this.#release = null;
    if (await this.#lock(kept.id)) {
      this.#id = kept.id;
      this.#stored = kept;
    }
    return bytes;
  }

  async discard(kept) {
    await this.#store.change({ remove: [{ folder: runs, key: kept.id }, { folder: states, key: kept.id }] });
  }

  async #write() {
    this.#writing = true;
    while (this.#waiting) {
      const { kept, bytes } = this.#waiting;
      this.#waiting = null;
      try {
        if (!this.#release) await this.#lock(kept.id);
        await this.#store.change({ put: [{ folder: runs, key: kept.id, value: kept }, { folder: states, key: kept.id, value: bytes }] });
        if (kept.id !== this.#id) continue; // left in the meantime
        const first = this.#stored === null;
        this.#stored = kept;
        if (this.#failed) this.#onTrouble(null);
        this.#failed = false;
        if (first) await this.#prune();
      } catch (cause) {
        this.#trouble(cause);
      }
    }
    this.#writing = false;
  }

  #trouble = (cause) => {
    if (!this.#failed) this.#onTrouble(cause);
    this.#failed = true;
  };

  async #prune() {
    for (const old of (await this.orphans()).slice(most - 1)) await this.discard(old);
  }

  /** Holds the lock of a run for as long as this tab is open; false when another tab has it. Without locks nobody is known to. */
  #lock(id) {
    if (!navigator.locks) return Promise.resolve(true);
    return new Promise((resolve) => {
      navigator.locks.request(lockName(id), { ifAvailable: true }, (lock) => {
        if (!lock) { resolve(false); return undefined; }
        return new Promise((release) => { this.#release = release; resolve(true); });
      }).catch(() => resolve(true)); // a document that may not ask
    });
  }
}

async function lockedNames() {
  try {
    return new Set((await navigator.locks.query()).held.map(({ name }) => name));
  } catch {
    return new Set();
  }
}

function newId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
