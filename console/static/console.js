// Comforts only: every page works without this file.
"use strict";

const format = new Intl.NumberFormat("vi-VN");

// The server counts what is left after trimming; so does this.
for (const box of document.querySelectorAll("textarea[data-limit]")) {
  const limit = Number(box.dataset.limit);
  const output = box.form.querySelector(".counter-text");
  const show = () => {
    const used = [...box.value.normalize("NFC").trim()].length;
    output.textContent = `${format.format(used)} / ${format.format(limit)} ký tự`;
    output.classList.toggle("is-over", used > limit);
  };
  box.addEventListener("input", show);
  show();
}

// Sent twice by an impatient tap, an answer would come back as a conflict.
let sending = false;
document.addEventListener("submit", (event) => {
  if (event.target.method !== "post") return;
  if (sending) {
    event.preventDefault();
    return;
  }
  sending = true;
});
window.addEventListener("pageshow", () => { sending = false; });

const hasDraft = () => [...document.querySelectorAll("textarea[data-limit]")]
  .some((box) => box.value.trim() !== box.defaultValue.trim());
window.addEventListener("beforeunload", (event) => {
  if (!sending && hasDraft()) event.preventDefault();
});

// A long list gets shorter while one types, with or without diacritics.
const fold = (text) => text.toLowerCase().replaceAll("đ", "d").normalize("NFD").replace(/\p{Mn}/gu, "");
for (const box of document.querySelectorAll("input[data-filter]")) {
  const list = document.getElementById(box.dataset.filter);
  const choices = [...list.querySelectorAll(list.matches("ul") ? "li" : "label")]
    .map((label) => ({ label, words: fold(label.textContent) }));
  const status = box.parentElement.querySelector("[role=status]");
  box.parentElement.hidden = false;
  box.addEventListener("input", () => {
    const wanted = fold(box.value).split(/\s+/).filter(Boolean);
    for (const { label, words } of choices) {
      label.hidden = !wanted.every((word) => words.includes(word)) && !label.querySelector(":checked");
    }
    const shown = choices.filter(({ label }) => !label.hidden).length;
    status.textContent = wanted.length ? `${format.format(shown)} chủ đề khớp` : "";
  });
  // Enter would send the form before anything is chosen.
  box.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
}

// A menu closes when the focus or a tap goes elsewhere.
for (const menu of document.querySelectorAll("details.who")) {
  document.addEventListener("click", (event) => { if (!menu.contains(event.target)) menu.open = false; });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}
