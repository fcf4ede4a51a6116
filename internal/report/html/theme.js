// Before the first paint: the theme that was chosen last, and that a script runs.
(() => {
  const root = document.documentElement;
  root.classList.add("script");
  try {
    const theme = localStorage.getItem("specdiff-theme");
    if (theme === "dark" || theme === "light") root.dataset.theme = theme;
  } catch {
    // a page in a sandbox has no storage
  }
})();
