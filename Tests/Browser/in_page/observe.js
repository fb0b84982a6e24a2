// From the start of loading: when the largest thing was drawn, and how much moved about, and what did.
(() => {
  const seen = (window.__seen = { lcp: 0, cls: 0, moved: [] });
  const watch = (type, note) => {
    try {
      new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type, buffered: true });
    } catch {}
  };
  watch("largest-contentful-paint", (entry) => { seen.lcp = entry.startTime; });
  const box = (r) => `${Math.round(r.x)},${Math.round(r.y)} ${Math.round(r.width)}×${Math.round(r.height)}`;
  const called = (node) => (node ? (node.nodeType === 1 ? node : node.parentElement)?.cloneNode(false).outerHTML ?? "gone" : "gone");
  watch("layout-shift", (entry) => {
    if (entry.hadRecentInput) return;
    seen.cls += entry.value;
    for (const it of entry.sources)
      seen.moved.push(`${called(it.node).slice(0, 100)} from ${box(it.previousRect)} to ${box(it.currentRect)}`);
  });
})()
