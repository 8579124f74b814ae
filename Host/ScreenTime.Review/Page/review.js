import { Audit, auditKeys } from "./audit.js";
import { Finish, finishKeys } from "./finish.js";
import { Lanes, colorOf, firstAfter } from "./lanes.js";
import { Player } from "./player.js";
import { Teach, teachKeys } from "./teach.js";
import { seconds, timecode } from "./timecode.js";
import { Work, ask } from "./work.js";
import { say, speak } from "./words.js";

const $ = (id) => document.getElementById(id);
const element = (name, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
};

// The token is in a cookie by now; nobody should read it over a shoulder or in a screenshot.
history.replaceState(null, "", location.pathname);

const programme = withShots(await ask("api/programme"));
let state = await ask("api/state");
let selected = null;
let marks = [null, null];
let [done, undone] = ownSteps();
let asking = Promise.resolve(), waiting = 0, unshown = 0;
let typed = Promise.resolve(), typing = 0;
let pressedAt = null;
let language = speak(localStorage.getItem("language") ?? navigator.language);

function withShots(fresh) {
  return { ...fresh, shotItems: fresh.shots.map(([start, end], index) => ({ start, end, clip: fresh.clips[index] })) };
}

// What this reviewer can undo and redo, from the log: it outlives the page and the program.
function ownSteps() {
  let [steps, back] = [[], []];
  for (const { number, who, undoes } of [...state.changes].reverse()) {
    if (who !== programme.reviewer) continue;
    if (!undoes) [steps, back] = [[...steps, number], []];
    else if (steps.includes(undoes)) [steps, back] = [steps.filter((step) => step !== undoes), [...back, number]];
    else if (back.includes(undoes)) [steps, back] = [[...steps, number], back.filter((step) => step !== undoes)];
  }
  return [steps, back];
}

const tc = (frame) => timecode(frame, programme);
const nameOf = (appearance) => programme.characters[appearance.character].name;
const stretch = (appearance, start = appearance.start, end = appearance.end, character = appearance.character) => ({ character: programme.characters[character].id, start, end });

const player = new Player(programme, { film: $("film"), still: $("still"), noPicture: $("no-picture") }, { moved, nothing: () => say("nothingShows") });
const lanes = new Lanes($("lanes"), programme, tc, {
  seek: (frame) => player.seek(frame),
  press: (frame, appearance) => {
    if (appearance) select(appearance, frame);
    else player.seek(frame);
  },
});

function moved(frame) {
  lanes.playhead = frame;
  if (player.speed !== 0) lanes.reveal(frame);
  else lanes.draw();
  $("timecode").value = tc(frame);
  const shot = programme.shotItems[firstAfter(programme.shotItems, frame)];
  $("clip").textContent = shot && shot.start <= frame ? shot.clip : "";
  showActions();
  showRows();
}

function select(appearance, frame = null) {
  selected = appearance;
  lanes.selected = appearance;
  if (appearance) {
    lanes.revealLane(appearance.character);
    player.seek(frame ?? appearance.start);
    lanes.reveal(player.frame);
    announce(say("said", { name: nameOf(appearance), from: tc(appearance.start), to: tc(appearance.end), state: say(appearance.reviewed ? "confirmed" : "machine") }));
  }
  showSelected();
  lanes.draw();
}

function announce(text) {
  $("said").textContent = text;
}

function setMarks(markIn, markOut) {
  marks = [markIn, markOut];
  lanes.marks = marks;
  lanes.draw();
  showSelected();
}

function showSelected() {
  const text = selected
    ? `${nameOf(selected)}\n${tc(selected.start)} – ${tc(selected.end)} · ${seconds(selected.end - selected.start, programme)} s · ${say(selected.reviewed ? "confirmed" : "machine")} · ${Math.round(selected.confidence * 100)} %`
    : marked() ? say("mark", { from: tc(marked()[0]), to: tc(marked()[1]) }) : say("none");
  $("selected-text").replaceChildren(...text.split("\n").flatMap((line, index) => (index ? [element("br"), line] : [line])));
  showActions();
  showRows();
}

// What is marked from I to O; one of them alone goes with the playhead.
function marked() {
  const [from, to] = [marks[0] ?? (marks[1] === null ? null : here()), marks[1] ?? (marks[0] === null ? null : here() + 1)];
  return from !== null && to > from ? [from, to] : null;
}

// Where a key was pressed, which may be a moment ago.
const here = () => pressedAt ?? player.frame;

// A key that is pressed while a decision is on its way whose effect cannot be seen yet means what will be selected when that is answered; of a film that plays, the frame that showed. What is
// taken back must have been answered.
function inTurn(act, takesBack = false) {
  if ((takesBack ? waiting : unshown) === 0 && typing === 0) {
    act();
    return;
  }
  typing++;
  const frame = player.speed === 0 ? null : player.frame;
  typed = typed.then(() => asking).then(() => {
    typing--;
    if (document.querySelector("dialog[open]")) return;
    pressedAt = frame;
    act();
    pressedAt = null;
  });
}

const inside = (frame) => selected && frame >= selected.start && frame < selected.end;
const follower = () => selected && lanes.byCharacter[selected.character][lanes.byCharacter[selected.character].indexOf(selected) + 1];

const actions = [
  { word: "accept", key: "Enter", can: () => selected, run: () => correct("accept", [stretch(selected)], [stretch(selected)], "next") },
  { word: "reject", key: "X", can: () => selected, run: () => correct("reject", [stretch(selected)], [], "next") },
  { word: "trimIn", key: "I", can: () => selected && here() < selected.end, run: () => correct("trim", [stretch(selected)], [stretch(selected, here())]) },
  { word: "trimOut", key: "O", can: () => selected && here() >= selected.start, run: () => correct("trim", [stretch(selected)], [stretch(selected, selected.start, here() + 1)]) },
  { word: "split", key: "S", can: () => inside(here()) && here() > selected.start, run: () => correct("split", [stretch(selected)], [stretch(selected, selected.start, here()), stretch(selected, here())]) },
  { word: "join", key: "M", can: () => follower(), run: () => correct("join", [stretch(selected), stretch(follower())], [stretch(selected, selected.start, follower().end)]) },
  {
    word: "reassign", key: "R", can: () => selected && programme.characters.length > 1,
    run: async () => {
      const from = selected;
      const to = await choose(say("assign"));
      if (to !== null && to !== from.character) await correct("reassign", [stretch(from)], [stretch(from, from.start, from.end, to)]);
    },
  },
  {
    word: "add", key: "A", can: () => marked(),
    run: async () => {
      const [from, to] = marked();
      const who = await choose(say("added"));
      if (who === null) return;
      setMarks(null, null);
      await correct("add", [], [{ character: programme.characters[who].id, start: from, end: to }]);
    },
  },
  { word: "undo", key: "Z", can: () => done.length > 0, run: () => takeBack(done, undone) },
  { word: "redo", key: "⇧Z", can: () => undone.length > 0, run: () => takeBack(undone, done) },
];

// Whoever an appearance is added to or moved onto keeps what they have there: what overlaps becomes one.
function widened(before, after) {
  const all = [...before], result = [];
  for (const item of after) {
    const character = programme.characters.findIndex(({ id }) => id === item.character);
    let { start, end } = item;
    for (const other of lanes.byCharacter[character]) {
      const own = before.some((known) => known.character === item.character && known.start === other.start && known.end === other.end);
      if (!own && other.start < end && other.end > start) {
        all.push(stretch(other));
        [start, end] = [Math.min(start, other.start), Math.max(end, other.end)];
      }
    }
    result.push({ character: item.character, start, end });
  }
  return [all, result];
}

function correct(action, before, after, then = "same") {
  [before, after] = widened(before, after);
  let expected = null;
  if (then === "next") {
    const gone = new Set(before.map(keyOf));
    const following = state.appearances.slice(state.appearances.indexOf(selected) + 1).find((item) => !item.reviewed && !gone.has(keyOf(stretch(item))));
    expected = expect(gone, after);
    select(following ?? null);
  }
  return send({ seen: state.number, action, before, after }, (made) => {
    done.push(made);
    undone = [];
    if (!expected) select(after.length ? find(after.find(({ start, end }) => player.frame >= start && player.frame < end) ?? after[0]) : null, player.frame);
  }, expected);
}

const keyOf = ({ character, start, end }) => `${character},${start},${end}`;

// What a decision makes of the lanes is shown at once, until the server says it; the list of changes says what is on the disk.
function expect(gone, after) {
  const expected = {};
  const made = after.map(({ character, start, end }) => ({ character: programme.characters.findIndex(({ id }) => id === character), start, end, confidence: 1, reviewed: true, expected }));
  state = { ...state, appearances: [...state.appearances.filter((item) => !gone.has(keyOf(stretch(item)))), ...made].sort(inOrder) };
  lanes.show(state.appearances);
  return expected;
}

function takeBack(from, to) {
  const number = from[from.length - 1];
  return send({ seen: state.number, action: "undo", undoes: number }, (made) => {
    from.pop();
    to.push(made);
    select(selected && find(stretch(selected)), player.frame);
  });
}

const find = ({ character, start, end }) =>
  lanes.byCharacter[programme.characters.findIndex(({ id }) => id === character)]?.find((item) => item.start <= start && item.end >= Math.min(end, start + 1)) ?? null;

// One correction after the other, in the order of the keys.
function send(message, then, expected = null) {
  waiting++;
  if (!expected) unshown++;
  asking = asking.then(async () => {
    $("sync").textContent = say("saving");
    try {
      const response = await fetch("api/corrections", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ ...message, seen: state.number, run: state.run }) });
      if (response.ok || response.status === 409) {
        await receive(await response.json(), expected);
        if (response.ok) then(state.number);
        else select(selected && find(stretch(selected)), player.frame);
        $("sync").textContent = say(response.ok ? "saved" : "taken");
        if (!response.ok) announce(say("taken"));
      } else {
        const why = await response.text();
        if (expected) take(await ask("api/state"));
        $("sync").textContent = say("refused", { why });
        announce(say("refused", { why }));
      }
    } catch {
      $("sync").textContent = say("offline");
      announce(say("offline"));
    } finally {
      waiting--;
      if (!expected) unshown--;
    }
  });
  return asking;
}

// What came from the server: of another analysis, what is new since a number, or everything.
async function receive(fresh, expected = null) {
  if (fresh.run !== programme.run) {
    Object.assign(programme, withShots(await ask("api/programme")));
    fresh = await ask("api/state");
    lanes.forget();
    teach.lanes.forget();
    selected = null;
    if (programme.hasPictures && !player.hasFilm) watchFilm();
  } else if (fresh.since !== null && fresh.since !== state.number) {
    fresh = await ask("api/state");
  }
  if (expected) state = { ...state, appearances: state.appearances.filter((item) => item.expected !== expected) };
  take(fresh);
}

const inOrder = (a, b) => a.start - b.start || a.character - b.character || a.end - b.end;

function merged(fresh) {
  const removed = new Set(fresh.removed.map((key) => key.join()));
  return [...state.appearances.filter(({ character, start, end }) => !removed.has(`${character},${start},${end}`)), ...fresh.appearances].sort(inOrder);
}

function take(fresh) {
  if (fresh !== state) state = fresh.since === null ? fresh : { ...fresh, appearances: merged(fresh) };
  lanes.show(state.appearances);
  teach.showAppearances(state.appearances);
  if (selected) {
    selected = find(stretch(selected));
    lanes.selected = selected;
  }
  showTotals();
  showChanges();
  showSelected();
}

// The next or previous appearance from the one that is selected, else from the playhead.
function step(direction, wanted = () => true) {
  const items = state.appearances;
  let index = selected ? items.indexOf(selected) : -1;
  if (index < 0) index = direction > 0 ? items.findIndex((item) => item.start >= player.frame) - 1 : items.findLastIndex((item) => item.start <= player.frame) + 1;
  if (index === -2) return null;
  for (index += direction; index >= 0 && index < items.length; index += direction) {
    if (wanted(items[index])) {
      select(items[index]);
      return items[index];
    }
  }
  return null;
}

function edge(direction) {
  const edges = selected ? [selected.start, selected.end - 1] : [];
  const around = [Math.max(0, firstAfter(programme.shotItems, player.frame) - 2), firstAfter(programme.shotItems, player.frame) + 3];
  for (const shot of programme.shotItems.slice(...around)) edges.push(shot.start);
  const ahead = edges.filter((frame) => (frame - player.frame) * direction > 0);
  if (ahead.length) player.seek(direction > 0 ? Math.min(...ahead) : Math.max(...ahead));
  lanes.reveal(player.frame);
}

function shuttle(direction) {
  const same = Math.sign(player.speed) === direction;
  player.run(same ? Math.max(-8, Math.min(8, player.speed * 2)) : direction);
  $("play").textContent = "⏸";
}

function pause() {
  player.run(0);
  $("play").textContent = "▶";
}

const keys = [
  { keys: ["Space"], show: "Space", word: "play", atOnce: true, run: () => (player.speed === 0 ? shuttle(1) : pause()) },
  { keys: ["l"], show: "L", word: "faster", atOnce: true, run: () => shuttle(1) },
  { keys: ["j"], show: "J", word: "slower", atOnce: true, run: () => shuttle(-1) },
  { keys: ["k"], show: "K", word: "pause", atOnce: true, run: pause },
  { keys: ["ArrowLeft", "ArrowRight"], show: "← →", word: "frame", run: (key) => player.seek(player.frame + (key === "ArrowLeft" ? -1 : 1)) },
  { keys: ["Shift+ArrowLeft", "Shift+ArrowRight"], show: "⇧← ⇧→", word: "second", run: (key) => player.seek(player.frame + (key.endsWith("Left") ? -1 : 1) * programme.nominal) },
  { keys: ["Home", "End"], show: "Home End", word: "home", run: (key) => player.seek(key === "Home" ? programme.programme[0] : programme.programme[1] - 1) },
  { keys: ["n", "p"], show: "N P", word: "appearance", run: (key) => step(key === "n" ? 1 : -1) },
  { keys: ["u"], show: "U", word: "unreviewed", run: () => step(1, (appearance) => !appearance.reviewed) },
  { keys: ["ArrowDown", "ArrowUp"], show: "↓ ↑", word: "edge", run: (key) => edge(key === "ArrowDown" ? 1 : -1) },
  { keys: ["+", "=", "-"], show: "+ −", word: "zoom", run: (key) => lanes.zoom(key === "-" ? 1.5 : 1 / 1.5) },
  { keys: ["Escape"], show: "Esc", word: "deselect", run: () => { setMarks(null, null); select(null); } },
  { keys: ["Enter"], show: "Enter", word: "accept", action: "accept" },
  { keys: ["x", "Delete", "Backspace"], show: "X", word: "reject", action: "reject" },
  { keys: ["i"], show: "I", word: "trimIn", run: () => (selected ? perform("trimIn") : setMarks(here(), marks[1])) },
  { keys: ["o"], show: "O", word: "trimOut", run: () => (selected ? perform("trimOut") : setMarks(marks[0], here() + 1)) },
  { keys: ["s"], show: "S", word: "split", action: "split" },
  { keys: ["m"], show: "M", word: "join", action: "join" },
  { keys: ["r"], show: "R", word: "reassign", action: "reassign" },
  { keys: ["a"], show: "A", word: "add", action: "add" },
  { keys: ["z"], show: "Z", word: "undo", action: "undo" },
  { keys: ["Shift+z"], show: "⇧Z", word: "redo", action: "redo" },
  { keys: ["t"], show: "T", word: "teachThis", run: async () => { const { frame } = player; await show("teach"); if (teach.state.hasCast) teach.go(frame); } },
  { keys: ["?"], show: "?", word: "keys", run: () => $("help").showModal() },
];

function perform(word) {
  const action = actions.find((item) => item.word === word);
  if (action.can()) action.run();
}

const work = new Work(async (ended) => {
  await teach.ended(ended);
  await audit.ended(ended);
  await finish.ended(ended);
  if (ended.name === "learn") await watchState();
  teach.draw();
  finish.draw();
}, (state) => { if (state.name === "learn") teach.refresh(); });
const audit = new Audit(announce, work);
const teach = new Teach({ programme, timecode: tc, work, announce });
const finish = new Finish({ work, announce });
const views = { review: { open: () => $("lanes").focus() }, teach, audit, finish };
let view = "review", opening = null;
function show(name) {
  view = name;
  for (const other of Object.keys(views)) {
    $(other).hidden = other !== name;
    $(`tab-${other}`).setAttribute("aria-selected", String(other === name));
    $(`tab-${other}`).tabIndex = other === name ? 0 : -1;
  }
  if (player.speed !== 0) pause();
  showHelp();
  const mine = opening = Promise.resolve(views[name].open()).finally(() => { if (opening === mine) opening = null; });
  return mine;
}
for (const name of Object.keys(views)) {
  $(`tab-${name}`).addEventListener("click", () => show(name));
  $(`tab-${name}`).addEventListener("keydown", (event) => {
    const direction = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!direction) return;
    event.preventDefault();
    event.stopPropagation();
    $(`tab-${nextView(direction)}`).focus();
    show(nextView(direction));
  });
}

function nextView(direction) {
  const names = Object.keys(views);
  return names[(names.indexOf(view) + direction + names.length) % names.length];
}

document.addEventListener("keydown", (event) => {
  if ((event.key === "[" || event.key === "]") && !event.ctrlKey && !event.metaKey && !event.target.matches("input, textarea") && !document.querySelector("dialog[open]")) {
    event.preventDefault();
    document.activeElement?.blur();
    show(nextView(event.key === "]" ? 1 : -1));
    return;
  }
  if (view !== "review") {
    // What is typed before a view is there is meant for it all the same.
    if (opening) opening.then(() => views[view].key?.(event));
    else views[view].key(event);
    return;
  }
  if (document.querySelector("dialog[open]") || event.ctrlKey && event.key !== "z" || event.metaKey && event.key !== "z" || event.altKey) return;
  if (event.target.matches("select, input") || (event.target.matches("button") && (event.key === "Enter" || event.key === " "))) return;
  const plain = event.key === " " ? "Space" : event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const name = event.shiftKey && (event.key.length > 1 || /[a-z]/.test(plain)) ? `Shift+${plain}` : plain;
  const key = keys.find((item) => item.keys.includes(name));
  if (!key) return;
  event.preventDefault();
  const act = () => { key.action ? perform(key.action) : key.run(name); };
  if (key.atOnce) act();
  else inTurn(act, key.action === "undo" || key.action === "redo");
});

for (const [id, run] of Object.entries({
  previous: () => inTurn(() => step(-1)), back: () => player.seek(player.frame - 1), play: () => (player.speed === 0 ? shuttle(1) : pause()), forward: () => player.seek(player.frame + 1), next: () => inTurn(() => step(1)),
})) $(id).addEventListener("click", run);
$("help-button").addEventListener("click", () => $("help").showModal());
$("finish-language").addEventListener("change", (event) => { event.target.dataset.chosen = "yes"; });
$("language").addEventListener("change", (event) => {
  localStorage.setItem("language", event.target.value);
  language = speak(event.target.value);
  showAll();
});

// Chooses a character: by typing, arrows and Enter, or by mouse.
function choose(title) {
  return new Promise((resolve) => {
    const dialog = $("choose"), filter = $("choose-filter"), list = $("choose-list");
    let shown = [], at = 0, chosen = null;
    const show = () => {
      const text = filter.value.trim().toLowerCase();
      shown = programme.characters.map((character, index) => ({ character, index })).filter(({ character }) => `${character.name} ${character.id}`.toLowerCase().includes(text));
      at = Math.min(at, Math.max(0, shown.length - 1));
      list.replaceChildren(...shown.slice(0, 200).map(({ character, index }, row) => {
        const option = element("div", { role: "option", id: `option-${index}` }, swatch(character), character.name);
        option.setAttribute("aria-selected", String(row === at));
        option.addEventListener("click", () => { chosen = index; dialog.close(); });
        return option;
      }));
      list.children[at]?.scrollIntoView({ block: "nearest" });
      filter.setAttribute("aria-activedescendant", list.children[at]?.id ?? "");
    };
    filter.value = "";
    $("choose-title").textContent = title;
    filter.oninput = () => { at = 0; show(); };
    filter.onkeydown = (event) => {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        at = Math.max(0, Math.min(shown.length - 1, at + (event.key === "ArrowDown" ? 1 : -1)));
        event.preventDefault();
        show();
      } else if (event.key === "Enter") {
        event.preventDefault();
        if (shown[at]) { chosen = shown[at].index; dialog.close(); }
      }
    };
    dialog.addEventListener("close", () => resolve(chosen), { once: true });
    show();
    dialog.showModal();
    filter.focus();
  });
}

function swatch(character) {
  const made = element("span", { className: "swatch" });
  made.style.setProperty("background", colorOf(character));
  return made;
}

function showActions() {
  const bar = $("actions");
  if (bar.children.length !== actions.length || bar.dataset.language !== language) {
    bar.dataset.language = language;
    bar.replaceChildren(...actions.map((action) => {
      const button = element("button", { type: "button" }, say(action.word), element("kbd", {}, action.key));
      button.dataset.action = action.word;
      button.addEventListener("click", () => inTurn(() => perform(action.word), action.word === "undo" || action.word === "redo"));
      return button;
    }));
  }
  actions.forEach((action, index) => {
    const disabled = !action.can();
    if (bar.children[index].disabled !== disabled) bar.children[index].disabled = disabled;
  });
}

// Rows are changed in place: of hundreds of characters, a decision is about one or two.
function showTotals() {
  const reviewed = programme.characters.map(() => 0), all = programme.characters.map(() => 0);
  for (const appearance of state.appearances) {
    all[appearance.character] += appearance.end - appearance.start;
    if (appearance.reviewed) reviewed[appearance.character] += appearance.end - appearance.start;
  }
  const body = $("totals").tBodies[0], who = programme.characters.map(({ id, name, color }) => `${id} ${name} ${color}`).join("\n");
  if (body.dataset.who !== who) {
    body.dataset.who = who;
    body.replaceChildren(...programme.characters.map((character) => element("tr", {}, element("td", {}, swatch(character), character.name), element("td", { className: "number" }), element("td", { className: "number" }))));
  }
  programme.characters.forEach((_, index) => {
    const [, time, share] = body.rows[index].cells;
    const texts = [seconds(state.frames[index], programme), all[index] ? `${Math.floor(100 * reviewed[index] / all[index])} %` : "–"];
    if (time.textContent !== texts[0]) time.textContent = texts[0];
    if (share.textContent !== texts[1]) share.textContent = texts[1];
  });
}

// What another version logged may have a name that is not known here.
const logged = new Set(["accept", "reject", "trim", "split", "join", "reassign", "add", "undo", "pull"]);
const actionOf = ({ action }) => (logged.has(action) ? say(action) : action);

function showChanges() {
  const list = $("changes");
  if (list.dataset.language !== language) list.replaceChildren();
  list.dataset.language = language;
  const known = new Map([...list.children].map((item) => [item.value, item]));
  const items = state.changes.map((change) => {
    const item = known.get(change.number)
      ?? element("li", { value: change.number }, `${actionOf(change)}${change.undoes ? ` ${change.undoes}` : ""} ${change.undoes ? "" : change.what} · ${change.who} · ${change.when}`);
    const name = change.undone ? "undone" : "";
    if (item.className !== name) item.className = name;
    return item;
  });
  for (const item of list.children) if (!items.includes(item)) item.remove();
  items.forEach((item, index) => { if (list.children[index] !== item) list.insertBefore(item, list.children[index] ?? null); });
}

// Only what is near: a table of thousands of rows is nobody's help.
function showRows() {
  const items = state.appearances;
  let at = selected ? items.indexOf(selected) : items.findIndex((item) => item.end > player.frame);
  if (at < 0) at = items.length - 1;
  const from = Math.max(0, Math.min(at - 6, items.length - 20));
  const signature = `${from} ${state.number} ${at} ${language} ${selected ? 1 : 0}`;
  if ($("rows").dataset.shown === signature) return;
  $("rows").dataset.shown = signature;
  $("rows").replaceChildren(...items.slice(from, from + 20).map((item) => {
    const row = element(
      "tr", { className: item === selected ? "chosen" : "" }, element("td", {}, swatch(programme.characters[item.character]), nameOf(item)), element("td", {}, tc(item.start)), element("td", {}, tc(item.end)),
      element("td", { className: "number" }, `${Math.round(item.confidence * 100)} %`), element("td", {}, say(item.reviewed ? "confirmed" : "machine")));
    row.addEventListener("click", () => select(item));
    return row;
  }));
}

function showAll() {
  $("language").value = language;
  if (!$("finish-language").dataset.chosen) $("finish-language").value = language;
  document.title = `${programme.timeline} – ScreenTime`;
  $("title").textContent = programme.timeline;
  $("who").textContent = `${say("by")}: ${programme.reviewer}`;
  $("legend").textContent = say("legend");
  showHelp();
  for (const [id, word] of Object.entries({ previous: "previousOne", back: "frameBack", play: "play", forward: "frameForward", next: "nextOne" })) {
    // Who speaks to the page says what stands on the button.
    $(id).setAttribute("aria-label", /\d/.test($(id).textContent) ? `${$(id).textContent}: ${say(word)}` : say(word));
    $(id).title = say(word);
  }
  if (!programme.hasPictures) player.showNothing(say("noPictures", { why: programme.whyNoPictures }));
  take(state);
  teach.draw();
  audit.draw();
  finish.draw();
}

function showHelp() {
  const rows = { review: keys.map(({ show: key, word }) => [key, word]), teach: teachKeys, audit: auditKeys, finish: finishKeys }[view];
  $("help-rows").replaceChildren(...[...rows, ["[ ]", "views2"]].map(([key, word]) => element("tr", {}, element("td", {}, element("kbd", {}, key)), element("td", {}, say(word)))));
}

async function watchFilm() {
  const film = await (await fetch("api/film")).json();
  if (film.ready) {
    $("film-state").textContent = say("filmReady");
    player.useFilm();
  } else if (film.problem) {
    $("film-state").textContent = say("filmBroken", { why: film.problem });
  } else {
    $("film-state").textContent = say("film", { percent: Math.floor(100 * film.done / film.total) });
    setTimeout(watchFilm, 1000);
  }
}

async function watchState() {
  const fresh = await ask(`api/state?since=${state.number}&run=${encodeURIComponent(state.run)}`);
  if (fresh && (fresh.run !== state.run || fresh.number > state.number)) await receive(fresh);
}

// What another tab or program corrected or analysed shows within two seconds.
async function watchOthers() {
  try {
    if (document.visibilityState === "visible" && waiting === 0) {
      await watchState();
      if ($("sync").textContent === say("offline")) $("sync").textContent = "";
    }
  } catch {
    $("sync").textContent = say("offline");
  }
  setTimeout(watchOthers, 2000);
}

showAll();
player.seek(programme.programme[0]);
// The film is made once there is something to check: until then the machine is better used for looking.
if (programme.hasPictures && programme.run) watchFilm();
watchOthers();
work.watch(await ask("api/work"));
if (programme.run) $("lanes").focus();
else await show("teach");
document.documentElement.dataset.ready = "yes";
