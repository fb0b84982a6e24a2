// For boxes where people write at length (<textarea data-compose>): keeps what was typed on this device until it is sent (data-draft="NAME"),
// counts down (data-limit), and suggests names after @ and # (data-suggest="/suggest": GET /suggest?q=@ami answers [{"text", "label"}]).

const plurals = new Intl.PluralRules(document.documentElement.lang);
const status = document.getElementById("status");
let lists = 0;

wireAll(document);
document.addEventListener("swapped", (event) => wireAll(event.detail));

function wireAll(root) {
  for (const box of root.querySelectorAll("textarea[data-compose]")) wire(box);
  for (const place of root.querySelectorAll("[data-similar]")) similar(place);
}

function wire(box) {
  if (!CSS.supports("field-sizing", "content")) {
    box.addEventListener("input", () => grow(box));
    grow(box);
  }
  if (box.dataset.draft) keep(box);
  if (box.dataset.limit) count(box);
  if (box.dataset.suggest) suggest(box);
}

function grow(box) {
  box.style.height = "auto";
  box.style.height = `${box.scrollHeight + 4}px`;
}

// Drafts

function keep(box) {
  const key = `draft:${box.dataset.draft}`;
  let timer = 0;
  const save = () => {
    clearTimeout(timer);
    try {
      if (box.value.trim()) localStorage.setItem(key, box.value);
      else localStorage.removeItem(key);
    } catch {
      // No room, or storage is switched off: then the box is all there is.
    }
  };
  try {
    const kept = localStorage.getItem(key);
    // What the server sent back comes first: it is newer.
    if (kept && !box.value) {
      box.value = kept;
      box.dispatchEvent(new Event("input", { bubbles: true }));
      if (status && box.dataset.restored) status.textContent = box.dataset.restored;
    }
  } catch {
    return;
  }
  box.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(save, 400);
  });
  addEventListener("pagehide", save);
  box.form?.addEventListener("submit", () => {
    save();
    // Whether it arrived is known on the page that answers: see forms.js.
    try { sessionStorage.setItem("sent-draft", key); } catch { /* As above. */ }
  });
  box.form?.addEventListener("sent", () => {
    removeEventListener("pagehide", save);
    clearTimeout(timer);
    try {
      localStorage.removeItem(key);
      sessionStorage.removeItem("sent-draft");
    } catch { /* As above. */ }
  });
}

// Counting down

const segmenter = "Segmenter" in Intl ? new Intl.Segmenter() : null;

/** Characters as people count them: one for an emoji or a letter with its accents. */
function length(text) {
  if (!segmenter) return [...text].length;
  let number = 0;
  for (const _ of segmenter.segment(text)) number += 1;
  return number;
}

function count(box) {
  const limit = Number(box.dataset.limit);
  const words = document.createElement("span");
  words.className = "hint left";
  words.id = `${box.id}-left`;
  words.hidden = true;
  box.after(words);
  let spoken = Infinity;
  const update = () => {
    // Counting everything at each key would be slow in a long text that is far from its end.
    const left = box.value.length < limit * 0.7 ? limit : limit - length(box.value);
    words.hidden = left > limit * 0.2;
    words.classList.toggle("error", left < 0);
    if (words.hidden) return;
    words.textContent = phrase(box, left < 0 ? "over" : "left", Math.abs(left));
    const step = left < 0 ? -1 : left <= 20 ? 20 : left <= 100 ? 100 : Infinity;
    if (step < spoken && status) status.textContent = words.textContent;
    spoken = step;
  };
  box.addEventListener("input", update);
  update();
}

function phrase(box, name, number) {
  const kind = plurals.select(number);
  const words = box.dataset[name + kind[0].toUpperCase() + kind.slice(1)] ?? box.dataset[`${name}Other`] ?? "{1}";
  return words.replace("{1}", number.toLocaleString(document.documentElement.lang));
}

// Suggestions

function suggest(box) {
  const list = document.createElement("ul");
  list.className = "suggestions";
  list.id = `suggestions-${(lists += 1)}`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", box.dataset.suggestions ?? "");
  list.hidden = true;
  box.after(list);
  let chosen = -1;
  let asked = null;
  let timer = 0;

  const close = () => {
    list.hidden = true;
    chosen = -1;
    box.removeAttribute("aria-controls");
    box.removeAttribute("aria-activedescendant");
  };
  const choose = (index) => {
    chosen = (index + list.children.length) % list.children.length;
    [...list.children].forEach((item, place) => item.setAttribute("aria-selected", String(place === chosen)));
    list.children[chosen].scrollIntoView({ block: "nearest" });
    box.setAttribute("aria-activedescendant", list.children[chosen].id);
  };
  const take = (index) => {
    const typed = begun(box);
    const text = list.children[index].dataset.text;
    if (typed) box.setRangeText(`${text} `, box.selectionStart - typed.length, box.selectionStart, "end");
    close();
    box.focus();
    box.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const fill = (found) => {
    list.replaceChildren(...found.slice(0, 6).map((one, place) => {
      const item = document.createElement("li");
      item.id = `${list.id}-${place}`;
      item.dataset.text = one.text;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      const name = document.createElement("b");
      name.textContent = one.text;
      const label = document.createElement("span");
      label.className = "meta";
      label.dir = "auto";
      label.textContent = one.label ?? "";
      item.append(name, label);
      item.addEventListener("pointerdown", (event) => {
        event.preventDefault();
        take(place);
      });
      return item;
    }));
    if (!found.length) return close();
    list.hidden = false;
    box.setAttribute("aria-controls", list.id);
    choose(0);
  };
  const ask = async () => {
    const typed = begun(box);
    asked?.abort();
    if (!typed) return close();
    asked = new AbortController();
    try {
      const answer = await fetch(`${box.dataset.suggest}?q=${encodeURIComponent(typed)}`, { signal: asked.signal, headers: { Accept: "application/json" } });
      if (!answer.ok) return close();
      const found = await answer.json();
      if (typed === begun(box)) fill(found);
    } catch {
      // Another key was pressed, or the network is away: no suggestions.
    }
  };

  box.setAttribute("aria-autocomplete", "list");
  box.addEventListener("input", () => {
    clearTimeout(timer);
    if (!begun(box)) return close();
    timer = setTimeout(ask, 150);
  });
  box.addEventListener("blur", close);
  box.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing) return;
    if (event.key === "ArrowDown") choose(chosen + 1);
    else if (event.key === "ArrowUp") choose(chosen - 1);
    else if (event.key === "Enter" || event.key === "Tab") take(chosen);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });
}

/** The name that is being typed before the cursor: `@ami`, `#resp`, or nothing. */
function begun(box) {
  if (box.selectionStart !== box.selectionEnd) return "";
  const before = box.value.slice(Math.max(0, box.selectionStart - 40), box.selectionStart);
  return /(?:^|[\s([{“"'‘])([@#][\p{L}\p{N}_-]{1,30})$/u.exec(before)?.[1] ?? "";
}

// Similar questions: <div data-similar="/talk/similar?part=yes&q=">, an input and <div class="similar">. The answer is a piece of our own HTML.

function similar(place) {
  const input = place.querySelector("input");
  const list = place.querySelector(".similar");
  let timer = 0;
  let last = "";
  const ask = async () => {
    const typed = input.value.trim();
    if (typed === last) return;
    last = typed;
    if (typed.length < 12) return list.replaceChildren();
    try {
      const answer = await fetch(place.dataset.similar + encodeURIComponent(typed));
      if (!answer.ok || typed !== last) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      list.replaceChildren(...[...page.body.children].map((part) => document.adoptNode(part)));
    } catch {
      // The network is away: the form asks again when it is sent.
    }
  };
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, 600);
  });
}
