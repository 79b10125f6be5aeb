// The view on the page: started, told of the theme, and what a visitor does in it.

import { catalogue } from './catalogue.mjs';
import { change, enlarge } from './choices.mjs';
import { keys } from './commands.mjs';
import { download } from './files.mjs';
import { look, place, tabulate } from './looking.mjs';
import { byId, page, parts } from './page.mjs';
import { readPins } from './pins.mjs';
import { problemName } from './state.mjs';
import * as status from './status.mjs';
import { explainMissing, pickText, ViewFrame } from './viewframe.mjs';

/** Starts the view; where fields cannot be drawn, the page goes on with lines and tables. */
export function startView() {
  const withoutView = (sentence) => {
    page.view = null;
    byId('viewbar').hidden = true;
    explainMissing(byId('view'), `${sentence} Training, line plots, tables and CSV work without it.`);
    byId('line').hidden = false;
    look();
    parts.engine.post({ type: 'ack' });
  };
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const theme = () => page.view?.theme(dark.matches ? 'dark' : 'light');
  dark.addEventListener('change', theme);
  page.view = new ViewFrame(byId('view'), {
    onReady: () => {
      document.documentElement.dataset.view = '';
      theme();
      page.view.show(page.state.show);
      page.view.pins(readPins(page.state.pins));
    },
    onEmpty: () => parts.engine.post({ type: 'again' }),
    onRead: (text) => status.announce(text),
    onPicture: (bytes) => download(`hrgrad-${problemName(catalogue, page.state.problem)}-${page.progress?.step ?? 0}.png`, bytes, 'image/png'),
    onDrawn: () => parts.engine.post({ type: 'ack' }),
    onKey: (key) => keys[key.toLowerCase()]?.(),
    onPick: (pick) => {
      status.announce(pickText(pick));
      if (Number.isFinite(pick.x)) parts.probe.touch(pick.x);
      const eps = Number.isFinite(pick.eps) && pick.eps > 0 && pick.eps <= 1 ? pick.eps : page.state.eps;
      const t = Number.isFinite(pick.t) ? pick.t : page.state.t;
      const at = Number.isFinite(pick.y) ? { x: pick.x, y: pick.y } : {};
      if (eps === page.state.eps && t === page.state.t && !('y' in at)) return;
      place({ ...page.state, ...at, eps, t });
      change({ ...page.state, ...at, eps: parts.sliders.eps, t: parts.sliders.t });
      look();
      tabulate();
    },
    onFocus: enlarge,
    onPanels: (names) => parts.extras.panels(names),
    onFailure: withoutView,
  });
  page.view.focus(page.state.panel);
}
