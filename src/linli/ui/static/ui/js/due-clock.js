// <due-clock data-due>: in the last day and after, says the hours, and keeps saying them rightly while the page stays open.
customElements.define("due-clock", class extends HTMLElement {
  connectedCallback() { this.show(); this.timer = setInterval(() => this.show(), 60000); }

  disconnectedCallback() { clearInterval(this.timer); }

  show() {
    // The server's clock is what counts; a page carries it so that a wrong clock in an office does no harm.
    const skew = this.skew = this.skew ?? (this.dataset.now ? Date.parse(this.dataset.now) - Date.now() : 0);
    const minutes = Math.floor((Date.parse(this.dataset.due) - Date.now() - skew) / 60000);
    if (Math.abs(minutes) >= 1440 || !linli.words.left) return;
    const away = Math.abs(minutes);
    const [amount, unit] = away < 60 ? [Math.max(away, 1), "minute"] : [Math.floor(away / 60), "hour"];
    const text = new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit, unitDisplay: "long" }).format(amount);
    this.textContent = (minutes < 0 ? linli.words.over : linli.words.left).replace("%s", text);
  }
});
