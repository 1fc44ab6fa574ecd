// @ts-check
/** The page: one scenario as a form and as text, checked while it is written, planned. */

import { WrongKey, ask, keepKey, start } from "./api.js";
import { Clients } from "./clients.js";
import { byId, latest, make, save } from "./dom.js";
import { SPREADSHEET, sent, showImported } from "./dropped.js";
import { Form } from "./form.js";
import { PlanPart } from "./plan.js";
import { Sliders } from "./sliders.js";
import { Editor } from "./text.js";
import { Timeline } from "./timeline.js";

const EMPTY = 'name = "My options"\n';
const MOST_BYTES = 900_000;

/** @type {{text: string, saved: string, values: any, problems: import("./api.js").Problem[], sliders: any[]}} */
const state = { text: "", saved: "", values: null, problems: [], sliders: [] };
/** @type {Form} */
let form;
const editor = new Editor(byId("text"), byId("gutter"), (text) => { changed(text); check(text); });
const sliders = new Sliders(keep);
const timeline = new Timeline(change);
const clients = new Clients(openClient);
const plan = new PlanPart((answer) => {
  sliders.show(state.text, state.sliders, answer);
  timeline.show(state.values, answer, state.problems);
});

const check = latest(async (/** @type {string} */ text) => {
  const said = await answered("check", { text });
  if (said && text === state.text) learn(said, true);
}, 250);

/** @type {import("./api.js").Edit[][]} */
const edits = [];
const edit = latest(async (/** @type {boolean} */ shape) => {
  const all = edits.splice(0).flat();
  if (!all.length) return;
  const said = await answered("edit", { text: state.text, edits: all });
  if (!said) return;
  if (said.kind === "refused") {
    status(said.message);
    form.mark([{ path: pathOf(all), line: null, message: said.message }, ...state.problems]);
    return;
  }
  changed(said.text);
  editor.text = said.text;
  learn(said, shape);
}, 150);

/** @param {import("./api.js").Edit[]} all */
function pathOf(all) {
  return (all.at(-1)?.path ?? []).map((step, at) => (typeof step === "number" ? `[${step}]` : (at ? "." : "") + step)).join("");
}

let shape = false;
/** @param {import("./api.js").Edit[]} some @param {boolean} reshapes */
function change(some, reshapes) {
  for (const each of some) {
    const same = edits.findIndex(([other]) => some.length === 1 && JSON.stringify(other.path) === JSON.stringify(each.path));
    if (same >= 0) edits.splice(same, 1);
  }
  edits.push(some);
  shape = edits.length > 1 ? shape || reshapes : reshapes;
  edit(shape);
}

/** Take note that the scenario is another now. @param {string} text */
function changed(text) {
  if (text === state.text) return;
  state.text = text;
  plan.running?.abort();
  plan.forget();
  byId("plan").disabled = true;
  byId("progress").textContent = "";
}

/**
 * Show what a check has found.
 * @param {import("./api.js").Said} said
 * @param {boolean} whole Whether the form is made anew.
 */
function learn(said, whole) {
  Object.assign(state, { values: said.values, problems: said.problems ?? [], sliders: said.sliders ?? [] });
  const { problems } = state;
  if (said.values && whole) form.show(said.values);
  if (said.values) timeline.show(said.values, null, problems);
  byId("form").inert = !said.values;
  form.mark(problems);
  editor.mark(problems);
  list("problems", problems.map((each) => [each.message, each]));
  list("warnings", (said.warnings ?? []).map((/** @type {string} */ each) => [each, null]));
  byId("plan").disabled = problems.length > 0 || said.kind !== "checked" && said.kind !== undefined && !said.values;
  const count = problems.length;
  status(!count ? "The scenario is complete. Plan it." : `${count} thing${count > 1 ? "s" : ""} to be filled in or corrected.`);
}

/** @param {string} id @param {[string, import("./api.js").Problem | null][]} lines */
function list(id, lines) {
  byId(id).hidden = !lines.length;
  byId(id).replaceChildren(...lines.map(([message, problem]) => make("li", {}, problem
    ? make("button", { type: "button", onclick: () => go(problem) }, message) : message)));
}

/** Go to the field of a problem, or to its line. @param {import("./api.js").Problem} problem */
function go(problem) {
  const control = state.values ? form.nearest(problem.path) : null;
  const inText = document.body.dataset.view === "text" || !control;
  view(inText ? "text" : "form");
  if (inText) return problem.line === null ? editor.area.focus() : editor.go(problem.line);
  for (let up = control?.closest("details"); up; up = up.parentElement?.closest("details") ?? null) up.open = true;
  control?.focus();
  control?.scrollIntoView({ block: "center" });
}

/**
 * Return an answer; where there is none, say why.
 * @param {string} name
 * @param {object} given
 */
async function answered(name, given) {
  try {
    const said = await ask(name, given);
    if (said.kind === "refused" && !said.problems?.length || said.kind === "defect") status(said.message);
    return said;
  } catch (error) {
    if (error instanceof WrongKey) await password();
    status(String(/** @type {Error} */ (error).message));
    return null;
  }
}

let begun = 0;
/**
 * Ask a short request for another scenario, and show it if no other is asked for by then.
 * @param {string} name
 * @param {object} given
 * @returns {Promise<import("./api.js").Said | null>} What was said; null where nothing is shown.
 */
async function begin(name, given) {
  const mine = ++begun;
  const said = await answered(name, given);
  if (!said || mine !== begun) return null;
  if (said.text === undefined) {
    status([said.message, ...(said.problems ?? []).map((/** @type {any} */ each) => each.message)].join(" "));
    return null;
  }
  showImported(null);
  changed(said.text);
  state.saved = said.text;
  editor.text = said.text;
  learn(said, true);
  return said;
}

/** Open a client's scenario, and show the plan that the batch found. @param {string} name */
async function openClient(name) {
  if (state.text !== state.saved && !confirm(`The scenario that is open has changes which are not saved. Open ${name} all the same?`)) return;
  const said = await begin("client", { name });
  if (!said) return;
  plan.show(name, said.answer, said.told);
  view("plan");
  byId("plan-part").scrollIntoView();
  byId("plan-h").focus({ preventScroll: true });
}

/** List the clients anew: the batch may have run again. */
async function listClients() {
  view("clients");
  const said = await answered("clients", {});
  if (said?.kind === "clients") clients.show(said);
}

/** Write the places of sliders into the scenario. @param {Record<string, number>} places */
async function keep(places) {
  const text = state.text;
  const said = await answered("keep", { text, places });
  if (!said || text !== state.text) return;
  if (said.text === undefined) return void (byId("slid").textContent = [said.message, ...(said.problems ?? []).map((/** @type {any} */ each) => each.message)].join(" "));
  changed(said.text);
  editor.text = said.text;
  learn(said, true);
}

/** Import spreadsheets into the scenario. @param {File[]} files */
async function imports(files) {
  if (files.reduce((sum, { size }) => sum + size, 0) > MOST_BYTES * 0.7) return status("These files are too large for the page. Use isoplan import on a terminal.");
  const text = state.text;
  const said = await answered("import", { text, files: await Promise.all(files.map(sent)) });
  if (!said || text !== state.text) return;
  showImported(said);
  if (said.text === undefined) return status(said.message);
  changed(said.text);
  editor.text = said.text;
  learn(said, true);
}

/** Open a scenario, or import spreadsheets. @param {File[]} files */
async function opens(files) {
  if (files.every(({ name }) => SPREADSHEET.test(name))) return imports(files);
  if (files.length > 1) return status("Drop one scenario, or spreadsheets alone: .csv and .xlsx.");
  await open(files[0]);
}

/** @param {File} file */
async function open(file) {
  if (document.body.dataset.view === "clients") view("form");
  if (file.size > MOST_BYTES) return status(`${file.name} is too large for a scenario.`);
  await begin("read", { text: await file.text() });
}

/** @param {string} message */
function status(message) {
  byId("status").textContent = message;
  if (document.body.dataset.view === "clients") byId("clients-status").textContent = message;
}

/** @param {string} name */
function view(name) {
  document.body.dataset.view = name;
  for (const each of document.querySelectorAll("nav button")) {
    each.setAttribute("aria-pressed", String(/** @type {HTMLElement} */ (each).dataset.to === name));
  }
  byId("to-clients").textContent = name === "clients" ? "The scenario" : "Clients";
}

/** Ask for the password of an office. @returns {Promise<void>} */
function password() {
  return new Promise((done) => {
    const box = byId("password");
    byId("password-field").value = "";
    box.addEventListener("close", () => { keepKey(byId("password-field").value); done(); }, { once: true });
    box.showModal();
  });
}

function listen() {
  byId("example").addEventListener("change", (/** @type {any} */ event) => {
    const name = event.target.value;
    if (name && document.body.dataset.view === "clients") view("form");
    if (name) begin(name === "-" ? "read" : "example", name === "-" ? { text: EMPTY } : { name });
  });
  byId("open").addEventListener("click", () => byId("file").click());
  byId("file").addEventListener("change", (/** @type {any} */ event) => { const files = [...event.target.files]; event.target.value = ""; if (files.length) opens(files); });
  byId("save").addEventListener("click", () => { save("scenario.toml", new Blob([state.text], { type: "application/toml" })); state.saved = state.text; });
  byId("to-clients").addEventListener("click", () => (document.body.dataset.view === "clients" ? view("form") : listClients()));
  byId("plan").addEventListener("click", () => { view("plan"); byId("plan-part").scrollIntoView(); plan.plan(state.text); });
  byId("form").addEventListener("submit", (/** @type {Event} */ event) => event.preventDefault());
  for (const each of document.querySelectorAll("nav button")) each.addEventListener("click", () => view(/** @type {HTMLElement} */ (each).dataset.to ?? "form"));
  addEventListener("dragover", (event) => { event.preventDefault(); document.body.classList.add("drop"); });
  addEventListener("dragleave", (event) => { if (!event.relatedTarget) document.body.classList.remove("drop"); });
  addEventListener("drop", (event) => {
    event.preventDefault();
    document.body.classList.remove("drop");
    const files = [...event.dataTransfer?.files ?? []];
    if (files.length) opens(files);
  });
  addEventListener("beforeunload", (event) => { if (state.text !== state.saved) event.preventDefault(); });
}

async function main() {
  listen();
  let about;
  for (;;) {
    try {
      about = await start();
      byId("version").textContent = about.version;
      if (!about.is_local) byId("where").textContent = "Your scenario goes to the computer that serves this page, and is not kept there.";
      break;
    } catch (error) {
      if (!(error instanceof WrongKey)) return status(String(/** @type {Error} */ (error).message));
      if (location.hash) return status("The key in the address is wrong: open the address that isoplan web shows.");
      await password();
    }
  }
  const { schema, examples } = /** @type {any} */ (await answered("schema", {}));
  form = new Form(byId("form"), schema, change);
  byId("example").append(...examples.map((/** @type {any} */ each) => make("option", { value: each.name, title: each.story }, each.name.replaceAll("_", " "))));
  await begin("read", { text: EMPTY });
  byId("to-clients").hidden = !about.has_clients;
  if (about.has_clients) await listClients();
  document.body.dataset.ready = "yes";
}

main();
