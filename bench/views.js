// What the bench asks of the page: the same for every way to move a picture.
// What is shown is the text, or the picture's source, of what a selector names in a cell's output.

/** Make a change: of one of our own sliders by its value, of ipywidgets' by a key. */
const change = (slider, k) => {
  const key = !slider.matches("input");
  if (!key) slider.value = (-3 + k / 10).toFixed(1);
  slider.dispatchEvent(key ? new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true }) : new Event("input"));
};
const shown = (output, selector) => {
  const node = output.querySelector(selector);
  return node?.src ?? node?.textContent;
};
/** In a frame's callback: when the frame has been made, its style, layout and paint behind us. */
const after = (act) => {
  const channel = new MessageChannel();
  channel.port1.onmessage = act;
  channel.port2.postMessage(0);
};
/** When the coming frame has been made. */
const framed = (act) => requestAnimationFrame(() => after(act));
/** As soon as something in a node has changed so that `ready()`: milliseconds from `start()` to the frame with it. */
const until = (node, ready, start) => new Promise((done, fail) => {
  const watch = new MutationObserver(() => {
    if (!ready()) return;
    watch.disconnect();
    framed(() => done(performance.now() - start()));
  });
  setTimeout(() => fail(new Error("nothing has moved for 20 s")), 20_000);
  watch.observe(node, { subtree: true, childList: true, characterData: true, attributes: true });
});
/** When the same has been shown for a second, `seen` told what is shown in each frame until then. */
const settled = (output, selector, seen = new Set()) => new Promise((done) => {
  let last, still = 0;
  const look = () => {
    const now = shown(output, selector);
    seen.add(now);
    still = now === last ? still + 1 : 0;
    last = now;
    if (still < 60) framed(look); else done();
  };
  look();
});

window.bench = {
  settled,
  /** From the key that is pressed next to the frame that shows it. */
  pressed(output, selector) {
    const before = shown(output, selector);
    let start;
    document.addEventListener("keydown", (event) => { start = event.timeStamp; }, { capture: true, once: true });
    return until(output, () => start !== undefined && shown(output, selector) !== before, () => start);
  },
  /** A change in each of so many frames: when they have been made, and then how many were shown. */
  burst(output, selector, slider, count) {
    const seen = new Set([shown(output, selector)]);
    let k = 0;
    const changed = new Promise((done) => {
      const step = () => {
        change(slider, (k += 1));
        after(() => seen.add(shown(output, selector)));
        if (k < count) requestAnimationFrame(step); else framed(done);
      };
      requestAnimationFrame(step);
    });
    return { changed, frames: changed.then(() => settled(output, selector, seen)).then(() => seen.size - 1) };
  },
  /** From running cell k to the frame with what the selector names, made anew. */
  painted(k, selector) {
    const { shell, commands } = jupyterapp, notebook = shell.currentWidget.content;
    const { node } = notebook.widgets[k], old = node.querySelector(selector);
    const found = () => [...node.querySelectorAll(selector)].some((one) => one !== old && one.getBoundingClientRect().height);
    notebook.activeCellIndex = k;
    const start = performance.now(), end = until(node, found, () => start);
    commands.execute("notebook:run-cell");
    return end;
  },
};
