// <copy-button data-text | data-from="#id">: copies, also where the page is not served over TLS.
customElements.define("copy-button", class extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", async (event) => {
      const button = event.target.closest("button");
      if (!button) return;
      event.preventDefault();
      const source = this.dataset.from && document.querySelector(this.dataset.from);
      const text = this.dataset.text || (source ? source.value || source.innerText : "");
      const done = await this.copy(text);
      linli.say(done ? linli.words.copied : linli.words.not_copied);
      const label = button.querySelector("span") || button;
      const before = this.before = this.before || label.textContent;
      label.textContent = done ? linli.words.copied : linli.words.not_copied;
      clearTimeout(this.timer);
      this.timer = setTimeout(() => { label.textContent = before; }, 2500);
    });
  }

  async copy(text) {
    try { await navigator.clipboard.writeText(text); return true; } catch { /* older kernels, plain http */ }
    const area = document.createElement("textarea");
    area.value = text;
    area.className = "visually-hidden";
    document.body.append(area);
    area.select();
    let done = false;
    try { done = document.execCommand("copy"); } catch { done = false; }
    area.remove();
    return done;
  }
});
