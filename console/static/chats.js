// Who waits for a person: the sign in the top bar keeps itself up to date, and a new request can be heard.
"use strict";

{
  const EVERY = 10_000;
  const SOUND = "motcham-alarm-sound";
  const sign = document.querySelector(".chats-sign");
  let tag = "";

  const rings = () => new Set((sign.querySelector("[data-rings]")?.dataset.rings ?? "").split(" ").filter(Boolean));
  let known = rings();

  // Softer than an emergency. A browser plays nothing on a page that was not touched yet.
  let audio = null;
  const play = async () => {
    if (localStorage.getItem(SOUND) !== "on") return;
    audio ??= new AudioContext();
    await audio.resume();
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    tone.frequency.value = 523;
    volume.gain.value = 0.1;
    tone.connect(volume).connect(audio.destination);
    tone.start();
    tone.stop(audio.currentTime + 0.3);
  };

  // The list page shows the same people: it changes with the sign.
  const refreshList = async () => {
    const list = document.querySelector("[data-chat-list]");
    if (!list) return;
    const answer = await fetch(location.href, { redirect: "manual" });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-chat-list]");
    if (fresh) list.replaceWith(fresh);
  };

  const look = async () => {
    try {
      const answer = await fetch(sign.dataset.address, { headers: { "If-None-Match": tag }, redirect: "manual" });
      if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 404) return;
      if (answer.ok) {
        const first = tag === "";
        tag = answer.headers.get("ETag");
        sign.innerHTML = await answer.text();
        const now = rings();
        if ([...now].some((one) => !known.has(one))) play();
        const changed = now.size !== known.size || [...now].some((one) => !known.has(one));
        known = now;
        if (changed || !first) await refreshList();
      }
    } catch {
      // No answer this time; the page asks again.
    }
    timer = setTimeout(look, EVERY);
  };
  let timer = setTimeout(look, EVERY);

  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    clearTimeout(timer);
    look();
  });
}
