// “Notices on this device” (<section data-push="KEY" data-push-on="yes">): asks the browser for leave, and tells the site where to push to.
// What is said stands in the page: data-push-says="none|denied|unserved|failed|on"; the button is data-push-does="start".

const place = document.querySelector("[data-push]");
const start = place?.querySelector("[data-push-does=start]");

if (place) look();

async function look() {
  if (!("serviceWorker" in navigator && "PushManager" in window && "Notification" in window)) return say("none");
  if (Notification.permission === "denied") return say("denied");
  const registration = await navigator.serviceWorker.getRegistration("/");
  const there = await registration?.pushManager.getSubscription();
  if (there && place.dataset.pushOn === "yes") return say("on");
  start.hidden = false;
  start.addEventListener("click", begin);
  const stop = place.querySelector("form");
  stop?.addEventListener("submit", () => there?.unsubscribe());
}

async function begin() {
  start.disabled = true;
  try {
    if ((await Notification.requestPermission()) !== "granted") return say("denied");
    await navigator.serviceWorker.register("/worker.js", { scope: "/" });
    const registration = await navigator.serviceWorker.ready;
    const subscription = await subscribe(registration);
    if (!subscription) return say("unserved");
    const { endpoint, keys } = subscription.toJSON();
    const body = new URLSearchParams({ endpoint, p256dh: keys.p256dh, auth: keys.auth });
    const answer = await fetch("/settings/push", { method: "POST", body });
    if (!answer.ok) throw new Error(answer.statusText);
    location.reload();
  } catch {
    say("failed");
  } finally {
    start.disabled = false;
  }
}

// Null where the browser cannot sign up with the service that passes pushes on: some say so, others go on trying without a word.
function subscribe(registration) {
  const options = { userVisibleOnly: true, applicationServerKey: place.dataset.push };
  const late = new Promise((done) => setTimeout(done, 20_000, null));
  return Promise.race([registration.pushManager.subscribe(options).catch(() => null), late]);
}

function say(what) {
  for (const words of place.querySelectorAll("[data-push-says]")) words.hidden = words.dataset.pushSays !== what;
}
