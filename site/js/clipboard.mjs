// Text for the clipboard.

const patience = 5000; // ms: a browser may ask its user for the permission, or wait for ever where nobody can be asked

/** Copies the text of a field; tells whether that was done. Where it was not, in time, the text is left selected for the visitor to copy. */
export async function copy(field) {
  let timer;
  const late = new Promise((resolve) => { timer = setTimeout(() => resolve(false), patience); });
  const done = Promise.resolve(navigator.clipboard?.writeText(field.value).then(() => true, () => false));
  const copied = await Promise.race([done, late]) === true;
  clearTimeout(timer);
  if (!copied) {
    field.focus();
    field.select();
  }
  return copied;
}
