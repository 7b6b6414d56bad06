// Photos are drawn smaller before they leave: lighter on a slow network, and without the place where they were taken.
// Anything else, and what this browser cannot draw (HEIC outside of Safari), leaves as it is; the server cleans it, or
// says in plain words why it does not take it.

const LONGEST_SIDE = 1600;
const MAX_BYTES = 10 * 1024 * 1024;
const TYPES = ["image/jpeg", "image/png", "image/webp", "image/heic", "image/heif"];

export async function lighter(file) {
  const drawn = TYPES.includes(file.type) ? await redrawn(file).catch(() => file) : file;
  const best = drawn ?? file;
  if (best.size > MAX_BYTES) throw new Error("Tệp lớn hơn 10 MB. Bạn chọn tệp nhỏ hơn nhé.");
  return best;
}

async function redrawn(file) {
  const picture = await createImageBitmap(file);
  const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const context = canvas.getContext("2d");
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
}
