// What all pages share: words for scripts, a polite voice, one send per click, menus that close.
const meta = document.querySelector('meta[name="linli-words"]');
const words = meta ? JSON.parse(meta.content) : {};

function say(text) {
  const place = document.getElementById("voice");
  if (place) { place.textContent = ""; setTimeout(() => { place.textContent = text; }, 50); }
}

// The store may be full, or shut by the browser: nothing may break then.
const store = {
  get(key) { try { return JSON.parse(localStorage.getItem("linli:" + key)); } catch { return null; } },
  set(key, value) { try { localStorage.setItem("linli:" + key, JSON.stringify(value)); return true; } catch { return false; } },
  drop(key) { try { localStorage.removeItem("linli:" + key); } catch { /* nothing kept, nothing to drop */ } },
};

window.linli = { words, say, store };
document.documentElement.dataset.script = "on";

// Kernels without cascade layers drop every rule of linli.css: they get the sheet without layers.
if (!("CSSLayerBlockRule" in window) && meta) {
  const sheet = document.createElement("link");
  sheet.rel = "stylesheet";
  sheet.href = meta.dataset.plain;
  document.head.append(sheet);
}

// A second press while the first is under way sends nothing; the hidden request key guards the rest.
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

// The rows of the head scroll on narrow screens: the entry being read shall be seen; sticky things know its height.
for (const here of document.querySelectorAll(".nav [aria-current], .subnav [aria-current]")) {
  const row = here.closest("ul").scrollWidth > here.closest("nav").clientWidth && here.closest("nav, ul");
  for (const box of row ? [here.closest("nav"), here.closest("ul")] : []) box.scrollLeft = here.offsetLeft - box.offsetLeft - 40;
}
const head = document.querySelector(".head");
const measure = () => document.documentElement.style.setProperty("--head", getComputedStyle(head).position === "sticky" ? `${head.offsetHeight}px` : "0px");
if (head) { measure(); addEventListener("resize", measure); }

// Paper has no folds.
addEventListener("beforeprint", () => { for (const fold of document.querySelectorAll("details:not(.menu)")) fold.open = true; });

// Without a network the next page is a kind one, not the browser's. Nothing personal is kept for it.
if (meta && meta.dataset.worker && navigator.serviceWorker && isSecureContext) navigator.serviceWorker.register(meta.dataset.worker, { scope: "/" }).catch(() => {});

// After a form came back with something wrong, the reader starts at the summary.
const summary = document.getElementById("error-summary");
if (summary) summary.focus();
