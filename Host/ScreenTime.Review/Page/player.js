// Shows record frames: the film when it is there, single pictures until then and whenever it stands still.
export class Player {
  constructor(programme, elements, handlers) {
    Object.assign(this, { programme, handlers }, elements);
    this.frame = programme.programme[0];
    this.speed = 0;
    this.hasFilm = false;
    this.wanted = null;
    this.film.addEventListener("seeked", () => this.filmArrived());
    this.still.addEventListener("error", () => this.showNothing(handlers.nothing()));
  }

  get secondsAFrame() { return this.programme.rateDenominator / this.programme.rateNumerator; }

  useFilm() {
    this.film.src = "film.mp4";
    this.film.addEventListener("loadeddata", () => { this.hasFilm = true; this.seek(this.frame); }, { once: true });
  }

  seek(frame) {
    this.frame = Math.min(this.programme.frameCount - 1, Math.max(0, Math.round(frame)));
    this.handlers.moved(this.frame);
    if (!this.programme.hasPictures) return;
    if (this.hasFilm) {
      // The middle of the frame, so that rounding cannot show its neighbour. A seek under way is not interrupted: the last one wins.
      this.wanted = (this.frame + 0.5) * this.secondsAFrame;
      if (!this.film.seeking && this.speed <= 0) this.goToWanted();
      return;
    }
    clearTimeout(this.later);
    this.later = setTimeout(() => {
      this.noPicture.hidden = true;
      this.still.hidden = false;
      this.still.src = `api/frames/${this.frame}?width=1280`;
    }, 60);
  }

  goToWanted() {
    const wanted = this.wanted;
    this.wanted = null;
    if (wanted !== null) this.film.currentTime = wanted;
  }

  filmArrived() {
    this.still.hidden = true;
    this.noPicture.hidden = true;
    this.film.hidden = false;
    if (this.wanted !== null) this.goToWanted();
  }

  showNothing(why) {
    this.still.hidden = true;
    this.film.hidden = true;
    this.noPicture.textContent = why;
    this.noPicture.hidden = false;
  }

  // 0 stands still; negative runs backwards. The film plays forwards by itself; everything else is stepped.
  run(speed) {
    this.speed = speed;
    cancelAnimationFrame(this.ticker);
    this.film.pause();
    if (speed === 0) {
      this.seek(this.frame);
      return;
    }
    const started = performance.now(), from = this.frame;
    if (this.hasFilm && speed > 0) {
      this.film.currentTime = (from + 0.5) * this.secondsAFrame;
      this.film.playbackRate = speed;
      this.film.hidden = false;
      this.film.play().catch(() => this.run(0));
    }
    const tick = (now) => {
      const film = this.hasFilm && speed > 0;
      const frame = film ? Math.floor(this.film.currentTime / this.secondsAFrame) : Math.floor(from + (now - started) / 1000 / this.secondsAFrame * speed);
      if (frame >= this.programme.frameCount - 1 || frame < 0) {
        this.frame = Math.min(this.programme.frameCount - 1, Math.max(0, frame));
        this.run(0);
        return;
      }
      if (film) {
        this.frame = frame;
        this.handlers.moved(frame);
      } else {
        this.seek(frame);
      }
      this.ticker = requestAnimationFrame(tick);
    };
    this.ticker = requestAnimationFrame(tick);
  }
}
