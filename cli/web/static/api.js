// @ts-check
/** What the page asks of its server: each request brings all that it is about. */

/** @typedef {{path: string, line: number | null, message: string}} Problem */
/** @typedef {{path: (string | number)[], value?: unknown}} Edit */
/** @typedef {{kind: string, [name: string]: any}} Said */

/** The key is wrong, or there is none. */
export class WrongKey extends Error {}

const KEPT = "isoplan key";

/** @returns {string} The key: of the address, or the password typed in this tab. */
function key() {
  return decodeURIComponent(location.hash.slice(1)) || sessionStorage.getItem(KEPT) || "";
}

/** Keep a password until the tab is closed. @param {string} password */
export function keepKey(password) {
  sessionStorage.setItem(KEPT, password);
}

/** @returns {Record<string, string>} */
function headers() {
  const bytes = new TextEncoder().encode(key());
  return { authorization: `Bearer ${btoa(String.fromCharCode(...bytes))}` };
}

/**
 * Return the answer of a request, or raise why there is none.
 * @param {string} name
 * @param {RequestInit} options
 * @returns {Promise<Response>}
 */
async function asked(name, options) {
  /** @type {Response} */
  let answer;
  try {
    answer = await fetch(`api/${name}`, { ...options, credentials: "omit", cache: "no-store" });
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new Error("The server does not answer. Start it again: isoplan web", { cause: error });
  }
  if (answer.ok) return answer;
  const said = await answer.json().catch(() => ({}));
  if (answer.status === 401) throw new WrongKey(said.message);
  throw new Error(said.message ?? `The server answered ${answer.status}`);
}

/** @returns {Promise<{version: string, time_limit: number, is_local: boolean, has_clients: boolean}>} */
export async function start() {
  return (await asked("start", { headers: headers() })).json();
}

/**
 * Yield what is said of a request, one after another; the last one is its answer.
 * @param {string} name
 * @param {object} given
 * @param {AbortSignal} [signal] Ends the work.
 * @returns {AsyncGenerator<Said>}
 */
export async function* listen(name, given, signal) {
  const answer = await asked(name, {
    method: "POST",
    headers: { ...headers(), "content-type": "application/json" },
    body: JSON.stringify(given),
    signal,
  });
  const reader = /** @type {ReadableStream<Uint8Array>} */ (answer.body).getReader();
  const decoder = new TextDecoder();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    rest += decoder.decode(value, { stream: !done });
    const lines = rest.split("\n");
    rest = /** @type {string} */ (lines.pop());
    for (const line of lines) if (line) yield JSON.parse(line);
    if (done) return;
  }
}

/**
 * Return the answer to a short request.
 * @param {string} name
 * @param {object} given
 * @returns {Promise<Said>}
 */
export async function ask(name, given) {
  /** @type {Said} */
  let last = { kind: "refused", message: "The server ended before it answered." };
  for await (const said of listen(name, given)) last = said;
  return last;
}
