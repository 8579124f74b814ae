import { ask } from "./work.js";
import { say } from "./words.js";

const $ = (id) => document.getElementById(id);

export const finishKeys = [["R", "finishWrite"], ["S", "finishSignButton"], ["X", "finishCloseButton"]];

// The end: report, signature, and what must not stay.
export class Finish {
  constructor({ work, announce }) {
    Object.assign(this, { work, announce });
    this.state = null;
    $("finish-report").addEventListener("click", () => this.report());
    $("finish-sign").addEventListener("click", () => this.run("api/finish/sign", "finishSigned"));
    $("finish-close").addEventListener("click", () => this.run("api/finish/close", "finishClosed"));
  }

  async open() {
    this.state = await ask("api/finish");
    this.draw();
    this.work.watch(this.state.work);
  }

  async report() {
    $("finish-problem").textContent = "";
    try {
      this.work.watch(await ask("api/finish/report", { language: $("finish-language").value }), true);
      this.draw();
    } catch (error) {
      this.fail(error);
    }
  }

  async run(path, word) {
    $("finish-problem").textContent = "";
    try {
      this.state = await ask(path, {});
      this.announce(say(word));
      this.draw();
    } catch (error) {
      this.fail(error);
    }
  }

  fail(error) {
    $("finish-problem").textContent = error.message;
    this.announce(error.message);
  }

  async ended(work) {
    if (work.name !== "report") return;
    this.state = await ask("api/finish");
    $("finish-problem").textContent = work.problem === "stopped" ? say("stopped") : work.problem;
    this.announce(work.problem || say("finishWritten"));
    this.draw();
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]") || event.target.matches("select, input")) return;
    const button = { r: "finish-report", s: "finish-sign", x: "finish-close" }[event.key.toLowerCase()];
    if (!button) return;
    event.preventDefault();
    if (!$(button).disabled) $(button).click();
  }

  draw() {
    const state = this.state;
    if (!state) return;
    $("finish-report").disabled = this.work.running;
    $("finish-pdf").hidden = state.report === "";
    $("finish-pdf").textContent = state.report;
    $("finish-sign").disabled = !state.canSign || state.report === "" || this.work.running;
    $("finish-sign-text").textContent = say(state.canSign ? "finishSignText" : "finishNoKey");
    $("finish-sealed").textContent = state.sealed;
    $("finish-close").disabled = !state.keepsFaces || this.work.running;
    $("finish-close-text").textContent = say(state.keepsFaces ? "finishCloseText" : "finishNoFaces");
    $("finish-folder").textContent = state.folder;
  }
}
