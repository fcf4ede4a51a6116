// The fragment of the address holds the filters, or names one finding:
//
//   #q=limit&class=breaking,risky&rule=type-changed&operation=GET+/orders&in=components.schemas.Order
//   #f-0123456789abcdef

function writeAddress() {
  const params = new URLSearchParams();
  const text = search.value.trim();
  if (text) params.set("q", text);
  if (boxes.some((box) => !box.checked)) params.set("class", boxes.filter((box) => box.checked).map((box) => box.value).join());
  for (const box of ruleBoxes) if (box.checked) params.append("rule", box.dataset.id);
  if (operation.value.trim()) params.set("operation", operation.value.trim());
  if (place) params.set("in", place);
  if (step) params.set("step", step);
  setAddress(params.toString());
}

function setAddress(fragment) {
  try {
    history.replaceState(null, "", fragment ? `#${fragment}` : location.pathname + location.search);
  } catch {
    // a page in a sandbox may not
  }
}

function readAddress() {
  const fragment = location.hash.slice(1);
  if (/^f-[0-9a-f]+(-\d+)?$/.test(fragment)) {
    reveal(byId(fragment));
    return;
  }
  if (fragment && byId(fragment)) return; // an anchor of the page
  const params = new URLSearchParams(fragment);
  clear();
  search.value = params.get("q") ?? "";
  if (params.has("class")) {
    const names = params.get("class").split(",");
    for (const box of boxes) box.checked = names.includes(box.value);
  }
  const rules = params.getAll("rule");
  for (const box of ruleBoxes) box.checked = rules.includes(box.dataset.id);
  operation.value = params.get("operation") ?? "";
  place = places.has(params.get("in")) ? params.get("in") : "";
  step = chapters.some((chapter) => chapter.key === params.get("step")) ? params.get("step") : "";
  apply({ remember: false });
}
