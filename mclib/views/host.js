// A page without a kernel: models that hold what was saved, and the views drawn over static readings.
// Views and state stand in the page itself, so that nothing is fetched.

/** What stands more than once in the state is written once: {"$": place} refers to it. */
function written(value, shared) {
  if (Array.isArray(value)) return value.map((part) => written(part, shared));
  if (value === null || typeof value !== "object") return value;
  if ("$" in value) return shared[value.$];
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, written(part, shared)]));
}

async function draw(place, view, model) {
  const el = document.createElement("div");
  try {
    await view.render?.({ model, el });
    place.replaceChildren(el);
  } catch (error) {
    console.error(error); // the static reading stays
  }
}

const { shared, modules, models } = JSON.parse(document.getElementById("mc-state").textContent);
shared.forEach((value, at) => { shared[at] = written(value, shared); });
const views = await Promise.all(modules.map(async (text) => {
  const made = (await import(URL.createObjectURL(new Blob([text], { type: "text/javascript" })))).default;
  return typeof made === "function" ? made() : made;
}));
// Two views that are alike in all are written once.
const alive = new Map(Object.entries(written(models, shared)).map(([id, [at, state]]) => [id, [views[at], new Model(state)]]));
for (const [view, model] of alive.values()) await view.initialize?.({ model });
for (const place of document.querySelectorAll("[data-view]")) {
  const fold = place.closest("details:not([open])"), paint = () => draw(place, ...alive.get(place.dataset.view));
  if (fold) fold.addEventListener("toggle", paint, { once: true }); // hidden, it could not be measured
  else paint();
}
