// The lanes of all characters over the record: a canvas that draws only what can be seen, however much there is.
const colors = {
  PINK: "#f58fc0", RED: "#ef5b5b", ORANGE: "#f59e42", YELLOW: "#eed14b", GREEN: "#5bc97a", CYAN: "#4fc7d9", BLUE: "#6fa3ff", PURPLE: "#b18cff", MAGENTA: "#e56fd8", BLACK: "#8a8f99", WHITE: "#e8eaee",
};
const names = 132, ruler = 20, shotStrip = 14, lane = 24;

export function colorOf(character) {
  return colors[character.color.toUpperCase()] ?? colors.WHITE;
}

export class Lanes {
  constructor(canvas, programme, timecode, handlers) {
    Object.assign(this, { canvas, programme, timecode, handlers });
    this.context = canvas.getContext("2d");
    this.first = 0;
    this.top = 0;
    this.perPixel = 1;
    this.byCharacter = programme.characters.map(() => []);
    this.playhead = 0;
    this.selected = null;
    this.marks = [null, null];
    this.pending = false;
    new ResizeObserver(() => this.resize()).observe(canvas);
    canvas.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    canvas.addEventListener("pointerdown", (event) => this.press(event));
    canvas.addEventListener("pointermove", (event) => { if (event.buttons & 1 && this.scrubbing) this.handlers.seek(this.frameAt(event.offsetX)); });
    canvas.addEventListener("pointerup", () => { this.scrubbing = false; });
  }

  get width() { return Math.max(1, this.canvas.clientWidth - names); }

  get lowest() { return Math.max(0, this.byCharacter.length * lane - (this.canvas.clientHeight - ruler - shotStrip)); }

  resize() {
    const scale = window.devicePixelRatio || 1;
    const whole = this.perPixel >= this.farthest();
    this.canvas.width = Math.round(this.canvas.clientWidth * scale);
    this.canvas.height = Math.round(this.canvas.clientHeight * scale);
    this.context.setTransform(scale, 0, 0, scale, 0, 0);
    if (whole || !this.sized) this.perPixel = this.farthest();
    this.sized = true;
    this.draw();
  }

  // Another analysis may have other characters.
  forget() {
    this.byCharacter = this.programme.characters.map(() => []);
    this.selected = null;
    this.marks = [null, null];
    this.draw();
  }

  farthest() { return this.programme.frameCount / this.width; }

  show(appearances) {
    this.byCharacter = this.programme.characters.map(() => []);
    for (const appearance of appearances) this.byCharacter[appearance.character].push(appearance);
    this.draw();
  }

  // A factor below 1 comes nearer; the frame stays where it is.
  zoom(factor, frame = this.playhead) {
    const before = this.perPixel;
    this.perPixel = Math.min(this.farthest(), Math.max(1 / 24, before * factor));
    this.first = frame - (frame - this.first) * this.perPixel / before;
    this.draw();
  }

  reveal(frame) {
    const span = this.width * this.perPixel;
    if (frame < this.first || frame >= this.first + span) this.first = frame - span / 3;
    this.draw();
  }

  revealLane(character) {
    const y = character * lane, height = this.canvas.clientHeight - ruler - shotStrip;
    if (y < this.top) this.top = y;
    if (y + lane > this.top + height) this.top = y + lane - height;
  }

  frameAt(x) {
    return Math.min(this.programme.frameCount - 1, Math.max(0, Math.floor(this.first + (x - names) * this.perPixel)));
  }

  xOf(frame) { return names + (frame - this.first) / this.perPixel; }

  wheel(event) {
    event.preventDefault();
    if (event.ctrlKey || event.metaKey) this.zoom(event.deltaY > 0 ? 1.25 : 0.8, this.frameAt(event.offsetX));
    else if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) this.first += (event.deltaX || event.deltaY) * this.perPixel;
    else this.top += event.deltaY;
    this.draw();
  }

  press(event) {
    const frame = this.frameAt(event.offsetX);
    if (event.offsetX < names) return;
    this.canvas.setPointerCapture(event.pointerId);
    const row = event.offsetY < ruler + shotStrip ? -1 : Math.floor((event.offsetY - ruler - shotStrip + this.top) / lane);
    const near = 3 * this.perPixel;
    const hit = (this.byCharacter[row] ?? []).find((appearance) => frame >= appearance.start - near && frame < appearance.end + near);
    this.scrubbing = !hit;
    this.handlers.press(frame, hit ?? null);
  }

  draw() {
    if (this.pending) return;
    this.pending = true;
    requestAnimationFrame(() => { this.pending = false; this.paint(); });
  }

  paint() {
    const { context: c, programme } = this;
    const width = this.canvas.clientWidth, height = this.canvas.clientHeight;
    const span = this.width * this.perPixel;
    this.first = Math.max(0, Math.min(this.first, programme.frameCount - span));
    this.top = Math.max(0, Math.min(this.top, this.lowest));
    const last = this.first + span;
    c.clearRect(0, 0, width, height);
    c.font = "12px system-ui, sans-serif";
    c.textBaseline = "middle";
    const rows = ruler + shotStrip;
    const from = Math.floor(this.top / lane), to = Math.min(this.byCharacter.length, Math.ceil((this.top + height - rows) / lane));
    c.save();
    c.beginPath();
    c.rect(0, rows, width, height - rows);
    c.clip();
    for (let row = from; row < to; row++) this.paintLane(row, rows + row * lane - this.top, last, width);
    c.restore();
    this.paintRuler(last, width);
    c.save();
    c.beginPath();
    c.rect(names, 0, width - names, height);
    c.clip();
    for (const unknown of programme.unknowns) if (unknown.end > this.first && unknown.start < last) this.hatch(this.xOf(unknown.start), rows, (unknown.end - unknown.start) / this.perPixel, height - rows, "#9aa0ab55", 7);
    for (const [start, end] of [[0, programme.programme[0]], [programme.programme[1], programme.frameCount]]) {
      c.fillStyle = "#0009";
      c.fillRect(this.xOf(start), ruler, Math.max(0, this.xOf(end) - this.xOf(start)), height);
    }
    const [markIn, markOut] = this.marks;
    if (markIn !== null || markOut !== null) {
      c.fillStyle = "#ffd34d33";
      c.fillRect(this.xOf(markIn ?? this.playhead), 0, Math.max(1, this.xOf(markOut ?? this.playhead) - this.xOf(markIn ?? this.playhead)), height);
    }
    c.fillStyle = "#ffd34d";
    c.fillRect(Math.round(this.xOf(this.playhead + 0.5)) - 1, 0, 2, height);
    c.restore();
    c.strokeStyle = "#3a3d44";
    c.strokeRect(names - 0.5, -1, 0, height + 2);
  }

  paintLane(row, y, last, width) {
    const c = this.context, character = this.programme.characters[row], color = colorOf(character);
    c.fillStyle = row % 2 ? "#23262b" : "#202226";
    c.fillRect(0, y, width, lane);
    c.save();
    c.beginPath();
    c.rect(names, y, width - names, lane);
    c.clip();
    const items = this.byCharacter[row];
    let drawnTo = -1;
    for (let i = firstAfter(items, this.first); i < items.length && items[i].start < last; i++) {
      const item = items[i], x = this.xOf(item.start), w = Math.max(2, (item.end - item.start) / this.perPixel - (this.perPixel < 1 ? 1 : 0));
      const chosen = this.selected === item;
      // Far away, thousands of slivers fall on one pixel: one is enough.
      if (!chosen && x + w <= drawnTo) continue;
      drawnTo = x + w;
      c.fillStyle = item.reviewed ? color : color + "66";
      c.fillRect(x, y + 4, w, lane - 8);
      if (!item.reviewed && w > 5) this.hatch(x, y + 4, w, lane - 8, color, 5);
      if (chosen) {
        c.strokeStyle = "#ffd34d";
        c.lineWidth = 2;
        c.strokeRect(x, y + 3, w, lane - 6);
        c.lineWidth = 1;
      }
    }
    c.restore();
    c.fillStyle = color;
    c.fillRect(6, y + 7, 10, lane - 14);
    c.fillStyle = "#f1f2f4";
    c.fillText(fit(c, character.name, names - 30), 22, y + lane / 2);
  }

  paintRuler(last, width) {
    const c = this.context, { programme } = this;
    c.fillStyle = "#17181b";
    c.fillRect(0, 0, width, ruler + shotStrip);
    const nominal = programme.nominal;
    const step = [1, 2, 5, 10, nominal, 2 * nominal, 5 * nominal, 10 * nominal, 30 * nominal, 60 * nominal, 300 * nominal, 600 * nominal, 1800 * nominal, 3600 * nominal].find((frames) => frames / this.perPixel > 100) ?? 7200 * nominal;
    c.save();
    c.beginPath();
    c.rect(names, 0, width - names, ruler + shotStrip);
    c.clip();
    c.fillStyle = "#b9bdc6";
    for (let frame = Math.floor(this.first / step) * step; frame < last; frame += step) {
      c.fillRect(Math.round(this.xOf(frame)), ruler - 6, 1, 6);
      c.fillText(this.timecode(frame), this.xOf(frame) + 4, ruler / 2);
    }
    let drawnTo = -1;
    for (let i = firstAfter(programme.shotItems, this.first); i < programme.shotItems.length && programme.shotItems[i].start < last; i++) {
      const shot = programme.shotItems[i], x = this.xOf(shot.start), w = (shot.end - shot.start) / this.perPixel;
      if (x + w <= drawnTo) continue;
      drawnTo = Math.ceil(x + w);
      c.fillStyle = i % 2 ? "#4a4f59" : "#363a42";
      c.fillRect(x, ruler, Math.max(1, w), shotStrip - 2);
      if (w > 40) {
        c.fillStyle = "#d6d9df";
        c.fillText(fit(c, shot.clip, w - 8), x + 4, ruler + shotStrip / 2 - 1);
      }
    }
    c.restore();
  }

  hatch(x, y, w, h, color, step) {
    const c = this.context;
    const left = Math.max(x, names), right = Math.min(x + w, this.canvas.clientWidth);
    if (right <= left) return;
    c.save();
    c.beginPath();
    c.rect(left, y, right - left, h);
    c.clip();
    c.strokeStyle = color;
    c.beginPath();
    for (let at = Math.floor((left - h) / step) * step; at < right; at += step) {
      c.moveTo(at, y + h);
      c.lineTo(at + h, y);
    }
    c.stroke();
    c.restore();
  }
}

// The index of the first item that ends after a frame; items are in order and do not overlap.
export function firstAfter(items, frame) {
  let low = 0, high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (items[middle].end <= frame) low = middle + 1;
    else high = middle;
  }
  return low;
}

function fit(context, text, width) {
  if (context.measureText(text).width <= width) return text;
  let length = Math.max(0, Math.floor(text.length * width / context.measureText(text).width));
  while (length > 0 && context.measureText(text.slice(0, length) + "…").width > width) length--;
  return length > 0 ? text.slice(0, length) + "…" : "";
}
