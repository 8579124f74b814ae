import { Lanes, colorOf } from "./lanes.js";
import { ask } from "./work.js";
import { say } from "./words.js";

const $ = (id) => document.getElementById(id);
const frames = 24;

export const teachKeys = [
  ["1 … 9", "teachToggle"], ["/", "teachFind"], ["Enter", "teachSave"], ["0", "teachNobody"], ["S", "teachSkip"], ["Z", "undo"], ["← →", "teachMove"], ["C", "teachChoose"], ["L", "teachLearn"], ["A", "teachAdd"], ["G", "teachGroups"],
];

// Teaching: the frames whose labels teach most, one after the other; then learning and another analysis, while the page stays usable.
export class Teach {
  constructor({ programme, timecode, work, announce }) {
    Object.assign(this, { programme, timecode, work, announce });
    this.state = null;
    this.frame = null;
    this.present = new Set();
    this.sending = Promise.resolve();
    this.lanes = new Lanes($("teach-lanes"), programme, timecode, { seek: (frame) => this.go(frame), press: (frame) => this.go(frame) });
    const on = (id, run) => $(id).addEventListener("click", run);
    on("teach-save", () => this.save());
    on("teach-nobody", () => this.save(true));
    on("teach-skip", () => this.skip());
    on("teach-undo", () => this.undo());
    on("teach-choose", () => this.choose());
    on("teach-learn", () => this.learn());
    on("teach-add", () => this.add());
    on("teach-groups", () => this.openGroups());
    $("teach-filter").addEventListener("input", () => this.drawCharacters());
    $("teach-filter").addEventListener("keydown", (event) => {
      if (event.key === "Enter") {
        const first = this.found()[0];
        if (first) this.toggle(first.id);
        $("teach-filter").value = "";
        this.drawCharacters();
      }
      if (event.key === "Enter" || event.key === "Escape") {
        event.preventDefault();
        $("teach-title").focus();
        $("teach-filter").blur();
      }
    });
    $("start-people").addEventListener("change", () => { $("start-consent").hidden = !$("start-people").checked; });
    $("start").addEventListener("submit", (event) => { event.preventDefault(); this.create(); });
    $("add-person").addEventListener("change", () => { $("add-consent").hidden = !$("add-person").checked; });
    $("add-cancel").addEventListener("click", () => $("add").close());
    $("add").querySelector("form").addEventListener("submit", (event) => { event.preventDefault(); this.added(); });
    on("groups-look", () => this.begin("api/teach/suggest", {}, $("groups-problem")));
    on("groups-close", () => $("groups").close());
  }

  async open() {
    this.take(await ask("api/teach"));
    this.work.watch(this.state.work);
    if (!$("start").hidden) $("start-names").focus();
  }

  // While it learns, a first answer comes before the real one.
  async refresh() {
    if (this.state?.hasCast) this.take(await ask("api/teach"));
  }

  // What the server says; the frame that is shown stays while it is still asked for, or was chosen by hand.
  take(state, next = false) {
    this.state = state;
    const asked = state.asked.map(({ frame }) => frame);
    const index = asked.indexOf(this.frame);
    if (this.frame === null || next || (index < 0 && !this.byHand)) this.show(asked[Math.max(0, Math.min(this.at ?? 0, asked.length - 1))] ?? (next || this.frame === null ? null : this.frame));
    else this.draw();
  }

  go(frame) {
    this.byHand = true;
    this.show(frame);
  }

  show(frame) {
    this.frame = frame;
    const asked = this.state.asked.findIndex((item) => item.frame === frame);
    if (asked >= 0) {
      this.at = asked;
      this.byHand = false;
    }
    const taught = this.state.taught.find((item) => item.frame === frame);
    this.present = new Set(taught?.present ?? []);
    if (frame !== null) {
      clearTimeout(this.later);
      // While a finger scrubs, only where it rests is fetched.
      this.later = setTimeout(() => { $("teach-picture").src = `api/frames/${frame}?width=1280`; }, asked >= 0 ? 0 : 80);
      const following = this.state.asked[asked + 1];
      if (asked >= 0 && following) new Image().src = `api/frames/${following.frame}?width=1280`;
      this.lanes.playhead = frame;
    }
    this.draw();
  }

  move(direction) {
    const asked = this.state.asked;
    if (!asked.length) return;
    const index = asked.findIndex(({ frame }) => frame === this.frame);
    this.show(asked[index < 0 ? Math.min(this.at ?? 0, asked.length - 1) : Math.max(0, Math.min(asked.length - 1, index + direction))].frame);
    this.announce($("teach-place").textContent);
  }

  toggle(id) {
    if (this.frame === null) return;
    if (!this.present.delete(id)) this.present.add(id);
    this.drawCharacters();
  }

  // The next frame is there at once; the label is on the disk when "All saved" is said.
  save(nobody = false) {
    if (this.frame === null) return;
    if (!nobody && this.present.size === 0) {
      this.announce(say("teachEmpty"));
      $("sync").textContent = say("teachEmpty");
      return;
    }
    const label = { frame: this.frame, present: nobody ? [] : [...this.present] };
    this.leave(label.frame);
    this.send(() => ask("api/teach/labels", label), label.frame);
  }

  skip() {
    if (this.frame === null) return;
    const frame = this.frame;
    this.leave(frame);
    this.send(() => ask("api/teach/skip", { frame }), frame);
  }

  undo() {
    this.send(async () => {
      const last = this.state.taught[0];
      if (!last) return this.state;
      const state = await ask("api/teach/undo", { frame: last.frame });
      this.back = { frame: last.frame, present: last.present };
      return state;
    });
  }

  leave(frame) {
    this.state = { ...this.state, asked: this.state.asked.filter((item) => item.frame !== frame) };
    this.byHand = false;
    const asked = this.state.asked;
    this.show(asked.length ? asked[Math.min(this.at ?? 0, asked.length - 1)].frame : null);
  }

  // One after the other, in the order of the keys.
  send(request, frame = null) {
    $("sync").textContent = say("saving");
    this.waiting = (this.waiting ?? 0) + 1;
    this.sending = this.sending.then(async () => {
      try {
        const state = await request();
        this.waiting--;
        // The next undo that waits is about the one before.
        this.state = { ...this.state, taught: state.taught };
        // What is still on its way was left by the page already.
        if (this.waiting === 0) {
          if (this.back) {
            this.state = state;
            const { frame: last, present } = this.back;
            this.back = null;
            this.show(last);
            this.present = new Set(present);
            this.drawCharacters();
          } else {
            this.take(state);
          }
          $("sync").textContent = say("saved");
        }
      } catch (error) {
        this.waiting--;
        const why = say("refused", { why: error.message });
        $("sync").textContent = why;
        this.announce(why);
        if (frame !== null) this.take(await ask("api/teach"));
      }
    });
    return this.sending;
  }

  choose() { return this.begin("api/teach/choose", { count: frames }); }

  learn() { return this.sending.then(() => this.begin("api/teach/learn", {})); }

  async begin(path, body, problem = $("teach-state")) {
    if (this.work.running) {
      this.announce(say("workBusy"));
      return;
    }
    problem.textContent = "";
    try {
      this.work.watch(await ask(path, body), true);
      this.draw();
    } catch (error) {
      problem.textContent = error.message;
      this.announce(error.message);
    }
  }

  // A job ended, here or in another tab.
  async ended(work) {
    if (!["choose", "learn", "suggest"].includes(work.name)) return;
    const state = await ask("api/teach");
    if (work.name === "choose" && !work.problem) this.at = 0;
    this.take(state, work.name === "choose" && !work.problem && !this.byHand);
    const problem = work.problem === "stopped" ? say("stopped") : work.problem;
    (work.name === "suggest" ? $("groups-problem") : $("teach-state")).textContent = problem || (work.name === "learn" ? say("learned") : "");
    if (work.name === "suggest" && !problem && state.groups.length === 0) $("groups-problem").textContent = say("groupsNone");
    this.announce(problem || say(work.name === "learn" ? "learned" : work.name === "choose" ? "chosen" : "groupsDone", { count: work.name === "suggest" ? state.groups.length : state.asked.length }));
    if (work.name === "learn") this.drawMessages(work.messages);
    this.drawGroups();
  }

  async create() {
    const people = $("start-people").checked;
    try {
      this.take(await ask("api/teach/cast", {
        names: $("start-names").value.split("\n"), people, basis: people ? $("start-basis").value : null, until: people ? $("start-until").value : null,
      }));
      $("start-problem").textContent = "";
      $("teach-title").focus();
      await this.choose();
    } catch (error) {
      $("start-problem").textContent = error.message;
    }
  }

  add() {
    for (const id of ["add-name", "add-basis", "add-until"]) $(id).value = "";
    $("add-problem").textContent = "";
    $("add-person").checked = this.state.hasPeople;
    $("add-consent").hidden = !this.state.hasPeople;
    $("add").showModal();
    $("add-name").focus();
  }

  async added() {
    const person = $("add-person").checked;
    try {
      this.take(await ask("api/teach/characters", { name: $("add-name").value, person, basis: person ? $("add-basis").value : null, until: person ? $("add-until").value : null }));
      $("add").close();
    } catch (error) {
      $("add-problem").textContent = error.message;
    }
  }

  openGroups() {
    this.drawGroups();
    $("groups").showModal();
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]") || event.target.matches("select, input, textarea")) return;
    if (!this.state?.hasCast) return;
    const onButton = event.target.matches("button");
    const key = event.key.toLowerCase();
    if (/^[1-9]$/.test(key)) {
      const character = this.found()[Number(key) - 1];
      if (character) this.toggle(character.id);
    } else if (key === "0") this.save(true);
    else if (event.key === "Enter" && !onButton) this.save();
    else if (key === "s") this.skip();
    else if (key === "z") this.undo();
    else if (event.key === "ArrowLeft") this.move(-1);
    else if (event.key === "ArrowRight") this.move(1);
    else if (key === "c") this.choose();
    else if (key === "l") this.learn();
    else if (key === "a") this.add();
    else if (key === "g") this.openGroups();
    else if (key === "/" && !$("teach-filter").hidden) $("teach-filter").focus();
    else return;
    event.preventDefault();
  }

  // The characters that the filter leaves, in the cast's order: their keys go with what is shown.
  found() {
    const text = $("teach-filter").value.trim().toLowerCase();
    return this.state.characters.filter(({ name, id }) => `${name} ${id}`.toLowerCase().includes(text));
  }

  showAppearances(appearances) {
    this.appearances = appearances;
    this.drawLanes();
  }

  // A first answer is about the cast as it is now, whatever the last analysis was about.
  drawLanes() {
    const first = this.state?.first ?? [];
    this.lanes.programme = first.length ? { ...this.programme, characters: this.state.characters } : this.programme;
    this.lanes.show(first.length ? first.map((item) => ({ ...item, reviewed: false })) : this.appearances ?? []);
    $("teach-first").hidden = first.length === 0;
    $("teach-first").textContent = first.length ? say("firstAnswer") : "";
  }

  draw() {
    const state = this.state;
    if (!state) return;
    const ready = state.hasCast && !state.problem;
    $("start").hidden = state.hasCast || state.problem !== "";
    $("teach-view").hidden = !$("start").hidden;
    $("teach-side").hidden = !ready;
    $("teach-filter").hidden = state.characters.length <= 9;
    const shown = this.frame !== null;
    $("teach-picture").hidden = !shown;
    $("teach-problem").textContent = state.problem || (shown || !ready ? "" : say(this.work.running && this.work.state.name === "choose" ? "teachWait" : state.labels ? "teachMore" : "teachNone"));
    for (const id of ["teach-save", "teach-nobody", "teach-skip"]) $(id).disabled = !shown;
    $("teach-undo").disabled = state.taught.length === 0;
    for (const id of ["teach-choose", "teach-learn"]) $(id).disabled = this.work.running;
    $("teach-learn").disabled ||= state.labels === 0;
    $("teach-learn").classList.toggle("wanted", state.stale && state.labels > 0);
    const asked = state.asked.findIndex(({ frame }) => frame === this.frame);
    const why = asked < 0 ? "" : state.asked[asked].reason === "probable" ? ` · ${state.characters[state.asked[asked].character]?.name ?? ""}?` : ` · ${say(state.asked[asked].reason)}`;
    $("teach-place").textContent = !shown ? "" : `${this.timecode(this.frame)}${asked < 0 ? "" : ` · ${say("auditPlace", { number: asked + 1, of: state.asked.length })}`}${why}`;
    $("teach-picture").alt = $("teach-place").textContent;
    this.drawCharacters();
    this.drawStrip();
    this.drawTable();
    this.drawLanes();
  }

  drawCharacters() {
    const focused = document.activeElement?.dataset?.teaches;
    $("teach-characters").replaceChildren(...this.found().slice(0, 60).map((character, index) => {
      const button = document.createElement("button");
      button.type = "button";
      button.dataset.teaches = character.id;
      button.setAttribute("aria-pressed", String(this.present.has(character.id)));
      const swatch = document.createElement("span");
      swatch.className = "swatch";
      swatch.style.setProperty("background", colorOf(character));
      button.append(swatch, character.name);
      if (index < 9) button.append(Object.assign(document.createElement("kbd"), { textContent: String(index + 1) }));
      button.addEventListener("click", () => this.toggle(character.id));
      return button;
    }));
    if (focused !== undefined) $("teach-characters").querySelector(`[data-teaches="${CSS.escape(focused)}"]`)?.focus();
  }

  drawStrip() {
    const strip = $("teach-strip"), signature = this.state.asked.map(({ frame }) => frame).join();
    if (strip.dataset.shown !== signature) {
      strip.dataset.shown = signature;
      strip.replaceChildren(...this.state.asked.map(({ frame }) => {
        const button = document.createElement("button");
        button.type = "button";
        button.tabIndex = -1;
        button.dataset.frame = String(frame);
        button.setAttribute("aria-label", this.timecode(frame));
        button.append(Object.assign(document.createElement("img"), { src: `api/frames/${frame}?width=1280`, alt: "" }));
        button.addEventListener("click", () => this.show(frame));
        return button;
      }));
    }
    for (const button of strip.children) {
      const current = button.dataset.frame === String(this.frame);
      button.classList.toggle("chosen", current);
      if (current) {
        button.setAttribute("aria-current", "true");
        button.scrollIntoView({ block: "nearest", inline: "nearest" });
      } else {
        button.removeAttribute("aria-current");
      }
    }
  }

  drawTable() {
    const change = new Map(this.state.change.map((item) => [item.character, item])), early = this.state.first;
    const soFar = this.state.characters.map(() => 0);
    for (const { character, start, end } of early) soFar[character] += (end - start) * this.programme.rateDenominator / this.programme.rateNumerator;
    $("teach-table").tBodies[0].replaceChildren(...this.state.characters.map((character, index) => {
      const row = document.createElement("tr");
      const cell = (text, name = "number") => Object.assign(row.insertCell(), { textContent: text, className: name });
      const first = cell("", "");
      const swatch = document.createElement("span");
      swatch.className = "swatch";
      swatch.style.setProperty("background", colorOf(character));
      first.append(swatch, character.name);
      cell(String(character.with));
      cell(String(character.without));
      const [f1, low, high] = character.expected;
      cell(f1 === undefined ? "–" : `${f1.toFixed(2)} (${low.toFixed(2)}–${high.toFixed(2)})`);
      const item = change.get(character.id);
      if (early.length) {
        cell(item ? item.after.toFixed(1) : "");
        cell(`≈ ${soFar[index].toFixed(1)}`);
        return row;
      }
      cell(item ? item.before === null ? "–" : item.before.toFixed(1) : "");
      cell(item ? item.after.toFixed(1) : "", item && item.before !== null && Math.abs(item.before - item.after) >= 0.05 ? "number moved" : "number");
      return row;
    }));
    const labels = say("teachLabels", { count: this.state.labels });
    // Unless something else was said there; in whatever language it was.
    if (["", this.shownLabels].includes($("teach-state").textContent)) $("teach-state").textContent = labels;
    this.shownLabels = labels;
  }

  // Warnings are for whoever labels; the rest is for whoever wants to know.
  drawMessages(messages) {
    const paragraph = (text) => Object.assign(document.createElement("p"), { textContent: text });
    const isWarning = (message) => message.startsWith("Warning:");
    const details = document.createElement("details");
    details.append(Object.assign(document.createElement("summary"), { textContent: say("teachDetails") }), ...messages.filter((message) => !isWarning(message)).map(paragraph));
    $("teach-messages").replaceChildren(...messages.filter(isWarning).map(paragraph), ...(messages.length ? [details] : []));
  }

  // Who is in all frames of a group.
  groupButtons(group) {
    const buttons = document.createElement("div"), present = new Set();
    buttons.className = "group";
    buttons.setAttribute("role", "group");
    buttons.setAttribute("aria-label", say("teachTitle"));
    const button = (text, run) => {
      const made = Object.assign(document.createElement("button"), { type: "button", textContent: text });
      made.addEventListener("click", () => run(made));
      buttons.append(made);
      return made;
    };
    for (const { id, name } of this.state.characters) {
      button(name, (made) => {
        if (!present.delete(id)) present.add(id);
        made.setAttribute("aria-pressed", String(present.has(id)));
      }).setAttribute("aria-pressed", "false");
    }
    const label = async (ids) => {
      try {
        this.take(await ask(`api/teach/groups/${group.number}/labels`, { frame: 0, present: ids }));
        $("groups-problem").textContent = "";
        this.drawGroups();
      } catch (error) {
        $("groups-problem").textContent = error.message;
      }
    };
    button(say("teachSave"), () => (present.size ? label([...present]) : $("groups-problem").replaceChildren(say("teachEmpty"))));
    button(say("teachNobody"), () => label([]));
    return buttons;
  }

  drawGroups() {
    if (!this.state) return;
    $("groups-text").textContent = say(this.state.hasPeople ? "groupsText" : "groupsFrames");
    $("groups-names").replaceChildren(...this.state.characters.filter(({ person }) => person).map(({ id, name }) => Object.assign(document.createElement("option"), { value: id, label: name })));
    $("groups-list").replaceChildren(...this.state.groups.map((group) => {
      const item = document.createElement("li");
      const pictures = document.createElement("div");
      pictures.className = "faces";
      pictures.append(...Array.from({ length: group.pictures }, (_, index) => Object.assign(document.createElement("img"), { src: `api/teach/groups/${group.number}/${index}`, alt: "" })));
      item.append(pictures, Object.assign(document.createElement("p"), { textContent: say("groupsLine", { frames: group.frames, first: group.first }) }));
      if (group.name) {
        item.append(Object.assign(document.createElement("p"), { textContent: group.name, className: "named" }));
        return item;
      }
      if (group.wholeFrames) {
        item.append(this.groupButtons(group));
        return item;
      }
      const form = document.createElement("form");
      const field = (word, type, list) => {
        const input = Object.assign(document.createElement("input"), { type, maxLength: 300, autocomplete: "off" });
        if (list) input.setAttribute("list", list);
        // A year has four digits to type.
        if (type === "date") input.max = "9999-12-31";
        const label = document.createElement("label");
        label.append(say(word), input);
        form.append(label);
        return input;
      };
      const name = field("name", "text", "groups-names"), basis = field("basis", "text"), until = field("until", "date");
      form.append(Object.assign(document.createElement("button"), { type: "submit", textContent: say("groupsName") }));
      form.addEventListener("submit", async (event) => {
        event.preventDefault();
        try {
          this.take(await ask(`api/teach/groups/${group.number}`, { name: name.value, person: true, basis: basis.value, until: until.value }));
          $("groups-problem").textContent = "";
          this.drawGroups();
        } catch (error) {
          $("groups-problem").textContent = error.message;
        }
      });
      item.append(form);
      return item;
    }));
  }
}
