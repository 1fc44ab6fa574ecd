// @ts-check
/** The clients of a batch: a table that is sorted and filtered here, failures first. */

import { byId, make } from "./dom.js";

/** @typedef {{name: string, title: string, failed: boolean, cells: string[], sort: (string | number | null)[]}} Row */

/** Columns of amounts; and that of the step, which a failure takes with those of the plan after it. */
const NUMBERS = new Set([3, 4, 5, 7]);
const STEP = 2, OF_PLAN = 4;

/** The part of the page that lists clients. */
export class Clients {
  /** @param {(name: string) => void} open Called with the name of a client. */
  constructor(open) {
    this.open = open;
    /** @type {{row: Row, line: HTMLElement, words: string}[]} In the order of the batch. */
    this.lines = [];
    /** @type {string[]} */
    this.headings = [];
    this.by = -1;
    this.falls = false;
    byId("filter").addEventListener("input", () => this.filter());
    byId("attention").addEventListener("click", () => this.sort(-1));
  }

  /** Show a table. @param {import("./api.js").Said} said */
  show(said) {
    byId("clients-answer").textContent = said.answer;
    this.headings = said.headings;
    const heads = this.headings.map((each, at) => make("th", { scope: "col", role: "columnheader", class: NUMBERS.has(at) ? "n" : "" },
      make("button", { type: "button", onclick: () => this.sort(at) }, each)));
    byId("clients-head").replaceChildren(make("tr", { role: "row" }, ...heads));
    this.lines = said.rows.map((/** @type {Row} */ row) => ({ row, line: this.line(row), words: [row.title, ...row.cells].join("\n").toLowerCase() }));
    byId("clients").hidden = byId("clients-tools").hidden = !this.lines.length;
    this.sort(-1);
    this.filter();
  }

  /** @param {Row} row */
  line(row) {
    /** @param {number} at */
    const used = (at) => at > 0 && !(row.failed && at > STEP && at < STEP + OF_PLAN);
    const name = make("th", { scope: "row", role: "rowheader" },
      make("button", { type: "button", onclick: () => this.open(row.name) }, row.name), row.title && row.title !== row.name ? make("span", { class: "soft" }, row.title) : null);
    const cells = row.cells.flatMap((text, at) => (used(at) ? [make("td", { role: "cell", class: NUMBERS.has(at) ? "n" : "", "data-head": this.headings[at],
      colspan: row.failed && at === STEP ? String(OF_PLAN) : undefined }, text)] : []));
    return make("tr", { role: "row", class: row.failed ? "failed" : "" }, name, ...cells);
  }

  /** Sort by a column, the other way at the second press; -1 for who needs attention first. @param {number} at */
  sort(at) {
    this.falls = at >= 0 && at === this.by && !this.falls;
    this.by = at;
    [...byId("clients-head").querySelectorAll("th")].forEach((each, place) => {
      if (place === at) each.setAttribute("aria-sort", this.falls ? "descending" : "ascending");
      else each.removeAttribute("aria-sort");
    });
    byId("attention").setAttribute("aria-pressed", String(at < 0));
    const sorted = at < 0 ? this.lines : [...this.lines].sort((one, other) => order(one.row, other.row, at, this.falls));
    byId("clients-rows").replaceChildren(...sorted.map(({ line }) => line));
    if (at >= 0) byId("clients-status").textContent = `Sorted by ${this.headings[at]}, ${this.falls ? "the largest or last first" : "the smallest or first first"}.`;
  }

  /** Leave the clients in which all words of the filter stand. */
  filter() {
    const words = byId("filter").value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const each of this.lines) {
      const hit = words.every((/** @type {string} */ word) => each.words.includes(word));
      each.line.hidden = !hit;
      if (hit) shown++;
    }
    byId("clients-status").textContent = !this.lines.length ? "There are no clients." : shown === this.lines.length ? "" : `${shown} of ${this.lines.length} clients.`;
  }
}

/**
 * Return which of two rows comes first: failures do, and what is not known comes last.
 * @param {Row} one @param {Row} other @param {number} at @param {boolean} falls
 */
function order(one, other, at, falls) {
  if (one.failed !== other.failed) return one.failed ? -1 : 1;
  const a = one.sort[at], b = other.sort[at];
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  const found = typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), "en", { numeric: true });
  return falls ? -found : found;
}
