// The bones of the page: headings, landmarks, the skip link, forms that can be sent, pictures that keep their place.
() => {
  const problems = [];
  const all = (selector) => [...document.querySelectorAll(selector)];

  const headings = all("h1,h2,h3,h4,h5,h6").map((heading) => ({
    level: Number(heading.tagName[1]),
    text: (heading.innerText || heading.textContent || "").trim().replace(/\s+/g, " "),
  }));
  const tops = headings.filter((heading) => heading.level === 1).length;
  if (tops !== 1) problems.push(`${tops} h1`);
  headings.forEach((heading, index) => {
    if (!heading.text) problems.push(`an empty h${heading.level}`);
    const before = headings[index - 1];
    if (before && heading.level > before.level + 1)
      problems.push(`h${before.level} is followed by h${heading.level} “${heading.text.slice(0, 30)}”`);
  });

  if (!document.documentElement.lang) problems.push("no lang");
  if (!document.title.trim()) problems.push("no title");
  if (!document.querySelector("meta[name=viewport]")) problems.push("no viewport");
  const mains = all("main,[role=main]").length;
  if (mains !== 1) problems.push(`${mains} main`);
  const navs = all("nav");
  if (navs.length > 1 && navs.some((nav) => !nav.hasAttribute("aria-label") && !nav.hasAttribute("aria-labelledby")))
    problems.push("a nav without a name among several");

  const skip = document.querySelector('a[href^="#"]');
  if (!skip || skip !== document.querySelector("a[href],button,input,select,textarea"))
    problems.push("the first stop is no skip link");
  else if (!document.getElementById(skip.getAttribute("href").slice(1))) problems.push("the skip link leads nowhere");

  const sends = "button:not([type=button]),input[type=submit],input[type=image]";
  for (const form of document.forms)
    if (form.method !== "dialog" && !form.querySelector(sends))
      problems.push(`a form without a button to send it: ${form.getAttribute("action") || ""}`);
  for (const image of document.images)
    if (!image.getAttribute("width") || !image.getAttribute("height"))
      problems.push(`a picture without its size: ${image.src.split("/").pop()}`);
  if (document.querySelector("[style]")) problems.push("a style attribute");
  if (all("*").some((element) => [...element.attributes].some((attribute) => /^on/.test(attribute.name))))
    problems.push("an inline event handler");

  return { title: document.title, lang: document.documentElement.lang, problems, nodes: all("*").length };
}
