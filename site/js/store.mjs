// What this browser keeps for the page, in IndexedDB: values by folder and key. A folder is only a name, it needs no preparation. Values
// are what structured cloning takes: objects, arrays, bytes. Every tab of the site sees the same values.

/** Storage that cannot be used: full, or closed to this page (private window, switched off). */
export class StorageError extends Error {
  full;

  constructor(message, full, cause) {
    super(message, { cause });
    this.full = full;
  }
}

const patience = 30_000; // milliseconds; an open that takes longer is taken for refused

export class Store {
  #name; #opened = null;

  constructor(name = 'hrgrad') {
    this.#name = name;
  }

  /**
   * Puts values and removes others, all or none of it.
   * @param {{put?: {folder: string, key: string, value: any}[], remove?: {folder: string, key: string}[]}} changes
   */
  change({ put = [], remove = [] }) {
    return this.#transact('readwrite', (things) => {
      for (const { folder, key, value } of put) things.put(value, [folder, key]);
      for (const { folder, key } of remove) things.delete([folder, key]);
      return [];
    });
  }

  put(folder, key, value) { return this.change({ put: [{ folder, key, value }] }); }

  remove(folder, key) { return this.change({ remove: [{ folder, key }] }); }

  /** The value, or undefined. */
  async get(folder, key) { return (await this.#transact('readonly', (things) => [things.get([folder, key])]))[0]; }

  /** All of a folder as [key, value], by key. */
  async list(folder) {
    const range = IDBKeyRange.bound([folder], [folder, []]); // an array comes after every string
    const [keys, values] = await this.#transact('readonly', (things) => [things.getAllKeys(range), things.getAll(range)]);
    return keys.map((key, i) => [key[1], values[i]]);
  }

  /** Runs work on the object store; resolves when all of it is done, with the results of the requests that work returns. */
  async #transact(mode, work) {
    for (let again = true; ; again = false) {
      const database = await this.#open();
      try {
        return await transaction(database, mode, work);
      } catch (cause) {
        this.#opened = null;
        database.close();
        // The browser may have closed the connection since the last time.
        if (!again || cause?.name !== 'InvalidStateError') throw refusal(cause);
      }
    }
  }

  #open() {
    this.#opened ??= opening(this.#name, () => { this.#opened = null; }).catch((cause) => {
      this.#opened = null;
      throw refusal(cause);
    });
    return this.#opened;
  }
}

/** Opens the database; onClose is called when it has to be opened again. */
function opening(name, onClose) {
  return new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error('the browser does not open its storage')), patience);
    const request = indexedDB.open(name, 1); // throws where storage is switched off
    request.onupgradeneeded = () => request.result.createObjectStore('things');
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      const database = request.result;
      database.onclose = onClose;
      database.onversionchange = () => { database.close(); onClose(); };
      resolve(database);
    };
  });
}

function transaction(database, mode, work) {
  return new Promise((resolve, reject) => {
    const running = database.transaction('things', mode);
    const requests = work(running.objectStore('things'));
    running.oncomplete = () => resolve(requests.map(({ result }) => result));
    running.onabort = () => reject(running.error ?? new Error('the browser gave up writing'));
    running.commit?.(); // the page may be about to go
  });
}

function refusal(cause) {
  if (cause instanceof StorageError) return cause;
  return new StorageError(cause?.message || String(cause), cause?.name === 'QuotaExceededError', cause);
}
