// Comforts of the case list; the list works without this file.
"use strict";

{
  const bar = document.getElementById("bulk");
  const picks = [...document.querySelectorAll(".case-pick input")];
  if (bar && picks.length) {
    const whole = document.getElementById("bulk-page");
    const chosen = bar.querySelector(".bulk-chosen");
    const show = () => {
      const number = picks.filter((pick) => pick.checked).length;
      chosen.textContent = number ? `· đã chọn ${number}` : "";
      whole.checked = number === picks.length;
    };
    whole.closest("label").hidden = false;
    whole.addEventListener("change", () => {
      for (const pick of picks) pick.checked = whole.checked;
      show();
    });
    for (const pick of picks) pick.addEventListener("change", show);
    // Who fills in a field of an act means that act.
    for (const act of bar.querySelectorAll(".bulk-act")) {
      act.addEventListener("input", () => { act.querySelector("input[type=radio]").checked = true; });
    }
    window.addEventListener("pageshow", show);
  }
  // On a phone the piles lie in a row that goes beyond the screen.
  const here = document.querySelector(".queue-tab[aria-current]");
  if (here) document.fonts.ready.then(() => { here.parentElement.scrollLeft = here.offsetLeft - here.parentElement.offsetLeft - 16; });
  const next = document.querySelector("form[data-goes-on]");
  if (next) setTimeout(() => next.requestSubmit(), 300);
}
