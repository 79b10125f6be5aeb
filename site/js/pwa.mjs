// Keeps the page for use without a network: the service worker stores all files
// of one version. A newer version is offered, never forced.

const again = 5000; // milliseconds

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
    const go = () => { // another tab may have activated it, or something newer taken its place
      if (worker.state === 'installed') worker.postMessage({ type: 'activate' });
      if (['installed', 'activating'].includes(worker.state)) return;
      clearInterval(timer);
      location.reload();
    };
    const timer = setInterval(go, again); // a browser that is busy may lose the message
    worker.addEventListener('statechange', go);
    go();
  });
  const follow = (worker) => worker.addEventListener('statechange', () => {
    if (worker.state === 'installed' && registration.active) ready(worker);
  });
  if (registration.waiting && registration.active) ready(registration.waiting);
  if (registration.installing) follow(registration.installing);
  registration.addEventListener('updatefound', () => follow(registration.installing));
}
