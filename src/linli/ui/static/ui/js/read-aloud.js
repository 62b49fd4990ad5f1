// <read-aloud data-from="#main" data-stop="…">: reads the page with a voice of the device itself; hidden where there is none.
// 关怀版 only. Nothing leaves the device: a voice that is not local is not taken.
customElements.define("read-aloud", class extends HTMLElement {
  connectedCallback() {
    const speech = window.speechSynthesis;
    if (!speech) return;
    this.label = this.querySelector("button span") || this.querySelector("button");
    this.word = this.label.textContent;
    const look = () => { this.voice = this.find(speech.getVoices()); this.hidden = !this.voice; };
    look();
    speech.addEventListener("voiceschanged", look);
    this.addEventListener("click", () => (this.reading ? this.stop() : this.start()));
    window.addEventListener("pagehide", () => speech.cancel());
  }

  find(voices) {
    const lang = (document.documentElement.lang || "zh").slice(0, 2);
    return voices.find((voice) => voice.localService && voice.lang.toLowerCase().startsWith(lang));
  }

  // Headings, paragraphs, labels and lines in the order of the page, each a breath: long texts stop some engines.
  lines() {
    const root = document.querySelector(this.dataset.from);
    const found = root.querySelectorAll("h1, h2, h3, p, li, label, legend, summary, button, .badge");
    return [...found].filter((one) => !this.contains(one) && one.checkVisibility?.() !== false
      && !one.parentElement.closest("p, li, label, summary, button")).map((one) => one.innerText.trim()).filter(Boolean);
  }

  start() {
    this.reading = true;
    this.label.textContent = this.dataset.stop;
    const lines = this.lines();
    lines.forEach((line, at) => {
      const said = new SpeechSynthesisUtterance(line);
      said.voice = this.voice;
      said.lang = this.voice.lang;
      said.rate = 0.85;
      if (at === lines.length - 1) said.onend = () => this.stop();
      window.speechSynthesis.speak(said);
    });
    if (!lines.length) this.stop();
  }

  stop() {
    this.reading = false;
    window.speechSynthesis.cancel();
    this.label.textContent = this.word;
  }
});
