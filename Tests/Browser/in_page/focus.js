// Where the focus is: what is there, and whether something covers it. Null when it is nowhere.
() => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  // A link may wrap: the middle of the box round both lines can lie in other words, so its first line is looked at.
  const box = element.getClientRects()[0] ?? element.getBoundingClientRect();
  const label = element.labels?.[0];
  const x = Math.min(Math.max(box.left + box.width / 2, 0), innerWidth - 1);
  const y = Math.min(Math.max(box.top + Math.min(box.height / 2, 20), 0), innerHeight - 1);
  const top = document.elementFromPoint(x, y);
  const isInView = box.bottom > 0 && box.top < innerHeight && box.width > 0;
  const isOnTop = top && (element.contains(top) || top.contains(element) || label?.contains(top));
  const words = element.getAttribute("aria-label") || element.innerText || element.value || element.id || "";
  return {
    name: `${element.tagName.toLowerCase()} “${words.trim().slice(0, 40)}”`,
    isUncovered: Boolean(isInView && isOnTop),
    key: [...document.querySelectorAll("*")].indexOf(element),
  };
}
