// @ts-check
/** Sliders: the plan anew while they move, the plan of the scenario behind it. */

import { listen } from "./api.js";
import { byId, latest, make } from "./dom.js";
import { showAnswer } from "./plan.js";

/** @typedef {{name: string, label: string, shows: string, base: number, lowest: number, highest: number, step: number, now: number}} Slider */

/** The sliders of a scenario. */
export class Sliders {
  /** @param {(places: Record<string, number>) => void} keep Writes places into the scenario. */
  constructor(keep) {
    this.keep = keep;
    /** @type {Slider[]} */
    this.sliders = [];
    /** @type {Record<string, number>} */
    this.places = {};
    this.text = "";
    /** @type {import("./plan.js").Answer | null} A plan in short; null while there is none. */
    this.answer = null;
    this.move = latest(() => this.replan(), 30);
  }

  /**
   * Show the sliders of a plan; none without a plan.
   * @param {string} text
   * @param {Slider[]} sliders
   * @param {import("./plan.js").Answer | null} answer
   */
  show(text, sliders, answer) {
    Object.assign(this, { text, sliders, answer, places: {} });
    const part = byId("sliders");
    part.hidden = !answer || !sliders.length;
    if (part.hidden) return part.replaceChildren();
    const reset = make("button", { type: "button", onclick: () => this.reset() }, "Back to the scenario");
    const keep = make("button", { type: "button", id: "keep", disabled: true, onclick: () => this.keep(this.moved()) }, "Keep these in the scenario");
    part.replaceChildren(make("h3", {}, "What if"), ...sliders.map((each) => this.one(each)),
      make("p", { class: "actions" }, reset, keep), make("p", { id: "slid", role: "status", "aria-live": "polite", class: "hint" }));
  }

  /** @param {Slider} slider */
  one(slider) {
    const id = `slider-${slider.name.replace(/\W+/g, "-")}`;
    const shown = make("output", { for: id }, inWords(slider, slider.now));
    const range = make("input", { type: "range", id, min: String(slider.lowest), max: String(slider.highest), step: String(slider.step), value: String(slider.now), "aria-valuetext": inWords(slider, slider.now) });
    range.addEventListener("input", () => {
      const place = Number(range.value);
      shown.textContent = inWords(slider, place);
      range.setAttribute("aria-valuetext", shown.textContent);
      this.places = { ...this.places, [slider.name]: place };
      byId("keep").disabled = !Object.keys(this.moved()).length;
      this.move(undefined);
    });
    return make("div", { class: "slider" }, make("label", { for: id }, slider.label), range, shown);
  }

  /** @returns {Record<string, number>} Where the sliders stand that are not where the scenario is. */
  moved() {
    return Object.fromEntries(this.sliders.filter(({ name, now }) => (this.places[name] ?? now) !== now).map(({ name }) => [name, this.places[name]]));
  }

  async replan() {
    const { text, answer } = this;
    const said = byId("slid");
    if (!answer || !said) return;
    const places = this.moved();
    if (!Object.keys(places).length) {
      said.textContent = "";
      return this.back();
    }
    const begun = performance.now();
    let isPlanned = false;
    said.classList.add("busy");
    /** @type {import("./api.js").Said} */
    let found = { kind: "refused", message: "The server ended before it answered." };
    try {
      for await (found of listen("slide", { text, places })) {
        if (this.answer !== answer || this.text !== text) return;
        if (found.kind !== "so_far") continue;
        isPlanned = true;
        showAnswer(found.answer, answer);
        said.textContent = `A plan, ${found.answer.verdict}; looking for the best ...`;
      }
    } catch (error) {
      found = { kind: "refused", message: String(/** @type {Error} */ (error).message) };
    }
    said.classList.remove("busy");
    if (this.answer !== answer || this.text !== text) return;
    const seconds = ((performance.now() - begun) / 1000).toFixed(1);
    if (found.kind === "slid") {
      showAnswer(found.answer, answer);
      said.textContent = `Planned anew in ${seconds} s. ${found.answer.proof}`;
      return;
    }
    const why = found.problems?.map((/** @type {any} */ each) => each.message).join(" ") || found.message;
    said.textContent = isPlanned ? `This plan is not proven to be the best: ${why}` : `There is no plan: ${why}`;
    if (!isPlanned) this.back();
  }

  reset() {
    this.show(this.text, this.sliders, this.answer);
    this.back();
  }

  /** Show the plan of the scenario alone. */
  back() {
    if (this.answer) showAnswer(this.answer, null);
  }
}

/** @param {Slider} slider @param {number} place @returns {string} */
function inWords(slider, place) {
  const { shows, base } = slider;
  if (shows === "part") {
    const dollars = (base * place) / 100;
    return dollars.toLocaleString("en-US", { style: "currency", currency: "USD", maximumFractionDigits: dollars < 1000 ? 2 : 0 });
  }
  if (shows === "more") return `${(base * 100 + place / 100).toFixed(1)}% a year`;
  return shows === "percent" ? `${Number(place.toFixed(1))}%` : String(place);
}
