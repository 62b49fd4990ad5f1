// Small things that need a script: print, go back, and the receipts this phone remembers.
const act = (name, work) => customElements.define(name, class extends HTMLElement {
  connectedCallback() { this.addEventListener("click", (event) => { if (event.target.closest("button")) work(); }); }
});
act("print-button", () => print());
act("back-button", () => history.back());

// <receipt-code data-code data-title data-url>: the page of a receipt asks the phone to remember it.
customElements.define("receipt-code", class extends HTMLElement {
  connectedCallback() {
    const { code, title, url } = this.dataset;
    if (!code) return;
    const held = linli.store.get("receipts") || [];
    const others = held.filter((one) => one.code !== code);
    // The outer of two zones does not keep what the matter was; the phone that reported it does.
    const known = title || held.find((one) => one.code === code)?.title || "";
    linli.store.set("receipts", [{ code, title: known, url, at: Date.now() }, ...others].slice(0, 20));
  }
});

// <my-receipts>: links to them, and a way to make the phone forget.
customElements.define("my-receipts", class extends HTMLElement {
  connectedCallback() {
    const list = (linli.store.get("receipts") || []).filter((one) => /^\/[^/]/.test(one.url || ""));
    this.hidden = !list.length;
    const rows = document.createElement("ul");
    rows.className = "list-links";
    for (const one of list) {
      const item = document.createElement("li");
      const link = document.createElement("a");
      const code = document.createElement("span");
      link.href = one.url;
      link.append(one.title || one.code);
      code.className = "muted num nowrap";
      code.textContent = one.code;
      link.append(code);
      item.append(link);
      rows.append(item);
    }
    const forget = document.createElement("button");
    forget.type = "button";
    forget.className = "button button--quiet button--small";
    forget.textContent = linli.words.forget_receipts;
    forget.onclick = () => { linli.store.drop("receipts"); this.hidden = true; };
    (this.querySelector("[data-here]") || this).append(rows, forget);
  }
});

// <auto-send><input type="file"></auto-send>: what is chosen is sent at once; without scripts the form has its button.
customElements.define("auto-send", class extends HTMLElement {
  connectedCallback() {
    this.addEventListener("change", (event) => event.target.form?.requestSubmit());
  }
});
