// <locate-me data-lat="#id" data-lon="#id">: fills where the person stands, when she asks for it and not before.
customElements.define("locate-me", class extends HTMLElement {
  connectedCallback() {
    if (!navigator.geolocation || !isSecureContext) { this.hidden = true; return; }
    this.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (!button) return;
      event.preventDefault();
      button.setAttribute("aria-busy", "true");
      const end = (text) => { button.removeAttribute("aria-busy"); linli.say(text); (button.querySelector("span") || button).textContent = text; };
      navigator.geolocation.getCurrentPosition((found) => {
        for (const [name, value] of [["lat", found.coords.latitude], ["lon", found.coords.longitude]]) {
          const field = document.querySelector(this.dataset[name]);
          if (field) { field.value = value.toFixed(6); field.dispatchEvent(new Event("change", { bubbles: true })); }
        }
        end(linli.words.located);
      }, () => end(linli.words.not_located), { enableHighAccuracy: true, timeout: 15000 });
    });
  }
});
