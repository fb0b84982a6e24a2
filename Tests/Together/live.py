"""What is said through one process is heard at once in the streams of another."""

from pair import Person, Stream, asked, eventually, key, two_processes


def live(checks):
    with two_processes(checks, "amina", "bram", "eve") as (a, b):
        amina, bram, eve = Person(a, "amina"), Person(b, "bram"), Person(b, "eve")
        bram.post("/@amina/follow", {"on": "yes"})
        asked = key(bram.publish("When does the 61 come?", "once-bram"))
        hers = Stream(bram, f"talk,home,conversation-{asked}")
        visitor = Stream(Person(b), "talk")
        outsider = Stream(eve, "talk,home")

        said = amina.publish("The 61 was late again.", "once-1")
        checks.check(said.status == 303, "a post is made through the first process")
        checks.check(eventually(lambda: hers.new("talk")), "and heard by a member in a stream of the second")
        checks.check(eventually(lambda: hers.new("home")), "whose home page it belongs on")
        checks.check(eventually(lambda: visitor.new("talk")), "and by a visitor")
        checks.check(eventually(lambda: outsider.new("talk")) and not outsider.new("home"), "but not on a home page it does not belong on")

        answered = amina.post(f"/posts/{asked}/replies", {"text": "At ten past.", "once": "once-2"})
        checks.check(answered.status == 303 and eventually(lambda: hers.new(f"conversation-{asked}")), "a reply is heard where the conversation is open")
        checks.check(eventually(lambda: [c for c in hers.counts() if c["notices"] == 1]), "and the number of notices follows")

        written = amina.post("/messages", {"to": "@bram", "text": "Shall we go together?", "once": "once-3"})
        thread = key(written)
        checks.check(written.status == 303 and eventually(lambda: [c for c in hers.counts() if c["messages"] == 1]), "a message changes the number of messages")
        chat, nosy = Stream(bram, f"messages-{thread}"), Stream(eve, f"messages-{thread}")
        amina.post(f"/messages/{thread}", {"text": "At noon?", "once": "once-4"})
        checks.check(eventually(lambda: chat.new(f"messages-{thread}")), "and is heard where the messages are open")

        last = hers.last()
        before = set(hers.new("talk"))
        hers.close()
        amina.publish("Missed, one.", "once-5")
        amina.publish("Missed, two.", "once-6")
        eventually(lambda: len(visitor.new("talk")) >= 3)
        again = Stream(bram, "talk,home", last=last)
        checks.check(eventually(lambda: len(again.new("talk")) >= 2), "who comes back with Last-Event-ID hears what was said meanwhile")
        amina.publish("After.", "once-7")
        checks.check(eventually(lambda: len(again.new("talk")) >= 3), "and then what is said")
        checks.check(len(again.new("talk")) == 3 and not before & set(again.new("talk")), f"each once ({again.new('talk')})")
        checks.check(not nosy.events or not nosy.new(f"messages-{thread}"), "nobody else heard of the messages")

        through_a = Stream(amina, "talk")
        bram.publish("Through the second.", "once-8")
        checks.check(eventually(lambda: through_a.new("talk")), "and the other way round")
        last = through_a.last()
        a.process.terminate()
        checks.check(a.process.wait(30) == 0, "the first process stops when asked, with streams open")
        checks.check(eventually(lambda: through_a.is_over), "and its streams end")
        bram.publish("While she was away.", "once-9")
        moved = Person(b)
        moved.cookie = amina.cookie
        resumed = Stream(moved, "talk", last=last)
        checks.check(eventually(lambda: len(resumed.new("talk")) == 1), "she goes on at the other, where she left off, without signing in again")


def private(checks):
    """A private group, across processes: for an outsider, and for a member who has left."""
    with two_processes(checks, "amina", "bram", "eve") as (a, b):
        amina, bram, eve = Person(a, "amina"), Person(b, "bram"), Person(b, "eve")
        made = amina.post("/groups", {"name": "Quiet room", "handle": "quiet-room", "purpose": "Talk", "door": "hidden"})
        checks.check(made.status == 303, f"a hidden group is founded ({made.status})")
        number = asked(a, "SELECT id FROM space WHERE handle = 'quiet-room'")
        amina.post("/g/quiet-room/invitees", {"handles": "@bram"})
        bram.post("/g/quiet-room/join", {})
        checks.check(bram.get("/g/quiet-room").status == 200, "someone joins it through the other process")
        topics = f"group-{number},talk,home"
        member, outsider, visitor = Stream(bram, topics), Stream(eve, topics), Stream(Person(b), topics)
        secret = amina.post("/talk", {"text": "A secret.", "audience": f"group-{number}", "once": "s-1"})
        inside = Stream(eve, f"conversation-{key(secret)}")
        checks.check(eventually(lambda: member.new(f"group-{number}")), "a member hears what is said in it")
        left = bram.post("/g/quiet-room/leave", {})
        checks.check(left.status == 303 and bram.get("/g/quiet-room").status == 404, "leaves, and finds it no more")
        heard = len(member.new(f"group-{number}"))
        amina.post("/talk", {"text": "Another secret.", "audience": f"group-{number}", "once": "s-2"})
        amina.post(f"/posts/{key(secret)}/replies", {"text": "More.", "once": "s-3"})
        amina.publish("For everyone.", "s-4")
        for stream in [member, outsider, visitor]:
            eventually(lambda: stream.new("talk") and stream.new("talk")[-1])
        eventually(lambda: len(visitor.new("talk")) == 1 and len(outsider.new("talk")) == 1)
        checks.check(len(member.new(f"group-{number}")) == heard, "who has left hears nothing more of it, on the stream that was open")
        for name, stream in [("an outsider", outsider), ("a visitor", visitor)]:
            checks.check(len(stream.new("talk")) == 1 and not stream.new(f"group-{number}") and not stream.new("home"), f"{name} hears only what everyone may")
        checks.check(not inside.new(f"conversation-{key(secret)}"), "an outsider who guesses a conversation hears nothing")
        resumed = Stream(bram, topics, last=1)
        eventually(lambda: resumed.new("talk"))
        checks.check(not resumed.new(f"group-{number}"), "nor does coming back with an old Last-Event-ID tell who has left")

