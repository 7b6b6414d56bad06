// Files beside an answer are brought up as soon as they are picked, so that what is wrong with one is said before sending.
"use strict";

{
  const MOST_BYTES = 10 * 1024 * 1024;
  const TOO_LARGE = "Tệp lớn hơn 10 MB. Bạn tách thành nhiều tệp, hoặc gửi ảnh chụp trang cần xem nhé.";
  const LOST = "Mất kết nối nên chưa đính kèm được. Bạn chọn lại tệp giúp nhé.";
  const SIGNED_OUT = "Phiên đăng nhập đã hết. Bạn tải lại trang; nội dung đang viết thì chép ra trước nhé.";

  const say = (list, text, className) => {
    list.querySelector(".files-problem, .files-busy")?.remove();
    if (!text) return;
    const line = document.createElement("p");
    line.className = className;
    line.textContent = text;
    list.prepend(line);
  };

  // What stands beside the text already goes along; the text itself stays here.
  const post = async (button, file) => {
    const form = button.form;
    const data = new FormData();
    data.append("csrf", form.elements.namedItem("csrf").value);
    for (const held of form.querySelectorAll("input[name=file]")) data.append("file", held.value);
    if (file) data.append("picked", file);
    else data.append("drop", button.value);
    const body = file ? data : new URLSearchParams(data);
    const answer = await fetch(button.formAction, { method: "POST", body, headers: { "X-Fragment": "1" }, redirect: "manual" });
    if (answer.type === "opaqueredirect" || answer.status === 401) throw new Error(SIGNED_OUT);
    if (answer.status === 413) throw new Error(TOO_LARGE);
    if (!answer.ok) throw new Error(LOST);
    return answer.text();
  };

  // While a file is on its way nothing is sent without it.
  const busy = (form, is) => {
    form.dataset.busy = is ? "yes" : "no";
    for (const button of form.querySelectorAll(".btn-primary[type=submit]")) button.disabled = is;
  };

  const change = async (part, button, file) => {
    const list = part.querySelector(".files-list");
    const { form } = button; // a dropped file takes its button along
    busy(form, true);
    if (file) say(list, "Đang kiểm tra tệp…", "files-busy");
    try {
      if (file && file.size > MOST_BYTES) throw new Error(TOO_LARGE);
      list.innerHTML = await post(button, file);
    } catch (error) {
      say(list, error instanceof TypeError ? LOST : error.message, "files-problem");
    } finally {
      busy(form, false);
    }
  };

  for (const part of document.querySelectorAll("[data-files]")) {
    part.classList.add("is-live");
    const input = part.querySelector(".files-input");
    const button = part.querySelector(".files-send");
    input.multiple = true; // a plain form brings one at a time
    input.addEventListener("change", async () => {
      const picked = [...input.files];
      input.value = "";
      for (const file of picked) await change(part, button, file);
    });
    part.addEventListener("click", (event) => {
      const drop = event.target.closest(".files-drop");
      if (!drop) return;
      event.preventDefault();
      change(part, drop).then(() => input.focus());
    });
  }
}
