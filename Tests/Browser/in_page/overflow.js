// How much wider than the window the page is, with the first thing that sticks out. Null when it fits.
() => {
  const root = document.documentElement;
  const over = root.scrollWidth - root.clientWidth;
  if (over <= 0) return null;
  const sticksOut = (element) =>
    element.getBoundingClientRect().right > root.clientWidth + 1 && getComputedStyle(element).position !== "fixed";
  const first = [...document.querySelectorAll("body *")].find(sticksOut);
  return `${over} px` + (first ? `, for example ${first.outerHTML.slice(0, 90)}` : "");
}
