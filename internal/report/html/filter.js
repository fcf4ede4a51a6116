// The filters, all of which a finding has to pass.

const boxes = [...document.querySelectorAll("input[name=class]")];
const ruleBoxes = [...document.querySelectorAll("input[name=rule]")];
const search = byId("search");
const operation = byId("operation");
const places = new Map([...document.querySelectorAll(".tree li")].map((el) => [
  el.dataset.key, { el, first: Number(el.dataset.first), last: Number(el.dataset.last) },
]));

let place = ""; // the key of the node that is chosen
let step = ""; // the key of the revision that is chosen

// One bit for each filter, so that a count can leave out its own.
const CLASS = 1, RULE = 2, TEXT = 4, OPERATION = 8, PLACE = 16, STEP = 32;

// listsWith returns for each list of operations whether one of them has the text.
function listsWith(text) {
  const has = operationTexts.map((name) => name.includes(text));
  return data.lists.map((list) => list.some((i) => has[i]));
}

function evaluate() {
  const classes = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
  const rules = new Set(ruleBoxes.filter((box) => box.checked).map((box) => Number(box.value)));
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean).map((word) => ({ word, lists: listsWith(word) }));
  const wanted = operation.value.trim().toLowerCase();
  const lists = wanted && listsWith(wanted);
  const node = places.get(place);
  for (const item of items) {
    let misses = 0;
    if (!classes.has(item.class)) misses |= CLASS;
    if (rules.size > 0 && !rules.has(item.rule)) misses |= RULE;
    if (words.some(({ word, lists }) => !textOf(item).includes(word) && !lists[item.list])) misses |= TEXT;
    if (lists && !lists[item.list]) misses |= OPERATION;
    if (node && (item.node < node.first || item.node > node.last)) misses |= PLACE;
    if (step && item.chapter.key !== step) misses |= STEP;
    item.misses = misses;
  }
}

// apply shows what passes, and tells the address unless it came from there.
function apply({ remember = true, keep = null } = {}) {
  evaluate();
  for (const item of items) {
    item.kept = item === keep && item.misses !== 0;
    item.el.hidden = item.misses !== 0 && !item.kept;
    item.el.classList.toggle("kept", item.kept);
  }
  count();
  if (remember) writeAddress();
}

const filtered = () => boxes.some((box) => !box.checked) || ruleBoxes.some((box) => box.checked) ||
  search.value.trim() !== "" || operation.value.trim() !== "" || place !== "" || step !== "";

function clear() {
  for (const box of boxes) box.checked = true;
  for (const box of ruleBoxes) box.checked = false;
  search.value = operation.value = place = step = "";
}
