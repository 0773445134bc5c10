# SPDX-License-Identifier: Apache-2.0
"""Many at once on one conversation, with two chat instances: nothing lost, nothing twice, ids 1..n (api.md 2)."""

import threading
from concurrent.futures import ThreadPoolExecutor

EACH = 50


def write(say, number):
    for step in range(EACH):
        say(f"{number}:{step}").done()


def test_four_writers_and_three_getmsg_readers(pair):
    """Writers on both sides; three readers of the staff side and the readers' answers together hold each id once."""
    done = threading.Event()

    def read():
        rows = []
        while True:
            finished = done.is_set()
            page = pair.staff_reads("/chat/getmsg/0").done()["ret_data"]
            assert [row["id"] for row in page] == list(range(page[0]["id"], page[-1]["id"] + 1)) if page else True
            rows += page
            if finished and not page:
                return rows

    with ThreadPoolExecutor(7) as pool:
        readers = [pool.submit(read) for _ in range(3)]
        says = [pair.customer_says, pair.customer_says, pair.staff_says, pair.staff_says]
        try:
            writers = [pool.submit(write, say, number) for number, say in enumerate(says)]
            for writer in writers:
                writer.result()
        finally:
            done.set()
        got = sum((reader.result() for reader in readers), [])
    assert sorted(row["id"] for row in got) == list(range(1, 4 * EACH + 1))
    assert len({row["msg"] for row in got}) == 4 * EACH
    ordered = [row["msg"] for row in sorted(got, key=lambda row: row["id"])]
    for number in range(4):
        own = [text for text in ordered if text.startswith(f"{number}:")]
        assert own == [f"{number}:{step}" for step in range(EACH)]
    history = pair.customer_reads(length=200).rows
    assert [row["msg"] for row in history] == ordered
    assert pair.unread()[0] == 0


def test_after_and_ack_reader_misses_nothing(pair):
    """The loss-proof way: poll with after=, then acknowledge; while two writers write."""
    done = threading.Event()

    def follow():
        last, rows = 0, []
        while True:
            finished = done.is_set()
            page = pair.staff_reads("/chat/getmsg/0", after=last).done()["ret_data"]
            if page:
                rows += page
                last = page[-1]["id"]
                pair.staff.post("/chat/ack/0", {"customer_id": pair.customer.id, "id": last}).done()
            elif finished:
                return rows

    with ThreadPoolExecutor(3) as pool:
        reader = pool.submit(follow)
        try:
            for writer in [pool.submit(write, pair.customer_says, number) for number in range(2)]:
                writer.result()
        finally:
            done.set()
        rows = reader.result()
    assert [row["id"] for row in rows] == list(range(1, 2 * EACH + 1))
    assert pair.unread() == (0, 0)


def test_history_pages_are_whole_while_messages_arrive(pair):
    """Opening the newest page again and again: ids stay without gap, and what it marked plus unread is all."""
    with ThreadPoolExecutor(1) as pool:
        writer = pool.submit(write, pair.customer_says, 0)
        while not writer.done():
            rows = pair.staff_reads().done()["ret_data"]
            assert [row["id"] for row in rows] == list(range(rows[0]["id"], rows[-1]["id"] + 1)) if rows else True
        writer.result()
    seen = pair.staff_reads("/chat/getmsg/0").done()["ret_data"]
    assert [row["id"] for row in seen] == list(range(EACH - len(seen) + 1, EACH + 1))


def test_actions_of_many_customers_at_once(world):
    staff = world.user()
    pairs = [world.bind(staff, world.customer()) for _ in range(8)]
    world.load()

    def act(pair):
        for _ in range(20):
            pair.customer.post("/action/record/0", {"u_id": staff.id, "action": 9}).done()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(act, pairs))
    assert staff.get("/action/time").done()["data_count"] == 160
    for pair in pairs:
        assert staff.get("/action/time", customer_id=pair.customer.id).done()["data_count"] == 20


def test_256_keep_alive_connections_at_once(world):
    """pitfalls.md: a stall at 128 ready connections. Each thread has a connection of its own; all ask together."""
    for number in (128, 256):
        pair = world.pair()
        barrier = threading.Barrier(number)

        def ask(_, pair=pair, barrier=barrier):
            pair.staff_reads("/chat/query_num/0").done()
            barrier.wait(30)
            for _ in range(3):
                pair.staff_reads("/chat/query_num/0").done()
            pair.staff.close()
            return True

        with ThreadPoolExecutor(number) as pool:
            assert sum(pool.map(ask, range(number))) == number
