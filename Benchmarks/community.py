"""Makes a community of any size in a SQLite file: people, follows, groups, conversations, with the counts kept on rows.

The tables are made by `guerilla migrate`; rows are written straight into them, the same ones for the same scale and
schema. At scale 1: 100,000 people, 1,000,000 posts in conversations of up to 5,000 replies, 2,000,000 follows, the
best known followed by 50,000.
"""

import array
import base64
import collections
import hashlib
import json
import os
import random
import re
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

EPOCH = 946_684_800_000  # 2000-01-01, when keys begin
NOW = 1_795_000_000_000  # fixed, so that pages are the same whenever this is run
SPAN = 2 * 365 * 86_400_000
FAR = 9_000_000_000_000


def key(milliseconds, sequence=0):
    return (milliseconds - EPOCH) << 21 | 7 << 11 | sequence & 2047


KNOWN = """bus housing clinic school library park council budget repair damp rent waiting list doctor carer respite crossing
school meals youth club disabled access ramp lift benefit form appeal advice centre allotment bins recycling street light
pavement cycle lane hospital appointment nurse midwife dentist pharmacy support worker social care assessment plan
evening weekend morning people neighbours parents children older young families volunteers staff manager meeting
question answer idea help need want found tried worked failed better worse easier harder money cost time place open
closed late early every never often today yesterday week month year number phone letter online paper queue desk""".split()
ENDINGS = ["er", "ing", "ed", "ton", "ham", "ley", "ford", "by", "wick", "ment", "ness", "or", "al", "y"]
STEMS = ["bran", "cor", "dal", "fen", "gar", "hol", "kel", "lam", "mor", "nor", "pel", "quin", "ros", "sal", "tam", "ul", "ven", "wil"]
FIRST = "Amina Bram Carys Dafydd Elin Farah Gwen Hassan Ines Jomo Katya Lowri Mei Nia Omar Priya Rhys Sioned Tomos Wanda".split()
LAST = "Abbas Bevan Clarke Davies Evans Farooq Griffiths Hughes Islam Jones Khan Lewis Morgan Nwosu Owen Price Roberts Singh Thomas Wood".split()


def words_of(random_):
    made = sorted({a + b + c for a in STEMS for b in ["", "a", "e", "i", "o"] + STEMS for c in ENDINGS})
    random_.shuffle(made)
    return KNOWN + made


class Community:
    def __init__(self, scale, seed=20261123):
        self.random = random.Random(seed)
        self.people = max(600, int(100_000 * scale))
        self.posts = max(4_000, int(1_000_000 * scale))
        self.follows = max(6_000, int(2_000_000 * scale))
        self.groups = max(20, int(1_000 * scale))
        self.topics = max(30, int(600 * scale))
        self.longest = max(300, int(5_000 * scale))
        self.vocabulary = words_of(self.random)
        self.token = hashlib.sha256(b"a benchmark's session").digest()

    def some(self, count, skew):
        """A number below `count`; the greater the skew, the more often a small one."""
        return int(count * self.random.random() ** skew)

    def plan(self):
        """Who wrote what in answer to what, before any text: so that counts are known when rows are written."""
        random_, posts = self.random, self.posts
        self.moment = array.array("q", (NOW - SPAN + SPAN * n // posts for n in range(posts)))
        self.id = array.array("q", (key(moment, n) for n, moment in enumerate(self.moment)))
        self.author = array.array("l", (self.some(self.people, 2.2) for _ in range(posts)))
        self.parent = array.array("l", [-1]) * posts
        self.conversation = array.array("l", range(posts))
        self.branch = array.array("l", [-1]) * posts
        self.share = array.array("l", [-1]) * posts
        self.audience = bytearray(posts)
        self.question = bytearray(posts)
        self.space = array.array("l", [-1]) * posts
        self.replies = array.array("l", [0]) * posts
        self.answers = array.array("l", [0]) * posts
        self.shares = array.array("l", [0]) * posts
        self.last = array.array("l", range(posts))
        openings, newest, shared, long = [], {}, set(), []
        for n in range(posts):
            roll = random_.random()
            if n < 50 or roll < 0.28:
                openings.append(n)
                self.question[n] = random_.random() < 0.25
                kind = random_.random()
                if kind < 0.10:
                    self.space[n] = self.some(self.groups, 1.5)
                elif kind < 0.16:
                    self.audience[n] = 1
                elif kind < 0.18:
                    self.audience[n] = 2
                if len(long) < 6 and not self.audience[n] and not self.question[n] and n > 50:
                    long.append(n)
                continue
            if roll < 0.30:
                of = openings[-1 - min(len(openings) - 1, int(random_.expovariate(1 / 300)))]
                if self.audience[of] == 0 and (of, self.author[n]) not in shared:
                    shared.add((of, self.author[n]))
                    self.share[n] = of
                    self.shares[of] += 1
                    continue
            # Most answer something of the last days; a few conversations go on for years.
            if roll > 0.96 and any(self.replies[n] < self.longest for n in long):
                root = random_.choice([n for n in long if self.replies[n] < self.longest])
            else:
                root = openings[-1 - min(len(openings) - 1, int(random_.expovariate(1 / 60) * (1 + 8 * random_.random() ** 8)))]
            said = newest.get(root)
            if said is not None and random_.random() < 0.4:
                self.parent[n], self.branch[n] = said, self.branch[said]
                self.replies[said] += 1
            else:
                self.parent[n], self.branch[n] = root, n
                if self.question[root] and self.author[n] != self.author[root]:
                    self.answers[root] += 1
            newest[root] = n
            self.conversation[n] = root
            self.audience[n], self.space[n] = self.audience[root], self.space[root]
            self.replies[root] += 1
            self.last[root] = n
        self.openings, self.long = openings, long

    def text(self):
        random_ = self.random
        return " ".join(self.vocabulary[self.some(len(self.vocabulary), 4)] for _ in range(7 + int(random_.random() * 12))).capitalize() + "."

    def write(self, path):
        began = time.monotonic()
        self.plan()
        base = sqlite3.connect(path, isolation_level=None)
        base.execute("PRAGMA journal_mode = OFF")
        base.execute("PRAGMA synchronous = OFF")
        base.execute("PRAGMA cache_size = -400000")
        base.execute("PRAGMA foreign_keys = OFF")
        # Indexes and triggers are put back when the rows are there: that is many times faster.
        later = base.execute("SELECT type, name, sql FROM sqlite_schema WHERE type IN ('index', 'trigger') AND sql IS NOT NULL").fetchall()
        for kind, name, _ in later:
            base.execute(f"DROP {kind} {name}")
        base.execute("BEGIN")
        self.fill(base)
        for _, _, sql in later:
            base.execute(sql)
        for kind in ["post", "account", "group"]:
            base.execute(f"INSERT INTO search_{kind} (search_{kind}) VALUES ('rebuild')")
            base.execute(f"INSERT INTO search_{kind} (search_{kind}) VALUES ('optimize')")
        base.execute("COMMIT")
        base.execute("ANALYZE")
        base.execute("PRAGMA journal_mode = WAL")
        base.close()
        print(f"made {self.posts:,} posts in {time.monotonic() - began:.0f} s", file=sys.stderr)

    def fill(self, base):
        random_, some = self.random, self.some
        joined = NOW - SPAN - 86_400_000 * 30
        self.person = [key(joined + n * 1000) for n in range(self.people)]
        person = self.person
        # Follows: the best known first, then everybody's own.
        follow, followers, following = set(), array.array("l", [0]) * self.people, array.array("l", [0]) * self.people
        reader = self.people - 1

        def add(a, b):
            if a != b and (pair := a * self.people + b) not in follow:
                follow.add(pair)
                followers[b] += 1
                following[a] += 1

        for famous in range(4):
            for a in random_.sample(range(self.people), self.people // 2 >> famous):
                add(a, famous)
        for _ in range(150):
            add(reader, some(self.people, 2.2))
        while len(follow) < self.follows:
            add(some(self.people, 1.3), some(self.people, 2.2))
        posted, latest = array.array("l", [0]) * self.people, array.array("q", [0]) * self.people
        for n in range(self.posts):
            if self.share[n] < 0:
                posted[self.author[n]] += 1
            if self.parent[n] < 0:
                latest[self.author[n]] = self.id[n]
        base.executemany(
            """INSERT INTO account (id, kind, handle, name, about, about_html, relation, place, place_key, joined_at, last_post_id, post_count,
               follower_count, following_count) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
            (
                (person[n], 2 if n % 40 == 1 else 1, f"person{n}", f"{FIRST[n * 7 % 20]} {LAST[n // 20 * 3 % 20]}", "Lives here.", "<p>Lives here.</p>",
                 n % 5, f"Town {n % 300}", f"town {n % 300}", joined + n * 1000, latest[n], posted[n], followers[n], following[n])
                for n in range(self.people)
            ),
        )
        base.executemany("INSERT INTO handle_claim VALUES (?, ?, ?)", ((f"person{n}", person[n], joined) for n in range(self.people)))
        base.execute("INSERT INTO founder VALUES (1, ?, ?)", (person[0], joined))
        base.executemany(
            "INSERT INTO organisation (account_id) VALUES (?)", ((person[n],) for n in range(1, self.people, 40))
        )
        base.execute(
            "INSERT INTO session (id, account_id, token_digest, created_at, last_seen_at) VALUES (?, ?, ?, ?, ?)",
            (key(NOW), person[reader], hashlib.sha256(self.token).hexdigest(), NOW, FAR),
        )
        base.executemany(
            "INSERT INTO follow (follower_id, followee_id, state, since) VALUES (?, ?, 0, ?)",
            ((person[pair // self.people], person[pair % self.people], NOW) for pair in sorted(follow)),
        )
        follow.clear()
        # Groups anyone may read, and who is in them.
        group = [key(joined, 1 + n) + 1_000_000 * n for n in range(self.groups)]
        members = {(g, some(self.people, 1.2)) for g in range(self.groups) for _ in range(20)} | {(g, reader) for g in range(4)}
        counted = [0] * self.groups
        for g, _ in members:
            counted[g] += 1
        last = [0] * self.groups
        for n in self.openings:
            if self.space[n] >= 0:
                last[self.space[n]] = self.id[n]
        base.executemany(
            "INSERT INTO space (id, kind, handle, name, purpose, door, founded_by, founded_at, member_count, last_post_id) VALUES (?, 1, ?, ?, ?, 0, ?, ?, ?, ?)",
            ((group[g], f"group{g}", f"Group {g}", "To talk.", person[g], joined, counted[g], last[g]) for g in range(self.groups)),
        )
        base.executemany(
            "INSERT INTO membership (space_id, account_id, role, state, since) VALUES (?, ?, 0, 0, ?)",
            ((group[g], person[p], joined) for g, p in sorted(members)),
        )
        # Topics of first posts.
        topic = [key(joined, 5) + 3_000_000 * n for n in range(self.topics)]
        tagged = [(some(self.topics, 2), n) for n in self.openings if random_.random() < 0.3]
        used, newest = [0] * self.topics, [0] * self.topics
        for t, n in tagged:
            used[t] += 1
            newest[t] = self.id[n]
        base.executemany(
            "INSERT INTO topic (id, name, shown, post_count, follower_count, last_post_id) VALUES (?, ?, ?, ?, ?, ?)",
            ((topic[t], f"topic{t}", f"Topic{t}", used[t], 1 if t < 5 else 0, newest[t]) for t in range(self.topics)),
        )
        base.executemany("INSERT INTO topic_follow VALUES (?, ?, ?)", ((person[reader], topic[t], NOW) for t in range(5)))
        base.executemany("INSERT INTO post_topic (topic_id, post_id) VALUES (?, ?)", ((topic[t], self.id[n]) for t, n in sorted(tagged)))
        supports = {some(self.posts, 1) * self.people + some(self.people, 1.5) for _ in range(self.posts // 2)}
        supported = array.array("l", [0]) * self.posts
        for pair in supports:
            supported[pair // self.people] += 1
        base.executemany(
            "INSERT INTO support (post_id, account_id, at) VALUES (?, ?, ?)",
            ((self.id[pair // self.people], person[pair % self.people], NOW) for pair in sorted(supports)),
        )
        self.fill_posts(base, group, supported)

    def fill_words(self, base, counted):
        """What the site's own count of words would say, so that it is not at that while it is measured."""
        known = [(word, entries) for word, entries in counted.items() if len(word) > 3]
        base.executemany("INSERT INTO search_word (word, entries, is_shared, is_offered) VALUES (?, ?, TRUE, TRUE)", known)
        parts = ((part, word) for word, _ in known for part in {word, *(word[:n] + word[n + 1 :] for n in range(len(word)))})
        base.executemany("INSERT INTO search_word_part (part, word) VALUES (?, ?)", parts)
        base.execute("INSERT INTO search_word_progress (number, started_at) SELECT max(number), ? FROM search_entry", (FAR,))

    def fill_posts(self, base, group, supported):
        random_, person, id_ = self.random, self.person, self.id
        sentences = [self.text() for _ in range(20_000)]
        texts = ("\n\n".join(random_.choice(sentences) for _ in range(1 + self.some(4, 2))) for _ in iter(int, 1))
        counted = collections.Counter()
        step = 20_000
        for start in range(0, self.posts, step):
            rows, entries = [], []
            for n in range(start, min(self.posts, start + step)):
                opening, share = self.parent[n] < 0, self.share[n] >= 0
                text = "" if share else next(texts)
                title = None
                if opening and not share and (self.question[n] or n % 3):
                    title = random_.choice(sentences)[:80].rstrip(".") + ("?" if self.question[n] else "")
                a = person[self.author[n]]
                space = group[self.space[n]] if self.space[n] >= 0 else None
                rows.append((
                    id_[n], a, a, id_[self.conversation[n]], None if opening else id_[self.parent[n]],
                    None if opening else id_[self.branch[n]], id_[self.share[n]] if share else None, space, self.question[n],
                    self.audience[n], title, text, "<p>" + text.replace("\n\n", "</p>\n<p>") + "</p>\n" if text else "",
                    self.moment[n], self.replies[n], supported[n], self.shares[n], self.answers[n],
                    id_[self.last[n]] if opening else id_[n],
                ))  # fmt: skip
                if not share:
                    counted.update(set(re.findall("[a-z]+", f"{title} {text}".lower())))
                    entries.append((id_[n], a, space, self.moment[n], title or "", text))
            base.executemany(
                """INSERT INTO post (id, author_id, writer_id, conversation_id, parent_id, branch_id, share_of_id, space_id, kind, audience, title,
                   text, html, published_at, reply_count, support_count, share_count, answer_count, last_reply_id)
                   VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
                rows,
            )
            base.executemany("INSERT INTO search_entry (kind, id, owner_id, space_id, at, title, body) VALUES ('post', ?, ?, ?, ?, ?, ?)", entries)
        base.executemany(
            "INSERT INTO search_entry (kind, id, owner_id, at, title, body) VALUES ('account', ?, ?, ?, ?, 'Lives here.')",
            (
                (person[n], person[n], NOW, f"{FIRST[n * 7 % 20]} {LAST[n // 20 * 3 % 20]} person{n}")
                for n in range(self.people)
            ),
        )
        self.fill_words(base, counted)

    def facts(self):
        """What a benchmark asks for: addresses of pages as people read them, words as they look for them."""
        pick = random.Random(3)
        public = [n for n in self.openings if not self.audience[n]]
        # Weighted by replies: a reply is a reader who came.
        talked = pick.choices(public, [1 + min(200, self.replies[n]) for n in public], k=60)
        common = [self.vocabulary[int(40 + 60 * pick.random())] for _ in range(20)]
        rare = [self.vocabulary[int(400 + (len(self.vocabulary) - 500) * pick.random())] for _ in range(60)]
        searches = [pick.choice(rare) for _ in range(40)] + [f"{pick.choice(common)} {pick.choice(rare)}" for _ in range(40)] + common
        pick.shuffle(searches)
        return {
            "people": self.people,
            "posts": self.posts,
            "token": base64.urlsafe_b64encode(self.token).rstrip(b"=").decode(),
            "conversations": [self.id[n] for n in talked],
            "longest": self.id[max(public, key=lambda n: self.replies[n])],
            "longest_replies": max(self.replies[n] for n in public),
            "profiles": [f"/@person{int(self.people * pick.random() ** 2.2)}" for _ in range(60)],
            "searches": searches,
        }


def made(scale, guerilla, cache):
    """The folder of a community of this scale: made now, or kept from before when neither schema nor this file changed."""
    fresh = cache / f"fresh-{os.getpid()}"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GUERILLA_")}
    subprocess.run([guerilla, "migrate", "--data", fresh], env=environment, check=True, stdout=subprocess.DEVNULL)
    base = sqlite3.connect(fresh / "guerilla.db")
    schema = str(base.execute("SELECT sql FROM sqlite_schema ORDER BY name").fetchall())
    base.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    base.close()
    mark = hashlib.sha256((schema + Path(__file__).read_text() + str(scale)).encode()).hexdigest()[:12]
    folder = cache / f"community-{scale:g}-{mark}"
    if not (folder / "facts.json").exists():
        subprocess.run(["rm", "-rf", *cache.glob(f"community-{scale:g}-*")], check=True)
        community = Community(scale)
        community.write(fresh / "guerilla.db")
        (fresh / "facts.json").write_text(json.dumps(community.facts()))
        fresh.rename(folder)
    else:
        subprocess.run(["rm", "-rf", fresh], check=True)
    return folder


if __name__ == "__main__":
    print(made(float(sys.argv[1]), Path(sys.argv[2]).resolve(), Path(sys.argv[3])))
