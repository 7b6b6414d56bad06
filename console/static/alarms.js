// The bar of alarms keeps itself up to date; without this file it is as old as the page.
"use strict";

{
  const EVERY = 15_000;
  const PATIENCE = 4; // tries without an answer before the officer is told
  const SOUND = "motcham-alarm-sound";
  const bar = document.querySelector(".alarms");
  const lost = document.querySelector(".alarms-lost");
  const sound = document.querySelector(".alarm-sound");
  const plainTitle = document.title.replace(/^\(!\) /, "");
  let tag = bar.dataset.tag;
  let failures = 0;

  const rings = () => bar.childElementCount > 0;
  const mark = () => { document.title = (rings() || !lost.hidden ? "(!) " : "") + plainTitle; };

  // Two short tones, made here without a file. A browser plays nothing on a page that was not touched yet: then once later.
  let audio = null;
  let waits = false;
  const play = async () => {
    if (waits) return;
    audio ??= new AudioContext();
    waits = true;
    await audio.resume();
    waits = false;
    for (const [start, pitch] of [[0, 880], [0.25, 660]]) {
      const tone = audio.createOscillator();
      const volume = audio.createGain();
      tone.frequency.value = pitch;
      volume.gain.value = 0.15;
      tone.connect(volume).connect(audio.destination);
      tone.start(audio.currentTime + start);
      tone.stop(audio.currentTime + start + 0.2);
    }
  };
  const isLoud = () => localStorage.getItem(SOUND) === "on";
  const label = () => { sound.querySelector("span").textContent = `Tiếng báo động: ${isLoud() ? "bật" : "tắt"}`; };
  sound.addEventListener("click", () => {
    localStorage.setItem(SOUND, isLoud() ? "off" : "on");
    label();
    if (isLoud()) play();
  });
  label();
  sound.hidden = false;

  // "over": the session has ended, and asking again is of no use. "failed": nobody answered this time.
  const ask = async () => {
    try {
      const answer = await fetch(bar.dataset.address, { headers: { "If-None-Match": tag }, redirect: "manual" });
      if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 404) return "over";
      if (answer.status === 304) return "same";
      if (!answer.ok) return "failed";
      bar.innerHTML = await answer.text();
      tag = answer.headers.get("ETag");
      return "new";
    } catch {
      return "failed";
    }
  };

  const look = async () => {
    const found = await ask();
    failures = found === "failed" ? failures + 1 : 0;
    lost.hidden = found !== "over" && failures < PATIENCE;
    mark();
    if (rings() && isLoud()) play();
    if (found !== "over") timer = setTimeout(look, EVERY);
  };
  let timer = setTimeout(look, EVERY);

  // Browsers slow the clock of a page that nobody looks at.
  document.addEventListener("visibilitychange", () => {
    if (document.hidden || !lost.hidden) return;
    clearTimeout(timer);
    look();
  });
}
