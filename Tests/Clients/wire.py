"""What clients rely on and no library checks: the proof that a code is one's own, codes and tokens that end, scopes, how lists are paged, the same
call sent twice, pages of other sites, and how errors are said."""

import re
import secrets
import urllib.parse

from app import EVERYTHING, SHOWN, App, Description, Server, code_in, consent, proof, sign_in

DONE = "http://127.0.0.1:9/done"


def wire(checks):
    site = Server(has_rate_limits=False)
    try:
        site.start()
        for handle in ["amina", "bram"]:
            site.account(handle, handle.capitalize(), f"{handle}@site.example")
        description = Description(site)
        letting_in(checks, site, description)
        calling(checks, site, description)
    finally:
        problems = site.stop()
        checks.check(not problems, f"the site ends well ({problems})")


def letting_in(checks, site, description):
    plain = App(site, description=description)
    browser = sign_in(site, "amina")
    app = plain.post("/api/v1/apps", json={"client_name": "Pocket", "redirect_uris": [DONE, SHOWN], "scopes": EVERYTHING})

    def exchange(code, **more):
        form = {"grant_type": "authorization_code", "code": code, "client_id": app["client_id"], "client_secret": app["client_secret"], "redirect_uri": DONE}
        return plain.call("POST", "/oauth/token", data=form | more)

    verifier, challenge = proof()
    asked = {"redirect": DONE, "state": "a b&c", "code_challenge": challenge, "code_challenge_method": "S256"}
    shown = consent(site, browser, app, **asked)
    back = urllib.parse.urlsplit(shown.headers["location"])
    given = urllib.parse.parse_qs(back.query)
    checks.check(shown.headers["location"].startswith(DONE + "?") and given["state"] == ["a b&c"], "the code comes to the app's address, with the state as it was")
    code = given["code"][0]
    wrong = exchange(code, code_verifier="x" * 43)
    checks.check(wrong.status_code == 400 and wrong.json()["error"] == "invalid_grant", "a wrong verifier gets no token (RFC 7636)")
    code = code_in(consent(site, browser, app, **asked))
    checks.check(exchange(code).status_code == 400, "nor does none")
    code = code_in(consent(site, browser, app, **asked))
    checks.check(exchange(code, code_verifier=verifier, redirect_uri=SHOWN).status_code == 400, "nor another address (RFC 6749 section 4.1.3)")
    code = code_in(consent(site, browser, app, **asked))
    checks.check(exchange(code, code_verifier=verifier, client_secret="x").status_code == 401, "nor a wrong secret")
    code = code_in(consent(site, browser, app, **asked))
    token = exchange(code, code_verifier=verifier)
    checks.check(token.status_code == 200 and token.json()["token_type"] == "Bearer", "the right one does")
    hers = App(site, token.json()["access_token"], description)
    checks.check(hers.call("GET", "/api/v1/accounts/verify_credentials").status_code == 200, "and the token is good")
    checks.check(exchange(code, code_verifier=verifier).status_code == 400, "a code works once")
    checks.check(hers.call("GET", "/api/v1/accounts/verify_credentials").status_code == 401, "and when it comes again its token ends too")
    refused = consent(site, browser, app, answer="cancel", **asked)
    checks.check("error=access_denied" in refused.headers.get("location", "") and "code=" not in refused.headers["location"], "who says no gives no code")
    elsewhere = browser.get(site.base + "/oauth/authorize", params={"response_type": "code", "client_id": app["client_id"], "redirect_uri": "http://evil.example/", "scope": "read"}, allow_redirects=False)
    checks.check("evil.example" not in elsewhere.headers.get("location", "") and elsewhere.status_code >= 400, f"an address that was not registered is not gone to ({elsewhere.status_code})")
    more = plain.post("/api/v1/apps", json={"client_name": "Reader", "redirect_uris": SHOWN, "scopes": "read"})
    too_much = browser.get(site.base + "/oauth/authorize", params={"response_type": "code", "client_id": more["client_id"], "redirect_uri": SHOWN, "scope": "write"}, allow_redirects=False)
    checks.check(too_much.status_code >= 400 or "error=invalid_scope" in too_much.headers.get("location", ""), f"an app may not ask for more than it said ({too_much.status_code})")
    alone = plain.post("/oauth/token", data={"grant_type": "client_credentials", "client_id": app["client_id"], "client_secret": app["client_secret"], "scope": "read"})
    nobody = App(site, alone["access_token"], description)
    checks.check(nobody.call("GET", "/api/v1/apps/verify_credentials").status_code == 200, "an app has a token that speaks for nobody")
    checks.check(nobody.call("GET", "/api/v1/timelines/home").status_code == 403, "with which there is no home")
    checks.check(not plain.wrong, f"all as described ({plain.wrong[:3]})")


def calling(checks, site, description):
    amina, bram = App.of(site, "amina", description), App.of(site, "bram", description)
    reader = App.of(site, "bram", description, scopes="read:statuses")
    checks.check(reader.call("GET", "/api/v1/timelines/home").status_code == 200, "a narrow scope is enough for what it names")
    checks.check(reader.call("GET", "/api/v1/accounts/verify_credentials").status_code == 403, "and for nothing else")
    checks.check(reader.call("POST", "/api/v1/statuses", json={"status": "x"}).status_code == 403, "reading is not writing")

    keys = [amina.post("/api/v1/statuses", json={"status": f"Number {number}"})["id"] for number in range(12)][::-1]
    me = amina.get("/api/v1/accounts/verify_credentials")["id"]
    path = f"/api/v1/accounts/{me}/statuses"
    read = lambda query: [one["id"] for one in bram.get(f"{path}?{query}")]
    checks.check(read("limit=5") == keys[:5], "a page begins with the newest")
    checks.check(read(f"limit=5&max_id={keys[4]}") == keys[5:10], "max_id: what is older")
    checks.check(read(f"limit=5&since_id={keys[9]}") == keys[:5], "since_id: the newest of what is newer")
    checks.check(read(f"limit=5&min_id={keys[9]}") == keys[4:9], "min_id: the page just above")
    checks.check(read(f"limit=40&max_id={keys[2]}&since_id={keys[8]}") == keys[3:8], "both: what lies between")
    found, address, pages = [], f"{path}?limit=5", 0
    while address and pages < 10:
        answer = bram.call("GET", address)
        found += [one["id"] for one in answer.json()]
        links = dict(re.findall(r'<([^>]+)>; rel="(\w+)"', answer.headers.get("Link", "")))
        links = {relation: where for where, relation in links.items()}
        address = links["next"].removeprefix(site.base) if "next" in links else None
        pages += 1
    checks.check(found == keys, f"the links lead through all of it, each once ({pages} pages)")
    checks.check(len(read("limit=4000")) == 12 and bram.call("GET", path + "?limit=-3").status_code == 200, "a limit beyond the most is the most")

    once = {"Idempotency-Key": secrets.token_hex(8)}
    both = [amina.call("POST", "/api/v1/statuses", headers=once, json={"status": "Once"}, expect=200).json()["id"] for _ in range(2)]
    checks.check(both[0] == both[1], "the same key twice makes one post")
    checks.check(bram.call("POST", "/api/v1/statuses", headers=once, json={"status": "Mine"}, expect=200).json()["id"] != both[0], "but not for somebody else")

    for kind, given in [
        ("JSON", {"json": {"status": "Three ways", "sensitive": "true", "media_ids": []}}),
        ("a form", {"data": {"status": "Three ways", "sensitive": "true"}}),
        ("a form with parts", {"files": {"status": (None, "Three ways"), "sensitive": (None, "true")}}),
    ]:
        checks.check(amina.post("/api/v1/statuses", **given)["sensitive"] is True, f"a post is taken as {kind}")

    preflight = amina.session.options(site.base + "/api/v1/statuses", headers={"Origin": "https://elk.example", "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization,idempotency-key"})
    checks.check(preflight.headers.get("Access-Control-Allow-Origin") == "*" and "idempotency-key" in preflight.headers["Access-Control-Allow-Headers"].lower(), "pages of other sites may ask")
    answer = amina.call("GET", path, headers={"Origin": "https://elk.example"})
    checks.check(answer.headers["Access-Control-Allow-Origin"] == "*" and "Link" in answer.headers["Access-Control-Expose-Headers"], "and read the links")
    checks.check("set-cookie" not in {name.lower() for name in answer.headers}, "no cookie is set")
    browser = sign_in(site, "amina")
    mine = amina.post("/api/v1/statuses", json={"status": "For followers", "visibility": "private"})
    checks.check(browser.get(f"{site.base}/talk/{mine['id']}", headers={"Accept": "application/json"}).status_code == 404, "nor does one count: JSON is for tokens")
    checks.check(amina.get(f"/talk/{mine['id']}")["audience"] == "followers", "which see what their person may see")
    question = amina.get(f"/talk/{keys[0]}")
    checks.check(question["kind"] == "post" and question["opening"]["id"] == keys[0], "a page is there as data")
    checks.check(bram.get("/@amina")["kind"] == "person" and "text/html" in bram.session.get(site.base + "/@amina").headers["content-type"], "and for browsers as a page")
    checks.check(bram.get("/search?q=Number")["statuses"] != [], "a search too")
    preflight = amina.session.options(site.base + "/@amina", headers={"Origin": "https://elk.example", "Access-Control-Request-Method": "GET"})
    checks.check(preflight.headers.get("Access-Control-Allow-Origin") == "*", "pages of other sites may ask for it")

    for method, where, status, given in [
        ("GET", "/api/v1/nowhere", 404, {}), ("DELETE", "/api/v1/timelines/home", 405, {}), ("GET", "/api/v1/statuses/x", 404, {}),
        ("GET", f"/api/v1/statuses/{'9' * 40}", 404, {}), ("GET", path + "?limit=x", 422, {}),
        ("POST", "/api/v1/statuses", 400, {"data": b"{", "headers": {"Content-Type": "application/json"}}),
        ("POST", "/api/v1/statuses", 422, {"json": {"status": ""}}), ("POST", "/api/v1/statuses", 413, {"data": b" " * (2 << 20), "headers": {"Content-Type": "application/json"}}),
    ]:
        answer = App(site, amina.token).call(method, where, **given)
        checks.check(answer.status_code == status and isinstance(answer.json()["error"], str), f"{method} {where[:40]} answers {answer.status_code}, in words")
    unnamed = App(site, "nonsense").call("GET", "/api/v1/timelines/public")
    checks.check(unnamed.status_code == 401, "a token that is none is refused, even where none is needed")
    revoke = {"client_id": bram.registered["client_id"], "client_secret": bram.registered["client_secret"], "token": bram.token}
    App(site).post("/oauth/revoke", data=revoke)
    checks.check(bram.call("GET", "/api/v1/timelines/home").status_code == 401, "a token that was taken back is worth nothing")
    wrong = sorted(set(amina.wrong + bram.wrong + reader.wrong))
    checks.check(not wrong, f"all as described ({wrong[:5]})")
