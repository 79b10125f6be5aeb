// Tells when the engine no longer answers. It is asked every second; how long an answer may take depends on what answers took before.

const least = 8_000;          // milliseconds that an engine may always be silent: it waits that long for a lost worker of its own
const unknown = 60_000;       // before the first step of a session, or in one whose steps are long
const factor = 20;            // times the second longest of the last answers: a single one may have waited for a lost worker
const remembered = 20;        // answers
const doubt = 4;              // times as long after every silence that did not bring the run further

export class Watchdog {
  #ask; #onSilence; #now; #ticked;
  #asked = []; // when, for every question that is not answered yet
  #took = []; #known = false; #slow = false; #silences = 0;

  /** ask() sends what the engine answers with answered(); onSilence(seconds) is called when it does not. */
  constructor(ask, onSilence, now = () => performance.now()) {
    this.#ask = ask;
    this.#onSilence = onSilence;
    this.#now = now;
    this.#ticked = now();
  }

  /** A session begins; slow: single steps of it may take very long. */
  begin(slow) {
    this.#took = [];
    this.#known = false;
    this.#slow = slow;
  }

  /** The run has taken steps: how long they are is known from the next answer on. */
  advanced() {
    this.#known = true;
  }

  /** The run has got beyond where it was lost before. */
  recovered() {
    this.#silences = 0;
  }

  /** The engine was given something long to do, before which it cannot answer. */
  excuse() {
    this.#asked.push(this.#now() + unknown);
    this.#ask();
  }

  /** The engine has answered, in the order in which it was asked. */
  answered() {
    if (this.#asked.length > 0) this.#took = [...this.#took.slice(1 - remembered), this.#now() - this.#asked.shift()];
  }

  /** The engine was started anew. */
  restarted() {
    this.#asked = [];
  }

  /** To be called every second. */
  tick() {
    const now = this.#now(), late = now - this.#ticked > 3_000; // the page itself did not run: suspended, or in the background
    this.#ticked = now;
    if (this.#asked.length === 0) {
      this.#asked.push(now);
      this.#ask();
    } else if (late) {
      this.#asked = this.#asked.map((at) => Math.max(at, now));
    } else if (now - this.#asked[0] > this.#patience()) {
      const seconds = Math.round((now - this.#asked[0]) / 1000);
      this.#silences++;
      this.#asked = [];
      this.#onSilence(seconds);
    }
  }

  #patience() {
    const usual = factor * ([...this.#took].sort((a, b) => b - a)[1] ?? 0);
    const patience = Math.max(this.#known && !this.#slow ? least : unknown, usual);
    return patience * doubt ** this.#silences;
  }
}
