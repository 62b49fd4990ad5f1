// <read-aloud data-from="#main" data-stop="…">: reads the page with a voice of the device itself; hidden where there is none.
// 关怀版 only. Nothing leaves the device: a voice that is not local is not taken.
customElements.define("read-aloud", class extends HTMLElement {
  connectedCallback() {
    const speech = window.speechSynthesis;
    if (!speech) return;
    // Each start and stop is a run of its own: what an engine says late of an earlier one is not heard.
    this.run = 0;
    this.label = this.querySelector("button span") || this.querySelector("button");
    this.word = this.label.textContent;
    const look = () => { this.voice = this.find(speech.getVoices()); this.hidden = !this.voice; };
    look();
    speech.addEventListener("voiceschanged", look);
    this.addEventListener("click", () => (this.reading ? this.stop() : this.start()));
    window.addEventListener("pagehide", () => this.stop());
  }

  // A Chinese page is read in Mandarin where the device can; Cantonese or another accent is better than silence.
  find(voices) {
    const lang = (document.documentElement.lang || "zh").slice(0, 2);
    const tag = (voice) => voice.lang.toLowerCase().replace("_", "-");
    const own = voices.filter((voice) => voice.localService
      && (tag(voice).startsWith(lang) || (lang === "zh" && tag(voice).startsWith("cmn"))));
    const plain = /^(zh-cn|zh-hans|cmn-cn|cmn-hans|zh$|cmn$)/;
    return own.find((voice) => tag(voice) === "zh-cn") || own.find((voice) => plain.test(tag(voice))) || own[0];
  }

  // What stands on the page in its order, each a breath: long texts stop some engines. What stands within another
  // is read with that one; a cell of a table is read with its head.
  lines() {
    const root = document.querySelector(this.dataset.from);
    const whole = "h1, h2, h3, h4, p, li, dt, dd, td, tbody th, caption, label, legend, summary, button, a";
    const found = root.querySelectorAll(`${whole}, .badge`);
    return [...found].filter((one) => !this.contains(one) && one.checkVisibility?.() !== false
      && !one.parentElement.closest(whole)).map((one) => {
      const text = (one.innerText || one.textContent).trim();
      return text && one.dataset.label ? `${one.dataset.label}：${text}` : text;
    }).filter(Boolean);
  }

  start() {
    const run = ++this.run;
    this.reading = true;
    this.label.textContent = this.dataset.stop;
    const lines = this.lines();
    let failed = 0;
    const next = (at) => {
      if (run !== this.run) return;
      if (at >= lines.length) { this.stop(); return; }
      const said = new SpeechSynthesisUtterance(lines[at]);
      said.voice = this.voice;
      said.lang = this.voice.lang;
      said.rate = 0.85;
      said.onend = () => { failed = 0; next(at + 1); };
      // One line an engine cannot say is passed over; two together mean that it cannot speak now.
      said.onerror = () => { if (run === this.run) { failed += 1; if (failed > 1) this.stop(); else next(at + 1); } };
      // Kept, because some browsers drop an utterance nobody holds and never tell its end.
      this.said = said;
      window.speechSynthesis.speak(said);
    };
    window.speechSynthesis.cancel();
    next(0);
  }

  stop() {
    this.run += 1;
    this.reading = false;
    window.speechSynthesis.cancel();
    this.label.textContent = this.word;
  }
});
