// Follow the conversation only while the reader is at its end; never pull the page from under their eyes.

const NEAR = 120;

export class Scroll {
  constructor(scroller, jump) {
    this.scroller = scroller;
    this.jump = jump;
    this.following = true;
    scroller.addEventListener("scroll", () => this.#look(), { passive: true });
    jump.addEventListener("click", () => this.toEnd());
    new ResizeObserver(() => this.following && this.#bottom()).observe(scroller);
  }

  // Something new stands at the end: show its beginning when it is longer than the screen.
  arrived(element) {
    if (!this.following) {
      this.jump.hidden = false;
      return;
    }
    const top = element.offsetTop - this.scroller.offsetTop - 12;
    this.scroller.scrollTop = Math.min(top, this.scroller.scrollHeight - this.scroller.clientHeight);
  }

  toEnd() {
    this.following = true;
    this.jump.hidden = true;
    this.#bottom();
  }

  #bottom() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
  }

  #look() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    this.following = scrollHeight - scrollTop - clientHeight < NEAR;
    if (this.following) this.jump.hidden = true;
  }
}
