import { colorOf } from "./lanes.js";
import { ask } from "./work.js";
import { say } from "./words.js";

const $ = (id) => document.getElementById(id);

export const auditKeys = [["1 … 9, 0", "auditTitle"], ["Enter", "auditNext"], ["?", "auditDoubt"], ["← →", "auditBack"]];

// The audit: one frame of the sample after the other; nothing that the machine said is asked for or shown.
export class Audit {
  constructor(announce, work) {
    Object.assign(this, { announce, work });
    this.state = null;
    this.index = 0;
    this.present = [];
    this.sending = false;
    $("audit-next").addEventListener("click", () => this.answer(false));
    $("audit-doubt").addEventListener("click", () => this.answer(true));
    $("audit-back").addEventListener("click", () => this.go(this.index - 1));
    $("audit-draw").addEventListener("submit", (event) => { event.preventDefault(); this.drawSample(); });
  }

  async drawSample() {
    try {
      this.work.watch(await ask("api/audit/draw", { frames: Number($("audit-frames").value), seed: $("audit-seed").value === "" ? null : Number($("audit-seed").value) }), true);
    } catch (error) {
      $("audit-problem").textContent = error.message;
      this.announce(error.message);
    }
  }

  async ended(work) {
    if (work.name !== "draw") return;
    await this.open();
    if (work.problem) $("audit-problem").textContent = work.problem === "stopped" ? say("stopped") : work.problem;
    this.announce(work.problem || say("drawn"));
  }

  async open() {
    this.state = await (await fetch("api/audit")).json();
    const open = this.state.answers.indexOf("");
    this.go(open < 0 ? this.state.answers.length - 1 : open);
  }

  go(index) {
    if (!this.state || this.state.problem) {
      this.draw();
      return;
    }
    this.index = Math.max(0, Math.min(this.state.answers.length - 1, index));
    const said = this.state.answers[this.index];
    this.present = this.state.characters.map((_, i) => said[i] === "1");
    $("audit-picture").src = `api/audit/images/${this.index}`;
    this.draw();
  }

  async answer(ambiguous) {
    if (!this.state || this.state.problem || this.sending) return;
    this.sending = true;
    try {
      const response = await fetch("api/audit/answers", {
        method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ index: this.index, present: this.present, ambiguous }),
      });
      if (!response.ok) {
        this.announce(say("refused", { why: await response.text() }));
        $("sync").textContent = $("said").textContent;
        return;
      }
      this.state = await response.json();
      $("sync").textContent = say("saved");
      const open = this.state.answers.indexOf("", this.index + 1);
      this.go(open >= 0 ? open : this.index + 1);
      if (!this.state.answers.includes("")) this.announce(say("auditFinished"));
    } catch {
      $("sync").textContent = say("offline");
    } finally {
      this.sending = false;
    }
  }

  toggle(index) {
    if (index < 0 || index >= this.present.length) return;
    this.present[index] = !this.present[index];
    this.draw();
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]") || event.target.matches("select, input")) return;
    const onButton = event.target.matches("button");
    if (/^[1-9]$/.test(event.key)) this.toggle(Number(event.key) - 1);
    else if (event.key === "0") this.toggle(9);
    else if (event.key === "Enter" && !onButton) this.answer(false);
    else if (event.key === "?") this.answer(true);
    else if (event.key === "ArrowLeft") this.go(this.index - 1);
    else if (event.key === "ArrowRight") this.go(this.index + 1);
    else return;
    event.preventDefault();
  }

  draw() {
    const state = this.state;
    if (!state) return;
    const problem = state.problem !== "";
    $("audit-problem").hidden = !problem;
    $("audit-problem").textContent = state.problem;
    $("audit-draw").hidden = !state.canDraw;
    $("audit-picture").hidden = problem;
    for (const id of ["audit-next", "audit-doubt", "audit-back"]) $(id).disabled = problem;
    const focused = document.activeElement?.dataset?.character;
    $("audit-characters").replaceChildren(...state.characters.map((character, index) => {
      const button = document.createElement("button");
      button.type = "button";
      button.dataset.character = String(index);
      button.setAttribute("aria-pressed", String(this.present[index] === true));
      const swatch = document.createElement("span");
      swatch.className = "swatch";
      swatch.style.setProperty("background", colorOf(character));
      button.append(swatch, character.name);
      if (index < 10) {
        const key = document.createElement("kbd");
        key.textContent = String((index + 1) % 10);
        button.append(key);
      }
      button.addEventListener("click", () => this.toggle(index));
      return button;
    }));
    if (focused !== undefined) $("audit-characters").children[Number(focused)]?.focus();
    if (problem) return;
    const done = state.answers.filter((answer) => answer !== "").length;
    $("audit-place").textContent = say("auditPlace", { number: this.index + 1, of: state.answers.length });
    $("audit-progress").max = state.answers.length;
    $("audit-progress").value = done;
    $("audit-count").textContent = done === state.answers.length ? say("auditFinished") : say("auditCount", { done, of: state.answers.length });
    $("audit-bounds").tBodies[0].replaceChildren(...state.bounds.map(([lower, upper], index) => {
      const row = document.createElement("tr");
      row.insertCell().textContent = state.characters[index].name;
      row.insertCell().textContent = lower === undefined ? "–" : say("auditBoundsText", { lower: lower.toFixed(1), upper: upper.toFixed(1) });
      row.cells[1].className = "number";
      return row;
    }));
  }
}
