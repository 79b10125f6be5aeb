// Numbers and times as text.

const superscripts = { '-': '⁻', 0: '⁰', 1: '¹', 2: '²', 3: '³', 4: '⁴', 5: '⁵', 6: '⁶', 7: '⁷', 8: '⁸', 9: '⁹' };

/** A number with a few significant digits; powers of ten below 0.001 and from 10000. */
export function number(value, digits = 3) {
  if (value === null || value === undefined || Number.isNaN(value)) return '–';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1e-3 && size < 1e4) return String(Number(value.toPrecision(digits))).replace('-', '−');
  const [mantissa, exponent] = value.toExponential(digits - 1).split('e');
  const power = '10' + [...String(Number(exponent))].map((c) => superscripts[c]).join('');
  const front = String(Number(mantissa)).replace('-', '−');
  return front === '1' ? power : `${front} × ${power}`;
}

/** A power of ten as such, for the ticks of an axis over several; 1 and 10 are themselves. */
export function power(value) {
  const exponent = Math.round(Math.log10(value));
  return exponent === 0 || exponent === 1 ? String(10 ** exponent) : `10${[...String(exponent)].map((c) => superscripts[c]).join('')}`;
}

/** An error with two digits, always in the form that lines up in a table. */
export function scientific(value) {
  if (value === null || value === undefined || Number.isNaN(value)) return '–';
  return value.toExponential(1).replace('e-', 'e−').replace('e+', 'e');
}

/** A whole number with thin spaces between thousands. */
export function count(value) {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+(?!\d))/g, '\u202f');
}

/** A moment of the past, given in milliseconds since 1970. */
export function ago(at, now = Date.now()) {
  const minutes = Math.floor((now - at) / 60_000), some = (n, unit) => `${n} ${unit}${n === 1 ? '' : 's'} ago`;
  if (minutes < 1) return 'a moment ago';
  if (minutes < 60) return some(minutes, 'minute');
  if (minutes < 24 * 60) return some(Math.floor(minutes / 60), 'hour');
  return some(Math.floor(minutes / (24 * 60)), 'day');
}

/** Seconds as m:ss or h:mm:ss. */
export function duration(seconds) {
  const s = Math.floor(seconds), two = (n) => String(n).padStart(2, '0');
  const minutes = Math.floor(s / 60);
  return minutes < 60 ? `${minutes}:${two(s % 60)}` : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(s % 60)}`;
}

/** The size of a download. */
export function megabytes(bytes) {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

/** The regime of a Knudsen number as the field names it. */
export function regime(eps) {
  if (eps > 10) return 'free molecular';
  if (eps >= 0.1) return 'transition';
  if (eps >= 1e-3) return 'slip';
  return 'continuum';
}

/** What ε is in a problem's scaling, and which of its numbers are which regime. */
export function scaling({ class: kind }) {
  const regimes = 'free molecular above 10, transition from 0.1, slip from 0.001, continuum below';
  return kind === 'gas'
    ? `Knudsen number: mean free path over length, ${regimes}`
    : `Knudsen number, in the diffusive scaling: times are 1/ε times those of free flight, and the continuum limit is diffusion; ${regimes}`;
}
