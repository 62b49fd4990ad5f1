// <draft-form data-key>: keeps what is typed on this device until it was sent; says so; forgets after three days.
const DAYS = 3;
const kept = (field) => field.name && !field.disabled && !field.closest("[data-private]") && field.name !== "csrfmiddlewaretoken"
  && !["password", "file", "tel", "submit", "button"].includes(field.type) && (field.type !== "hidden" || field.name === "request_key" || field.closest("combo-box"));

customElements.define("draft-form", class extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    if (!this.form || this.note) return;
    this.key = "draft:" + this.dataset.key;
    this.note = document.createElement("p");
    this.note.className = "draft";
    this.note.setAttribute("role", "status");
    this.form.append(this.note);
    const draft = linli.store.get(this.key);
    const wrong = this.form.querySelector(".is-wrong, .error-summary") || document.getElementById("error-summary");
    if (draft && Date.now() - draft.at > DAYS * 864e5) linli.store.drop(this.key);
    else if (draft && !wrong) this.offer(draft);
    this.form.addEventListener("input", () => { clearTimeout(this.timer); this.timer = setTimeout(() => this.keep(), 400); });
    this.form.addEventListener("change", () => this.keep());
    this.form.addEventListener("submit", () => { clearTimeout(this.timer); this.keep(true); });
  }

  keep(sent) {
    const values = [...this.form.elements].filter(kept).map((field) =>
      [field.name, ["checkbox", "radio"].includes(field.type) ? field.checked && field.value : field.value, field.type]);
    if (linli.store.set(this.key, { at: Date.now(), sent: !!sent, values }) && !sent) this.note.textContent = linli.words.kept;
  }

  // A draft that was being sent may have arrived: then it is only offered. One never sent comes back by itself.
  offer(draft) {
    if (!draft.sent) this.restore(draft);
    this.say(draft.sent ? linli.words.unsure : linli.words.restored,
      draft.sent ? [linli.words.restore, () => this.restore(draft)] : null,
      [linli.words.forget, () => { linli.store.drop(this.key); this.form.reset(); this.note.textContent = ""; }]);
  }

  say(text, ...choices) {
    this.note.textContent = text + " ";
    for (const choice of choices) {
      if (!choice) continue;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button button--quiet button--small";
      button.textContent = choice[0];
      button.onclick = choice[1];
      this.note.append(button);
    }
  }

  restore(draft) {
    this.note.textContent = "";
    for (const field of [...this.form.elements].filter(kept)) {
      const mine = draft.values.filter(([name, , type]) => name === field.name && type === field.type);
      if (!mine.length) continue;
      if (["checkbox", "radio"].includes(field.type)) field.checked = mine.some(([, value]) => value === field.value);
      else field.value = mine[0][1];
    }
  }
});

// The page after a successful send carries no form of that key: the draft has done its work.
let names = [];
try { names = Object.keys(localStorage).filter((key) => key.startsWith("linli:draft:")); } catch { /* the store is shut */ }
for (const name of names.map((key) => key.slice(12))) {
  const draft = linli.store.get("draft:" + name);
  const here = [...document.querySelectorAll("draft-form")].some((form) => form.dataset.key === name);
  if (draft && draft.sent && !here) linli.store.drop("draft:" + name);
}
