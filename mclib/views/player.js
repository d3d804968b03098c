// The player: a derivation, all lines laid out from the start, one more shown at a time.
// Two marks: what will change, in the line before; what it became, in the newest line.

const WILL = 1, BECAME = 2;

/** A formula set in Python as SVG; the glyphs' outlines are shared by all lines. */
function drawing(formula, outlines, scale) {
  const [width, height, above] = formula.size;
  const node = svg("svg", { width: (width + 8) * scale, height: (height + 8) * scale, viewBox: `-4 ${-above - 4} ${width + 8} ${height + 8}`,
    role: "img", "aria-label": formula.words });
  const boxes = svg("g"), ink = svg("g");
  const part = (shape, mark) => { shape.setAttribute("data-mark", mark); ink.append(shape); };
  for (const [name, x, y, scale, mark] of formula.glyphs)
    part(svg("path", { d: outlines[name], transform: `translate(${x} ${y}) scale(${scale})` }), mark);
  for (const [x, y, w, h_, mark] of formula.bars) part(svg("rect", { x, y, width: w, height: h_ }), mark);
  node.append(boxes, ink);
  return { node, boxes, ink };
}

/** Boxes round what carries a mark: one for each part that is apart from the others. */
function box({ boxes, ink }, bit) {
  boxes.replaceChildren();
  let found = [];
  for (const shape of ink.children) {
    if (!(shape.dataset.mark & bit)) continue;
    const own = shape.getBBox(), m = shape.transform.baseVal.consolidate()?.matrix ?? { a: 1, e: 0, f: 0 };
    const edges = [own.x * m.a + m.e, own.y * m.a + m.f, (own.x + own.width) * m.a + m.e, (own.y + own.height) * m.a + m.f];
    found.push(edges);
  }
  // Parts that lie above one another or nearly touch belong together.
  found.sort((a, b) => a[0] - b[0]);
  found = found.reduce((all, next) => {
    const last = all.at(-1);
    if (last && next[0] - last[2] < 12)
      all[all.length - 1] = [last[0], Math.min(last[1], next[1]), Math.max(last[2], next[2]), Math.max(last[3], next[3])];
    else all.push(next);
    return all;
  }, []);
  for (const [x0, y0, x1, y1] of found)
    boxes.append(svg("rect", { x: x0 - 3, y: y0 - 3, width: x1 - x0 + 6, height: y1 - y0 + 6, rx: 3 }));
}

function player({ model, el }) {
  const words = model.get("words"), lines = model.get("lines"), steps = model.get("steps");
  const outlines = model.get("outlines"), last = lines.length - 1;
  // A long derivation is set smaller, so that it fits; a longer one still scrolls.
  const tall = lines.reduce((sum, line) => sum + line.size[1] + 14, 0);
  const scale = Math.min(1, Math.max(0.75, 440 / tall));
  const drawings = lines.map((line) => drawing(line, outlines, scale));
  const rows = drawings.map(({ node }) => h("li", { class: "mc-set" }, node));
  const list = h("ol", { class: "mc-set-lines" }, ...rows);
  const at = () => Math.min(Math.max(model.get("step"), 0), last);

  const count = h("div", { class: "mc-count" }), rule = h("div", { class: "mc-rule" }), why = maths("", { class: "mc-why" });
  const shape = h("dd"), check = h("dd");
  const button = (label, act) => h("button", { type: "button", onclick: act }, label);
  const back = button(words.back, () => go(at() - 1)), next = button(words.next, () => go(at() + 1));
  const all = button(words.all, () => go(last));
  const copy = button(words.copy, async () => {
    try { await navigator.clipboard.writeText(model.get("latex")); } catch { return; }
    copy.textContent = words.copied;
    setTimeout(() => { copy.textContent = words.copy; }, 1500);
  });
  const side = h("div", { class: "mc-step" }, count, rule, why,
    h("dl", {}, h("dt", {}, words.shape_label), shape, h("dt", {}, words.check_label), check));
  const buttons = h("div", { class: "mc-buttons" }, back, next, all, copy);
  const live = h("div", { class: "mc-hidden", role: "status" });
  const root = h("section", { class: "mc mc-player", "aria-label": words.title, onkeydown: press },
    h("div", { class: "mc-stage" }, list, h("div", { class: "mc-aside" }, side, buttons)), live);

  const save = saver(model, root);
  function go(step) {
    model.set("step", Math.min(Math.max(step, 0), last));
    save();
  }
  function press(event) {
    const to = { ArrowRight: at() + 1, ArrowDown: at() + 1, ArrowLeft: at() - 1, ArrowUp: at() - 1, Home: 0, End: last }[event.key];
    if (event.key === "Escape") leaveView(root);
    if (to === undefined) return;
    event.preventDefault();
    go(to);
  }
  function paint() {
    const now = at(), { name = words.start, text = "", shape: size, check: found } = steps[now];
    rows.forEach((row, k) => {
      put(row, { "data-state": k > now ? "later" : k === now ? "now" : k === now - 1 ? "before" : "past",
        "aria-hidden": k > now ? "true" : null });
      if (k === now && k) box(drawings[k], BECAME);
      else if (k === now - 1) box(drawings[k], WILL);
      else drawings[k].boxes.replaceChildren();
    });
    const { offsetTop: top, offsetHeight: high } = rows[now];
    if (top + high > list.scrollTop + list.clientHeight || top < list.scrollTop) list.scrollTop = top + high - list.clientHeight;
    put(count, { text: fill(words.step, { step: now, steps: last }) });
    put(rule, { text: name }); put(why, { html: text });
    put(shape, { text: size }); put(check, { text: found });
    put(back, { "aria-disabled": String(now === 0) });
    put(next, { "aria-disabled": String(now === last) });
    put(live, { text: now ? `${name}. ${lines[now].words}` : "" });
  }
  model.on("change:step", paint);
  el.append(root);
  paint();
  // Boxes need a layout: a view that was hidden measures nothing.
  const watch = new ResizeObserver(paint);
  watch.observe(list);
  return () => { watch.disconnect(); model.off("change:step", paint); save.stop(); };
}

export default { render: player };
