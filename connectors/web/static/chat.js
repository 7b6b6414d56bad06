// The page: begins the session, listens for news, and ties the parts together.

import * as api from "./api.js";
import { Composer } from "./composer.js";
import { Outbox } from "./outbox.js";
import { Scroll } from "./scroll.js";
import { View, make } from "./view.js";

const COVERED = "motcham.covered"; // left by "Ẩn nhanh": the next visitor sees no old messages
const TYPING_MS = 20000;
const OFFICER_TYPING_MS = 6000;
const TELL_MS = 4000; // how often the officer hears that the worker is typing
const $ = (id) => document.getElementById(id);
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

const scroll = new Scroll($("scroller"), $("jump"));
const view = new View($("log"), (button) => say(() => outbox.button(button)));
const outbox = new Outbox(view, scroll, () => live || typing(true), () => api.start(""));
const composer = new Composer({
  onText: (text) => say(() => outbox.text(text)),
  onFile: (blob, name) => say(() => outbox.file(blob, name)),
  onTrouble: (message) => notice(message, 6000),
  onTyping: tellTyping,
});

let after = 0;
let covered = null;
let typingTimer = 0;
let live = false; // an officer talks here, and the bot is silent
let typed = ""; // when the officer was last seen typing
let told = -TELL_MS;
let generation = 0; // grows when the conversation is erased: an older listener stops

function say(send) {
  $("starters").hidden = true;
  send();
}

function typing(isOn, forMs = TYPING_MS) {
  clearTimeout(typingTimer);
  $("typing-who").textContent = live ? "Cán bộ đang soạn…" : "Trợ lý đang trả lời";
  $("typing-who").classList.toggle("unseen", !live);
  const wasHidden = $("typing").hidden;
  $("typing").hidden = !isOn;
  if (!isOn) return;
  typingTimer = setTimeout(() => typing(false), forMs);
  if (wasHidden && scroll.following) scroll.toEnd();
}

function tellTyping() {
  if (!live || performance.now() - told < TELL_MS) return;
  told = performance.now();
  api.typing().catch(() => {}); // only a sign
}

function notice(message, forMs = 0) {
  $("notice").textContent = message;
  $("notice").hidden = !message;
  if (forMs) setTimeout(() => $("notice").textContent === message && notice(""), forMs);
}

function show(messages) {
  const known = new Set();
  for (const message of messages) {
    if (message.from === "bot") view.bot(message);
    else {
      view.own({ text: message.text, kind: message.kind, at: message.at });
      known.add(message.client_message_id);
      $("starters").hidden = true;
    }
  }
  return known;
}

async function begin() {
  const unit = new URLSearchParams(location.search).get("u") ?? "";
  await api.start(unit);
  if (location.search) history.replaceState(null, "", location.pathname);
  const past = await api.history();
  after = past.after;
  live = past.live;
  if (localStorage.getItem(COVERED) && past.messages.length) cover(past.messages);
  else {
    outbox.restore(show(past.messages));
    scroll.toEnd();
  }
  // On a first visit the bot's greeting is on its way.
  typing(past.waiting || past.messages.length === 0);
}

function cover(messages) {
  covered = messages;
  $("earlier").hidden = false;
}

function uncover() {
  localStorage.removeItem(COVERED);
  $("earlier").hidden = true;
  const since = [...$("log").children];
  view.clear();
  show(covered);
  $("log").append(...since);
  covered = null;
}

async function listen() {
  const mine = ++generation;
  let begun = false;
  let failures = 0;
  while (mine === generation) {
    try {
      await visible();
      if (!begun) await begin();
      begun = true;
      const found = await api.news(after, typed);
      if (mine !== generation) return;
      failures = 0;
      online();
      received(found);
    } catch (problem) {
      if (!(problem instanceof api.Problem)) throw problem;
      failures += 1;
      begun = begun && problem.status !== 401;
      trouble(problem, failures);
      await Promise.race([pause(Math.min(15000, 1000 * 2 ** failures)), event(window, "online")]);
    }
  }
}

function received(found) {
  live = found.live;
  if (found.typed && found.typed !== typed) typing(true, OFFICER_TYPING_MS);
  typed = found.typed ?? typed;
  if (!found.messages.length) return;
  after = found.after;
  const items = found.messages.map((message) => view.bot(message));
  typing(found.waiting && !live);
  scroll.arrived(items[0]);
}

function trouble(problem, failures) {
  if (problem.status === 401 && failures > 2) notice("Trình duyệt đang chặn cookie nên chưa trò chuyện được. Bạn cho phép cookie rồi tải lại trang nhé.");
  else if (problem.status === 429) notice(problem.message);
  else if (!navigator.onLine) offline();
  else if (failures > 1) notice("Kết nối đang yếu, mình đang thử lại…");
}

function offline() {
  notice("Mất mạng. Khi có mạng lại, tin sẽ tự gửi.");
}

function online() {
  if (!$("notice").hidden) notice("");
}

function visible() {
  return document.hidden ? event(document, "visibilitychange") : undefined;
}

function event(target, name) {
  return new Promise((done) => target.addEventListener(name, done, { once: true }));
}

function wipe() {
  view.clear();
  composer.clear();
  outbox.clear();
  covered = null;
  $("earlier").hidden = true;
}

// Leave at once: first the words go, then the page; "back" does not bring it back.
function hide(click) {
  click.preventDefault();
  localStorage.setItem(COVERED, "1");
  generation += 1;
  wipe();
  document.title = "Google";
  const away = $("hide").href;
  document.body.replaceChildren();
  location.replace(away);
}

async function erase() {
  try {
    await api.erase();
  } catch (problem) {
    notice(problem.message || "Chưa xóa được. Bạn thử lại nhé.", 6000);
    return;
  }
  localStorage.removeItem(COVERED);
  generation += 1;
  wipe();
  after = 0;
  $("starters").hidden = false;
  view.log.append(make("div", "day", "Đã xóa cuộc trò chuyện."));
  composer.focus();
  listen();
}

$("hide").addEventListener("click", hide);
$("earlier").addEventListener("click", uncover);
$("erase").addEventListener("click", () => {
  $("confirm").returnValue = "keep";
  $("confirm").showModal();
});
$("confirm").addEventListener("close", () => $("confirm").returnValue === "erase" && erase());
$("starters").addEventListener("click", (click) => {
  if (click.target.matches("button")) say(() => outbox.text(click.target.textContent));
});
addEventListener("offline", offline);
addEventListener("online", online);
addEventListener("pageshow", (shown) => shown.persisted && location.reload());
listen();
