// Formulas of one line with their sub- and superscripts: f_t, ρ_x, φ_xx, ε², (2πT)^(−1/2), 10^{−6}.

const raised = { '⁰': '0', '¹': '1', '²': '2', '³': '3', '⁴': '4', '⁵': '5', '⁶': '6', '⁷': '7', '⁸': '8', '⁹': '9', '⁻': '−' };
const piece = /_\{[^}]*\}|_[txyv]{2}(?![a-zA-Z0-9])|_[a-zA-Z0-9]|\^\{[^}]*\}|\^\([^)]*\)|\^[−-]?[a-zA-Z0-9]+|[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+/u;

/** The parts of a formula as [kind, text]: kind is sub, sup or empty. */
export function parts(text) {
  const out = [];
  for (let rest = text; rest !== '';) {
    const match = piece.exec(rest);
    if (!match) { out.push(['', rest]); break; }
    if (match.index > 0) out.push(['', rest.slice(0, match.index)]);
    const [found] = match, inner = found.slice(1);
    if (found[0] === '_') out.push(['sub', inner.replace(/^\{(.*)\}$/, '$1')]);
    else if (found[0] === '^') out.push(['sup', inner.replace(/^[{(](.*)[)}]$/, '$1')]);
    else out.push(['sup', [...found].map((c) => raised[c]).join('')]);
    rest = rest.slice(match.index + found.length);
  }
  return out;
}

/** The same as nodes of the document. */
export function typeset(text) {
  return parts(text).map(([kind, inner]) => (kind === '' ? inner : Object.assign(document.createElement(kind), { textContent: inner })));
}
