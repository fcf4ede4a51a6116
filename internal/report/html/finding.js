// A single finding: its link, the rest of its operations.

let hit = null; // the finding that an address has named

// reveal opens a finding and shows it, even when filters would hide it.
function reveal(el) {
  const item = itemOf.get(el);
  if (!item) return;
  apply({ remember: false, keep: item });
  el.open = true;
  hit?.classList.remove("hit");
  hit = el;
  el.classList.add("hit");
  el.querySelector("summary").focus({ preventScroll: true });
  el.scrollIntoView({ block: "start" });
}

async function copyLink(button) {
  const address = location.href.split("#")[0] + "#" + button.closest(".f").id;
  const done = (await copyText(address)) ? "Copied" : "Copy failed";
  button.textContent = done;
  setTimeout(() => { button.textContent = "Copy link"; }, 1500);
}

async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement("textarea"); // where the clipboard is not allowed
    area.value = text;
    document.body.append(area);
    area.select();
    const ok = document.execCommand("copy");
    area.remove();
    return ok;
  }
}

// unfold replaces the link to a list of operations by the list.
function unfold(link) {
  const all = document.querySelector(link.getAttribute("href") + " + ul");
  const here = link.previousElementSibling;
  const first = here.children.length;
  here.append(...[...all.children].slice(first).map((li) => li.cloneNode(true)));
  here.tabIndex = -1;
  here.focus({ preventScroll: true });
  link.remove();
}

// unfoldAll opens what is shown, or closes it when all of that is open.
function unfoldAll() {
  const list = showing();
  const open = list.some((item) => !item.el.open);
  for (const item of list) item.el.open = open;
}
