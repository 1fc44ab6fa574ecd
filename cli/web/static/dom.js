// @ts-check
/** Elements made without markup: what people write is text, never HTML. */

/**
 * Return a new element.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, string | boolean | EventListener | undefined>} [given] Attributes,
 *   and listeners as ``onclick``.
 * @param {...(Node | string | null)} inside
 * @returns {HTMLElementTagNameMap[T]}
 */
export function make(tag, given = {}, ...inside) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(given)) {
    if (typeof value === "function") made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (typeof value === "string") made.setAttribute(name, value);
  }
  made.append(...inside.filter((each) => each !== null));
  return made;
}

/**
 * Return the element of an id that the page has.
 * @param {string} id
 * @returns {any}
 */
export function byId(id) {
  return document.getElementById(id);
}

/**
 * Offer a file to be saved.
 * @param {string} name
 * @param {Blob} content
 */
export function save(name, content) {
  const address = URL.createObjectURL(content);
  const link = make("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/**
 * Return a function that does the latest of what is asked of it, one at a time.
 * @template T
 * @param {(given: T) => Promise<void>} act
 * @param {number} [pause] Milliseconds without a further one before the first.
 * @returns {(given: T) => void}
 */
export function latest(act, pause = 0) {
  /** @type {T[]} */
  let next = [];
  let busy = false;
  let timer = 0;
  async function go() {
    if (busy) return;
    busy = true;
    while (next.length) {
      const [given] = next;
      next = [];
      await act(given);
    }
    busy = false;
  }
  return (given) => {
    next = [given];
    clearTimeout(timer);
    timer = setTimeout(go, pause);
  };
}
