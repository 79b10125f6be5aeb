// Runs in the view's frame: starts the drawing program and passes messages
// between it and the page. The names of the page's messages are in viewframe.mjs.

import { program } from './assets.mjs';
import { PanelKeys } from './panelkeys.mjs';

// A port of our own: WebKit names the page itself as the source of messages that a frame posts from its animation frames, so
// that the page could not tell them from others. Only the first message goes through the window.
const { port1: port, port2 } = new MessageChannel();
parent.postMessage({ type: 'port' }, location.protocol === 'file:' || origin === 'null' ? '*' : origin, [port2]);
const tell = (message) => port.postMessage(message);

let view = null, keys = null;

port.onmessage = ({ data }) => {
  if (!view) return;
  if (data.type === 'theme') view.theme(data.name);
  if (data.type === 'show') view.show(data.quantity);
  if (data.type === 'point') view.point(data.x, data.y);
  if (data.type === 'pins') view.pins(data.list);
  if (data.type === 'focus') {
    view.focus(data.panel);
    keys.place();
  }
  if (data.type === 'titles') keys.name(data.titles);
  if (data.type === 'sight') view.sight(data.top, data.height);
  if (data.type === 'png') tell({ type: 'picture', bytes: view.png(data.panel) });
  if (data.type !== 'set') return;
  view.set(data.message);
  if (data.message.type === 'fields') whenDrawn(() => tell({ type: 'drawn' }));
};

/** Calls back when what was set is on the screen: after two animation frames, or after a while where a frame out of sight gets none. */
function whenDrawn(callback) {
  let timer = 0;
  const once = () => {
    if (timer === 0) return;
    clearTimeout(timer);
    timer = 0;
    callback();
  };
  timer = setTimeout(once, 1000);
  requestAnimationFrame(() => requestAnimationFrame(once));
}

globalThis.hrgradOnReady = (api) => {
  view = api;
  api.onPick = (pick) => tell({ type: 'pick', pick: { ...pick } });
  keys = new PanelKeys(api, { onFocus: (panel) => tell({ type: 'focus', panel }), onRead: (text) => tell({ type: 'read', text }) });
  api.onFocus = ({ panel }) => {
    keys.place();
    tell({ type: 'focus', panel });
  };
  api.onKey = ({ key }) => tell({ type: 'key', key });
  api.onFault = ({ message }) => tell({ type: 'failed', message: `The plots stopped: ${message}.` });
  const measure = () => {
    tell({ type: 'height', height: api.preferredHeight(innerWidth) });
    keys.place();
  };
  api.onResize = measure;
  api.onPanels = ({ names }) => {
    tell({ type: 'panels', names: [...names] });
    measure();
  };
  addEventListener('resize', measure);
  tell({ type: 'ready' });
  measure();
};

try {
  const module = await program('view.wasm', (fraction) => tell({ type: 'loading', fraction }));
  const go = new (/** @type {any} */ (globalThis).Go)();
  const instance = await WebAssembly.instantiate(module, go.importObject);
  globalThis.hrgradMemory = instance.exports.mem; // for measurements
  let why = '';
  const { fs } = /** @type {any} */ (globalThis), write = fs.writeSync;
  fs.writeSync = (fd, bytes) => {
    why ||= /^(?:panic|fatal error): (.*)$/m.exec(new TextDecoder().decode(bytes))?.[1] ?? '';
    return write.call(fs, fd, bytes);
  };
  await go.run(instance);
  tell({ type: 'failed', message: why ? `The plots stopped: ${why}.` : 'The plots stopped.' });
} catch (cause) {
  tell({ type: 'failed', message: `The plots did not start: ${cause.message}` });
}
