#!/usr/bin/env python3
"""The program is asked to stop while people write: requests in flight finish, and it ends well within ten seconds."""

import signal
import time

from site_of_faults import Checks, Site, Writers


def stopped(checks):
    site = Site()
    handles = [f"writer{n}" for n in range(8)]
    try:
        site.start()
        site.settle(handles)
        writers = Writers(site, handles)
        time.sleep(3)
        began = time.monotonic()
        site.process.send_signal(signal.SIGTERM)
        status = site.process.wait(30)
        took = time.monotonic() - began
        writers.stop()
        checks.check(status == 0, f"it ends with status 0 (status {status})")
        checks.check(took < 10, f"it ends within ten seconds ({took:.1f} s)")
        checks.check(len(writers.answered) > 50, f"it was busy: {len(writers.answered)} posts")
        checks.check(not writers.refused, f"nobody got an error page ({[answer.status for _, answer in writers.refused][:5]})")
        site.again()
        found = site.count_posts()
        least, most = len(writers.answered), len(writers.answered) + len(writers.unknown)
        # A request that had been read is finished and answered: only those that came later are not.
        checks.check(least <= found <= most, f"{found} posts are there; {least} were answered, {len(writers.unknown)} were not")
        checks.check(found == least, f"every post that was made was answered ({found - least} were not)")
    finally:
        checks.check(site.stop() == [], "it says nothing bad in its log")


if __name__ == "__main__":
    checks = Checks()
    checks.run("asked to stop under load", stopped)
    checks.end()
