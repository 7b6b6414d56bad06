// Comforts of the reply form: templates and citations go in where the cursor stands, the law is searched in place.
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
    insertAtCursor(document.getElementById("reply-text"), button.dataset.insert);
    return;
  }
  // Whatever goes wrong in place, the plain form can still do.
  searchInPlace(button).catch(() => button.form.requestSubmit(button));
});
