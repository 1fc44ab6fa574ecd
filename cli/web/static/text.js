// @ts-check
/** The text, with the numbers of its lines; those with a problem are marked. */

/** A text in an editor with a gutter. */
export class Editor {
  /**
   * @param {HTMLTextAreaElement} area
   * @param {HTMLElement} gutter
   * @param {(text: string) => void} change Called as people type.
   */
  constructor(area, gutter, change) {
    this.area = area;
    this.gutter = gutter;
    /** @type {Set<number>} */
    this.wrong = new Set();
    area.addEventListener("input", () => { this.number(); change(area.value); });
    area.addEventListener("scroll", () => { gutter.scrollTop = area.scrollTop; });
  }

  /** @returns {string} */
  get text() {
    return this.area.value;
  }

  set text(text) {
    if (text === this.area.value) return;
    const { selectionStart, scrollTop } = this.area;
    this.area.value = text;
    this.area.selectionEnd = this.area.selectionStart = Math.min(selectionStart, text.length);
    this.area.scrollTop = scrollTop;
    this.number();
  }

  /** Mark the lines of problems. @param {import("./api.js").Problem[]} problems */
  mark(problems) {
    this.wrong = new Set(problems.flatMap(({ line }) => (line === null ? [] : [line])));
    this.area.setAttribute("aria-invalid", String(problems.length > 0));
    this.number();
  }

  number() {
    const count = this.area.value.split("\n").length;
    const lines = Array.from({ length: count }, (_, at) => {
      const line = document.createElement("span");
      line.textContent = this.wrong.has(at + 1) ? `\u2715 ${at + 1}` : String(at + 1);
      if (this.wrong.has(at + 1)) line.className = "wrong";
      return line;
    });
    this.gutter.replaceChildren(...lines);
    this.gutter.scrollTop = this.area.scrollTop;
  }

  /** Select a line, and go there. @param {number} line */
  go(line) {
    const lines = this.area.value.split("\n");
    const begin = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
    this.area.focus();
    this.area.setSelectionRange(begin, begin + (lines[line - 1]?.length ?? 0));
    const height = this.area.scrollHeight / Math.max(lines.length, 1);
    this.area.scrollTop = Math.max(0, (line - 4) * height);
  }
}
