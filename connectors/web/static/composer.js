// Where the worker writes. A draft survives a reload; Vietnamese typing tools may use Enter without sending.

import { lighter } from "./photo.js";

const DRAFT = "motcham.draft";
const NEARLY_FULL = 7500;
const $ = (id) => document.getElementById(id);

export class Composer {
  constructor({ onText, onFile, onTrouble, onTyping }) {
    this.text = $("text");
    this.onText = onText;
    this.onFile = onFile;
    this.onTrouble = onTrouble;
    this.text.value = sessionStorage.getItem(DRAFT) ?? "";
    this.text.addEventListener("input", () => {
      this.#changed();
      if (this.text.value.trim()) onTyping();
    });
    this.text.addEventListener("keydown", (key) => this.#key(key));
    $("composer").addEventListener("submit", (submit) => {
      submit.preventDefault();
      this.#send();
    });
    $("pick").addEventListener("click", () => $("photo").click());
    $("photo").addEventListener("change", () => this.#picked());
    this.#changed();
  }

  focus() {
    this.text.focus();
  }

  clear() {
    this.text.value = "";
    this.#changed();
  }

  #send() {
    const text = this.text.value.trim();
    if (text) {
      this.clear();
      this.onText(text);
    }
    this.focus();
  }

  // On a phone Enter begins a new line and the button sends.
  #key(key) {
    const isTyping = key.isComposing || key.keyCode === 229;
    if (key.key !== "Enter" || key.shiftKey || isTyping || matchMedia("(pointer: coarse)").matches) return;
    key.preventDefault();
    this.#send();
  }

  async #picked() {
    const files = [...$("photo").files];
    $("photo").value = "";
    for (const file of files) {
      try {
        this.onFile(await lighter(file), file.name);
      } catch (error) {
        this.onTrouble(error.message);
      }
    }
  }

  #changed() {
    const { value } = this.text;
    if (value) sessionStorage.setItem(DRAFT, value);
    else sessionStorage.removeItem(DRAFT);
    this.text.style.height = "auto";
    this.text.style.height = `${this.text.scrollHeight + 3}px`;
    $("send").setAttribute("aria-disabled", String(!value.trim()));
    $("count").hidden = value.length < NEARLY_FULL;
    $("count").textContent = `Còn ${8000 - value.length} chữ`;
  }
}
