// @ts-check
/** Spreadsheets that are dropped on the page: how they are sent, and what came of them. */

import { byId, make } from "./dom.js";

/** How the names of spreadsheets end; .xls is refused with what to do. */
export const SPREADSHEET = /\.(csv|tsv|xlsx|xls)$/i;

/**
 * Return a file as it is sent: its name, and its bytes in base 64.
 * @param {File} file
 * @returns {Promise<{name: string, content: string}>}
 */
export async function sent(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let letters = "";
  for (let at = 0; at < bytes.length; at += 8192) letters += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return { name: file.name, content: btoa(letters) };
}

/**
 * Show what an import says, or why there was none; nothing for null.
 * @param {import("./api.js").Said | null} said
 */
export function showImported(said) {
  const part = byId("imported");
  part.hidden = !said;
  part.className = said && said.text === undefined ? "refused" : "";
  part.tabIndex = 0;
  if (!said) return part.replaceChildren();
  const lines = (/** @type {string[]} */ all) => make("ul", {}, ...all.map((each) => make("li", {}, each)));
  const close = make("button", { type: "button", onclick: () => showImported(null) }, "Close");
  const told = said.text === undefined
    ? [make("h3", {}, said.message), lines((said.problems ?? []).map((/** @type {any} */ each) => each.message))]
    : said.imported.flatMap((/** @type {any} */ each) => [make("h3", {}, each.heading), lines(each.lines)]);
  part.replaceChildren(...told, make("p", { class: "actions" }, close));
}
