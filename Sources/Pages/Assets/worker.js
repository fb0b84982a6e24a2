// What a browser runs while no page is open: shows what is pushed to it, and opens the page that it is about.
// A push is JSON: {"title", "body", "icon", "url"}. Served at /worker.js, so that it may look after the whole site.

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("push", (event) => {
  const { title, body, icon, url } = event.data?.json() ?? {};
  event.waitUntil(self.registration.showNotification(title ?? self.location.host, { body, icon, data: { url: url ?? "/notifications" } }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(show(new URL(event.notification.data.url, self.location.origin)));
});

// Only ever a page of this site.
async function show(url) {
  if (url.origin !== self.location.origin) return;
  const open = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const same = open.find((client) => client.url === url.href);
  if (same) return same.focus();
  return self.clients.openWindow(url.href);
}
