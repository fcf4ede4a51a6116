// What the page says about the findings that pass.

const order = boxes.map((box) => box.value);
const figures = new Map(boxes.map((box) => [box.value, box.parentElement.querySelector("b")]));
const ruleCounts = new Map(ruleBoxes.map((box) => [Number(box.value), box.parentElement]));

function count() {
  const byClass = new Map();
  const byRule = new Map();
  const byNode = new Map();
  let shown = 0;
  for (const item of items) {
    if (!(item.misses & ~CLASS)) byClass.set(item.class, (byClass.get(item.class) ?? 0) + 1);
    if (!(item.misses & ~RULE)) byRule.set(item.rule, (byRule.get(item.rule) ?? 0) + 1);
    if (!(item.misses & ~PLACE)) {
      const counts = byNode.get(item.node) ?? {};
      counts[item.class] = (counts[item.class] ?? 0) + 1;
      byNode.set(item.node, counts);
    }
    if (!item.misses) shown++;
  }
  for (const [name, el] of figures) write(el, byClass.get(name) ?? 0);
  for (const [rule, el] of ruleCounts) {
    const n = byRule.get(rule) ?? 0;
    write(el.querySelector("b"), n);
    el.classList.toggle("none", n === 0);
  }
  countPlaces(byNode);
  for (const chapter of chapters) countChapter(chapter);
  tell(shown);
}

function write(el, n) {
  const text = number.format(n);
  if (el.textContent !== text) el.textContent = text;
}

// countPlaces adds up the nodes: those below one have the numbers after its own.
function countPlaces(byNode) {
  const sums = {};
  const size = ([...places.values()].at(-1)?.last ?? -1) + 1; // nodes are numbered in the order of the page
  for (const name of order) {
    const sum = (sums[name] = new Int32Array(size + 1));
    for (let i = 0; i < size; i++) sum[i + 1] = sum[i] + (byNode.get(i)?.[name] ?? 0);
  }
  for (const [key, { el, first, last }] of places) {
    const wanted = order.map((name) => [name, sums[name][last + 1] - sums[name][first]]).filter(([, n]) => n > 0);
    const text = wanted.map(([name, n]) => name + n).join();
    if (el.counted !== text) {
      el.counted = text;
      el.children[1].replaceChildren(...wanted.map(([name, n]) => {
        const b = document.createElement("b");
        b.className = b.title = name;
        b.textContent = number.format(n);
        return b;
      }));
      el.hidden = wanted.length === 0 && key !== place;
    }
    const link = el.children[0];
    if (key === place) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

function countChapter({ el, key, items }) {
  const shown = items.filter((item) => !item.el.hidden);
  el.hidden = shown.length === 0 && (filtered() && key !== step || key === "");
  const n = el.querySelector("h2 .n");
  if (n) write(n, shown.length);
}

// tell says how many are shown, and by what places and revisions.
function tell(shown) {
  const all = items.length;
  const changes = all === 1 ? "change" : "changes";
  byId("status").textContent = shown === all ? `${number.format(all)} ${changes}` : `${number.format(shown)} of ${number.format(all)} ${changes}`;
  byId("nothing").hidden = items.some((item) => !item.el.hidden);
  byId("reset").disabled = !filtered();
  byId("chosen").replaceChildren(...[
    place && chip(`in ${place}`, () => choosePlace("")),
    step && chip(`revision ${step}`, () => chooseStep("")),
  ].filter(Boolean));
  for (const bar of document.querySelectorAll("[data-step]")) {
    bar.classList.toggle("chosen", bar.dataset.step === step);
  }
}

// chip is a filter that a click takes away.
function chip(text, remove) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "chip";
  button.textContent = text;
  button.setAttribute("aria-label", `${text}: remove this filter`);
  button.addEventListener("click", remove);
  return button;
}

function choosePlace(key) {
  place = place === key ? "" : key;
  apply();
}

function chooseStep(key) {
  step = step === key ? "" : key;
  apply();
}
