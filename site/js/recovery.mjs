// What the page does so that no run is lost: it keeps what the engine sends, offers runs of closed pages and of settings left behind,
// starts an engine again that has failed or fallen silent, and saves what there is when nothing else works.

import { download } from './files.mjs';
import { explainEnd, explainStorage, watchErrors } from './failures.mjs';
import { ago, count, duration } from './format.mjs';
import { Keeper } from './keeper.mjs';
import { clear, notice } from './notices.mjs';
import { announce, say } from './status.mjs';
import { Watchdog } from './watchdog.mjs';

const attempts = 2;           // to start an engine that fails again before the run gets further
const worthwhile = 5;         // seconds of training from which a run that was left for another is offered again
const patience = 30_000;      // milliseconds to wait for the engine to hand over a checkpoint

const long = new Set(['init', 'reset', 'resume', 'show', 'race', 'fit']); // what an engine may need many seconds for

const reload = { label: 'Reload', run: () => location.reload() };

export class Recovery {
  #engine; #page; #keeper; #watchdog; #lost = null; #failures = 0; #failedAt = -1; #saving = 0; #sessions = 0;

  /**
   * @param {import('./engine.mjs').Engine} engine
   * @param {import('./store.mjs').Store|null} store  null: nothing outlasts the page
   * @param {{now: () => {query: string, file: string, ready: any, progress: any, running: boolean, racing: boolean}, start: () => void,
   *   resume: (bytes: Uint8Array, run: boolean, query?: string, problem?: string) => void, enable: (on: boolean) => void}} page
   *   start begins the run of the settings; resume one of a checkpoint, with the settings of a query and its problem or the present ones.
   */
  constructor(engine, store, page) {
    this.#engine = engine;
    this.#page = page;
    this.#keeper = new Keeper(store, (cause) => {
      if (cause) notice('storage', explainStorage(cause), { bad: true, action: this.#saveAction() });
      else clear('storage');
    });
    this.#watchdog = new Watchdog(() => engine.post({ type: 'ping' }), (seconds) => this.failed(`it has not answered for ${seconds} seconds`, true));
    watchErrors((message) => notice('page', `Something in this page failed: ${message}. Training is not affected, but what the page shows may be. Save the run if you want to be sure, and reload the page.`, { bad: true, actions: [this.#saveAction(), reload] }));
    const ask = () => { if (engine.alive) engine.post({ type: 'checkpoint', auto: true }); };
    document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'hidden') ask(); });
    addEventListener('pagehide', ask);
    addEventListener('beforeunload', (event) => { if (this.#keeper.lossy) event.preventDefault(); });
  }

  /** The engine has started; returns whether the run was brought back. The first time the run of a closed page is offered. */
  hello() {
    if (!this.#lost) {
      setInterval(() => { if (this.#engine.alive) this.#watchdog.tick(); }, 1000);
      this.#offerClosed();
      return false;
    }
    const { bytes, run } = this.#lost;
    if (bytes) this.#page.resume(bytes.slice(), run);
    else {
      this.#page.start();
      if (run) this.#engine.post({ type: 'run' });
    }
    return true;
  }

  /** A session stands ready. It begins another run, unless it only brings back one that is known. */
  ready(message, another) {
    this.#watchdog.begin(/lm/.test(message.config.optimizer) || Number(message.config.polish) > 0);
    if (this.#lost) {
      const { reason, racing } = this.#lost;
      this.#lost = null;
      notice('engine', `The training engine was started again: ${reason}. The run goes on from step ${count(message.step)}, the last state that was kept; its steps are the same as without the interruption.${racing ? ' The race has ended.' : ''}`);
    } else if (another) {
      this.#keeper.renew();
      if (message.step === 0 && this.#sessions > 0) this.#offerLeft(message.config); // the first session of a page is nobody's return
    }
    this.#sessions++;
  }

  progress(message) {
    this.#keeper.mark(this.#page.now().running);
    if (message.step > 0) this.#watchdog.advanced();
    if (message.step > this.#failedAt) {
      this.#failures = 0;
      this.#watchdog.recovered();
    }
  }

  answered() { this.#watchdog.answered(); }

  /** Something is asked of the engine. */
  posted({ type }) { if (long.has(type)) this.#watchdog.excuse(); }

  /** The engine sends a checkpoint: one to keep, or the one that was asked for. */
  checkpoint({ auto, bytes, step, seconds }) {
    if (!auto) {
      clearTimeout(this.#saving);
      this.#download(step, bytes);
      return;
    }
    const { query, ready, progress, running } = this.#page.now();
    this.#keeper.keep({ problem: ready.problem.name, title: ready.problem.title, query, config: ready.config, step, steps: progress?.steps ?? 0, seconds, running }, bytes);
  }

  /** Saves the run to a file: its present state, or, where the engine does not answer, the last one that was kept. */
  save() {
    clearTimeout(this.#saving);
    const instead = (why) => {
      const { latest } = this.#keeper;
      if (!latest) return;
      notice('saved', `${why}, so the file holds the last state that was kept, of step ${count(latest.step)}.`);
      this.#download(latest.step, latest.bytes);
    };
    if (!this.#engine.alive) {
      instead('The training engine has ended');
      return;
    }
    this.#engine.post({ type: 'checkpoint' });
    this.#saving = window.setTimeout(() => instead('The training engine does not answer'), patience);
  }

  /** The engine has ended, or does not answer. It is started again from the last sound state, a few times. */
  failed(reason, silent = false) {
    const { ready, progress, running, racing } = this.#page.now();
    this.#page.enable(false);
    if (!ready || (!silent && this.#failures >= attempts)) {
      this.#giveUp(reason);
      return;
    }
    this.#failures++;
    this.#failedAt = Math.max(this.#failedAt, progress?.step ?? 0);
    this.#lost = { reason, run: running || this.#lost?.run === true, racing, bytes: this.#keeper.latest?.bytes };
    say('Starting the engine again');
    this.#watchdog.restarted();
    this.#engine.restart().catch((cause) => this.#giveUp(cause.message));
  }

  #giveUp(reason) {
    this.#lost = null;
    say('Stopped');
    const { latest } = this.#keeper;
    /** @type {any} */ (document.getElementById('save')).disabled = !latest;
    const state = latest ? ` The state of step ${count(latest.step)} can still be saved.` : '';
    notice('engine', explainEnd(reason) + state, { bad: true, actions: latest ? [this.#saveAction(), reload] : [reload] });
  }

  /** Offers the run of a page that was closed, reloaded or lost, the newest first. */
  async #offerClosed() {
    try {
      const [kept] = (await this.#keeper.orphans()).filter(({ left }) => !left);
      if (kept) this.#offer('kept', kept, 'A run of this browser is kept from a page that was closed', () => this.#offerClosed());
    } catch { /* said when there is something to keep */ }
  }

  /** Offers the run that was left for other settings, once these are its own again. */
  async #offerLeft(config) {
    clear('left');
    try {
      const same = (/** @type {Object<string, string>} */ other) => Object.keys({ ...config, ...other }).every((key) => config[key] === other[key]);
      const [kept] = (await this.#keeper.orphans()).filter(({ left, seconds, config: other }) => left && seconds >= worthwhile && same(other));
      if (kept) this.#offer('left', kept, 'An earlier run with these settings is kept', () => {});
    } catch { /* said when there is something to keep */ }
  }

  #offer(key, kept, what, next) {
    const { title, step, steps, seconds, at } = kept;
    notice(key, `${what}: ${title}, step ${count(step)}${steps >= step ? ` of ${count(steps)}` : ''}, ${duration(seconds)} of training, saved ${ago(at)}. It can go on exactly where it stood.`, {
      actions: [{ label: 'Go on', run: () => this.#goOn(kept) }, { label: 'Discard', run: () => this.#keeper.discard(kept).then(next, this.#refused) }],
    });
  }

  async #goOn(kept) {
    try {
      const bytes = await this.#keeper.take(kept);
      if (bytes) this.#page.resume(bytes, kept.running, kept.query, kept.config.problem);
      else notice('kept', 'That run is no longer stored.', { bad: true });
    } catch (cause) {
      this.#refused(cause);
    }
  }

  #refused = (cause) => notice('storage', explainStorage(cause), { bad: true });

  #saveAction() { return { label: 'Save checkpoint', run: () => this.save() }; }

  #download(step, bytes) {
    download(`hrgrad-${this.#page.now().file}-${step}.ckpt`, bytes, 'application/octet-stream');
    announce(`Checkpoint of step ${count(step)} saved`);
  }
}
