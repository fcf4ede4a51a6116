// The chart of a history says what the pointer or the focus is on.

const reading = byId("reading");
if (reading) {
  const idle = reading.textContent;
  const say = (event) => { reading.textContent = event.target.closest(".plot a")?.querySelector("title").textContent ?? idle; };
  const plot = document.querySelector(".plot");
  for (const type of ["pointerover", "focusin"]) plot.addEventListener(type, say);
  for (const type of ["pointerleave", "focusout"]) plot.addEventListener(type, () => { reading.textContent = idle; });
  plot.scrollLeft = plot.scrollWidth; // the newest is at the right
}
