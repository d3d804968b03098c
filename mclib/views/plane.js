// The plane, in three kinds. Of one function: over the contours that Python painted, the point, its gradient,
// a needle to turn and the slice along it. Of a loss: the way down from the point. Of two functions: a small
// disc, where it really goes, and the ellipse that the Jacobian promises.

const PLANE = 300, MARGIN = 30, PLANE_SPEAK = 500, CHART = { x: 46, y: 0.5, width: 274, height: 103 }, RIM = 44, NEAR = 10;
const circle = times(49).map((k) => (k * Math.PI) / 24).map((t) => [Math.cos(t), Math.sin(t)]);
const clamp = (v, most) => Math.min(Math.max(v, -most), most);

/** Axes from -reach to reach: `at` gives pixels, `layer` is clipped to the frame; `rescale` changes the reach. */
function axes(reach, [nameX, nameY]) {
  const right = (x) => MARGIN + ((x + reach) / (2 * reach)) * PLANE, up = (y) => 8 + ((reach - y) / (2 * reach)) * PLANE;
  const clip = "mc" + Math.random().toString(36).slice(2), frame = { x: MARGIN, y: 8, width: PLANE, height: PLANE };
  const layer = svg("g", { "clip-path": `url(#${clip})` }), ticks = svg("g");
  const node = svg("svg", { viewBox: `0 0 ${PLANE + MARGIN + 12} ${PLANE + MARGIN + 8}`, role: "img" },
    svg("clipPath", { id: clip }, svg("rect", frame)), svg("rect", { ...frame, class: "mc-frame" }), layer, ticks);
  const self = { node, layer, at: ([x, y]) => [right(x), up(y)], path: (points) => "M" + points.map((p) => self.at(p).map((v) => v.toFixed(1))).join("L"),
    rescale: (to) => {
      reach = self.reach = to;
      ticks.replaceChildren(...[-1, -0.5, 0, 0.5, 1].flatMap((k) => [
        svg("text", { x: right(k * reach), y: PLANE + 24, "text-anchor": "middle" }, digits(k * reach)),
        svg("text", { x: MARGIN - 6, y: up(k * reach) + 4, "text-anchor": "end" }, digits(k * reach))]),
      svg("text", { x: right(0.75 * reach), y: PLANE + 24, "text-anchor": "middle", class: "mc-axis" }, GREEK[nameX] ?? nameX),
      svg("text", { x: MARGIN - 8, y: up(0.75 * reach) + 4, "text-anchor": "end", class: "mc-axis" }, GREEK[nameY] ?? nameY));
    } };
  self.rescale(reach);
  return self;
}

/** An arrow's path in pixels. */
function arrowTo([px, py], [qx, qy], size = 11) {
  const length = Math.hypot(qx - px, qy - py) || 1, [ux, uy] = [(qx - px) / length, (qy - py) / length];
  const wing = (s) => `${qx - size * ux + s * 0.45 * size * uy},${qy - size * uy - s * 0.45 * size * ux}`;
  return `M${px},${py}L${qx},${qy}M${wing(1)}L${qx},${qy}L${wing(-1)}`;
}

/** A small chart of lines over the same range, {class: [[x, y], ...]}; heights outside the range are cut off. */
function chart(names) {
  const { x: left, width: wide, height: high } = CHART, clip = "mc" + Math.random().toString(36).slice(2);
  const lines = Object.fromEntries(names.map((name) => [name, svg("path", { class: name })])), dot = svg("circle", { class: "mc-point", r: 4 });
  const [top, bottom] = [14, high - 6].map((y) => svg("text", { x: left - 5, y, "text-anchor": "end" }));
  const node = svg("svg", { viewBox: `0 0 ${left + wide + 1} ${high + 1}`, class: "mc-chart", role: "img" },
    svg("clipPath", { id: clip }, svg("rect", CHART)), svg("rect", { class: "mc-frame", ...CHART }), top, bottom,
    svg("g", { "clip-path": `url(#${clip})` }, ...Object.values(lines), dot));
  const draw = (series, point, label) => {
    const [main] = Object.values(series), heights = main.map((p) => p[1]).filter(Number.isFinite);
    let [low, most] = [Math.min(...heights), Math.max(...heights)];
    if (!(most - low > 1e-9)) [low, most] = [low - 1, most + 1];
    const [from, to] = [main[0][0], main.at(-1)[0]];
    const at = ([x, y]) => [left + ((x - from) / (to - from || 1)) * wide, 10 + ((most - y) / (most - low)) * (high - 20)];
    for (const [name, points] of Object.entries(series)) {
      const good = points.filter((p) => Number.isFinite(p[1]));
      put(lines[name], { d: good.length ? "M" + good.map((p) => at(p).map((v) => clamp(v, 9999).toFixed(1))).join("L") : "" });
    }
    const [cx, cy] = at(point);
    put(dot, { cx, cy: Number.isFinite(cy) ? cy : -99 });
    put(top, { text: digits(most, 3, 2) }); put(bottom, { text: digits(low, 3, 2) });
    put(node, { "aria-label": label });
  };
  return { node, draw };
}

function plane({ model, el }) {
  const words = model.get("words"), record = model.get("function"), span = model.get("span"), data = model.get("data");
  const derivative = record.by[0], plan = unfold(record, derivative, model.get("sizes"), model.get("defs"));
  const names = derivative.inputs.scalars, kind = model.get("kind"), base = inputsAt(plan, data);
  let speaking;

  const set = setter(model, () => save());
  const move = (changes) => set({ point: { ...model.get("point"), ...changes } });
  /** The functions and their slopes at a place. */
  const look = (place) => {
    const inputs = base.slice();
    plan.inputs.forEach((slot, k) => { inputs[slot] = place[k]; });
    const out = plan.program.evaluate(inputs);
    return { y: plan.y.map((id) => out[id]), J: plan.entry.map((row) => row.map((id) => out[id])) };
  };
  const pointed = () => [model.get("direction"), ...names.map((name) => model.get("point")[name])];
  const gate = prediction(model, words, set, { pointed });
  const list = (values) => values.map((v) => digits(v)).join(", ");

  // ---- the picture that is dragged in, and its controls ---------------------------------------------

  const drawing = axes(span, names), piece = (tag, name) => svg(tag, { class: name });
  const along = piece("path", "mc-along"), arrow = piece("path", "mc-arrow"), halo = piece("path", "mc-halo"), rim = piece("circle", "mc-rim");
  const needle = piece("path", "mc-needle"), guessed = piece("path", "mc-guessed"), disc = piece("path", "mc-disc"), way = piece("path", "mc-way"), stones = piece("path", "mc-stones"), dot = piece("circle", "mc-point");
  put(dot, { r: 5 }); put(rim, { r: RIM });
  drawing.layer.append(...(kind === "map" ? [disc] : kind === "descent" ? [halo, way, stones] : [guessed, along, rim, needle, halo, arrow]), dot);
  const image = kind === "map" ? h("div") : h("img", { src: model.get("picture"), draggable: "false",
    alt: fill(words.plane_alt, { function: record.text, x: names[0], y: names[1], low: digits(-span), high: digits(span) }) });
  const picture = h("div", { class: "mc-map" }, image, drawing.node);
  const drag = (event) => {
    if (!(event.buttons & 1)) return;
    const box = image.getBoundingClientRect(), reach = (v) => Math.round(clamp(v, span) * 20) / 20;
    move({ [names[0]]: reach(((event.clientX - box.left) / box.width) * 2 * span - span),
      [names[1]]: reach(span - ((event.clientY - box.top) / box.height) * 2 * span) });
  };
  picture.addEventListener("pointerdown", (event) => { picture.setPointerCapture(event.pointerId); drag(event); });
  picture.addEventListener("pointermove", drag);

  /** A slider with its number box. */
  function control(html, name, [min, max, step], act) {
    const { slider, exact, show } = numberPair(name, fill(words.exact, { name }), { min, max, step }, act);
    const node = h("div", { class: "mc-row" }, maths(html, { class: "mc-math mc-name" }), slider, exact);
    return { show: (value) => show(value, String(+value.toFixed(4))), node };
  }
  const places = names.map((name) => control(symbol(name), name, [-span, span, span / 60], (v) => move({ [name]: v })));
  const extra = {
    slope: [["direction", [-180, 180, 5]]], map: [["radius", [0.05, 1, 0.05]]], descent: [["rate", [0, 2, 0.02]], ["rounds", [0, 60, 1]]],
  }[kind].map(([name, range]) => ({ name, ...control(words[name], words[name], range, (v) => set({ [name]: v })) }));

  const partials = kind === "slope" ? names.map(() => maths("", { class: "mc-math mc-partial" })) : [];
  const sentence = maths("", { class: "mc-sentence" }), second = maths("", { class: "mc-sentence mc-second" });
  const slice = chart(kind === "descent" ? ["mc-curve"] : ["mc-curve", "mc-tangent"]), live = h("div", { class: "mc-hidden", role: "status" });
  const note = maths(words["plane_note_" + kind], { class: "mc-note", role: "status" });
  const image2 = kind === "map" ? axes(span, record.outputs) : null;
  const root = h("div", { class: "mc mc-plane", role: "group", "data-kind": kind, "aria-label": fill(words["plane_title_" + kind], { function: record.text }),
    onkeydown: (e) => { if (e.key === "Escape") leaveView(root); } },
    h("div", { class: "mc-plane-parts" }, picture, image2 && h("div", { class: "mc-map" }, image2.node), h("div", { class: "mc-plane-side" },
      maths(record.label, { class: "mc-math mc-plane-formula" }), h("div", { class: "mc-partials" }, ...partials, gate.node),
      h("div", { class: "mc-places" }, ...places.map((c) => c.node), ...extra.map((c) => c.node)), sentence, ...(image2 ? [] : [slice.node]), second,
      note)), live);
  const save = saver(model, root);

  // ---- one function: gradient, needle, slice --------------------------------------------------------

  const f = formula(specialise(plan, Array.isArray(record.y) ? record.y[0] : record.y, {}));
  const entries = kind === "slope" ? names.map((_, k) => formula(specialise(plan, plan.root(1, k + 1), {}))) : [];
  const over = (k) => `<span class="mc-fraction"><span>∂<i>${record.output}</i></span><span>∂${symbol(names[k])}</span></span>`;
  function paintSlope(at) {
    const { y: [height], J: [g] } = look(at), steepness = Math.hypot(...g), [px, py] = drawing.at(at);
    const state = !Number.isFinite(steepness) ? "undefined" : steepness < 1e-12 ? "flat" : "slope";
    put(picture, { "data-kind": state });
    if (state === "slope") {
      // The direction is exact; the length saturates, so that a gentle slope is still seen.
      const [ux, uy] = [g[0] / steepness, -g[1] / steepness], length = 22 + (100 * steepness) / (steepness + 6);
      const path = arrowTo([px, py], [px + ux * length, py + uy * length]);
      put(arrow, { d: path }); put(halo, { d: path });
      put(along, { d: `M${px - 60 * uy},${py + 60 * ux}L${px + 60 * uy},${py - 60 * ux}` });
    }
    partials.forEach((node, k) => {
      const fixed = plan.program.fixed[plan.entry[0][k]];
      put(node, { html: `${over(k)} = ${fixed ? "" : `${entries[k]} = `}<b>${digits(g[k])}</b>` });
    });
    put(sentence, { html: fill(words[`plane_${state}`], { f, at: list(at), gradient: list(g), steepness: digits(steepness) }) });
    const turn = (model.get("direction") * Math.PI) / 180, u = [Math.cos(turn), Math.sin(turn)], slope = g[0] * u[0] + g[1] * u[1];
    put(rim, { cx: px, cy: py });
    put(needle, { d: arrowTo([px, py], [px + RIM * u[0], py - RIM * u[1]], 8) });
    const steps = times(61).map((k) => ((k - 30) / 30) * span * 0.5);
    const sides = { u: list(u.map((v) => +v.toFixed(3))), slope: digits(Math.abs(slope) < 1e-9 ? 0 : slope), gradient: list(g) };
    put(second, { html: fill(words.plane_along, sides) });
    slice.draw({ "mc-curve": steps.map((s) => [s, look([at[0] + s * u[0], at[1] + s * u[1]]).y[0]]),
      "mc-tangent": [steps[0], steps.at(-1)].map((s) => [s, height + s * slope]) }, [0, height], fill(words.plane_slice, sides));
  }

  // ---- a loss: the way down ---------------------------------------------------------------------------

  function paintDescent(at) {
    const rate = model.get("rate"), rounds = model.get("rounds"), path = [at], losses = [look(at).y[0]];
    for (let k = 0; k < rounds && Number.isFinite(losses.at(-1)); k++) {
      const here = path.at(-1), [g] = look(here).J;
      path.push(here.map((v, side) => v - rate * g[side]));
      losses.push(look(path.at(-1)).y[0]);
    }
    const seen = path.filter((p) => p.every((v) => Math.abs(v) < 9 * span)), d = drawing.path(seen);
    put(way, { d }); put(halo, { d });
    put(stones, { d: seen.map(drawing.at).map(([x, y]) => `M${x - 2.2},${y}a2.2,2.2 0 1 0 4.4,0a2.2,2.2 0 1 0 -4.4,0`).join("") });
    const [first, last] = [losses[0], losses.at(-1)], steps = rounds === 1 ? words.steps_1 : fill(words.steps_n, { count: rounds });
    const exact = [3, 5, 7, 9].find((n) => digits(first, n, n + 1) !== digits(last, n, n + 1)), loss = (v) => digits(v, exact, exact && exact + 1); // enough to tell them apart
    put(sentence, { html: fill(words[!exact ? "descent_stays" : last < first ? "descent" : "descent_rises"], { steps, rate: digits(rate), at: list(at),
      first: loss(first), last: loss(last), end: list(path.at(-1)), names: names.map((name) => symbol(name)).join(", ") }) });
    slice.draw({ "mc-curve": losses.map((v, k) => [k, v]) }, [losses.length - 1, last], fill(words.descent_chart, { steps }));
  }

  // ---- two functions: a disc, its image, the ellipse ----------------------------------------------------

  const parts2 = image2 && { grid: piece("path", "mc-mesh"), here: piece("path", "mc-mesh"), real: piece("path", "mc-disc"), ellipse: piece("path", "mc-ellipse"),
    columns: names.map(() => piece("path", "mc-arrow")), dot: svg("circle", { class: "mc-point", r: 4 }) };
  let mesh;
  if (image2) {
    const steps = times(9).map((k) => ((k - 4) / 4) * span), fine = times(49).map((k) => ((k - 24) / 24) * span);
    mesh = steps.flatMap((a) => [fine.map((b) => [a, b]), fine.map((b) => [b, a])]);
    put(parts2.here, { d: mesh.map(drawing.path).join("") });
    drawing.layer.prepend(parts2.here);
    image2.layer.append(parts2.grid, parts2.real, parts2.ellipse, ...parts2.columns, parts2.dot);
    mesh = mesh.map((line) => line.map((p) => look(p).y).filter((p) => p.every(Number.isFinite))).filter((line) => line.length > 1);
    const sizes = mesh.flat(2).map(Math.abs).sort((a, b) => a - b), typical = sizes[Math.floor(sizes.length * 0.9)] || 1;
    image2.rescale(ladder(typical * 0.999, 0, [1, 2, 3, 5, 10]));
  }
  function paintMap(at) {
    const r = model.get("radius"), { y, J } = look(at);
    const farthest = Math.max(...y.map((v) => Math.abs(v))) * 1.15;
    if (farthest > image2.reach) image2.rescale(2 ** Math.ceil(Math.log2(farthest / image2.reach)) * image2.reach);
    put(parts2.grid, { d: mesh.map(image2.path).join("") });
    const push = (k) => circle[k].map((v) => r * v), disc_ = circle.map((_, k) => [at[0] + push(k)[0], at[1] + push(k)[1]]);
    const real = disc_.map((p) => look(p).y), linear = (v) => y.map((c, i) => c + J[i][0] * v[0] + J[i][1] * v[1]);
    const ellipse = circle.map((_, k) => linear(push(k))), good = real.every((p) => p.every(Number.isFinite));
    put(disc, { d: drawing.path(disc_) });
    put(parts2.real, { d: good ? image2.path(real) : "" });
    put(parts2.ellipse, { d: good ? image2.path(ellipse) : "" });
    const [cx, cy] = image2.at(y);
    put(parts2.dot, { cx, cy });
    parts2.columns.forEach((node, k) => {
      const end = image2.at(linear(names.map((_, j) => (j === k ? r : 0))));
      put(node, { d: Math.hypot(end[0] - cx, end[1] - cy) > 3 && good ? arrowTo([cx, cy], end, 8) : "" });
    });
    const apart = (a, b) => Math.hypot(a[0] - b[0], a[1] - b[1]), size = Math.max(...ellipse.map((p) => apart(p, y)));
    const error = Math.max(...ellipse.map((p, k) => apart(p, real[k]))) / size;
    put(sentence, { html: fill(words[!good ? "map_undefined" : size < 1e-9 ? "map_flat" : "map"], { radius: digits(r), at: list(at), image: list(y),
      rows: J.map(list).join("; "), error: digits(100 * error, 2, 1), area: digits(Math.abs(J[0][0] * J[1][1] - J[0][1] * J[1][0])) }) });
    put(image2.node, { "aria-label": sentence.textContent });
  }

  /** The way that was pointed at, and how far it is from the gradient; before that, what is asked. */
  function paintGuess() {
    root.dataset.asked = gate.hidden() ? gate.kind : "";
    gate.paint();
    if (gate.hidden()) { put(sentence, { html: `${gate.question()} ${gate.how()}` }); put(second, { html: "" }); }
    else if (gate.node.contains(document.activeElement)) extra[0].node.querySelector("input").focus();
    if (!gate.checked()) return;
    const [turn, ...from] = model.get("guess"), [g] = look(from).J, [px, py] = drawing.at(from), rad = (turn * Math.PI) / 180;
    const angle = ([a, b]) => (Math.atan2(b, a) * 180) / Math.PI, up = angle(g), off = (a) => Math.abs(((a - turn + 900) % 360) - 180);
    const ways = [["sign", up + 180], ["tangent-to-contour", up + 90], ["tangent-to-contour", up - 90], ["radial-guess", angle(from)]];
    put(guessed, { d: arrowTo([px, py], [px + 2 * RIM * Math.cos(rad), py - 2 * RIM * Math.sin(rad)]) });
    put(note, { "data-notice": true, html: fill(words[off(up) <= NEAR ? "arrow_right" : "arrow_wrong"], {
      off: digits(off(up), 2, 0), why: words[(ways.find(([, a]) => off(a) <= NEAR) ?? [""])[0]] ?? "" }) });
  }

  const painter = { slope: paintSlope, descent: paintDescent, map: paintMap }[kind];
  function paint() {
    const point = model.get("point"), at = names.map((name) => (typeof point[name] === "number" ? point[name] : 0));
    places.forEach((c, k) => c.show(at[k]));
    extra.forEach((c) => c.show(model.get(c.name)));
    const [cx, cy] = drawing.at(at);
    put(dot, { cx, cy });
    painter(at);
    paintGuess();
    put(drawing.node, { "aria-label": sentence.textContent });
    clearTimeout(speaking);
    speaking = setTimeout(() => put(live, { text: `${sentence.textContent} ${second.textContent}` }), PLANE_SPEAK);
  }
  const deaf = listen(model, [["point", "direction", "radius", "rate", "rounds", "stage"], paint]);
  el.append(root);
  paint();
  return () => { deaf(); save.stop(); clearTimeout(speaking); };
}

export default { initialize: joinRoom, render: plane };
