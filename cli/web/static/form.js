// @ts-check
/** The form: made from the schema, filled from the text, each change an edit of it. */

import { make } from "./dom.js";
import { beginning, formOf, isRate, kindOf, nameOf, resolved, words } from "./schema.js";

/** @typedef {import("./schema.js").Node} Node */
/** @typedef {(string | number)[]} Path */
/** @typedef {(edits: import("./api.js").Edit[], shape: boolean) => void} Change */

/** Shown at first though they may be left out: most households have them. */
const USUAL = new Set(["state", "children", "cash", "savings_per_year", "growth", "ipo", "cash_floor"]);
const FIRST = ["plan", "household", "grants", "market"];
let ids = 0;

/**
 * Return a path as messages write it: ``grants[0].shares``.
 * @param {Path} path
 * @returns {string}
 */
export function inWords(path) {
  return path.map((step, at) => (typeof step === "number" ? `[${step}]` : (at ? "." : "") + step)).join("");
}

/** A form in an element. */
export class Form {
  /**
   * @param {HTMLElement} root
   * @param {Node} schema
   * @param {Change} change
   */
  constructor(root, schema, change) {
    this.root = root;
    this.schema = schema;
    this.change = change;
    /** @type {Set<string>} */
    this.opened = new Set(FIRST);
    this.year = new Date().getFullYear();
  }

  /** Show the values of a text. @param {Record<string, any>} values */
  show(values) {
    const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset.at : null;
    const top = this.root.scrollTop;
    this.year = Number(String(values.plan?.start ?? "").slice(0, 4)) || this.year;
    const parts = Object.entries(this.schema.properties).map(([name, node]) => {
      const shown = resolved(node, this.schema);
      const plain = !["table", "list", "map", "union"].includes(kindOf(shown));
      if (plain) return this.field(shown, values[name], [name], this.schema.required.includes(name));
      return this.section(name, shown, values[name]);
    });
    this.root.replaceChildren(...parts);
    if (focused) this.find(focused)?.focus();
    this.root.scrollTop = top;
  }

  /** @param {string} at @returns {HTMLElement | null} The control of a field. */
  find(at) {
    return this.root.querySelector(`[data-at="${CSS.escape(at)}"]`);
  }

  /**
   * Put messages at their fields, and take the others away.
   * @param {import("./api.js").Problem[]} problems
   */
  mark(problems) {
    for (const each of this.root.querySelectorAll(".message")) {
      const control = this.find(/** @type {HTMLElement} */ (each).dataset.of ?? "");
      control?.removeAttribute("aria-invalid");
      if (control) control.setAttribute("aria-describedby", control.dataset.help ?? "");
      each.remove();
    }
    for (const { path, message } of problems) {
      const control = this.nearest(path);
      if (!control) continue;
      const id = `message-${++ids}`;
      const note = make("p", { class: "message", id, "data-of": control.dataset.at }, message);
      control.setAttribute("aria-invalid", "true");
      control.setAttribute("aria-describedby", `${id} ${control.dataset.help ?? ""}`.trim());
      const within = control.closest(".field, .item, .section") ?? control;
      if (within.classList.contains("field")) within.append(note);
      else (within.querySelector("summary, legend") ?? within).after(note);
      for (let up = within.closest("details"); up; up = up.parentElement?.closest("details") ?? null) {
        if (up.classList.contains("more")) up.open = true;
      }
    }
  }

  /**
   * Return the control that a message is about: its own, or that of what holds it.
   * @param {string} path
   * @returns {HTMLElement | null}
   */
  nearest(path) {
    for (let at = path; at; at = at.replace(/\.?[^.[\]]+\]?$/, "").replace(/\[$/, "")) {
      const control = this.find(at);
      if (control) return control;
    }
    return null;
  }

  /**
   * @param {string} name
   * @param {Node} node
   * @param {any} value
   */
  section(name, node, value) {
    const part = make("details", { class: "section", open: this.opened.has(name) },
      make("summary", { "data-at": name }, words(name), value === undefined ? make("span", { class: "soft" }, " (none)") : null),
      make("p", { class: "hint" }, node.description ?? ""),
      this.field(node, value, [name], this.schema.required.includes(name), true));
    part.addEventListener("toggle", () => this.opened[part.open ? "add" : "delete"](name));
    return part;
  }

  /**
   * Return a field of any kind.
   * @param {Node} node Resolved.
   * @param {any} value
   * @param {Path} path
   * @param {boolean} needed Whether it must be given.
   * @param {boolean} [bare] Whether its name stands above it already.
   * @returns {HTMLElement}
   */
  field(node, value, path, needed, bare = false) {
    const kind = kindOf(node);
    if (kind === "union") return this.union(node, value, path, needed, bare);
    if (kind === "table") return this.table(node, value, path, needed, bare);
    if (kind === "list") return this.list(node, value, path, bare);
    if (kind === "map") return this.map(node, value, path, needed, bare);
    const control = this.control(kind, node, value, path);
    const help = `help-${++ids}`;
    control.id = `field-${ids}`;
    control.dataset.at = inWords(path);
    control.dataset.help = help;
    control.setAttribute("aria-describedby", help);
    if (needed) control.setAttribute("aria-required", "true");
    const label = make("label", { for: control.id, class: bare ? "unseen" : "" }, words(String(path.at(-1))), needed ? " *" : "");
    const unit = isRate(node) ? "percent" : node.unit ?? "";
    return make("div", { class: kind === "yes" ? "field yes" : "field" }, label, control,
      make("p", { class: "hint", id: help }, [node.description, unit && `(${unit})`].filter(Boolean).join(" ")));
  }

  /**
   * Return the control of a single value.
   * @param {string} kind
   * @param {Node} node
   * @param {any} value
   * @param {Path} path
   * @returns {HTMLInputElement | HTMLSelectElement}
   */
  control(kind, node, value, path) {
    if (kind === "choice") {
      const control = make("select", {}, make("option", { value: "" }, node.default ? `${node.default} (as if left out)` : ""),
        ...node.enum.filter(Boolean).map((/** @type {string} */ each) => make("option", { value: String(each), selected: each === value }, words(String(each)).replace(/^(..)$/, (two) => two.toUpperCase()))));
      control.addEventListener("change", () => this.set(path, control.value, (text) => (typeof node.enum[0] === "number" ? Number(text) : text)));
      return control;
    }
    if (kind === "yes") {
      const control = make("input", { type: "checkbox", checked: value === true });
      control.addEventListener("change", () => this.set(path, control.checked ? "yes" : "", () => true));
      return control;
    }
    const control = make("input", { type: kind === "day" ? "date" : "text", value: shown(node, value, kind) });
    if (kind === "number") control.inputMode = "decimal";
    control.addEventListener("input", () => this.set(path, control.value, (text) => read(node, text, kind)));
    return control;
  }

  /**
   * Set a field, or take it away where nothing is given.
   * @param {Path} path
   * @param {string} text
   * @param {(text: string) => unknown} value
   */
  set(path, text, value) {
    this.change([text.trim() === "" ? { path } : { path, value: value(text) }], false);
  }

  /** @param {Node} node @param {any} value @param {Path} path @param {boolean} needed @param {boolean} bare */
  union(node, value, path, needed, bare) {
    const forms = node.oneOf.map((/** @type {Node} */ each) => resolved(each, this.schema));
    const now = formOf(forms, value);
    const description = { description: node.description, default: node.default };
    const inside = this.field({ ...forms[now], ...description }, value, path, needed, bare);
    const name = words(String(path.at(-1)));
    const choice = make("select", { "aria-label": `How ${typeof path.at(-1) === "number" ? "it" : name} is given`, class: "how" },
      ...forms.map((/** @type {Node} */ each, /** @type {number} */ at) => make("option", { value: String(at), selected: at === now }, nameOf(each))));
    choice.addEventListener("change", () => {
      const to = beginning(forms[Number(choice.value)], forms, value, this.year);
      this.change([to === undefined ? { path } : { path, value: to }], true);
    });
    return make("div", { class: "union" }, inside, choice);
  }

  /** @param {Node} node @param {any} value @param {Path} path @param {boolean} needed @param {boolean} bare */
  table(node, value, path, needed, bare) {
    const name = words(String(path.at(-1)));
    const must = new Set(node.required ?? []);
    if (value === undefined && !(needed && must.size)) return this.absent(name, path, {}, node.description, bare);
    const given = value ?? {};
    const fields = Object.entries(node.properties);
    const first = fields.filter(([each]) => must.has(each) || each in given || USUAL.has(each));
    const later = fields.filter(([each]) => !first.some(([other]) => other === each));
    /** @param {[string, any]} field */
    const made = ([each, of]) => this.field(resolved(of, this.schema), given[each], [...path, each], must.has(each));
    const at = `${inWords(path)} more`;
    const more = make("details", { class: "more", open: this.opened.has(at) },
      make("summary", {}, `More: ${later.map(([each]) => words(each).toLowerCase()).join(", ")}`), ...later.map(made));
    more.addEventListener("toggle", () => this.opened[more.open ? "add" : "delete"](at));
    const inside = [...first.map(made), later.length ? more : null, needed ? null : this.remover(name, path)];
    if (bare) return make("div", { class: "table" }, ...inside);
    return make("fieldset", { class: "item" }, make("legend", { "data-at": inWords(path), tabindex: "-1" }, name),
      make("p", { class: "hint" }, node.description ?? ""), ...inside);
  }

  /** @param {Node} node @param {any} value @param {Path} path @param {boolean} bare */
  list(node, value, path, bare) {
    const given = Array.isArray(value) ? value : [];
    const item = resolved(node.items, this.schema);
    const one = words(String(path.at(-1))).replace(/ies$/, "y").replace(/(ch)es$/, "$1").replace(/s$/, "");
    const items = given.map((each, at) => {
      const legend = `${one} ${at + 1}${each?.name ? `: ${each.name}` : ""}`;
      return make("fieldset", { class: "item" },
        make("legend", { "data-at": inWords([...path, at]), tabindex: "-1" }, legend),
        this.field(item, each, [...path, at], true, true), this.remover(legend, [...path, at]));
    });
    const begin = item.oneOf ? beginning(resolved(item.oneOf[0], this.schema), item.oneOf.map((/** @type {Node} */ e) => resolved(e, this.schema)), undefined, this.year) : {};
    const add = make("button", { type: "button", onclick: () => this.change(
      value === undefined ? [{ path, value: [begin] }] : [{ path: [...path, given.length], value: begin }], true) }, `Add: ${one.toLowerCase()}`);
    const title = bare ? null : make("h3", {}, words(String(path.at(-1))));
    return make("div", { class: "list" }, title, ...items, add);
  }

  /** @param {Node} node @param {any} value @param {Path} path @param {boolean} needed @param {boolean} bare */
  map(node, value, path, needed, bare) {
    const name = words(String(path.at(-1)));
    if (value === undefined && !needed) return this.absent(name, path, {}, node.description, bare);
    const of = resolved(node.additionalProperties || Object.values(node.patternProperties)[0], this.schema);
    const given = typeof value === "object" && value !== null ? value : {};
    const byDay = node.propertyNames?.format === "date";
    const extra = Object.keys(node.properties ?? {});
    const rows = Object.entries(given).filter(([key]) => !extra.includes(key)).map(([key, each]) => {
      const edge = make("input", { type: byDay ? "date" : "text", value: key, "aria-label": `${name}: ${byDay ? "day" : "name or year"}` });
      edge.addEventListener("change", () => edge.value && !(edge.value in given) && this.change(
        [{ path: [...path, edge.value], value: each }, { path: [...path, key] }], true));
      const inside = this.field({ ...of, description: "" }, each, [...path, key], true, typeof each !== "object");
      return make("div", { class: "row" }, edge, inside, this.remover(`${name} ${key}`, [...path, key]));
    });
    const key = make("input", { type: byDay ? "date" : "text", "aria-label": `${name}: a further ${byDay ? "day" : "year or name"}` });
    const last = Object.values(given).at(-1);
    const begin = kindOf(of) === "table" ? {} : kindOf(of) === "choice" ? of.enum.find(Boolean) : typeof last === "number" ? last : 1;
    const add = make("button", { type: "button", onclick: () => key.value && !(key.value in given) && this.change(
      value === undefined ? [{ path, value: { [key.value]: begin } }] : [{ path: [...path, key.value], value: begin }], true) }, "Add");
    const others = extra.map((each) => this.field(resolved(node.properties[each], this.schema), given[each], [...path, each], false));
    return make("fieldset", { class: "item map" }, make("legend", { "data-at": inWords(path), tabindex: "-1", class: bare ? "unseen" : "" }, name),
      make("p", { class: "hint" }, bare ? "" : node.description ?? ""), ...rows, make("div", { class: "row" }, key, add), ...others,
      needed ? null : this.remover(name, path));
  }

  /** @param {string} name @param {Path} path @param {unknown} value @param {string} description @param {boolean} bare */
  absent(name, path, value, description, bare) {
    return make("div", { class: "field" },
      make("button", { type: "button", "data-at": inWords(path), onclick: () => this.change([{ path, value }], true) }, `Add: ${name.toLowerCase()}`),
      bare ? null : make("p", { class: "hint" }, description ?? ""));
  }

  /** @param {string} name @param {Path} path */
  remover(name, path) {
    return make("button", { type: "button", class: "remove", "aria-label": `Remove ${name}`, onclick: () => this.change([{ path }], true) }, "Remove");
  }
}

/** @param {Node} node @param {any} value @param {string} kind @returns {string} */
function shown(node, value, kind) {
  if (value === undefined || value === null) return "";
  if (kind === "values") return Array.isArray(value) ? value.join(", ") : String(value);
  if (typeof value !== "number") return String(value);
  if (node.unit === "year") return String(value);
  const number = isRate(node) ? Number((value * 100).toPrecision(12)) : value;
  return number.toLocaleString("en-US", { maximumFractionDigits: 10 });
}

/** @param {Node} node @param {string} text @param {string} kind @returns {unknown} */
function read(node, text, kind) {
  if (kind === "values") return text.split(",").map((each) => each.trim()).filter(Boolean).map((each) => (isNaN(Number(each)) ? each : Number(each)));
  if (kind !== "number") return text;
  const number = Number(text.replace(/[$,_%\s]/g, ""));
  if (isNaN(number)) return text;
  return isRate(node) ? Number((number / 100).toPrecision(12)) : number;
}
