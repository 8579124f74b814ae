import { sayStage, say } from "./words.js";

const $ = (id) => document.getElementById(id);

// Asks the server; what it refuses becomes an error with its sentence.
export async function ask(path, body) {
  const response = await fetch(path, body === undefined ? {} : { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(await response.text());
  return response.status === 204 ? null : await response.json();
}

// The long job, in the header of every view: how far it is, and the way to stop it. Whoever waits for a job is told when it goes on to
// another stage, and when it ended.
export class Work {
  constructor(ended, begun) {
    Object.assign(this, { ended, begun });
    this.state = { number: 0, running: false, messages: [], problem: "", name: "" };
    $("work-stop").addEventListener("click", async () => this.show(await ask("api/work/stop", {})));
  }

  get running() { return this.state.running; }

  // A job began, or one may have begun in another tab.
  watch(state, begun = false) {
    if (state) this.show(state);
    // A job that has just begun may have ended before its answer came.
    if (!(this.state.running || begun) || this.watching) return;
    this.watching = true;
    const tick = async () => {
      let fresh;
      try {
        fresh = await ask("api/work");
      } catch {
        setTimeout(tick, 2000);
        return;
      }
      this.show(fresh);
      if (fresh.running) {
        setTimeout(tick, 400);
      } else {
        this.watching = false;
        await this.ended(fresh);
      }
    };
    setTimeout(tick, 300);
  }

  show(state) {
    const goesOn = state.running && state.stage !== this.state.stage;
    this.state = state;
    if (goesOn) this.begun(state);
    $("work").hidden = !state.running;
    if (!state.running) return;
    const left = state.secondsLeft === null || state.done >= state.total ? "" : ` · ${say("workLeft", { seconds: Math.ceil(state.secondsLeft) })}`;
    const text = `${sayStage(state.stage || "…")}${state.total > 0 ? ` ${state.done}/${state.total}` : ""}${left}`;
    if ($("work-text").textContent !== text) $("work-text").textContent = text;
    if (state.total > 0) {
      $("work-progress").max = state.total;
      $("work-progress").value = state.done;
    } else {
      $("work-progress").removeAttribute("value");
    }
  }
}
