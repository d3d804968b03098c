// Over 8 inputs or outputs: the same picture with cells of a few pixels, drawn on one canvas.
// The chosen cell is a real one that lies over it: it has the name, the keys and the frame.

const LEVELS = 24, MARGIN_X = 26, MARGIN_Y = 7;
const within = (place, count) => Math.min(Math.max(Math.floor(place), 0), count - 1);

/** A label of an edge, on a plate so that lines do not cross it. */
function edgeText([x, y]) {
  const plate = svg("rect", { height: 17, rx: 3, class: "mc-plate" });
  const text = svg("text", { class: "mc-edge-label", "text-anchor": "middle" });
  const self = { node: svg("g", {}, plate, text), words: text, x, y,
    move: ([a, b]) => { self.x = a; self.y = b; self.place(); },
    place: () => {
      const w = (text.textContent.length || 1) * 6.6 + 7;
      put(plate, { x: self.x - w / 2, y: self.y - 8.5, width: w });
      put(text, { x: self.x, y: self.y + 4 });
    } };
  self.place();
  return self;
}

function spyPlot({ words, select, walk, repaint }) {
  let plan, colours, drawn = [], shape = "";

  // ---- who reads what: all edges as one path, those of the chosen row and column over it ---------

  const fans = Object.fromEntries(["constant", "zero-here", "positive", "negative", "chosen", "no-path"].map((kind) =>
    [kind, svg("path", { class: kind === "no-path" ? "mc-nopath" : "mc-edge", "data-kind": kind })]));
  fans.chosen.dataset.chosen = "true";
  const all = svg("path", { class: "mc-edge mc-all" }), text = edgeText([0, 0]);
  const name = svg("foreignObject", { x: 0, width: MARGIN_X - 5, height: 20 }), nameOf = maths();
  name.append(nameOf);
  const dots = { x: svg("circle", { cx: MARGIN_X, r: 4, class: "mc-node" }), y: svg("rect", { width: 8, height: 8, rx: 1, class: "mc-node" }) };
  const picture = svg("svg", { role: "img" }, all, ...Object.values(fans), dots.x, dots.y, name, text.node);
  picture.addEventListener("pointerdown", (e) => { // the left half chooses an input, the right one an output
    const box = picture.getBoundingClientRect(), left = e.clientX - box.left < box.width / 2;
    const count = left ? plan.columns : plan.rows;
    const at = within((e.clientY - box.top) / box.height * plan.lines - plan.above(count) / plan.R, count);
    select(...(left ? [self.i, at] : [at, self.j]));
  });
  const edge = (i, j) => {
    const [y0, y1] = [plan.middle(j, plan.columns), plan.middle(i, plan.rows)], b = plan.G - MARGIN_Y, m = (MARGIN_X + b) / 2;
    return `M${MARGIN_X},${y0}C${m},${y0} ${m},${y1} ${b},${y1}`;
  };
  const empty = (i, j) => plan.program.valueOf(plan.entry[i][j]) === 0;
  function graph(made) {
    plan = made;
    put(picture, { width: plan.G, height: plan.lines * plan.R });
    const paths = times(plan.rows).flatMap((i) => times(plan.columns).filter((j) => !empty(i, j)).map((j) => edge(i, j)));
    put(all, { d: paths.join(""), "data-thick": paths.length > 3 * plan.lines });
    return picture;
  }
  function paintGraph({ i, j, kind, J }) {
    const own = [...times(plan.rows).map((r) => [r, j]), ...times(plan.columns).filter((c) => c !== j).map((c) => [i, c])];
    const paths = Object.fromEntries(Object.keys(fans).map((name) => [name, ""]));
    for (const [r, c] of own) if (kind[r][c] !== "zero" && (r !== i || c !== j)) paths[kind[r][c] in paths ? kind[r][c] : "zero-here"] += edge(r, c);
    const none = kind[i][j] === "zero";
    paths[none ? "no-path" : "chosen"] = edge(i, j);
    for (const [name, d] of Object.entries(paths)) put(fans[name], { d });
    const [y0, y1] = [plan.middle(j, plan.columns), plan.middle(i, plan.rows)];
    put(dots.x, { cy: y0 }); put(dots.y, { x: plan.G - MARGIN_Y - 4, y: y1 - 4 });
    put(nameOf, { html: plan.x_[j] }); put(name, { y: Math.min(Math.max(y0 - 10, 0), plan.lines * plan.R - 20) });
    put(text.words, { text: none ? words.no_path : digits(J[i][j], 3, 3) });
    text.move([(MARGIN_X + plan.G) / 2, (y0 + y1) / 2]);
    const read = times(plan.columns).filter((c) => !empty(i, c)).map((c) => textOf(plan.x_[c]));
    put(picture, { "aria-label": fill(read.length ? words.reads : words.reads_nothing, { y: textOf(plan.y_[i]), x: read.join(", ") }) });
  }

  // ---- the cells ----------------------------------------------------------------------------------

  const canvas = h("canvas", { class: "mc-spy", "aria-hidden": "true" }), ink = canvas.getContext("2d");
  const named = h("span", { class: "mc-hidden" }), number = h("span", { class: "mc-hidden" });
  const cell = h("div", { class: "mc-cell", role: "gridcell", tabindex: 0, "data-chosen": true, "aria-selected": "true" }, named, number);
  const table = h("div", { class: "mc-cells", role: "grid", onkeydown: walk }, h("div", { role: "row" }, cell));
  const labels = ["left", "top"].map((side) => h("div", { class: "mc-label", "data-side": side, "aria-hidden": "true" }, maths()));
  const bands = [0, 1].map(() => h("div", { class: "mc-band" }));
  const spot = (e) => {
    const box = canvas.getBoundingClientRect(), at = [(e.clientY - box.top) / box.height, (e.clientX - box.left) / box.width];
    const [i, j] = self.turned ? at.reverse() : at;
    select(within(i * plan.rows, plan.rows), within(j * plan.columns, plan.columns));
  };
  canvas.addEventListener("pointerdown", (e) => { spot(e); canvas.setPointerCapture(e.pointerId); });
  canvas.addEventListener("pointermove", (e) => { if (e.buttons) spot(e); });
  canvas.addEventListener("pointerup", () => cell.focus({ preventScroll: true }));
  /** The theme's colours, as the canvas must be told them; anew when the theme changes. */
  function readColours() {
    const style = getComputedStyle(canvas), own = (name) => style.getPropertyValue(name);
    const shades = (rgb) => times(LEVELS + 1).map((k) => (matchMedia("(forced-colors: active)").matches ? "CanvasText" : `rgba(${rgb}, ${0.18 + 0.72 * k / LEVELS})`));
    colours = { positive: shades(own("--plus")), negative: shades(own("--minus")), line: own("--fg"), bg: own("--bg"), soft: own("--soft"), warn: own("--warn") };
    drawn = [];
  }
  const watch = new MutationObserver(() => { colours = undefined; if (canvas.isConnected) repaint(); });
  for (const node of [document.documentElement, document.body]) watch.observe(node, { attributes: true });
  /** The children of the grid, made anew for another plan or layout. */
  function grid(made, turned, travel) {
    plan = made; self.turned = turned; drawn = [];
    const [rows, columns] = turned ? [plan.columns, plan.rows] : [plan.rows, plan.columns];
    const ratio = Math.max(devicePixelRatio, 1), [width, height] = [columns * plan.W, rows * plan.R];
    const key = [width, height, ratio].join();
    if (key !== shape) { shape = key; canvas.width = Math.round(width * ratio); canvas.height = Math.round(height * ratio); }
    else ink.clearRect(0, 0, canvas.width, canvas.height);
    put(canvas, { style: `left:${LABEL}px;top:${CAPTION + plan.above(rows)}px;width:${width}px;height:${height}px` });
    put(table, { "aria-label": fill(words.grid, { rows, columns }), "aria-rowcount": rows, "aria-colcount": columns });
    // A transpose is a turn about the diagonal, and looks like one.
    if (travel) canvas.animate([{ transform: "rotate3d(1, 1, 0, 180deg)" }, { transform: "none" }], { duration: TRAVEL, easing: "cubic-bezier(.3,0,.2,1)" });
    return [...bands, canvas, ...labels, table];
  }
  function paintGrid({ i, j, kind, J }, place) {
    if (canvas.isConnected) paintCells(kind, J);
    const turned = self.turned, [rows, columns] = turned ? [plan.columns, plan.rows] : [plan.rows, plan.columns];
    const [r, c] = turned ? [j, i] : [i, j], [left, top] = place(r, c);
    put(cell, { style: `left:${left}px;top:${top}px;width:${plan.W}px;height:${plan.R}px`, "aria-rowindex": r + 1, "aria-colindex": c + 1 });
    const names = turned ? [plan.x_[j], plan.y_[i]] : [plan.y_[i], plan.x_[j]];
    put(named, { text: fill(words.cell, { row: textOf(names[0]), column: textOf(names[1]) }) + " " });
    put(number, { text: kind[i][j] === "undefined" ? "?" : digits(J[i][j]) });
    labels.forEach((label, at) => {
      put(label.firstChild, { html: names[at] });
      put(label, { style: at ? `left:${left + plan.W / 2 - 20}px;top:${place(0, 0)[1] - 26}px` : `left:0;top:${top + plan.R / 2 - 12}px` });
    });
    put(bands[0], { style: `left:${LABEL}px;top:${top}px;width:${columns * plan.W}px;height:${plan.R}px` });
    put(bands[1], { style: `left:${left}px;top:${place(0, 0)[1]}px;width:${plan.W}px;height:${rows * plan.R}px` });
    Object.assign(self, { i, j });
  }
  /** Those cells that look otherwise than before. */
  function paintCells(kind, J) {
    if (!colours) readColours();
    const { turned } = self, [rows, columns] = turned ? [plan.columns, plan.rows] : [plan.rows, plan.columns];
    const ratio = canvas.height / (rows * plan.R), gap = plan.R * ratio >= 5 ? 1 : 0;
    for (let r = 0; r < rows; r++) for (let c = 0; c < columns; c++) {
      const [a, b] = turned ? [c, r] : [r, c], value = Math.abs(J[a][b]);
      const level = colours[kind[a][b]] && Math.round(LEVELS * value / (1.2 + value)), code = kind[a][b] + level;
      if (drawn[r * columns + c] === code) continue;
      drawn[r * columns + c] = code;
      const [x, y, x1, y1] = [c * plan.W, r * plan.R, (c + 1) * plan.W, (r + 1) * plan.R].map((v) => Math.round(v * ratio));
      draw(kind[a][b], level, x, y, x1 - x - gap, y1 - y - gap, ratio);
    }
  }
  /** One cell: as in the large picture told apart by line and pattern, the minus by its dash. */
  function draw(kind, level, x, y, w, h_, px) {
    ink.clearRect(x, y, w, h_);
    ink.fillStyle = level === undefined ? colours.soft : colours[kind][level];
    ink.strokeStyle = kind === "undefined" ? colours.warn : kind === "constant" ? colours.soft : colours.line;
    ink.lineWidth = px;
    const stroke = (...points) => { ink.beginPath(); points.forEach(([a, b], k) => (k % 2 ? ink.lineTo(a, b) : ink.moveTo(a, b))); ink.stroke(); };
    if (level !== undefined) ink.fillRect(x, y, w, h_);
    if (kind === "zero" && h_ > 4 * px) ink.fillRect(x + (w - px) / 2, y + (h_ - px) / 2, px, px);
    if (kind === "negative" && h_ > 2 * px) { ink.fillStyle = colours.bg; ink.fillRect(x + w / 4, y + (h_ - px) / 2, w / 2, px); }
    if (["constant", "zero-here", "kink", "undefined"].includes(kind)) ink.strokeRect(x + px / 2, y + px / 2, w - px, h_ - px);
    if (["constant", "undefined"].includes(kind)) stroke([x, y + h_], [x + w, y]);
    if (["kink", "undefined"].includes(kind)) stroke([x, y], [x + w, y + h_]);
  }

  // ---- bars ---------------------------------------------------------------------------------------

  const lanes = { true: svg("path", { class: "mc-lane mc-true" }), predicted: svg("path", { class: "mc-lane mc-predicted" }) };
  const tracks = svg("svg", { class: "mc-tracks", "aria-hidden": "true", preserveAspectRatio: "none" },
    svg("path", { d: "M50,0V9999", class: "mc-axis-line" }), lanes.true, lanes.predicted);
  function bars(made) {
    put(tracks, { viewBox: `0 0 100 ${made.lines * made.R}`, height: made.lines * made.R });
    return tracks;
  }
  function paintBars({ dy, kind, j }, jd, scale) {
    const lane = (values, from, to) => values.map((v, i) => (kind[i][j] === "zero" || !Number.isFinite(v) ? ""
      : `M50,${plan.middle(i, plan.rows) + from * plan.R}h${(v / scale * 50).toFixed(2)}v${(to - from) * plan.R}H50z`)).join("");
    put(lanes.true, { d: lane(dy, -0.4, 0) }); put(lanes.predicted, { d: lane(jd, 0.06, 0.4) });
  }

  const self = { graph, paintGraph, grid, paintGrid, bars, paintBars, cell, stop: () => watch.disconnect() };
  return self;
}
