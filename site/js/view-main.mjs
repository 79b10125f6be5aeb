// Runs in the view's frame: starts the drawing program and passes messages
// between it and the page. The names of the page's messages are in viewframe.mjs.

import { program } from './assets.mjs';

const tell = (message) => parent.postMessage(message, location.protocol === 'file:' || origin === 'null' ? '*' : origin);

let view = null;

addEventListener('message', ({ source, data }) => {
  if (source !== parent || !view) return;
  if (data.type === 'theme') view.theme(data.name);
  if (data.type === 'show') view.show(data.quantity);
  if (data.type === 'focus') view.focus(data.panel);
  if (data.type === 'sight') view.sight(data.top, data.height);
  if (data.type === 'png') tell({ type: 'picture', bytes: view.png(data.panel) });
  if (data.type !== 'set') return;
  view.set(data.message);
  // The engine sends the next fields when these are on the screen, not before.
  if (data.message.type === 'fields') requestAnimationFrame(() => requestAnimationFrame(() => tell({ type: 'drawn' })));
});

globalThis.hrgradOnReady = (api) => {
  view = api;
  api.onPick = (pick) => tell({ type: 'pick', pick: { ...pick } });
  api.onFocus = ({ panel }) => tell({ type: 'focus', panel });
  api.onKey = ({ key }) => tell({ type: 'key', key });
  api.onFault = ({ message }) => tell({ type: 'failed', message: `The plots stopped: ${message}.` });
  const measure = () => tell({ type: 'height', height: api.preferredHeight(innerWidth) });
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
  const go = new globalThis.Go();
  const instance = await WebAssembly.instantiate(module, go.importObject);
  globalThis.hrgradMemory = instance.exports.mem; // for measurements
  let why = '';
  const { fs } = globalThis, write = fs.writeSync;
  fs.writeSync = (fd, bytes) => {
    why ||= /^(?:panic|fatal error): (.*)$/m.exec(new TextDecoder().decode(bytes))?.[1] ?? '';
    return write.call(fs, fd, bytes);
  };
  await go.run(instance);
  tell({ type: 'failed', message: why ? `The plots stopped: ${why}.` : 'The plots stopped.' });
} catch (cause) {
  tell({ type: 'failed', message: `The plots did not start: ${cause.message}` });
}
