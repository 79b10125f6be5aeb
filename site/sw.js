// The service worker. The build writes two constants above this line: version,
// and files, everything the page loads. Names of assets hold the hash of their
// content, so what an older version has stored is taken over, not downloaded again.

const prefix = `hrgrad ${self.registration.scope} `;
const home = new URL('./', self.location).href;
const mine = new Set(files.map((name) => new URL(name, home).href));

async function store() {
  const cache = await caches.open(prefix + version);
  for (const address of mine) {
    if (await cache.match(address)) continue;
    let response = address === home ? null : await caches.match(address, { ignoreVary: true });
    if (!response) {
      response = await fetch(address, { cache: address === home ? 'no-cache' : 'default' });
      if (!response.ok) throw new Error(`${address}: the server answered ${response.status}`);
    }
    await cache.put(address, response);
  }
}

async function clean() {
  for (const name of await caches.keys()) {
    if (name.startsWith(prefix) && name !== prefix + version) await caches.delete(name);
  }
}

async function answer(address, request) {
  const cache = await caches.open(prefix + version);
  return (await cache.match(address, { ignoreVary: true })) ?? fetch(request);
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
