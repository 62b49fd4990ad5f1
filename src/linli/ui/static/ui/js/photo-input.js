// <photo-input>: shrinks photos on the phone (longest side 1600), shows them, lets each be taken out again.
const LONGEST = 1600;

async function shrink(file) {
  const canvas = document.createElement("canvas");
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.82));
    // Drawing anew also drops where and when the photo was taken.
    if (blob && blob.size < file.size) file = new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" });
  } catch { /* a format this browser cannot read goes as it is */ }
  return { file, canvas };
}

customElements.define("photo-input", class extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector('input[type="file"]');
    if (!this.input || this.list) return;
    this.kept = [];
    this.most = Number(this.dataset.most) || 1;
    this.list = document.createElement("ul");
    this.list.className = "photo__list";
    this.append(this.list);
    this.input.addEventListener("change", () => this.take([...this.input.files]));
  }

  async take(files) {
    if (this.kept.length + files.length > this.most) linli.say(this.dataset.over);
    for (const file of files.slice(0, this.most - this.kept.length)) this.kept.push(await shrink(file));
    this.draw();
  }

  draw() {
    const hold = new DataTransfer();
    for (const one of this.kept) hold.items.add(one.file);
    this.input.files = hold.files;
    this.list.replaceChildren(...this.kept.map((one, index) => {
      const row = document.createElement("li");
      const button = document.createElement("button");
      button.type = "button";
      button.setAttribute("aria-label", `${this.dataset.remove} ${index + 1}`);
      const sign = document.createElement("span");
      sign.textContent = "×";
      button.append(sign);
      button.onclick = () => { this.kept.splice(index, 1); this.draw(); this.input.focus(); };
      row.append(one.canvas, button);
      return row;
    }));
  }
});
