// One conversation: new lines come by themselves, Enter sends, and what is typed survives whatever happens.
"use strict";

{
  const EVERY = 2_000;
  const EVERY_IN_BACKGROUND = 60_000; // only to say that the page is still open
  const PATIENCE = 3; // tries without an answer before the officer is told
  const TYPING_EVERY = 4_000;
  const feed = document.querySelector(".chat-feed");
  const form = document.querySelector(".chat-form");
  const lost = document.querySelector(".chat-lost");
  const scroller = feed.querySelector(".chat-scroll");
  const list = () => scroller.querySelector(".chat-lines");
  const plainTitle = document.title;
  let tag = "";
  let failures = 0;
  let unread = 0;
  let timer = 0;
  let over = false;

  const isAtEnd = () => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 60;
  const toEnd = () => { scroller.scrollTop = scroller.scrollHeight; };
  toEnd();

  const isMine = () => feed.querySelector(".chat-state").dataset.mine === "yes";

  // Only what changed is touched, so that a screen reader hears only what is new and nobody loses the place.
  const merge = (html) => {
    const fresh = document.createElement("template");
    fresh.innerHTML = html;
    for (const part of [".chat-state", ".chat-typing"]) {
      const [old, now] = [feed.querySelector(part), fresh.content.querySelector(part)];
      if (old.outerHTML !== now.outerHTML && !old.contains(document.activeElement)) old.replaceWith(now);
    }
    const stay = isAtEnd();
    const ids = new Set();
    for (const line of fresh.content.querySelectorAll(".chat-lines > li")) {
      ids.add(line.id);
      const old = document.getElementById(line.id);
      if (!old) {
        list().insertBefore(line, list().querySelector(".is-local"));
        if (line.classList.contains("chat-worker") && document.hidden) unread += 1;
      } else if (old.outerHTML !== line.outerHTML && !old.contains(document.activeElement)) old.replaceWith(line);
    }
    for (const line of list().querySelectorAll("li[id]")) if (!ids.has(line.id)) line.remove();
    document.title = (unread ? `(${unread}) ` : "") + plainTitle;
    if (stay) toEnd();
  };

  const changed = () => {
    // The box appears with the conversation; when it ends, what was typed stays to be copied.
    if (isMine() && !form) location.reload();
    if (form) form.querySelector(".chat-send").disabled = !isMine() || form.dataset.busy === "yes";
    const end = document.querySelector(".chat-end");
    if (end) end.hidden = !isMine();
  };

  const look = async () => {
    clearTimeout(timer);
    try {
      const answer = await fetch(feed.dataset.address, { headers: { "If-None-Match": tag }, redirect: "manual" });
      if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 404) over = true;
      else if (answer.ok) {
        merge(await answer.text());
        tag = answer.headers.get("ETag");
        changed();
      }
      failures = answer.ok || answer.status === 304 ? 0 : failures + 1;
    } catch {
      failures += 1;
    }
    lost.hidden = !over && failures < PATIENCE;
    if (over) lost.textContent = "Trang này không còn nhận được tin mới. Bạn tải lại trang nhé.";
    else timer = setTimeout(look, document.hidden ? EVERY_IN_BACKGROUND : EVERY);
  };
  document.addEventListener("visibilitychange", () => {
    if (document.hidden || over) return;
    unread = 0;
    look();
  });
  timer = setTimeout(look, EVERY);

  if (form) {
    const box = form.elements.namedItem("text");
    const csrf = form.querySelector("input[type=hidden]");
    const newKey = () => [...crypto.getRandomValues(new Uint8Array(16))].map((n) => n.toString(16).padStart(2, "0")).join("");

    // One after the other, so that they arrive in the order in which they were written. A key makes a repeat harmless.
    let queue = Promise.resolve();
    const local = (text) => {
      const line = document.createElement("li");
      line.className = "chat-line chat-staff is-local";
      const body = document.createElement("div");
      body.className = "entry-body";
      body.dir = "auto";
      body.textContent = text;
      const meta = document.createElement("p");
      meta.className = "chat-meta chat-delivery";
      meta.textContent = "Đang gửi";
      line.append(body, meta);
      list().append(line);
      toEnd();
      return line;
    };
    const send = async (line, text, key, files) => {
      const meta = line.querySelector(".chat-meta");
      line.classList.remove("is-failed");
      meta.textContent = "Đang gửi";
      let problem = "Mất kết nối nên chưa gửi được.";
      try {
        const body = new URLSearchParams({ [csrf.name]: csrf.value, key, text });
        for (const file of files) body.append("file", file);
        const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" }, redirect: "manual" });
        if (answer.status === 204) {
          await look();
          line.remove();
          return;
        }
        if (answer.status === 422) problem = (await answer.json()).error;
        else if (answer.type === "opaqueredirect" || answer.status === 401) problem = "Phiên đăng nhập đã hết. Bạn tải lại trang.";
      } catch {
        // Nothing came back: the key lets it be sent again without becoming two.
      }
      line.classList.add("is-failed");
      meta.textContent = `Không gửi được: ${problem} `;
      const again = document.createElement("button");
      again.type = "button";
      again.className = "btn";
      again.textContent = "Gửi lại";
      again.addEventListener("click", () => { queue = queue.then(() => send(line, text, key, files)); });
      meta.append(again);
    };

    const submit = () => {
      const text = box.value.normalize("NFC").trim();
      const held = [...form.querySelectorAll("input[name=file]")];
      const files = held.map((input) => input.value);
      if ((!text && !files.length) || [...text].length > Number(box.dataset.limit)) return;
      if (!isMine() || form.dataset.busy === "yes") return;
      box.value = "";
      box.dispatchEvent(new Event("input"));
      form.querySelector(".files-list").replaceChildren();
      const line = local([text, files.length && `(${files.length} tệp)`].filter(Boolean).join(" "));
      const key = newKey();
      queue = queue.then(() => send(line, text, key, files));
      box.focus();
    };
    form.addEventListener("submit", (event) => {
      if (event.submitter && !event.submitter.classList.contains("chat-send")) return; // the law, where scripts failed
      event.preventDefault();
      event.stopPropagation(); // the page's guard against double sending would lock the next message
      submit();
    });

    // Vietnamese typing tools use Enter inside a word too.
    box.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
      event.preventDefault();
      submit();
    });

    let told = -TYPING_EVERY;
    box.addEventListener("input", () => {
      if (!box.value.trim() || !isMine() || performance.now() - told < TYPING_EVERY) return;
      told = performance.now();
      const body = new URLSearchParams({ [csrf.name]: csrf.value });
      fetch(form.dataset.typing, { method: "POST", body, redirect: "manual" }).catch(() => {});
    });
    box.focus();
  }
}
