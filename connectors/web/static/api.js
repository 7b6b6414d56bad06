// The chat's API. Every failure is a Problem: with the server's own words, or a network that did not answer.

const ANSWER_MS = 20000;
const POLL_MS = 40000;

export class Problem extends Error {
  constructor(status, message, retryAfter = 0) {
    super(message);
    this.status = status; // 0: nothing came back
    this.retryAfter = retryAfter;
  }

  // The same request may go through later.
  get passes() {
    return this.status === 0 || this.status >= 500 || this.status === 429;
  }
}

async function ask(path, options = {}, limit = ANSWER_MS) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), limit);
  const cancel = () => stop.abort();
  options.signal?.addEventListener("abort", cancel);
  try {
    const answer = await fetch(`/api/chat${path}`, { ...options, signal: stop.signal, credentials: "same-origin", cache: "no-store" });
    if (answer.status === 204) return null;
    const body = await answer.json();
    if (answer.ok) return body;
    throw new Problem(answer.status, body.error?.message ?? "", Number(answer.headers.get("Retry-After")) || 0);
  } catch (error) {
    throw error instanceof Problem ? error : new Problem(0, "Chưa gửi được vì mạng yếu.");
  } finally {
    clearTimeout(timer);
    options.signal?.removeEventListener("abort", cancel);
  }
}

const post = (path, value) =>
  ask(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(value) });

export const start = (unit) => post("/start", { unit });
export const history = () => ask("/messages");
export const news = (after, typed) => ask(`/messages?${new URLSearchParams({ after, typed })}`, {}, POLL_MS);
export const typing = () => post("/typing", {});
export const sendText = (id, text) => post("/messages", { client_message_id: id, text });
export const sendButton = (id, button) => post("/messages", { client_message_id: id, button });
export const erase = () => ask("", { method: "DELETE" });

// The name of the file stays here: it may tell more than the file.
export function sendFile(id, file) {
  const form = new FormData();
  form.append("client_message_id", id);
  form.append("file", file, "file");
  return ask("/file", { method: "POST", body: form }, 120000);
}
