// Binds the page to the functions above.

const THEMES = ["auto", "light", "dark"];

function showTheme() {
  const theme = document.documentElement.dataset.theme ?? "auto";
  byId("theme").textContent = `Theme: ${theme}`;
  return theme;
}

byId("theme").addEventListener("click", () => {
  const theme = THEMES[(THEMES.indexOf(showTheme()) + 1) % THEMES.length];
  if (theme === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  try {
    localStorage.setItem("specdiff-theme", theme);
  } catch {
    // a page in a sandbox has no storage
  }
  showTheme();
});
showTheme();

// later calls a function when nothing has happened for a moment.
function later(run, milliseconds) {
  let timer = 0;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(run, milliseconds);
  };
}

function onClick(event) {
  const link = event.target.closest("a, button");
  if (!link) return;
  if (link.matches(".copy")) copyLink(link);
  else if (link.matches(".more")) unfold(link);
  else if (link.matches(".tree a")) choosePlace(link.closest("li").dataset.key);
  else if (link.matches("[data-step]")) chooseStep(link.dataset.step);
  else return;
  event.preventDefault();
}

// The button says what it will do.
const nameUnfold = later(() => {
  byId("unfold").textContent = showing().some((item) => !item.el.open) ? "Open all" : "Close all";
}, 0);

// Print shows what is shown, opened.
const closed = [];
addEventListener("beforeprint", () => {
  for (const item of showing()) {
    if (!item.el.open) closed.push(item.el);
    item.el.open = true;
  }
});
addEventListener("afterprint", () => {
  while (closed.length > 0) closed.pop().open = false;
});

if (byId("filters")) {
  const typed = later(apply, 120);
  search.addEventListener("input", typed);
  operation.addEventListener("input", typed);
  for (const box of [...boxes, ...ruleBoxes]) box.addEventListener("change", () => apply());
  byId("filters").addEventListener("submit", (event) => event.preventDefault());
  byId("filters").addEventListener("reset", (event) => {
    event.preventDefault();
    clear();
    apply();
  });
  byId("again").addEventListener("click", () => {
    clear();
    apply();
    search.focus();
  });
  byId("operations").append(...data.operations.map((name) => new Option(name)));
  byId("unfold").addEventListener("click", unfoldAll);
  document.addEventListener("toggle", nameUnfold, true);
  document.addEventListener("click", onClick);
  document.addEventListener("keydown", press);
  addEventListener("hashchange", readAddress);
  if (matchMedia("(max-width: 60rem)").matches) {
    for (const panel of document.querySelectorAll(".panel")) panel.open = false;
  }
  if (location.hash) readAddress();
  addEventListener("load", () => { if (hit) reveal(hit); }); // the browser has gone to its own target since, and has taken the focus away
}
