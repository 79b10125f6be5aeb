// Keeps the page for use without a network: the service worker stores all files
// of one version. A newer version is offered, never forced.

/** Registers the service worker; offer(reload) is called when a newer version is ready. */
export async function keepOffline(offer) {
  // Within another page it would be that page's visitors who pay for the storage; a file has no server.
  if (!('serviceWorker' in navigator) || !isSecureContext || window.top !== window || !/^https?:$/.test(location.protocol)) return;
  let registration;
  try {
    registration = await navigator.serviceWorker.register(new URL('sw.js', document.baseURI), { updateViaCache: 'none' });
  } catch {
    return; // Private windows and full disks refuse; the page works without.
  }
  const ready = (worker) => offer(() => {
    worker.addEventListener('statechange', () => { if (worker.state === 'activated') location.reload(); });
    worker.postMessage({ type: 'activate' });
  });
  const follow = (worker) => worker.addEventListener('statechange', () => {
    if (worker.state === 'installed' && registration.active) ready(worker);
  });
  if (registration.waiting && registration.active) ready(registration.waiting);
  if (registration.installing) follow(registration.installing);
  registration.addEventListener('updatefound', () => follow(registration.installing));
}
