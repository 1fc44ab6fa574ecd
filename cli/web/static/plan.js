// @ts-check
/** The plan: progress while it is looked for, the answer first, then its report. */

import { listen } from "./api.js";
import { byId, make, save } from "./dom.js";

/** @typedef {{name: string, figure: string, under: string}} Tile */
/** @typedef {{verdict: string, proof: string, year: number, until: string, days: any[], room: string, tiles: Tile[], actions: any[]}} Answer */

const FILES = [[".html", "report"], [".xlsx", "workbook"], [".ics", "calendar"], [".json", "numbers (JSON)"]];

/** The part of the page that shows the plan. */
export class PlanPart {
  /** @param {(answer: Answer | null) => void} found Told each plan; null while there is none. */
  constructor(found) {
    this.found = found;
    /** @type {AbortController | null} */
    this.running = null;
    byId("cancel").addEventListener("click", () => this.running?.abort());
    addEventListener("pagehide", () => this.running?.abort());
  }

  /** Plan a text, and show what comes of it. @param {string} text */
  async plan(text) {
    this.running?.abort();
    const control = new AbortController();
    this.running = control;
    const begun = performance.now();
    let said = "starting ...";
    const tick = () => { if (this.running === control) tell(`${Math.floor((performance.now() - begun) / 1000)} s: ${said}`); };
    const timer = setInterval(tick, 1000);
    byId("cancel").hidden = false;
    byId("plan-part").setAttribute("aria-busy", "true");
    this.forget();
    let end = "The server ended before there was a plan. Try again.";
    try {
      for await (const each of listen("plan", { text }, control.signal)) {
        if (each.kind === "waiting") said = each.ahead ? `waiting: ${each.ahead} before you` : "waiting: you are next";
        else if (each.kind === "progress") said = each.message;
        else end = this.hear(each, end);
        tick();
      }
    } catch (error) {
      end = control.signal.aborted ? "Canceled: there is no plan." : String(/** @type {Error} */ (error).message);
    }
    clearInterval(timer);
    if (this.running !== control) return;
    this.ended();
    tell(end);
  }

  /** Nothing is looked for any more. */
  ended() {
    this.running = null;
    byId("cancel").hidden = true;
    byId("plan-part").removeAttribute("aria-busy");
  }

  /** @param {import("./api.js").Said} said @param {string} end @returns {string} What is to be said at the end. */
  hear(said, end) {
    if (said.kind === "answer") {
      showAnswer(said.answer, null);
      this.found(said.answer);
      return "There is a plan, but no report: the server ended before it was written.";
    }
    if (said.kind === "compared") showCompared(said.schedules);
    if (said.kind === "report") showReport(said);
    if (said.kind === "done") {
      showFiles(said.files);
      return "Done. The report is below.";
    }
    return said.message ?? end;
  }

  /**
   * Show the plan that a batch found for a client.
   * @param {string} name
   * @param {Answer | null} answer
   * @param {string[]} told What is to be known of it.
   */
  show(name, answer, told) {
    this.running?.abort();
    this.ended();
    this.forget();
    byId("told").replaceChildren(...told.map((each) => make("li", {}, each)));
    byId("told").hidden = !told.length;
    if (answer) showAnswer(answer, null);
    this.found(answer);
    tell(answer ? `${name}: the plan that the batch found. For its report and its files, find the best plan again.` : `${name}: the batch found no plan.`);
  }

  /** Take the plan away: it is no longer that of the scenario. */
  forget() {
    for (const id of ["told", "answer", "compared", "report", "downloads"]) {
      byId(id).hidden = true;
      byId(id).replaceChildren();
    }
    this.found(null);
  }
}

/** @param {string} message */
function tell(message) {
  byId("progress").textContent = message;
}

/**
 * Show a plan in short; beside another plan its figures say what they were.
 * @param {Answer} answer
 * @param {Answer | null} before
 */
export function showAnswer(answer, before) {
  const [now, next] = answer.days;
  const part = make("section", { class: "now", "aria-label": before ? "With the sliders moved" : "The answer" },
    make("h3", {}, before ? "With the sliders moved" : "Do now"),
    make("p", { class: "lead" }, ...(now ? day(now, answer.year) : [answer.until ? `Nothing until ${answer.until}.` : "Nothing: the best plan neither exercises nor sells."])),
    ...(now?.steps ?? []).filter((/** @type {any} */ each) => each.why).map((/** @type {any} */ each) => make("p", {}, each.why)),
    answer.room ? make("p", {}, answer.room) : null,
    answer.until ? make("p", {}, `That is so whatever comes; what follows depends on what becomes known from ${answer.until} on.`) : null,
    next ? make("p", {}, make("strong", {}, "Next, "), ...day(next, next.year)) : null,
    before?.days[0] ? make("p", { class: "was" }, "Before: ", ...day(before.days[0], before.year)) : null);
  const tiles = make("div", { class: "tiles" }, ...answer.tiles.map((each) => {
    const old = before?.tiles.find(({ name }) => name === each.name);
    const was = old && old.figure !== each.figure ? make("p", { class: "was" }, `before ${old.figure}`) : null;
    return make("div", { class: "tile" }, make("h3", {}, each.name), make("p", { class: "figure" }, each.figure), make("p", {}, each.under), was);
  }));
  byId("answer").replaceChildren(part, tiles, make("p", { class: "hint" }, answer.proof));
  byId("answer").hidden = false;
}

/** Show what schedules are worth beside the plan. @param {{name: string, worth: string, less: string}[]} schedules */
function showCompared(schedules) {
  const cells = schedules.map(({ name, worth, less }) => make("tr", {}, make("th", { scope: "row" }, name), make("td", { class: "n" }, worth), make("td", { class: "n" }, less)));
  const head = make("tr", {}, make("th", { scope: "col" }, "schedule"), make("th", { scope: "col", class: "n" }, "worth after tax"), make("th", { scope: "col", class: "n" }, "less than the plan"));
  byId("compared").replaceChildren(make("h3", {}, "Beside other schedules"), make("table", {}, make("thead", {}, head), make("tbody", {}, ...cells)));
  byId("compared").hidden = false;
}

/** @param {any} given @param {number} year @returns {string[]} */
function day(given, year) {
  const steps = given.steps.map((/** @type {any} */ each) => `${each.do} (${each.money})`).join(", ");
  const more = given.more ? `, and ${given.more} more` : "";
  return [`${given.year > year ? "nothing until " : ""}${given.on}${given.year > year ? ", then" : ":"} ${steps}${more}.`];
}

/** Show a report in a frame in which no script runs. @param {import("./api.js").Said} said */
function showReport(said) {
  const place = byId("report");
  place.hidden = false;
  const frame = make("iframe", { sandbox: "allow-same-origin", title: "The report" });
  frame.addEventListener("load", () => {
    const page = frame.contentDocument?.documentElement;
    if (!page) return;
    const fit = () => { frame.height = String(page.ownerDocument.body.scrollHeight + 8); };
    fit();
    new ResizeObserver(fit).observe(page.ownerDocument.body);
  });
  frame.srcdoc = said.html ?? "";
  place.replaceChildren(frame);
}

/** @param {{ending: string, type: string, content: string}[]} files */
function showFiles(files) {
  const place = byId("downloads");
  place.replaceChildren(make("span", {}, "Save the "), ...FILES.flatMap(([ending, name]) => {
    const file = files.find((each) => each.ending === ending);
    if (!file) return [];
    const bytes = Uint8Array.from(atob(file.content), (each) => each.charCodeAt(0));
    return [make("button", { type: "button", "data-ending": ending, onclick: () => save(`plan${ending}`, new Blob([bytes], { type: file.type })) }, name)];
  }));
  place.hidden = false;
}
