// <confirm-dialog data-text data-yes>: asks before the button inside does its work.
customElements.define("confirm-dialog", class extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => {
      const button = event.target.closest("button, a");
      if (!button || button.closest("dialog") || button === this.agreed) return;
      event.preventDefault();
      event.stopPropagation();
      this.ask(button);
    }, true);
  }

  ask(button) {
    const dialog = document.createElement("dialog");
    const title = document.createElement("h2");
    title.textContent = this.dataset.title || button.textContent.trim();
    title.id = "confirm-title";
    const text = document.createElement("p");
    text.textContent = this.dataset.text || "";
    const actions = document.createElement("div");
    actions.className = "dialog__actions";
    const no = this.choice(linli.words.cancel, "button button--plain");
    const yes = this.choice(this.dataset.yes || linli.words.yes, "button button--primary");
    dialog.setAttribute("aria-labelledby", title.id);
    actions.append(no, yes);
    dialog.append(title, text, actions);
    document.body.append(dialog);
    no.onclick = () => dialog.close();
    yes.onclick = () => { dialog.returnValue = "yes"; dialog.close("yes"); };
    dialog.onclose = () => {
      dialog.remove();
      button.focus();
      if (dialog.returnValue !== "yes") return;
      this.agreed = button;
      button.click();
      this.agreed = null;
    };
    dialog.showModal();
    no.focus();
  }

  choice(label, css) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = css;
    button.textContent = label;
    return button;
  }
});
