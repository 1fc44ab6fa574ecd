// @ts-check
/** Schedules on a line of time: the plan's to look at, one's own to be moved. */

import { byId, make } from "./dom.js";

/** @typedef {{on: string, exercise?: string, sell?: string, exercised_on?: string, shares: number}} Own */
/** @typedef {{on: string, sale: boolean, shares: number, what: string}} Mark */

const NS = "http://www.w3.org/2000/svg";
const EDGE = 24, MIDDLE = 30;
const NARROWEST = 240;
const DAY_MS = 86_400_000;

/** The part of the page with one's own schedules. */
export class Timeline {
  /** @param {import("./form.js").Change} change */
  constructor(change) {
    this.change = change;
    /** @type {any} */
    this.values = {};
    /** @type {any} The plan in short; null while there is none. */
    this.answer = null;
    /** @type {import("./api.js").Problem[]} */
    this.problems = [];
    this.width = NARROWEST;
    this.first = this.last = Number.NaN;
    addEventListener("resize", () => this.show(this.values, this.answer, this.problems));
  }

  /**
   * Show the schedules of a scenario.
   * @param {any} values
   * @param {any} answer The plan in short; null while there is none.
   * @param {import("./api.js").Problem[]} problems Said at the schedules that they are of.
   */
  show(values, answer, problems) {
    Object.assign(this, { values: values ?? {}, answer, problems });
    const { plan, schedules } = this.values;
    const focused = document.activeElement instanceof Element ? document.activeElement.getAttribute("data-mark") : null;
    const place = byId("own");
    const room = place.clientWidth || document.documentElement.clientWidth - 32;
    this.width = Math.max(NARROWEST, room - 26);
    this.first = Date.parse(String(plan?.start));
    this.last = Date.parse(`${plan?.last_year}-12-31`);
    if (!(this.first < this.last) || !Array.isArray(this.values.grants)) {
      return place.replaceChildren(make("p", { class: "hint" }, "First say when the plan starts and ends, and add a grant."));
    }
    const own = Array.isArray(schedules) ? schedules : [];
    const lanes = own.map((each, at) => this.lane(each, at));
    if (answer?.actions) lanes.unshift(this.plan(answer.actions));
    const add = make("button", { type: "button", onclick: () => this.add(own, "My schedule", []) }, "Add a schedule");
    const copy = answer?.actions?.length ? make("button", { type: "button", onclick: () => this.add(own, "Like the plan", likePlan(answer.actions)) }, "Add one like the plan") : null;
    place.replaceChildren(make("p", { class: "hint" }, "A triangle is an exercise, a circle a sale; the larger, the more shares. Drag one, or move it with the arrow keys; Delete removes it. The plan is put beside them when it is found."),
      ...lanes, make("p", { class: "actions" }, add, copy));
    if (focused) /** @type {SVGElement | null} */ (place.querySelector(`[data-mark="${focused}"]`))?.focus();
  }

  /** @param {any[]} own @param {string} name @param {Own[]} actions */
  add(own, name, actions) {
    const taken = new Set(own.map((each) => each.name));
    let free = name;
    for (let more = 2; taken.has(free); more++) free = `${name} ${more}`;
    const value = { name: free, actions };
    this.change(own.length ? [{ path: ["schedules", own.length], value }] : [{ path: ["schedules"], value: [value] }], true);
  }

  /** @param {any[]} actions */
  plan(actions) {
    const marks = actions.map((each) => ({ on: each.on, sale: each.kind !== "exercise", shares: each.shares, what: each.what }));
    return make("div", { class: "lane" }, make("h3", {}, this.answer.until ? `The plan, whatever comes until ${this.answer.until}` : "The plan"), this.drawn(marks, `The plan on a line of time: ${actions.map((each) => `${each.on} ${each.what}`).join("; ") || "nothing"}.`, null));
  }

  /** @param {any} schedule @param {number} at */
  lane(schedule, at) {
    const actions = (Array.isArray(schedule?.actions) ? schedule.actions : []).filter((/** @type {any} */ each) => each && typeof each === "object");
    const marks = actions.map((/** @type {Own} */ each) => ({ on: String(each.on), sale: "sell" in each, shares: each.shares,
      what: `${"sell" in each ? `sell ${each.shares} of ${each.sell}` : `exercise ${each.shares} of ${each.exercise}`}` }));
    const name = String(schedule?.name ?? `Schedule ${at + 1}`);
    return make("div", { class: "lane own" }, make("h3", {}, name), this.drawn(marks, `${name} on a line of time`, at),
      ...this.problems.filter(({ path }) => path.startsWith(`schedules[${at}]`)).map(({ message }) => make("p", { class: "message" }, message)),
      this.adder(at, actions.length, name),
      make("button", { type: "button", class: "remove", "aria-label": `Remove ${name}`, onclick: () => this.change([{ path: ["schedules", at] }], true) }, "Remove"));
  }

  /** @param {number} at @param {number} count @param {string} name */
  adder(at, count, name) {
    const what = make("select", {}, make("option", { value: "exercise" }, "Exercise"), make("option", { value: "sell" }, "Sell"));
    const held = ["grants", "lots", "holdings", "restricted_units"].flatMap((section) => (Array.isArray(this.values[section]) ? this.values[section] : []).map((/** @type {any} */ each) => each?.name)).filter(Boolean);
    const of = make("select", {}, ...[...new Set(held)].map((each) => make("option", { value: each }, each)));
    const shares = make("input", { type: "text", inputmode: "numeric", value: "100" });
    const on = make("input", { type: "date", value: String(this.values.plan.start) });
    const go = make("button", { type: "button", "aria-label": `Add to ${name}`, onclick: () => this.change([{ path: ["schedules", at, "actions", count],
      value: { on: on.value, [what.value]: of.value, shares: Number(shares.value.replace(/[,\s]/g, "")) || 1 } }], true) }, "Add");
    return make("div", { class: "adder" }, make("label", {}, "What", what), make("label", {}, "Of", of), make("label", {}, "Shares", shares), make("label", {}, "On", on), go);
  }

  /**
   * Return a drawing; of one's own schedule the marks can be moved.
   * @param {Mark[]} marks @param {string} name @param {number | null} schedule
   */
  drawn(marks, name, schedule) {
    const picture = draw("svg", { viewBox: `0 0 ${this.width} 72`, role: schedule === null ? "img" : "group", "aria-label": name });
    picture.append(draw("line", { class: "axis", x1: EDGE, x2: this.width - EDGE, y1: MIDDLE, y2: MIDDLE }));
    const from = new Date(this.first).getUTCFullYear(), to = new Date(this.last).getUTCFullYear();
    const every = Math.ceil((to - from + 1) / (this.width / 70));
    for (let year = from + 1; year <= to; year += every) {
      const x = this.x(Date.parse(`${year}-01-01`));
      const text = draw("text", { class: "tick", x, y: 66, "text-anchor": "middle" });
      text.textContent = String(year);
      picture.append(draw("line", { class: "axis", x1: x, x2: x, y1: MIDDLE, y2: MIDDLE + 10 }), text);
    }
    const most = Math.max(1, ...marks.map((each) => each.shares || 0));
    marks.forEach((each, at) => {
      const time = Date.parse(each.on);
      if (Number.isNaN(time)) return;
      const mark = shape(each.sale, this.x(time), 12 + 8 * Math.sqrt((each.shares || 0) / most));
      const title = draw("title", {});
      title.textContent = `${each.on}: ${each.what}`;
      mark.append(title);
      if (schedule !== null) this.movable(mark, each, schedule, at, picture);
      picture.append(mark);
    });
    return picture;
  }

  /** @param {number} time */
  x(time) {
    return EDGE + ((this.width - 2 * EDGE) * (time - this.first)) / (this.last - this.first);
  }

  /** @param {SVGElement} mark @param {Mark} given @param {number} schedule @param {number} at @param {SVGElement} picture */
  movable(mark, given, schedule, at, picture) {
    const path = ["schedules", schedule, "actions", at];
    mark.setAttribute("tabindex", "0");
    mark.setAttribute("role", "button");
    mark.setAttribute("data-mark", `${schedule}.${at}`);
    mark.setAttribute("aria-label", `${given.on}: ${given.what}. Arrow keys move it by a month, with Shift by a day; Delete removes it`);
    /** @param {number} time */
    const put = (time) => {
      const on = new Date(Math.min(Math.max(time, this.first), this.last)).toISOString().slice(0, 10);
      if (on !== given.on) this.change([{ path: [...path, "on"], value: on }], true);
    };
    mark.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (event.key === "Delete") this.change([{ path }], true);
      else if (step) put(event.shiftKey ? Date.parse(given.on) + step * DAY_MS : months(given.on, step));
      else return;
      event.preventDefault();
    });
    mark.addEventListener("pointerdown", (event) => {
      mark.setPointerCapture(event.pointerId);
      const begun = event.clientX, scale = this.width / picture.getBoundingClientRect().width;
      /** @param {PointerEvent} now */
      const moved = (now) => (now.clientX - begun) * scale;
      /** @param {PointerEvent} now */
      const move = (now) => mark.setAttribute("transform", `translate(${moved(now)} 0)`);
      mark.addEventListener("pointermove", move);
      mark.addEventListener("pointerup", (now) => {
        mark.removeEventListener("pointermove", move);
        put(Date.parse(given.on) + (moved(now) / (this.width - 2 * EDGE)) * (this.last - this.first));
      }, { once: true });
    });
  }
}

/** @param {string} day @param {number} step @returns {number} A month later or sooner, at most its last day. */
function months(day, step) {
  const [year, month, date] = day.split("-").map(Number);
  const lastDay = new Date(Date.UTC(year, month + step, 0)).getUTCDate();
  return Date.UTC(year, month - 1 + step, Math.min(date, lastDay));
}

/** @param {any[]} actions @returns {Own[]} A plan's exercises and sales as one's own. */
function likePlan(actions) {
  return actions.filter(({ kind }) => kind === "exercise" || kind === "sell").map(({ on, kind, grant, lot, shares }) => {
    const exercised = String(lot).match(/ (\d{4}-\d\d-\d\d)$/);
    if (kind === "exercise") return { on, exercise: grant, shares };
    return exercised && lot.startsWith(grant) ? { on, sell: grant, exercised_on: exercised[1], shares } : { on, sell: lot || grant, shares };
  });
}

/** @param {boolean} sale @param {number} x @param {number} size */
function shape(sale, x, size) {
  if (sale) return draw("ellipse", { class: "mark sale", cx: x, cy: MIDDLE, rx: size, ry: size });
  return draw("path", { class: "mark", d: `M${x} ${MIDDLE - size}L${x + size} ${MIDDLE + size}L${x - size} ${MIDDLE + size}Z` });
}

/** @param {string} tag @param {Record<string, string | number>} given @returns {SVGElement} */
function draw(tag, given) {
  const made = /** @type {SVGElement} */ (document.createElementNS(NS, tag));
  for (const [name, value] of Object.entries(given)) made.setAttribute(name, String(value));
  return made;
}
