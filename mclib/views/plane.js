// The plane: over the contours that Python painted, the point, its gradient, the way along the contour.

const PLANE = 300, MARGIN = 30, PLANE_SAVE = 400, PLANE_SPEAK = 500;

function plane({ model, el }) {
  const words = model.get("words"), record = model.get("function"), span = model.get("span");
  const derivative = record.by[0], plan = unfold(record, derivative, {}, model.get("defs"));
  const names = derivative.inputs.scalars, [nameX, nameY] = names.map((name) => symbol(name));
  const f = formula(specialise(plan, record.y, {}));
  let saving, speaking;

  const set = (changes) => {
    model.set("point", { ...model.get("point"), ...changes });
    clearTimeout(saving);
    saving = setTimeout(() => model.save_changes(), PLANE_SAVE);
  };
  const move = (name, value) => { if (Number.isFinite(value)) set({ [name]: value }); };

  // ---- the picture: [-span, span] on both axes ----------------------------------------------------

  const right = (x) => MARGIN + ((x + span) / (2 * span)) * PLANE, up = (y) => 8 + ((span - y) / (2 * span)) * PLANE;
  const ticks = [-1, -0.5, 0, 0.5, 1].map((k) => k * span);
  const drawing = svg("svg", { viewBox: `0 0 ${PLANE + MARGIN + 12} ${PLANE + MARGIN + 8}`, role: "img" });
  const clip = "mc" + Math.random().toString(36).slice(2);
  const frame = { x: MARGIN, y: 8, width: PLANE, height: PLANE };
  const along = svg("line", { class: "mc-along" }), arrow = svg("path", { class: "mc-arrow" }), halo = svg("path", { class: "mc-halo" });
  const dot = svg("circle", { class: "mc-point", r: 5 });
  drawing.append(
    svg("clipPath", { id: clip }, svg("rect", frame)),
    ...ticks.map((k) => svg("text", { x: right(k), y: PLANE + 24, "text-anchor": "middle" }, digits(k))),
    ...ticks.map((k) => svg("text", { x: MARGIN - 6, y: up(k) + 4, "text-anchor": "end" }, digits(k))),
    svg("text", { x: right(0.75 * span), y: PLANE + 24, "text-anchor": "middle", class: "mc-axis" }, names[0]),
    svg("text", { x: MARGIN - 6, y: up(0.75 * span) + 4, "text-anchor": "end", class: "mc-axis" }, names[1]),
    svg("rect", { ...frame, class: "mc-frame" }),
    svg("g", { "clip-path": `url(#${clip})` }, along, halo, arrow, dot),
  );
  const image = h("img", { src: model.get("picture"), draggable: "false",
    alt: fill(words.plane_alt, { function: record.text, x: names[0], y: names[1], low: digits(-span), high: digits(span) }) });
  const picture = h("div", { class: "mc-map" }, image, drawing);
  const drag = (event) => {
    if (!(event.buttons & 1)) return;
    const box = image.getBoundingClientRect(), reach = (v) => Math.round(Math.min(Math.max(v, -span), span) * 20) / 20;
    set({ [names[0]]: reach(((event.clientX - box.left) / box.width) * 2 * span - span),
      [names[1]]: reach(span - ((event.clientY - box.top) / box.height) * 2 * span) });
  };
  picture.addEventListener("pointerdown", (event) => { picture.setPointerCapture(event.pointerId); drag(event); });
  picture.addEventListener("pointermove", drag);

  // ---- numbers and words --------------------------------------------------------------------------

  const controls = names.map((name) => {
    const slider = h("input", { type: "range", min: -span, max: span, step: span / 60, "aria-label": name,
      oninput: () => move(name, +slider.value) });
    const exact = h("input", { type: "number", step: 0.1, tabindex: -1, "aria-label": fill(words.exact, { name }),
      oninput: () => move(name, parseFloat(exact.value)),
      onkeydown: (e) => { if (e.key === "Enter" || e.key === "Escape") { e.stopPropagation(); slider.focus(); } } });
    slider.addEventListener("keydown", (e) => { if (e.key === "Enter") { exact.focus(); exact.select(); } });
    return { name, slider, exact, node: h("div", { class: "mc-row" }, maths(symbol(name), { class: "mc-math mc-name" }), slider, exact) };
  });
  const partials = names.map(() => maths("", { class: "mc-math mc-partial" }));
  const sentence = maths("", { class: "mc-sentence" }), live = h("div", { class: "mc-hidden", role: "status" });
  const slope = (k) => `<span class="mc-fraction"><span>∂<i>${record.output}</i></span><span>∂${[nameX, nameY][k]}</span></span>`;
  const entries = names.map((_, k) => formula(specialise(plan, plan.root(1, k + 1), {})));
  const root = h("section", { class: "mc mc-plane", "aria-label": fill(words.plane, { function: record.text }),
    onkeydown: (e) => { if (e.key === "Escape") leaveView(root); } },
    h("div", { class: "mc-plane-parts" }, picture, h("div", { class: "mc-plane-side" },
      maths(record.label, { class: "mc-math mc-plane-formula" }), ...partials, ...controls.map((c) => c.node),
      sentence, h("div", { class: "mc-note" }, words.plane_note))), live);

  function paint() {
    const point = model.get("point"), at = names.map((name) => point[name] ?? 0);
    const values = plan.program.evaluate(Float64Array.from(plan.slots, ({ name }) => point[name] ?? 0));
    const g = plan.entry[0].map((id) => values[id]), steepness = Math.hypot(...g);
    const kind = !Number.isFinite(steepness) ? "undefined" : steepness < 1e-12 ? "flat" : "slope";
    controls.forEach(({ slider, exact }, k) => {
      if (+slider.value !== at[k]) slider.value = at[k];
      if (exact !== document.activeElement) exact.value = String(+at[k].toFixed(4));
    });
    const [px, py] = [right(at[0]), up(at[1])];
    put(dot, { cx: px, cy: py });
    put(picture, { "data-kind": kind });
    if (kind === "slope") {
      // The direction is exact; the length saturates, so that a gentle slope is still seen.
      const [ux, uy] = [g[0] / steepness, -g[1] / steepness], length = 22 + (100 * steepness) / (steepness + 6);
      const [qx, qy] = [px + ux * length, py + uy * length], wing = (s) => `${qx - 11 * ux + s * 5 * uy},${qy - 11 * uy - s * 5 * ux}`;
      const path = `M${px},${py}L${qx},${qy}M${wing(1)}L${qx},${qy}L${wing(-1)}`;
      put(arrow, { d: path }); put(halo, { d: path });
      put(along, { x1: px - 60 * uy, y1: py + 60 * ux, x2: px + 60 * uy, y2: py - 60 * ux });
    }
    partials.forEach((node, k) => {
      const number = digits(g[k]), fixed = plan.program.fixed[plan.entry[0][k]];
      put(node, { html: `${slope(k)} = ${fixed ? "" : `${entries[k]} = `}<b>${number}</b>` });
    });
    put(sentence, { html: fill(words[`plane_${kind}`], { f, at: at.map((v) => digits(v)).join(", "),
      gradient: g.map((v) => digits(v)).join(", "), steepness: digits(steepness) }) });
    put(drawing, { "aria-label": sentence.textContent });
    clearTimeout(speaking);
    speaking = setTimeout(() => put(live, { text: sentence.textContent }), PLANE_SPEAK);
  }
  model.on("change:point", paint);
  el.append(root);
  paint();
  return () => { model.off("change:point", paint); clearTimeout(saving); clearTimeout(speaking); };
}

export default { initialize: joinRoom, render: plane };
