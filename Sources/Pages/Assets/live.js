// What happens elsewhere while a page is open, from one stream of events for the whole browser: the tab that holds the lock reads the stream and
// tells the others. Nothing is put into the page by itself: a button says how much is new.
//
// <html data-live="/live" data-after="7">                     where the stream is (GET /live?topics=a,b&after=ID), and what the page knows already
// <div class="newer" data-topic="T" data-new-other="{1} …" hidden><a href="…"></a></div>   the button for a topic
// <span data-count="notices"><span>3</span>…</span>           a number in the header
// Events: `new` with {"topic": "T"}, `counts` with {"notices": 3, "messages": 0}. Each has an id, so that a stream that breaks goes on.

const path = document.documentElement.dataset.live;
const plurals = new Intl.PluralRules(document.documentElement.lang);
const tab = String(Math.random()).slice(2);
const channel = "BroadcastChannel" in self ? new BroadcastChannel("live") : null;
const wanted = new Map();
// What happened before the page was made is in it.
const after = Number(document.documentElement.dataset.after ?? 0);
const shown = new Set();
let source = null;
let open = "";
let last = document.documentElement.dataset.after ?? "";
// Where to begin again for a tab whose page is older than what was heard last.
let from = "";
let wait = 2000;
let timer = 0;
let isLeader = false;

function topics() {
  return [...document.querySelectorAll("[data-topic]")].map((element) => element.dataset.topic);
}

function show(name, data, id) {
  if (name === "counts") {
    for (const [count, number] of Object.entries(data)) showCount(count, number);
  } else if (name === "new") {
    const event = `${id} ${data.topic}`;
    if (Number(id) <= after || shown.has(event)) return;
    shown.add(event);
    for (const element of document.querySelectorAll("[data-topic]")) if (element.dataset.topic === data.topic) showNew(element);
  }
}

function showCount(name, number) {
  for (const badge of document.querySelectorAll("[data-count]")) {
    if (badge.dataset.count !== name) continue;
    badge.hidden = number === 0;
    badge.firstElementChild.textContent = number > 99 ? "99+" : String(number);
  }
}

function showNew(element) {
  const number = Number(element.dataset.number ?? 0) + 1;
  element.dataset.number = String(number);
  const kind = plurals.select(number);
  const name = "new" + kind[0].toUpperCase() + kind.slice(1);
  const words = (element.dataset[name] ?? element.dataset.newOther ?? "{1}").replace("{1}", number.toLocaleString(document.documentElement.lang));
  element.querySelector("a").textContent = words;
  element.hidden = false;
}

// The stream, in the tab that leads.

function reopenSoon(delay = 200) {
  if (!isLeader) return;
  clearTimeout(timer);
  timer = setTimeout(reopen, delay);
}

function reopen() {
  const list = [...new Set([...wanted.values()].flat())].sort().join(",");
  if (source && source.readyState !== EventSource.CLOSED && list === open) return;
  source?.close();
  open = list;
  const query = new URLSearchParams({ topics: list });
  if (from || last) query.set("after", from || last);
  from = "";
  source = new EventSource(`${path}?${query}`);
  source.onopen = () => { wait = 2000; };
  for (const name of ["new", "counts"]) source.addEventListener(name, (event) => hear(name, event));
  source.onerror = () => {
    // The browser tries again by itself unless the server said no.
    if (source.readyState !== EventSource.CLOSED) return;
    wait = Math.min(wait * 2, 120_000);
    reopenSoon(wait * (0.5 + Math.random()));
  };
}

function hear(name, event) {
  const id = event.lastEventId;
  if (id && Number(id) > Number(last)) last = id;
  let data;
  try {
    data = JSON.parse(event.data);
  } catch {
    return;
  }
  show(name, data, id);
  channel?.postMessage({ kind: "event", name, data, last, id });
}

function lead() {
  isLeader = true;
  wanted.set(tab, topics());
  channel?.postMessage({ kind: "who" });
  reopenSoon();
  return new Promise((resolve) => addEventListener("pagehide", () => {
    isLeader = false;
    source?.close();
    resolve();
  }, { once: true }));
}

channel?.addEventListener("message", ({ data: message }) => {
  if (message.kind === "event") {
    last = message.last;
    show(message.name, message.data, message.id);
  } else if (message.kind === "who") {
    channel.postMessage({ kind: "here", tab, after, topics: topics() });
  } else if (message.kind === "here" && isLeader) {
    wanted.set(message.tab, message.topics);
    if (message.after && message.after < Number(from || last)) from = String(message.after);
    reopenSoon();
  } else if (message.kind === "gone" && isLeader) {
    wanted.delete(message.tab);
    reopenSoon(5000);
  }
});

function begin() {
  if (channel && navigator.locks) {
    navigator.locks.request("live", lead);
    channel.postMessage({ kind: "here", tab, after, topics: topics() });
  } else {
    lead();
  }
}

addEventListener("pagehide", () => channel?.postMessage({ kind: "gone", tab }));
addEventListener("pageshow", (event) => { if (event.persisted) begin(); });
if (path && "EventSource" in self) begin();
