// The service worker. The build writes two constants above this line: version,
// and files, everything the page loads with its SHA-256. A version becomes active when every file has arrived with its content and
// type; until then the one before answers. Names of assets hold the hash of their
// content, so what an older version has stored is taken over, not downloaded again. What is stored is checked again whenever it is asked
// for: a browser may lose or damage a part of a cache.

const prefix = `hrgrad ${self.registration.scope} `;
const home = new URL('./', self.location).href;
const mine = new Map(Object.keys(files).map((name) => [new URL(name, home).href, name])); // names by address

// Types without which a browser refuses a file, by the end of its name.
const types = [[/\/$|\.html$/, /^text\/html\b/i], [/\.m?js$/, /^(text|application)\/(x-)?javascript\b/i], [/\.css$/, /^text\/css\b/i], [/\.wasm$/, /^application\/wasm\b/i]];

/** Says what is wrong with a response for a file of this version; nothing: empty. */
async function fault(name, response) {
  if (!response.ok) return `the server answered ${response.status}`;
  const type = response.headers.get('Content-Type') ?? '', wanted = types.find(([end]) => end.test(name))?.[1];
  if (wanted && !wanted.test(type)) return `the server sends it as ${type || 'no type'}`;
  const sum = new Uint8Array(await crypto.subtle.digest('SHA-256', await response.clone().arrayBuffer()));
  return [...sum].map((byte) => byte.toString(16).padStart(2, '0')).join('') === files[name] ? '' : 'its content is that of another version';
}

/** Fills the cache of this version with files that are whole: its own, those of an older version, or downloaded, past the browser's cache if need be. */
async function store() {
  const cache = await caches.open(prefix + version);
  for (const name of Object.keys(files)) {
    const address = new URL(name, home).href;
    const sources = [() => cache.match(address), () => (address === home ? null : caches.match(address, { ignoreVary: true })),
      () => fetch(address, { cache: name.startsWith('assets/') ? 'default' : 'no-cache' }), () => fetch(address, { cache: 'reload' })];
    let why = '';
    for (const [i, source] of sources.entries()) {
      const response = await source();
      if (!response) continue;
      why = await fault(name, response);
      if (why !== '') continue;
      if (i > 0) await cache.put(address, response);
      break;
    }
    if (why !== '') throw new Error(`${address}: ${why}`);
  }
}

async function clean() {
  for (const name of await caches.keys()) {
    if (name.startsWith(prefix) && name !== prefix + version) await caches.delete(name);
  }
}

/** Answers with what is stored, or, where that is missing or damaged, with what the server has, which is stored again if it is of this version. */
async function answer(address, request) {
  const cache = await caches.open(prefix + version), name = mine.get(address);
  const stored = await cache.match(address, { ignoreVary: true });
  if (stored && await fault(name, stored) === '') return stored;
  const fresh = await (stored ? fetch(address, { cache: 'reload' }) : fetch(request));
  if (await fault(name, fresh) === '') await cache.put(address, fresh.clone()).catch(() => { /* full: it is asked for again */ });
  // The server has another version: without the page of this one the next visit takes the server's.
  else await cache.delete(home);
  return fresh;
}

self.addEventListener('install', (event) => event.waitUntil(store()));
self.addEventListener('activate', (event) => event.waitUntil(clean()));
self.addEventListener('message', ({ data }) => { if (data?.type === 'activate') self.skipWaiting(); });
self.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET') return;
  // The page is one document whatever its query says.
  let address = request.url.split(/[?#]/)[0];
  if (request.mode === 'navigate' && address === `${home}index.html`) address = home;
  if (mine.has(address)) event.respondWith(answer(address, request));
});
