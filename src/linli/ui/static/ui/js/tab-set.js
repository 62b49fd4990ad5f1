// <tab-set><section data-tab="…">: one section at a time; without scripts all stand below each other.
customElements.define("tab-set", class extends HTMLElement {
  connectedCallback() {
    this.panels = [...this.children].filter((child) => child.dataset.tab);
    if (!this.panels.length || this.bar) return;
    this.bar = document.createElement("div");
    this.bar.className = "tabs";
    const row = document.createElement("ul");
    row.setAttribute("role", "tablist");
    row.setAttribute("aria-label", this.dataset.label || "");
    this.tabs = this.panels.map((panel, index) => {
      const item = document.createElement("li");
      item.setAttribute("role", "presentation");
      const tab = document.createElement("button");
      panel.id = panel.id || `tab-${Math.random().toString(36).slice(2, 8)}`;
      tab.type = "button";
      tab.id = panel.id + "-tab";
      tab.textContent = panel.dataset.tab;
      tab.setAttribute("role", "tab");
      tab.setAttribute("aria-controls", panel.id);
      panel.setAttribute("role", "tabpanel");
      panel.setAttribute("aria-labelledby", tab.id);
      tab.onclick = () => this.show(index);
      tab.onkeydown = (event) => {
        const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        if (step) { this.show((index + step + this.tabs.length) % this.tabs.length); this.querySelector('[aria-selected="true"]').focus(); }
      };
      item.append(tab);
      row.append(item);
      return tab;
    });
    this.bar.append(row);
    this.prepend(this.bar);
    this.show(Math.max(0, this.panels.findIndex((panel) => "#" + panel.id === location.hash)));
  }

  show(at) {
    this.panels.forEach((panel, index) => { panel.hidden = index !== at; });
    this.tabs.forEach((tab, index) => { tab.setAttribute("aria-selected", String(index === at)); tab.tabIndex = index === at ? 0 : -1; });
  }
});
