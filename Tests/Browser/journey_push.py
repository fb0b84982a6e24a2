import json
import sys
import time
from contextlib import contextmanager

from journey import JourneyError, journey, keyboard, mouse, nojs, phone
from server import PASSWORD, ROOT

sys.path.append(str(ROOT / "Tests/Together"))
from push_endpoint import Endpoint  # noqa: E402

# In the place of the service of the browser's maker, which cannot be reached from here: a subscription whose address and keys are the test's own.
SERVICE = """given => {
  let subscription = null;
  const made = () => ({ toJSON: () => given, unsubscribe: async () => { subscription = null; return true; } });
  PushManager.prototype.subscribe = async () => (localStorage.subscribed = "yes", subscription = made());
  PushManager.prototype.getSubscription = async () => subscription ?? (localStorage.subscribed ? made() : null);
}"""


def somebody(site, name):
    handle = site.unique(name.split()[0].lower())
    site.account(handle, name, f"{handle}@example.org")
    return site.visitor(name.split()[0]).sign_in(handle, PASSWORD)


@journey(as_=[mouse, keyboard, phone])
def cannot_be_told(site):
    """Someone wants notices on a device that cannot have them, and is told why in plain words"""
    ceri = somebody(site, "Ceri Moss").go("/settings").click("Notices on this device")
    # Nobody allowed it in the browser.
    ceri.click("Tell me on this device", role="button").see("does not let this site show notices")
    ceri.context.grant_permissions(["notifications"], origin=site.base)
    ceri.reload().dont_see("does not let this site").click("Tell me on this device", role="button")
    # Nor could it be: a window of the tests is a private one, as the browser says in its console.
    ceri.see("could not sign up with its maker’s service", "In a private window it never can")
    ceri.problems = [problem for problem in ceri.problems if "does not support the Push API" not in problem]
    ceri.click("E-mail", role="link").see_heading("E-mail")


@journey(as_=[nojs])
def cannot_be_told_without_script(site):
    """Someone without JavaScript is told that notices on a device need it, and what there is instead"""
    olwen = somebody(site, "Olwen Moss").go("/settings/push").see_heading("Notices on this device")
    assert not olwen.offers("Tell me on this device"), "there is a button that does nothing"
    # What reads names and roles for the journeys leaves <noscript> out, though browsers show it.
    instead = olwen.page.locator("noscript")
    assert instead.is_visible() and "This needs JavaScript" in instead.inner_text(), "it is not said why"
    instead.locator("a").click()
    olwen.see_heading("E-mail")


@journey(as_=[mouse, phone])
def told_on_this_device(site):
    """Someone is told on their device of an answer while they look elsewhere, opens it, and has it stopped"""
    endpoint, word = Endpoint(), site.unique("gate")
    carys = somebody(site, "Carys Bell")
    carys.context.grant_permissions(["notifications"], origin=site.base)
    given = json.dumps({"endpoint": endpoint.address + "/carys", "keys": endpoint.keys})
    carys.context.add_init_script(f"({SERVICE})({given})")
    carys.go("/").fill("What’s happening where you are?", f"The {word} is locked after six.").click("Post", role="button")
    place = carys.see(word).path()
    carys.go("/settings/push").click("Tell me on this device", role="button").see("This browser tells you what is new.")
    carys.go("/help")

    tudur = somebody(site, "Tudur Bell").go(place)
    tudur.fill("Your reply", f"Ask at the {word} house.").click("Reply", role="button").see(f"Ask at the {word} house.")
    pushed = carys._wait(lambda: endpoint.got and endpoint.got.pop(0), "nothing was pushed")
    message = endpoint.opened(*pushed)
    assert word in message["body"] and "Tudur" in message["title"], f"what was pushed is {message}"

    with worker_of(carys) as worker:
        shown = worker.handed(message)
        assert shown == [message["title"], message["body"]], f"what is shown is {shown}"
        opened = worker.pressed()
        assert opened == [message["url"]], f"pressing it opens {opened}"
        assert worker.shown() == [], "the notification stays when it was pressed"
        carys.go(opened[0].removeprefix(site.base)).see(f"Ask at the {word} house.")
        # Only ever a page of this site, whatever is pushed.
        worker.handed(message | {"url": "https://elsewhere.example/"})
        assert worker.pressed() == [], "a push led to another site"

    carys.go("/settings/push").click("Stop telling me here", role="button").dont_see("This browser tells you what is new.")
    tudur.fill("Your reply", "Or ring first.").click("Reply", role="button").see("Or ring first.")
    carys.go("/notifications").see("Or ring first.")
    carys.page.wait_for_timeout(1500)
    assert not endpoint.got, "it is pushed all the same"
    endpoint.server.shutdown()


class Worker:
    """The service worker of a visitor's browser, and the hand that gives it pushes, as the browser's maker would."""

    def __init__(self, visitor, session, registration):
        self.visitor, self.session, self.registration = visitor, session, registration

    def handed(self, message):
        """Hands over a push, and waits until it is shown. Returns title and body."""
        push = {"origin": self.visitor.site.base, "registrationId": self.registration, "data": json.dumps(message)}
        # The protocol does not tell whether a push has arrived.
        for _ in range(3):
            self.session.send("ServiceWorker.deliverPushMessage", push)
            end = time.monotonic() + 4
            while time.monotonic() < end:
                if shown := self.shown():
                    return shown[0]
                self.visitor.page.wait_for_timeout(50)
        raise JourneyError("no notification is shown")

    def shown(self):
        return self._run("async () => (await registration.getNotifications()).map(one => [one.title, one.body])")

    def pressed(self):
        """Presses what is shown. Only the browser itself may let a worker open a window, so that last step is written down instead: the addresses."""
        return self._run(
            """async () => {
              const opened = new Set();
              clients.openWindow = async url => { opened.add(url); };
              for (const notification of await registration.getNotifications()) {
                dispatchEvent(new NotificationEvent("notificationclick", { notification }));
              }
              await new Promise(done => setTimeout(done, 300));
              return [...opened];
            }"""
        )

    def _run(self, script):
        return self.visitor.context.service_workers[-1].evaluate(script)


@contextmanager
def worker_of(visitor):
    session, found = visitor.context.new_cdp_session(visitor.page), []
    session.on("ServiceWorker.workerRegistrationUpdated", lambda event: found.extend(event["registrations"]))
    session.send("ServiceWorker.enable")
    there = visitor._wait(lambda: next((one for one in found if not one["isDeleted"]), None), "no service worker")
    yield Worker(visitor, session, there["registrationId"])
    session.detach()
