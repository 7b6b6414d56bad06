// Says that something changed while the page is open; nothing moves under the finger. Without it a page is as old as it is.
"use strict";

{
  const root = document.querySelector("[data-live]");
  const news = root?.querySelector(".live-news");
  const watching = root?.querySelector(".live-watching");
  const opened = new Set();
  const changed = new Set();
  let source = null;
  let since = null;
  let failures = 0;
  let timer = null;

  const show = (text) => {
    news.querySelector("span").textContent = text;
    news.hidden = false;
  };

  const onQueue = (signal) => {
    (signal.opened ? opened : changed).add(signal.case);
    if (opened.size) show(`${opened.size} vụ việc mới.`);
    else show(`${changed.size} vụ việc vừa thay đổi.`);
  };
  const onCase = (signal) => {
    if (signal.case !== root.dataset.case) return;
    if (signal.who === "worker") show("Có tin mới từ người lao động.");
    else if (news.hidden) show("Đồng nghiệp hoặc hệ thống vừa cập nhật vụ việc này.");
  };

  const close = () => {
    clearTimeout(timer);
    source?.close();
    source = null;
  };
  const connect = () => {
    close();
    const address = new URL(root.dataset.live, location.href);
    if (root.dataset.case) address.searchParams.set("case", root.dataset.case);
    if (since !== null) address.searchParams.set("since", since);
    source = new EventSource(address);
    source.addEventListener("hello", (event) => {
      failures = 0;
      since = Math.max(since ?? 0, JSON.parse(event.data).since);
    });
    source.addEventListener("changed", (event) => {
      const signal = JSON.parse(event.data);
      since = Math.max(since ?? 0, signal.since);
      (root.dataset.case ? onCase : onQueue)(signal);
    });
    source.addEventListener("watching", (event) => {
      const { names } = JSON.parse(event.data);
      watching.textContent = names.length ? `Đang xem: ${names.join(", ")}` : "";
      watching.hidden = !names.length;
    });
    // Ours, since the browser's own way to try again knows no patience and forgets what was heard last.
    source.addEventListener("error", () => {
      close();
      failures += 1;
      timer = setTimeout(connect, Math.min(60, 2 ** failures) * 1000 * (0.5 + Math.random()));
    });
  };

  if (root) {
    if (!document.hidden) connect();
    // A browser holds few connections to one site: tabs that nobody looks at give theirs back.
    document.addEventListener("visibilitychange", () => { if (document.hidden) close(); else connect(); });
    window.addEventListener("pagehide", close);
  }
}
