# SPDX-License-Identifier: Apache-2.0
"""What others feel of uploads: how long `query_num` takes beside eight of 50 MB, and what memory they cost. Run against a
release build on a machine that has nothing else to do; the figures are printed."""

import multiprocessing
import time

import pytest
from forms import Sender, form
from harness.process import resident_memory
from harness.raw import RawConnection, request
from samples import mp4, noise

UPLOADS = 8
SIZE = 50 * 1000 * 1000
ASKED = 3000  # requests of each measurement
PAUSE = 0.001  # s between two of them


def upload_for_ever(client, body, begun):
    sender = Sender(client)
    while True:
        begun.release()
        sender.post(body).done()


class Uploading:
    """Eight clients, each a process of its own, that upload one file after another as fast as they can."""

    def __init__(self, client):
        body = form(mp4(filler=noise(SIZE - 1000)))
        self.begun = multiprocessing.Semaphore(0)
        self.processes = [multiprocessing.Process(target=upload_for_ever, args=(client, body, self.begun), daemon=True)
                          for _ in range(UPLOADS)]

    def __enter__(self):
        for process in self.processes:
            process.start()
        for _ in self.processes:
            self.begun.acquire()
        return self

    def __exit__(self, *_):
        for process in self.processes:
            process.terminate()
            process.join()


def times(media, count=ASKED):
    """Seconds that each of so many requests took, sorted."""
    client = media.staff.client
    found = []
    target = client.target("/chat/query_num/0", {"customer_id": media.customer.client.id})
    with RawConnection(client.base_url) as connection:
        for _ in range(count):
            begun = time.perf_counter()
            connection.send(request("GET", target))
            assert connection.read().code == 200
            found.append(time.perf_counter() - begun)
            time.sleep(PAUSE)
    return sorted(found)


def part_of(sorted_times, share):
    return sorted_times[int(len(sorted_times) * share)] * 1e6


@pytest.mark.long
def test_others_are_answered_as_before(new_media, capsys):
    media = new_media({"LEIDA_THREADS": "1", "LEIDA_RATE_CALLER": "0"})
    pid = media.stack.gateway.pid
    times(media, 500)
    alone = [times(media) for _ in range(3)]
    before = resident_memory(pid)
    with Uploading(media.customer.client):
        beside = [times(media) for _ in range(3)]
        grown = resident_memory(pid) - before
    with capsys.disabled():
        for name, rounds in (("alone", alone), ("beside", beside)):
            print(f"\n{name}: " + ", ".join(f"p50 {part_of(each, 0.5):.0f} p99 {part_of(each, 0.99):.0f} us" for each in rounds))
        print(f"resident memory: {grown / 1024:.0f} KiB more")
    assert grown < UPLOADS * 1024 * 1024
    best = [min(part_of(each, 0.99) for each in rounds) for rounds in (alone, beside)]
    assert best[1] <= 1.5 * best[0], best
