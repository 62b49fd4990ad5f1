// Keeps one page for the time without a network. It never answers from memory while the network does.
const KEPT = "linli-offline-{% asset "ui/linli.css" %}";
const PAGE = "{% url "ui:offline" %}";
const PARTS = [PAGE, "{% asset "ui/linli.css" %}", "{% asset "ui/linli.js" %}", "{% asset "vendor/tabler/icons.svg" %}"];

addEventListener("install", (event) => event.waitUntil(caches.open(KEPT).then((kept) => kept.addAll(PARTS)).then(() => skipWaiting())));
addEventListener("activate", (event) => event.waitUntil(caches.keys().then((names) =>
  Promise.all(names.filter((name) => name.startsWith("linli-offline-") && name !== KEPT).map((name) => caches.delete(name))))));
addEventListener("fetch", (event) => {
  const asked = event.request;
  if (asked.method !== "GET") return;
  if (asked.mode === "navigate") event.respondWith(fetch(asked).catch(() => caches.match(PAGE)));
  else if (PARTS.includes(new URL(asked.url).pathname)) event.respondWith(fetch(asked).catch(() => caches.match(asked)));
});
