// Sends in order, keeps what could not be sent, and shows it. A message keeps its id over every retry, so it counts once.

import { Problem, sendButton, sendFile, sendText } from "./api.js";
import { make } from "./view.js";

const KEPT = "motcham.unsent";
const TRIES = 3;
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

export class Outbox {
  constructor(view, scroll, onSent, renew) {
    this.view = view;
    this.scroll = scroll;
    this.onSent = onSent;
    this.renew = renew; // begins a new session when the old one is gone
    this.queue = [];
    this.busy = false;
    addEventListener("online", () => this.retryAll());
  }

  text(text) {
    this.#add({ text, send: (id) => sendText(id, text) });
  }

  button(button) {
    this.#add({ text: button.title, token: button.token, send: (id) => sendButton(id, button.token) });
  }

  file(blob, name) {
    const isPhoto = blob.type.startsWith("image/");
    const seen = isPhoto ? { photo: URL.createObjectURL(blob) } : { kind: blob.type.startsWith("audio/") ? "voice" : "file", name };
    this.#add({ text: "", blob, ...seen, send: (id) => sendFile(id, blob) });
  }

  // What a closed tab left behind, unless the server has it.
  restore(known) {
    for (const { id, text, token } of kept()) {
      if (known.has(id)) continue;
      this.#add({ text, token, send: () => (token ? sendButton(id, token) : sendText(id, text)) }, id);
    }
  }

  retryAll() {
    for (const entry of this.queue) entry.tries = 0;
    this.#work();
  }

  clear() {
    this.queue = [];
    sessionStorage.removeItem(KEPT);
  }

  #add(entry, id = newId()) {
    Object.assign(entry, { id, tries: 0, item: this.view.own(entry) });
    entry.state = make("p", "state");
    entry.state.setAttribute("role", "status");
    entry.item.append(entry.state);
    this.scroll.toEnd();
    this.queue.push(entry);
    if (!this.busy) this.queue[0].tries = 0; // whoever writes on wants what failed to be tried again
    this.#keep();
    this.#work();
  }

  async #work() {
    if (this.busy) return;
    this.busy = true;
    while (this.queue.length && this.queue[0].tries < TRIES) await this.#try(this.queue[0]);
    for (const entry of this.queue.slice(1)) say(entry, "Chờ gửi…");
    this.busy = false;
  }

  async #try(entry) {
    entry.tries += 1;
    entry.item.classList.remove("failed");
    const slow = setTimeout(() => say(entry, "Đang gửi…"), 400);
    try {
      await this.#send(entry);
      clearTimeout(slow);
      this.#drop(entry);
      say(entry, "");
      this.onSent();
    } catch (problem) {
      clearTimeout(slow);
      await this.#failed(entry, problem);
    }
  }

  async #send(entry) {
    try {
      await entry.send(entry.id);
    } catch (problem) {
      if (problem.status !== 401) throw problem;
      await this.renew();
      await entry.send(entry.id);
    }
  }

  async #failed(entry, problem) {
    if (!(problem instanceof Problem)) throw problem;
    if (problem.passes && entry.tries < TRIES && navigator.onLine && problem.status !== 429) {
      say(entry, "Mạng yếu, đang gửi lại…");
      await pause(1500 * entry.tries);
      return;
    }
    entry.tries = TRIES;
    entry.item.classList.add("failed");
    say(entry, problem.message || "Chưa gửi được.", problem.passes ? () => this.#again(entry) : null);
    if (!problem.passes) this.#drop(entry);
  }

  #again(entry) {
    entry.tries = 0;
    say(entry, "Đang gửi…");
    this.#work();
  }

  #drop(entry) {
    this.queue = this.queue.filter((other) => other !== entry);
    this.#keep();
  }

  #keep() {
    const texts = this.queue.filter((entry) => !entry.blob).map(({ id, text, token }) => ({ id, text, token }));
    if (texts.length) sessionStorage.setItem(KEPT, JSON.stringify(texts));
    else sessionStorage.removeItem(KEPT);
  }
}

function say(entry, text, again = null) {
  entry.state.textContent = text;
  if (!again) return;
  const button = make("button", "", "Gửi lại");
  button.type = "button";
  button.addEventListener("click", again, { once: true });
  entry.state.append(button);
}

function kept() {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT)) ?? [];
  } catch {
    return [];
  }
}

// crypto.randomUUID exists only on https pages.
function newId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
