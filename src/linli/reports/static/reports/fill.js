// The fill table by keyboard: Enter and the arrows move between cells; totals follow what is typed.
// Without this script the page works the same: the server adds up.
"use strict";
for (const table of document.querySelectorAll("[data-fill]")) {
  const cells = [...table.querySelectorAll("input[id]")];
  const number = (text) => Number(String(text).replace(/[,，]/g, ""));
  table.addEventListener("keydown", (event) => {
    const at = cells.indexOf(event.target);
    if (at < 0) return;
    const step = { Enter: 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
    const next = step && cells[at + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
    next.select();
  });
  table.addEventListener("input", (event) => {
    for (const sum of table.querySelectorAll("output[data-sum]")) {
      if (`v-${sum.dataset.sum}` !== event.target.id) continue;
      const typed = event.target.value.trim();
      const total = number(sum.dataset.last) + number(typed);
      sum.textContent = typed && Number.isFinite(total) ? total.toLocaleString("en-US") : "—";
    }
  });
}
