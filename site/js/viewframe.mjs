// The drawn view in a frame of its own: its program takes over the document it
// runs in. It hears of what the engine sends from when it is ready; the engine then sends all of it again.

import { openView } from './assets.mjs';
import { buffers } from './buffers.mjs';
import { number } from './format.mjs';

const patience = 120_000; // milliseconds; a slow processor compiles the program for long

export class ViewFrame {
  #frame; #port = null; #veil; #container; #ready = false; #panel = ''; #linked = false; #names = []; #height = 0; #session = null; #racing = false; #titles = {}; #pins = []; #point = null; #handlers; #timer;

  /** handlers: onReady(), onEmpty() when it knows nothing but the session, onPick(pick), onFocus(panel), onPanels(names), onDrawn(), onKey(key), onRead(text): values under the crosshair that keys have moved, onPicture(bytes), onFailure(sentence). */
  constructor(container, handlers) {
    this.#container = container;
    this.#handlers = handlers;
    this.#veil = veil('Loading the plots');
    this.#frame = document.createElement('iframe');
    this.#frame.title = 'Plots of the fields, losses, errors and gradient angles';
    container.replaceChildren(this.#frame, this.#veil);
    addEventListener('message', this.#connect);
    addEventListener('scroll', this.#sight, { passive: true });
    addEventListener('resize', this.#sight);
    openView(this.#frame);
    this.#await();
  }

  /** Gives the view up when nothing is heard of it for long: what is loading says so, over a slow line too. */
  #await() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#fail(`The plots did not start within ${patience / 60_000} minutes.`), patience);
  }

  /** Passes an engine message on to the view, its arrays for good. */
  set(message) {
    if (message.type === 'ready') this.#session = message;
    if (message.type === 'ready' || message.type === 'race') this.#racing = message.type === 'race';
    if (!this.#ready) return;
    this.#port.postMessage({ type: 'set', message }, buffers(message));
    if (message.type === 'ready') {
      this.#focus();
      this.pins(this.#pins);
      if (this.#point && message.problem.dimensions === 2) this.#post(this.#point);
    }
  }

  /** Takes the plots of a kind of message away: those of the distribution, of the errors over time, or of a race, in whose place the run comes back. */
  drop(type) {
    if (type !== 'race') this.#post({ type: 'set', message: { type } });
    else if (this.#racing) this.#restart();
  }

  /** The view begins the session anew. */
  #restart() {
    if (!this.#session) return;
    this.set(this.#session);
    this.#handlers.onEmpty();
  }

  theme(name) {
    this.#post({ type: 'theme', name });
  }

  /** The point of a plane that is looked at: the cut goes through it, and f is shown there. */
  point(x, y) {
    this.#point = { type: 'point', x, y };
    this.#post(this.#point);
  }

  /** Places that are pinned, pairs of coordinates; they are marked on the maps. */
  pins(list) {
    this.#pins = list;
    this.#post({ type: 'pins', list: list.flat() });
  }

  /** What the maps show: network, reference or error. */
  show(quantity) {
    this.#post({ type: 'show', quantity });
  }

  /** Names the plots, for those who reach them by keyboard: titles by name. */
  entitle(titles) {
    this.#titles = titles;
    this.#post({ type: 'titles', titles });
  }

  /** The plot in the full frame, or empty. */
  get panel() { return this.#panel; }

  /** Makes every session begin with one plot in the full frame, whose shape is then that of the page. */
  focus(panel) {
    const before = this.#panel;
    this.#panel = panel;
    this.#linked = panel !== '';
    this.#shape();
    if (this.#ready && panel !== before) this.#post({ type: 'focus', panel });
  }

  #focus() {
    if (this.#panel) this.#post({ type: 'focus', panel: this.#panel });
  }

  /** Gives the frame the shape of one plot, or the height that all need. The plots of a race wait for one, and others for its end. */
  #shape() {
    const ofRace = (name) => name.startsWith('race:');
    const single = this.#linked && ofRace(this.#panel) === this.#names.some(ofRace);
    const { classList, style } = this.#container;
    classList.toggle('single', single);
    classList.toggle('sized', !single && this.#height > 0);
    style.height = single || this.#height === 0 ? '' : `${Math.ceil(this.#height) + 2}px`;
  }

  /** The visitor has put a plot into the full frame, which keeps its shape, or has gone back to all. */
  #chosen(panel) {
    this.#panel = panel;
    if (panel === '') {
      this.#linked = false;
      this.#shape();
    }
    this.#handlers.onFocus(panel);
  }

  /** Asks for a picture of a plot, or without a name of all of them; it comes as onPicture(bytes). */
  picture(panel = '') {
    this.#post({ type: 'png', panel });
  }

  /** Tells the view which part of its frame is on the screen: of a frame higher than the device can draw it draws that. */
  #sight = () => {
    if (!this.#ready) return;
    const { top, bottom } = this.#frame.getBoundingClientRect(), from = Math.max(0, -top);
    this.#post({ type: 'sight', top: from, height: Math.max(0, Math.min(bottom, innerHeight) - Math.max(0, top)) });
  };

  #post(message) {
    this.#port?.postMessage(message);
  }

  /** The frame's document hands over its port: the first one, or the one loaded after the graphics device was lost. */
  #connect = ({ source, data, ports }) => {
    if (source !== this.#frame.contentWindow || data?.type !== 'port' || ports.length !== 1) return;
    this.#port?.close();
    this.#ready = false;
    this.#port = ports[0];
    this.#port.onmessage = ({ data: message }) => this.#receive(message);
  };

  #receive(message) {
    switch (message.type) {
      case 'ready': this.#start(); break;
      case 'height':
        this.#height = message.height;
        this.#shape();
        this.#sight();
        break;
      case 'panels':
        this.#names = message.names;
        this.#shape();
        this.#handlers.onPanels(this.#names);
        break;
      case 'focus': this.#chosen(message.panel); break;
      case 'loading':
        this.#veil.querySelector('progress').value = message.fraction;
        if (!this.#ready) this.#await();
        break;
      case 'pick': this.#handlers.onPick(message.pick); break;
      case 'read': this.#handlers.onRead(message.text); break;
      case 'drawn': this.#handlers.onDrawn(); break;
      case 'picture': this.#handlers.onPicture(message.bytes); break;
      case 'key': this.#handlers.onKey(message.key); break;
      case 'failed': this.#fail(message.message); break;
    }
  }

  /** The view is ready: the first time, or again after the graphics device was lost. */
  #start() {
    clearTimeout(this.#timer);
    this.#ready = true;
    this.#veil.remove();
    this.#handlers.onReady();
    this.#post({ type: 'titles', titles: this.#titles });
    this.#sight();
    this.#restart();
  }

  #fail(sentence) {
    clearTimeout(this.#timer);
    removeEventListener('message', this.#connect);
    removeEventListener('scroll', this.#sight);
    removeEventListener('resize', this.#sight);
    this.#port?.close();
    this.#port = null;
    this.#frame.remove();
    this.#ready = false;
    this.#container.style.height = '';
    this.#container.classList.remove('sized', 'single');
    this.#handlers.onFailure(sentence);
  }
}

/** Shows in place of the view why it is missing. */
export function explainMissing(container, sentence) {
  container.classList.add('missing');
  const p = document.createElement('p');
  p.textContent = sentence;
  const box = document.createElement('div');
  box.className = 'veil';
  box.append(p);
  container.replaceChildren(box);
}

/** Text for the value under the pointer. */
export function pickText(pick) {
  const parts = [];
  for (const key of ['x', 'y', 'v', 't', 'eps', 'value']) {
    if (Number.isFinite(pick?.[key])) parts.push(`${key === 'eps' ? 'ε' : key} = ${number(pick[key], 4)}`);
  }
  return parts.join(', ');
}

function veil(text) {
  const box = document.createElement('div'), p = document.createElement('p'), bar = document.createElement('progress');
  box.className = 'veil';
  p.textContent = text;
  bar.max = 1;
  bar.value = 0;
  bar.setAttribute('aria-label', text);
  box.append(p, bar);
  return box;
}
