// Whether the page can be seen: not in a hidden tab, and not scrolled out of
// sight in a page that embeds it.

/** Calls onChange(seen) whenever that changes. */
export function watchSight(onChange, doc = document) {
  let near = true, seen = true;
  const look = () => {
    const now = near && doc.visibilityState !== 'hidden';
    if (now === seen) return;
    seen = now;
    onChange(seen);
  };
  doc.addEventListener('visibilitychange', look);
  if (window.top !== window && typeof IntersectionObserver === 'function') {
    // Within a frame the observer also sees how the page around it is scrolled.
    new IntersectionObserver((entries) => { near = entries.at(-1).isIntersecting; look(); }).observe(doc.body);
  }
  look();
}
