// Whether the focus on an element can be seen, on itself or beside it.
(element) => {
  const look = (near) => {
    const style = getComputedStyle(near);
    // An outline that is not drawn still has a width and a colour.
    const isDrawn = style.outlineStyle !== "none" && style.outlineWidth !== "0px";
    const outline = isDrawn ? [style.outlineStyle, style.outlineWidth, style.outlineColor] : [];
    return [...outline, style.boxShadow, style.backgroundColor, style.borderColor, style.textDecorationLine].join("|");
  };
  const label = element.labels?.[0];
  const near = [element, element.parentElement, label, element.nextElementSibling].filter(Boolean);
  const focused = near.map(look).join();
  element.blur();
  const blurred = near.map(look).join();
  element.focus({ preventScroll: true });
  return focused !== blurred;
}
