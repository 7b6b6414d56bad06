// Draws the conversation. Texts are only ever text nodes: nothing that anybody wrote is read as HTML.

const LINK = /https?:\/\/[^\s<>"'“”]+[^\s<>"'“”.,;:!?)\]}]/;
const CODE = /\bCD-(?!XXXX)[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b/;
const MARKED = new RegExp(`${LINK.source}|${CODE.source}`, "g");
const SENT = { photo: "📷 Ảnh đã gửi", voice: "🎤 Tin thoại đã gửi", video: "🎬 Video đã gửi", file: "📎 Tệp đã gửi" };
const QUIET_MS = 20 * 60 * 1000;

export function make(tag, className = "", text = "") {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text) element.textContent = text;
  return element;
}

export class View {
  constructor(log, onChoice) {
    this.log = log;
    this.onChoice = onChoice;
    this.lastAt = 0;
  }

  bot(message) {
    const item = this.#item("bot", "Trợ lý: ", message.at);
    if (message.file) item.append(file(message.file));
    else if (message.image) item.append(picture(message.image, "Hình kèm theo tin", message.text));
    else if (message.text) item.append(bubble(message.text));
    if (message.buttons?.length) item.append(this.#choices(message.buttons));
    this.#show(item);
    return item;
  }

  // `state` is the line below the bubble: sending, waiting, failed.
  own({ text, photo, kind, name = "", at }) {
    const item = this.#item("mine", "Bạn: ", at);
    if (photo) item.append(picture(photo, "Ảnh bạn gửi", text));
    else item.append(bubble([SENT[kind] && `${SENT[kind]}${name && `: ${name}`}`, text].filter(Boolean).join("\n")));
    this.#show(item);
    return item;
  }

  clear() {
    this.log.replaceChildren();
    this.lastAt = 0;
  }

  #item(side, speaker, at) {
    const moment = at ? new Date(at) : new Date();
    if (moment - this.lastAt > QUIET_MS) this.log.append(make("div", "day", when(moment)));
    this.lastAt = moment;
    const item = make("div", `message ${side}`);
    item.append(make("span", "unseen", speaker));
    return item;
  }

  #show(item) {
    for (const old of this.log.querySelectorAll(".newest")) old.classList.remove("newest");
    item.classList.add("newest");
    this.log.append(item);
  }

  #choices(buttons) {
    const group = make("div", "choices");
    group.setAttribute("role", "group");
    group.setAttribute("aria-label", "Lựa chọn");
    for (const button of buttons) group.append(button.url ? link(button) : this.#choice(button));
    return group;
  }

  #choice(button) {
    const element = make("button", "choice", button.title);
    element.type = "button";
    element.addEventListener("click", () => {
      element.classList.add("chosen");
      this.onChoice(button);
    });
    return element;
  }
}

function link(button) {
  const element = make("a", "choice", button.title);
  if (/^https?:/.test(button.url)) element.href = button.url;
  outside(element);
  return element;
}

function outside(element) {
  element.target = "_blank";
  element.rel = "noopener noreferrer";
}

function bubble(text) {
  const element = make("div", "bubble");
  let done = 0;
  for (const found of text.matchAll(MARKED)) {
    element.append(text.slice(done, found.index), marked(found[0]));
    done = found.index + found[0].length;
  }
  element.append(text.slice(done));
  return element;
}

// A link to follow, or a receipt code that one touch selects whole.
function marked(text) {
  if (text.startsWith("CD-")) return make("strong", "code", text);
  const anchor = make("a", "", text);
  anchor.href = text;
  outside(anchor);
  return anchor;
}

function picture(source, description, text) {
  const element = make("div", "bubble picture");
  const image = make("img");
  image.src = source;
  image.alt = description;
  element.append(image);
  if (text) element.append(make("p", "", text));
  return element;
}

// From our own address, for this chat's cookie alone; a picture is shown small, everything is kept by a touch.
function file({ address, name, kind, size, picture: isPicture }) {
  const element = make("div", "bubble file");
  const anchor = make("a");
  anchor.href = address;
  anchor.download = name;
  if (isPicture) {
    const image = make("img");
    image.src = `${address}?small=1`;
    image.alt = "Ảnh Công đoàn gửi";
    anchor.append(image);
  }
  anchor.append(make("span", "", `${isPicture ? "Tải ảnh về" : `Tải ${kind.replace("Tệp", "tệp")} về`} (${size})`));
  element.append(anchor);
  return element;
}

function when(moment) {
  const time = moment.toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit" });
  const isToday = moment.toDateString() === new Date().toDateString();
  return isToday ? `Hôm nay, ${time}` : `${moment.toLocaleDateString("vi-VN")}, ${time}`;
}
