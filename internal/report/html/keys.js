// Keys: / searches, j and k (or the arrows, from a finding) move, Escape clears.

const showing = () => items.filter((item) => !item.el.hidden);

// move goes to the next finding (1) or the previous one (-1).
function move(by) {
  const list = showing();
  const current = itemOf.get(document.activeElement?.closest(".f"));
  let i = list.indexOf(current) + by;
  if (!current) i = list.findIndex((item) => item.el.getBoundingClientRect().bottom > byId("filters").getBoundingClientRect().bottom);
  const item = list[Math.max(0, Math.min(i, list.length - 1))];
  if (!item) return;
  item.el.querySelector("summary").focus({ preventScroll: true });
  item.el.scrollIntoView({ block: "nearest" });
}

function escape() {
  if (filtered()) {
    clear();
    apply();
  }
  document.activeElement?.blur();
}

function press(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const typing = event.target.matches("input[type=search], textarea");
  const onFinding = event.target.matches(".f > summary");
  const actions = {
    Escape: escape,
    "/": typing ? null : () => search.select(),
    j: typing ? null : () => move(1),
    k: typing ? null : () => move(-1),
    ArrowDown: onFinding ? () => move(1) : null,
    ArrowUp: onFinding ? () => move(-1) : null,
  };
  const action = actions[event.key];
  if (!action) return;
  event.preventDefault();
  action();
}
