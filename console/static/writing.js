// Comforts of whatever form answers workers: templates and citations go in where the cursor stands, the law is searched
// in place.
"use strict";

const insertAtCursor = (box, more) => {
  const before = box.value.slice(0, box.selectionStart).trimEnd();
  const after = box.value.slice(box.selectionEnd).trimStart();
  const head = before ? `${before}\n\n${more}` : more;
  box.value = after ? `${head}\n\n${after}` : head;
  box.setSelectionRange(head.length, head.length);
  box.dispatchEvent(new Event("input", { bubbles: true }));
  box.focus();
};

const searchInPlace = async (button) => {
  const fields = new URLSearchParams(new FormData(button.form));
  const answer = await fetch(button.formAction, { method: "POST", body: fields, headers: { "X-Fragment": "1" } });
  if (!answer.ok) throw new Error(String(answer.status));
  document.getElementById(button.dataset.search).innerHTML = await answer.text();
};

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-insert], button[data-search]");
  if (!button) return;
  event.preventDefault();
  if (button.dataset.insert !== undefined) {
    insertAtCursor(document.getElementById(button.closest("[data-into]").dataset.into), button.dataset.insert);
    return;
  }
  // Whatever goes wrong in place, the plain form can still do.
  searchInPlace(button).catch(() => button.form.requestSubmit(button));
});

// Enter in the box of a search means that search, whatever else its form can do.
document.addEventListener("keydown", (event) => {
  const button = event.key === "Enter" && event.target.name === "law" && event.target.parentElement.querySelector("[data-search]");
  if (!button) return;
  event.preventDefault();
  button.click();
});

// A choice of templates puts the chosen one into its box, and stands ready for the next.
document.addEventListener("change", (event) => {
  const { fills } = event.target.dataset;
  const chosen = fills && event.target.selectedOptions[0].dataset.text;
  if (!chosen) return;
  event.target.value = "";
  insertAtCursor(document.getElementById(fills), chosen);
});

for (const part of document.querySelectorAll("[data-needs-script]")) part.hidden = false;
