// @ts-check
/** What a field of the scenario may be, read from the JSON Schema. */

/** @typedef {{[name: string]: any}} Node */

/**
 * Return a node without references and without "or null".
 * @param {Node} node
 * @param {Node} root
 * @returns {Node}
 */
export function resolved(node, root) {
  let now = node;
  for (;;) {
    if (now.$ref) {
      const { $ref, ...beside } = now;
      now = { ...root.$defs[$ref.replace("#/$defs/", "")], ...beside };
      continue;
    }
    const given = now.anyOf ?? now.oneOf;
    const real = given?.filter((/** @type {Node} */ each) => each.type !== "null");
    if (real?.length === 1) {
      const { anyOf, oneOf, ...beside } = now;
      now = { ...real[0], ...beside };
      continue;
    }
    return real ? { ...now, anyOf: undefined, oneOf: real } : now;
  }
}

/**
 * Return what kind of field a resolved node is.
 * @param {Node} node
 * @returns {"union" | "choice" | "day" | "yes" | "number" | "text" | "list" | "values" | "map" | "table"}
 */
export function kindOf(node) {
  if (node.oneOf) return "union";
  if (node.enum) return "choice";
  if (node.type === "boolean") return "yes";
  if (node.type === "integer" || node.type === "number") return "number";
  if (node.type === "array") {
    const { type, $ref, oneOf } = node.items;
    return $ref || oneOf || type === "object" ? "list" : "values";
  }
  if (node.type !== "object") return node.format === "date" ? "day" : "text";
  return node.patternProperties || typeof node.additionalProperties === "object" ? "map" : "table";
}

/**
 * Return which of several forms a value has; the first one where there is none.
 * @param {Node[]} forms Resolved.
 * @param {any} value
 * @returns {number}
 */
export function formOf(forms, value) {
  const fits = forms.map((form) => {
    const kind = kindOf(form);
    if (value === undefined) return 0;
    if (Array.isArray(value)) return kind === "list" || kind === "values" ? 1 : 0;
    if (typeof value !== "object") return kind === "map" || kind === "table" || kind === "list" ? 0 : 1;
    if (kind === "map") return 1;
    if (kind !== "table") return 0;
    const own = (form.required ?? []).filter((/** @type {string} */ name) => name in value).length;
    const strange = Object.keys(value).filter((name) => !(name in form.properties)).length;
    return 1 + own - strange;
  });
  return Math.max(fits.indexOf(Math.max(...fits)), 0);
}

/**
 * Return what a form is called where there is a choice.
 * @param {Node} form Resolved.
 * @returns {string}
 */
export function nameOf(form) {
  const kind = kindOf(form);
  if (kind === "map") return form.patternProperties ? "by year" : "by day";
  if (kind === "list" || kind === "values") return "one by one";
  if (kind === "table") return words(form.title ?? "a table");
  return "one for all";
}

/**
 * Return what a form begins with.
 * @param {Node} form Resolved.
 * @param {Node[]} others
 * @param {any} before The value in another form.
 * @param {number} year First year of the plan.
 * @returns {unknown}
 */
export function beginning(form, others, before, year) {
  const kind = kindOf(form);
  const single = typeof before === "object" && before !== null ? Object.values(before)[0] : before;
  if (kind === "map") {
    const first = form.patternProperties ? String(year) : `${year}-01-01`;
    return single === undefined || typeof single === "object" ? {} : { [first]: single };
  }
  if (kind === "list" || kind === "values") return [];
  if (kind !== "table") return typeof single === "object" ? undefined : single;
  const shared = new Set(others.filter((each) => each !== form).flatMap((each) => each.required ?? []));
  const own = (form.required ?? []).filter((/** @type {string} */ name) => !shared.has(name));
  return Object.fromEntries(own.slice(0, 1).filter(() => others.every((each) => kindOf(each) === "table"))
    .map((/** @type {string} */ name) => [name, kindOf(form.properties[name]) === "number" ? 1 : "?"]));
}

/**
 * Return a name of the file as people read it.
 * @param {string} name
 * @returns {string}
 */
export function words(name) {
  const spaced = name.replace(/([a-z])([A-Z])/g, "$1 $2").replace(/_/g, " ").toLowerCase();
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

/** @param {Node} node @returns {boolean} Whether a rate is shown in percent. */
export function isRate(node) {
  return String(node.unit ?? "").startsWith("fraction");
}
