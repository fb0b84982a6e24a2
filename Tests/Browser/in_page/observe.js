// From the start of loading: when the largest thing was drawn, and how much moved about.
(() => {
  const seen = (window.__seen = { lcp: 0, cls: 0 });
  const watch = (type, note) => {
    try {
      new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type, buffered: true });
    } catch {}
  };
  watch("largest-contentful-paint", (entry) => { seen.lcp = entry.startTime; });
  watch("layout-shift", (entry) => { if (!entry.hadRecentInput) seen.cls += entry.value; });
})()
