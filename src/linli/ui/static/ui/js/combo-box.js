// <combo-box data-src>: type, the server searches, pick with mouse or keys; the id goes into the hidden field.
customElements.define("combo-box", class extends HTMLElement {
  connectedCallback() {
    this.hidden_ = this.querySelector('input[type="hidden"]');
    this.box = this.querySelector('input[type="text"]');
    if (!this.box || this.list || !this.dataset.src) return;
    this.list = document.createElement("ul");
    this.list.className = "combo__list";
    this.list.id = `${this.box.id || this.box.name}_list`;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", this.box.labels && this.box.labels[0] ? this.box.labels[0].textContent.trim() : "");
    this.list.hidden = true;
    this.append(this.list);
    for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", this.list.id]]) {
      this.box.setAttribute(name, value);
    }
    this.box.addEventListener("input", () => { this.hidden_.value = ""; clearTimeout(this.timer); this.timer = setTimeout(() => this.search(), 250); });
    this.box.addEventListener("keydown", (event) => this.key(event));
    this.box.addEventListener("blur", () => setTimeout(() => this.close(), 150));
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => { const item = event.target.closest("[data-id]"); if (item) this.pick(item); });
  }

  async search() {
    const text = this.box.value.trim();
    if (!text) { this.close(); return; }
    const asked = this.asked = Symbol(text);
    const url = new URL(this.dataset.src, location.href);
    url.searchParams.set("q", text);
    let items = [];
    try { items = (await (await fetch(url, { headers: { Accept: "application/json" } })).json()).items; } catch { return; }
    if (asked === this.asked) this.show(items);
  }

  show(items) {
    this.list.replaceChildren(...items.map((item, index) => {
      const row = document.createElement("li");
      row.className = "combo__item";
      row.id = `${this.list.id}_${index}`;
      row.dataset.id = item.id;
      row.dataset.label = item.label;
      row.setAttribute("role", "option");
      const label = document.createElement("span");
      label.textContent = item.label;
      const hint = document.createElement("small");
      hint.textContent = item.hint || "";
      row.append(label, hint);
      return row;
    }));
    this.list.hidden = !items.length;
    this.box.setAttribute("aria-expanded", String(!!items.length));
    this.mark(-1);
    linli.say(items.length ? `${items.length} ${this.dataset.some}` : this.dataset.none);
  }

  key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const rows = this.list.children;
    if (step && !this.list.hidden) { event.preventDefault(); this.mark((this.at + step + rows.length) % rows.length); }
    else if (step) this.search();
    else if (event.key === "Enter" && !this.list.hidden) { event.preventDefault(); this.pick(rows[Math.max(this.at, 0)]); }
    else if (event.key === "Escape" && !this.list.hidden) { event.preventDefault(); this.close(); }
  }

  mark(at) {
    this.at = at;
    [...this.list.children].forEach((row, index) => row.setAttribute("aria-selected", String(index === at)));
    if (at >= 0) { this.box.setAttribute("aria-activedescendant", this.list.children[at].id); this.list.children[at].scrollIntoView({ block: "nearest" }); }
    else this.box.removeAttribute("aria-activedescendant");
  }

  pick(row) {
    this.hidden_.value = row.dataset.id;
    this.box.value = row.dataset.label;
    this.close();
    this.hidden_.dispatchEvent(new Event("change", { bubbles: true }));
  }

  close() { this.asked = null; this.list.hidden = true; this.box.setAttribute("aria-expanded", "false"); this.mark(-1); }
});
