// <chart-view data-src data-label>: draws the table it holds. The table stays: it is what is read, printed and tabbed through.
const drawn = {
  loading: null,
  load(source) {
    this.loading ??= new Promise((done, failed) => {
      const script = document.createElement("script");
      Object.assign(script, { src: source, onload: () => done(window.linliCharts), onerror: failed });
      document.head.append(script);
    });
    return this.loading;
  },
};

customElements.define("chart-view", class extends HTMLElement {
  connectedCallback() {
    // Late and once: only when somebody gets to see it.
    this.watch = new IntersectionObserver((seen) => seen.some((one) => one.isIntersecting) && this.show());
    this.watch.observe(this);
  }

  disconnectedCallback() { this.watch.disconnect(); this.size?.disconnect(); this.chart?.dispose(); }

  async show() {
    this.watch.disconnect();
    // Without the library (an old browser, a broken line) the table is all there is, and enough.
    const charts = await drawn.load(this.dataset.src).catch(() => null);
    if (!charts || !this.isConnected || this.chart) return;
    const box = document.createElement("div");
    box.className = "chart";
    this.prepend(box);
    this.chart = charts.init(box, null, { renderer: "svg" });
    this.draw();
    box.firstElementChild?.setAttribute("aria-hidden", "true");
    this.size = new ResizeObserver(() => this.chart.resize());
    this.size.observe(box);
    this.chart.on("click", (at) => { const link = this.cells[at.seriesIndex]?.[at.dataIndex]?.querySelector("a"); if (link) location.href = link.href; });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.chart && this.draw());
  }

  draw() {
    const table = this.querySelector("table");
    const names = [...table.tHead.rows[0].cells].slice(1).map((cell) => cell.textContent.trim());
    const rows = [...table.tBodies[0].rows];
    this.cells = names.map((_name, number) => rows.map((row) => row.cells[number + 1]));
    const colour = (name) => getComputedStyle(this).getPropertyValue(name).trim();
    const text = { color: colour("--ink-2"), fontFamily: getComputedStyle(this).fontFamily, fontSize: 13 };
    const marks = ["circle", "rect", "triangle"];
    this.chart.setOption({
      animation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
      color: [colour("--primary"), colour("--mark-warm"), colour("--good")],
      textStyle: text,
      aria: { enabled: true, label: { description: this.dataset.label } },
      // Drawn, not HTML: the content policy lets no style into a page.
      tooltip: { trigger: "axis", renderMode: "richText", confine: true, backgroundColor: colour("--surface"), borderColor: colour("--line-strong"), textStyle: { ...text, color: colour("--ink") } },
      legend: { data: names, top: 0, left: 0, textStyle: text },
      grid: { left: 8, right: 12, top: 36, bottom: 4, containLabel: true },
      xAxis: { type: "category", data: rows.map((row) => row.cells[0].textContent.trim()), axisLabel: text, axisLine: { lineStyle: { color: colour("--line-strong") } } },
      yAxis: { type: "value", minInterval: 1, axisLabel: text, splitLine: { lineStyle: { color: colour("--line") } } },
      series: names.map((name, number) => ({ name, type: "line", symbol: marks[number % 3], symbolSize: 9, triggerLineEvent: true, lineStyle: { width: 2, type: number ? "dashed" : "solid" }, data: this.cells[number].map((cell) => Number(cell.dataset.value)) })),
    });
  }
});
