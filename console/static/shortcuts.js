// Keys for who works through many cases. They are silent while one types, and can be switched off.
"use strict";

{
  const SWITCH = "motcham-shortcuts";
  const dialog = document.getElementById("shortcuts");
  const box = document.getElementById("shortcuts-on");
  const rows = [...document.querySelectorAll(".case-table tbody tr")];
  let at = -1;

  const isOn = () => localStorage.getItem(SWITCH) !== "off";
  const label = () => { box.checked = isOn(); };
  box.addEventListener("change", () => localStorage.setItem(SWITCH, box.checked ? "on" : "off"));

  const open = () => {
    label();
    dialog.showModal();
  };
  const move = (step) => {
    if (!rows.length) return;
    rows[at]?.classList.remove("is-at");
    at = Math.min(rows.length - 1, Math.max(0, at + step));
    rows[at].classList.add("is-at");
    rows[at].querySelector("a").focus();
  };
  const focus = (id) => {
    const field = document.getElementById(id);
    if (!field) return false;
    field.scrollIntoView({ block: "center" });
    field.focus();
    return true;
  };
  const acts = {
    j: () => move(1),
    k: () => move(-1),
    x: () => rows[at]?.querySelector(".case-pick input")?.click(),
    r: () => focus("reply-text"),
    n: () => focus("note-text"),
    "/": () => focus("q"),
    "?": open,
  };

  const types = (target) => target.isContentEditable || target.closest("input, textarea, select, dialog");
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const act = acts[event.key];
    // A checkbox takes no letters: keys go on after one was ticked.
    if (!act || !isOn() || (types(event.target) && event.target.type !== "checkbox")) return;
    if (event.target.closest("dialog")) return;
    event.preventDefault();
    act();
  });
  for (const button of document.querySelectorAll("[data-shortcuts]")) {
    button.hidden = false;
    button.addEventListener("click", open);
  }
  rows.forEach((row, place) => row.addEventListener("focusin", () => {
    rows[at]?.classList.remove("is-at");
    at = place;
    row.classList.add("is-at");
  }));
}
