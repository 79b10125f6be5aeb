// The examples: cards with a picture made by a run of the page, each a link
// that also works in a new tab.

import { picture } from './assets.mjs';
import { presetQuery, presets } from './presets.mjs';
import { typeset } from './typeset.mjs';

/** Fills the list; onPick(query, title) is called for a plain click. */
export function fillGallery(list, onPick) {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  list.replaceChildren(...presets.map((preset) => {
    const item = document.createElement('li'), link = document.createElement('a');
    const image = document.createElement('img'), title = document.createElement('strong'), look = document.createElement('span');
    const query = presetQuery(preset);
    link.href = location.pathname + query;
    Object.assign(image, { alt: '', width: 240, height: 150, loading: 'lazy', decoding: 'async' });
    const show = () => picture(dark.matches ? `${preset.name}-dark` : preset.name).then((url) => { image.src = url; });
    dark.addEventListener('change', show);
    show();
    title.textContent = preset.title;
    look.append(...typeset(preset.look));
    link.append(image, title, look);
    link.addEventListener('click', (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button !== 0) return;
      event.preventDefault();
      onPick(query, preset.title);
    });
    item.append(link);
    return item;
  }));
}
