// For every page, all of which work without it: moves focus to what is wrong, keeps a form from being sent twice, and sends forms marked with
// data-swap="ID" without a new page: the element with that id is replaced by the one in the answer.

const status = document.getElementById("status");

/** Says something to those who hear the page. */
function say(words) {
  if (!status || !words) return;
  status.textContent = "";
  // A live region is read when it changes after it was empty.
  setTimeout(() => { status.textContent = words; }, 100);
}

document.getElementById("problems")?.focus();
forgetSentDraft();

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.getAttribute("method") !== "post") return;
  if (form.dataset.sending) {
    event.preventDefault();
    return;
  }
  form.dataset.sending = "yes";
  if (form.getAttribute("action") === "/sign-out") forgetDrafts();
  const place = form.dataset.swap && document.getElementById(form.dataset.swap);
  if (place) {
    event.preventDefault();
    sendAndSwap(form, event.submitter);
  } else {
    // After the browser has read the form, because a disabled button is not sent.
    setTimeout(() => mark(form, true));
    setTimeout(() => release(form), 10_000);
  }
});

// A page that comes back from the browser's memory has forms that were sent.
addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelectorAll("form[data-sending]").forEach(release);
});

function mark(form, isSending) {
  for (const button of form.querySelectorAll("button")) {
    if (isSending) button.setAttribute("aria-disabled", "true");
    else button.removeAttribute("aria-disabled");
  }
}

function release(form) {
  delete form.dataset.sending;
  mark(form, false);
}

async function sendAndSwap(form, submitter) {
  const id = form.dataset.swap;
  const fields = new FormData(form, submitter);
  const isUpload = form.enctype === "multipart/form-data";
  const pressed = submitter?.getAttribute("aria-pressed");
  // What is pressed looks pressed at once; when the answer says otherwise it is put back.
  if (pressed) submitter.setAttribute("aria-pressed", pressed === "true" ? "false" : "true");
  try {
    const answer = await fetch(form.getAttribute("action"), {
      method: "POST", body: isUpload ? fields : new URLSearchParams(fields), headers: { Accept: "text/html", "X-Swap": id },
    });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (answer.ok && page.getElementById(id)) {
      swap(document.getElementById(id), page.getElementById(id), submitter);
      say(page.querySelector(".notice[role=status]")?.textContent.trim());
      form.dispatchEvent(new CustomEvent("sent", { bubbles: true }));
    } else if (answer.ok) {
      location.assign(answer.url);
    } else if (page.getElementById("main")) {
      document.title = page.title;
      swap(document.getElementById("main"), page.getElementById("main"));
      (document.getElementById("problems") ?? document.getElementById("main")).focus();
    } else {
      throw new Error(String(answer.status));
    }
  } catch {
    if (pressed) submitter.setAttribute("aria-pressed", pressed);
    say(status?.dataset.offline);
    showOffline(form);
  } finally {
    release(form);
  }
}

/** Replaces `old` and keeps focus on the control that stands in the same place. */
function swap(old, fresh, focused) {
  const controls = "a[href], button, input, select, textarea, summary";
  const place = focused ? [...old.querySelectorAll(controls)].indexOf(focused) : -1;
  document.adoptNode(fresh);
  old.replaceWith(fresh);
  if (place >= 0) {
    const next = fresh.querySelectorAll(controls)[place];
    if (next) next.focus({ preventScroll: true });
  }
  document.dispatchEvent(new CustomEvent("swapped", { detail: fresh }));
}

function showOffline(form) {
  let words = form.querySelector(".offline");
  if (!words) {
    words = document.createElement("p");
    words.className = "error offline";
    form.append(words);
  }
  words.textContent = status?.dataset.offline ?? "";
}

// Drafts. compose.js notes which draft goes with a form; when the page that answers is a good one, the draft has done its work.

function forgetSentDraft() {
  try {
    const sent = sessionStorage.getItem("sent-draft");
    if (!sent) return;
    sessionStorage.removeItem("sent-draft");
    const visit = performance.getEntriesByType("navigation")[0];
    const isAnswer = visit?.type === "navigate" && (visit.responseStatus || 200) < 400;
    if (isAnswer && !document.getElementById("problems")) localStorage.removeItem(sent);
  } catch {
    // Storage that is switched off holds no drafts.
  }
}

/** On a shared computer the next person must not find them. */
function forgetDrafts() {
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith("draft:")) localStorage.removeItem(key);
  } catch {
    // As above.
  }
}
