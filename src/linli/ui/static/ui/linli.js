/* Joined by tools/join_assets.py from js/: edit the parts, then run it. */
"use strict";
{
document.addEventListener("input", (event) => { if (event.isComposing) event.stopImmediatePropagation(); }, true);
document.addEventListener("keydown", (event) => { if (event.isComposing || event.keyCode === 229) event.stopImmediatePropagation(); }, true);
document.addEventListener("compositionend", (event) => {
event.target.dispatchEvent(new Event("input", { bubbles: true }));
}, true);
}
{
const meta = document.querySelector('meta[name="linli-words"]');
const words = meta ? JSON.parse(meta.content) : {};
function say(text) {
const place = document.getElementById("voice");
if (place) { place.textContent = ""; setTimeout(() => { place.textContent = text; }, 50); }
}
const store = {
get(key) { try { return JSON.parse(localStorage.getItem("linli:" + key)); } catch { return null; } },
set(key, value) { try { localStorage.setItem("linli:" + key, JSON.stringify(value)); return true; } catch { return false; } },
drop(key) { try { localStorage.removeItem("linli:" + key); } catch { /* nothing kept, nothing to drop */ } },
};
window.linli = { words, say, store };
document.documentElement.dataset.script = "on";
if (!("CSSLayerBlockRule" in window) && meta) {
const sheet = document.createElement("link");
sheet.rel = "stylesheet";
sheet.href = meta.dataset.plain;
document.head.append(sheet);
}
addEventListener("submit", (event) => {
const form = event.target;
if (event.defaultPrevented || form.method !== "post") return;
if (form.dataset.sent) { event.preventDefault(); return; }
form.dataset.sent = "1";
if (event.submitter) event.submitter.setAttribute("aria-busy", "true");
setTimeout(() => free(form), 15000);
});
function free(form) {
delete form.dataset.sent;
for (const busy of form.querySelectorAll("[aria-busy]")) busy.removeAttribute("aria-busy");
}
addEventListener("pageshow", () => { for (const form of document.forms) free(form); });
document.addEventListener("htmx:finally:request", (event) => {
const form = event.target.closest && event.target.closest("form");
if (form) free(form);
});
function closeMenus(except) {
for (const menu of document.querySelectorAll("details.menu[open]")) if (menu !== except) menu.open = false;
}
document.addEventListener("click", (event) => closeMenus(event.target.closest("details.menu")));
document.addEventListener("keydown", (event) => {
const menu = event.key === "Escape" && document.querySelector("details.menu[open]");
if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
});
for (const here of document.querySelectorAll(".nav [aria-current], .subnav [aria-current]")) {
const row = here.closest("ul").scrollWidth > here.closest("nav").clientWidth && here.closest("nav, ul");
for (const box of row ? [here.closest("nav"), here.closest("ul")] : []) box.scrollLeft = here.offsetLeft - box.offsetLeft - 40;
}
const head = document.querySelector(".head");
const measure = () => document.documentElement.style.setProperty("--head", getComputedStyle(head).position === "sticky" ? `${head.offsetHeight}px` : "0px");
if (head) { measure(); addEventListener("resize", measure); }
addEventListener("beforeprint", () => { for (const fold of document.querySelectorAll("details:not(.menu)")) fold.open = true; });
if (meta && meta.dataset.worker && navigator.serviceWorker && isSecureContext) navigator.serviceWorker.register(meta.dataset.worker, { scope: "/" }).catch(() => {});
const summary = document.getElementById("error-summary");
if (summary) summary.focus();
}
{
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
}
{
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
}
{
const LONGEST = 1600;
async function shrink(file) {
const canvas = document.createElement("canvas");
try {
const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
canvas.width = Math.round(picture.width * scale);
canvas.height = Math.round(picture.height * scale);
canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.82));
if (blob && blob.size < file.size) file = new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" });
} catch { /* a format this browser cannot read goes as it is */ }
return { file, canvas };
}
customElements.define("photo-input", class extends HTMLElement {
connectedCallback() {
this.input = this.querySelector('input[type="file"]');
if (!this.input || this.list) return;
this.kept = [];
this.most = Number(this.dataset.most) || 1;
this.list = document.createElement("ul");
this.list.className = "photo__list";
this.append(this.list);
this.input.addEventListener("change", () => this.take([...this.input.files]));
}
async take(files) {
if (this.kept.length + files.length > this.most) linli.say(this.dataset.over);
for (const file of files.slice(0, this.most - this.kept.length)) this.kept.push(await shrink(file));
this.draw();
}
draw() {
const hold = new DataTransfer();
for (const one of this.kept) hold.items.add(one.file);
this.input.files = hold.files;
this.list.replaceChildren(...this.kept.map((one, index) => {
const row = document.createElement("li");
const button = document.createElement("button");
button.type = "button";
button.setAttribute("aria-label", `${this.dataset.remove} ${index + 1}`);
const sign = document.createElement("span");
sign.textContent = "×";
button.append(sign);
button.onclick = () => { this.kept.splice(index, 1); this.draw(); this.input.focus(); };
row.append(one.canvas, button);
return row;
}));
}
});
}
{
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
let names = [];
try { names = Object.keys(localStorage).filter((key) => key.startsWith("linli:draft:")); } catch { /* the store is shut */ }
for (const name of names.map((key) => key.slice(12))) {
const draft = linli.store.get("draft:" + name);
const here = [...document.querySelectorAll("draft-form")].some((form) => form.dataset.key === name);
if (draft && draft.sent && !here) linli.store.drop("draft:" + name);
}
}
{
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
}
{
customElements.define("due-clock", class extends HTMLElement {
connectedCallback() { this.show(); this.timer = setInterval(() => this.show(), 60000); }
disconnectedCallback() { clearInterval(this.timer); }
show() {
const skew = this.skew = this.skew ?? (this.dataset.now ? Date.parse(this.dataset.now) - Date.now() : 0);
const minutes = Math.floor((Date.parse(this.dataset.due) - Date.now() - skew) / 60000);
if (Math.abs(minutes) >= 1440 || !linli.words.left) return;
const away = Math.abs(minutes);
const [amount, unit] = away < 60 ? [Math.max(away, 1), "minute"] : [Math.floor(away / 60), "hour"];
const text = new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit, unitDisplay: "long" }).format(amount);
this.textContent = (minutes < 0 ? linli.words.over : linli.words.left).replace("%s", text);
}
});
}
{
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
}
{
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
}
{
const act = (name, work) => customElements.define(name, class extends HTMLElement {
connectedCallback() { this.addEventListener("click", (event) => { if (event.target.closest("button")) work(); }); }
});
act("print-button", () => print());
act("back-button", () => history.back());
customElements.define("receipt-code", class extends HTMLElement {
connectedCallback() {
const { code, title, url } = this.dataset;
if (!code) return;
const held = linli.store.get("receipts") || [];
const others = held.filter((one) => one.code !== code);
const known = title || held.find((one) => one.code === code)?.title || "";
linli.store.set("receipts", [{ code, title: known, url, at: Date.now() }, ...others].slice(0, 20));
}
});
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
customElements.define("auto-send", class extends HTMLElement {
connectedCallback() {
this.addEventListener("change", (event) => event.target.form?.requestSubmit());
}
});
}
{
customElements.define("read-aloud", class extends HTMLElement {
connectedCallback() {
const speech = window.speechSynthesis;
if (!speech) return;
this.run = 0;
this.label = this.querySelector("button span") || this.querySelector("button");
this.word = this.label.textContent;
const look = () => { this.voice = this.find(speech.getVoices()); this.hidden = !this.voice; };
look();
speech.addEventListener("voiceschanged", look);
this.addEventListener("click", () => (this.reading ? this.stop() : this.start()));
window.addEventListener("pagehide", () => this.stop());
}
find(voices) {
const lang = (document.documentElement.lang || "zh").slice(0, 2);
const tag = (voice) => voice.lang.toLowerCase().replace("_", "-");
const own = voices.filter((voice) => voice.localService
&& (tag(voice).startsWith(lang) || (lang === "zh" && tag(voice).startsWith("cmn"))));
const plain = /^(zh-cn|zh-hans|cmn-cn|cmn-hans|zh$|cmn$)/;
return own.find((voice) => tag(voice) === "zh-cn") || own.find((voice) => plain.test(tag(voice))) || own[0];
}
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
said.onerror = () => { if (run === this.run) { failed += 1; if (failed > 1) this.stop(); else next(at + 1); } };
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
}
