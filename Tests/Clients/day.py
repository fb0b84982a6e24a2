"""A whole day with Mastodon.py: let in through the pages, then nearly everything that a person does with an app."""

import io

from app import EVERYTHING, SHOWN, Description, Server, code_in, consent, picture, sign_in
from mastodon import Mastodon, MastodonAPIError, MastodonUnauthorizedError


def client(site, description, **given):
    api = Mastodon(api_base_url=site.base, ratelimit_method="throw", request_timeout=60, **given)
    api.session.trust_env = False
    wrong = []

    def look(response, **_):
        path = response.request.path_url.split("?")[0]
        if path != "/oauth/authorize":
            wrong.extend(description.problems(response.request.method, path, response))

    api.session.hooks["response"].append(look)
    api.wrong = wrong
    return api


def let_in(site, description, handle):
    import requests

    session = requests.Session()
    session.trust_env = False
    client_id, secret = Mastodon.create_app(
        "A day", scopes=EVERYTHING.split(), redirect_uris=SHOWN, api_base_url=site.base, session=session
    )
    api = client(site, description, client_id=client_id, client_secret=secret)
    shown = consent(site, sign_in(site, handle), {"client_id": client_id})
    token = api.log_in(code=code_in(shown), redirect_uri=SHOWN, scopes=EVERYTHING.split(), allow_http=True)
    return api, token


def day(checks):
    site = Server(has_rate_limits=False)
    try:
        site.start()
        for handle in ["amina", "bram"]:
            site.account(handle, handle.capitalize(), f"{handle}@site.example")
        description = Description(site)
        amina, _ = let_in(site, description, "amina")
        bram, token = let_in(site, description, "bram")
        me, him = amina.account_verify_credentials(), bram.account_verify_credentials()
        checks.check(me.acct == "amina" and him.acct == "bram", "two people have let the app in, through the pages")
        checks.check(amina.instance().title and amina.instance_nodeinfo("http://nodeinfo.diaspora.software/ns/schema/2.0"), "the app knows where it is")

        post = amina.status_post("When does the 61 come? #buses", visibility="public", language="en")
        checks.check("buses" in [tag.name for tag in post.tags], "a post is made, and its topic known")
        checks.check(bram.status(post.id).account.acct == "amina", "and read by somebody else, at once")
        reply = bram.status_reply(post, "At ten past, @amina.")
        checks.check(reply.in_reply_to_id == post.id, "a reply hangs under it")
        checks.check([one.id for one in amina.status_context(post.id).descendants] == [reply.id], "and stands in its context")
        shared = bram.status_reblog(post.id)
        checks.check(shared.reblog.id == post.id and shared.reblog.reblogs_count == 1, "a share is answered with what it shares")
        checks.check(not bram.status_unreblog(post.id).reblogged, "and taken back, which is seen at once")
        checks.check(bram.status_favourite(post.id).favourited and [one.id for one in bram.favourites()] == [post.id], "it is supported")
        checks.check([one.acct for one in amina.status_favourited_by(post.id)] == ["bram"], "and by whom can be seen")
        checks.check(bram.status_bookmark(post.id).bookmarked and [one.id for one in bram.bookmarks()] == [post.id], "it is kept")

        checks.check(bram.account_follow(me.id).following, "somebody is followed")
        checks.check(amina.account_followers(me.id)[0].acct == "bram", "who sees who follows")
        checks.check(post.id in [one.id for one in bram.timeline_home()], "and whose posts come home")
        checks.check(post.id in [one.id for one in bram.timeline_public(local=True)], "they are in the public timeline")
        checks.check([one.id for one in bram.timeline_hashtag("buses")] == [post.id], "and under their topic")
        made = bram.list_create("Neighbours")
        bram.list_accounts_add(made.id, [me.id])
        checks.check([one.id for one in bram.timeline_list(made.id)] == [post.id], "a list shows what those on it say")
        bram.list_delete(made.id)
        checks.check(bram.lists() == [], "and is deleted")

        found = bram.search("ten past")
        checks.check(reply.id in [one.id for one in found.statuses], "words are found")
        checks.check(any(one.acct == "amina" for one in bram.account_search("amina")), "and people")

        media = amina.media_post(io.BytesIO(picture()), mime_type="image/png", description="A violet square", focus=(0.2, -0.4))
        shown = amina.status_post("Look", media_ids=[media.id])
        checks.check(shown.media_attachments[0].description == "A violet square", "a picture is sent with its words")
        checks.check(round(shown.media_attachments[0].meta.focus.x, 1) == 0.2, "and where to look")

        asked = amina.status_post("Which day?", poll=amina.make_poll(["Monday", "Friday"], 3600))
        voted = bram.poll_vote(asked.poll, [1])
        checks.check(voted.voted and voted.options[1].votes_count == 1, "a check is voted on")
        try:
            bram.poll_vote(asked.poll, [0])
            checks.check(False, "and not twice")
        except MastodonAPIError:
            checks.check(True, "and not twice")

        edited = amina.status_update(post.id, "When does the 61 really come? #buses")
        checks.check(edited.edited_at and "really" in edited.content, "a post is changed")
        checks.check(len(amina.status_history(post.id)) == 2, "and what it said before is kept")
        checks.check(amina.status_source(post.id).text.startswith("When does the 61 really"), "with its source")
        if description.find("GET", "/api/v1/notifications"):
            kinds = {one.type for one in amina.notifications()}
            checks.check({"favourite", "mention", "follow"} <= kinds, f"there was news of all this ({sorted(kinds)})")
        checks.check(amina.account_update_credentials(note="I take the 61.").note.startswith("<p>"), "a profile is changed")
        checks.check(amina.status_pin(shown.id).pinned and [one.id for one in bram.account_statuses(me.id, pinned=True)] == [shown.id], "a post is pinned")
        once = [amina.status_post("Once", idempotency_key="day-1").id for _ in range(2)]
        checks.check(once[0] == once[1], "the same post sent twice is one")
        checks.check(bram.account_mute(me.id).muting and not bram.account_unmute(me.id).muting, "somebody is muted, and heard again")
        gone = amina.status_delete(shown.id)
        checks.check(gone.text == "Look", "a deleted post comes back as it was typed")
        try:
            bram.status(shown.id)
            checks.check(False, "and is nowhere")
        except MastodonAPIError:
            checks.check(True, "and is nowhere")
        bram.revoke_access_token(allow_http=True)
        out = client(site, description, access_token=token)
        try:
            out.account_verify_credentials()
            checks.check(False, "after logging out the token is worth nothing")
        except MastodonUnauthorizedError:
            checks.check(True, "after logging out the token is worth nothing")
        wrong = sorted(set(amina.wrong + bram.wrong))
        checks.check(not wrong, f"every answer was as the description says ({wrong[:5]})")
    finally:
        problems = site.stop()
        checks.check(not problems, f"the site ends well ({problems})")
