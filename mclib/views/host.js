// A page without a kernel: models that hold what was saved, and the views drawn over static readings.
// Views and state stand in the page itself, so that nothing is fetched.

class Model {
  widget_manager = { kernel: null }; // for `listens`: nobody does
  #listeners = new Map();
  constructor(state) { this.state = state; }
  get(name) { return this.state[name]; }
  set(name, value) {
    const changes = Object.entries(typeof name === "string" ? { [name]: value } : name)
      .filter(([key, next]) => JSON.stringify(this.state[key]) !== JSON.stringify(next));
    Object.assign(this.state, Object.fromEntries(changes));
    for (const [key, next] of changes) this.#tell(`change:${key}`, next);
    if (changes.length) this.#tell("change");
  }
  on(event, listener) { this.#listeners.set(event, [...(this.#listeners.get(event) ?? []), listener]); }
  off(event, listener) { this.#listeners.set(event, (this.#listeners.get(event) ?? []).filter((own) => own !== listener)); }
  #tell(event, value) { for (const listener of this.#listeners.get(event) ?? []) listener(this, value); }
  save_changes() {}
  send() {}
}

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
const alive = new Map();
for (const [id, [at, state]] of Object.entries(models)) alive.set(id, [views[at], new Model(written(state, shared))]);
for (const [view, model] of alive.values()) await view.initialize?.({ model });
for (const place of document.querySelectorAll("[data-view]")) {
  const fold = place.closest("details:not([open])"), paint = () => draw(place, ...alive.get(place.dataset.view));
  if (fold) fold.addEventListener("toggle", paint, { once: true }); // hidden, it could not be measured
  else paint();
}
