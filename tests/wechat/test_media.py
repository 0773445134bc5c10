# SPDX-License-Identifier: Apache-2.0
"""Pictures that people send in the official account: kept, and shown in the conversation; else a word stands there."""

import base64
import concurrent.futures
import os
import subprocess
import time

import pytest
from harness.waiting import wait_until
from people import APPID, GREETING
from samples import exif_with_position, jpg, mp4, pdf, unique
from wechat_sim.client import fetch

WORD = "[图片]"
LIMIT = 10 << 20  # bytes of a picture


def newcomer(people):
    """Somebody who has scanned the code of a staff user of their own, and been greeted."""
    staff, person = people.staff(), people.person()
    people.sim.do("scan", openid=person, url=staff.get("/qr_code_auth", kind="gzh").done()["url"])
    customer = wait_until(lambda: people.customer_of(person), 10, "the customer")
    wait_until(lambda: people.relation(staff.id, customer) and said(people, staff, customer), 10, "the greeting")
    return staff, person, customer


def said(people, staff, customer):
    """The contents of a conversation, the oldest first: a text, or the address of a picture."""
    rows = sorted(staff.get("/chat", customer_id=customer, length=100).rows, key=lambda row: row["id"])
    return [row["url"] if row["info_type"] == 4 else row["msg"] for row in rows]


def show(people, person, data, **given):
    """Sends a picture; how its callbacks were answered."""
    return people.sim.do("say", openid=person, kind="image", data=base64.b64encode(data).decode(), **given)["statuses"]


def wait_said(people, staff, customer, count, seconds=10):
    """What they said besides the greeting, once it is so much."""
    wait_until(lambda: len(said(people, staff, customer)) > count, seconds, f"{count} messages")
    all_of_it = said(people, staff, customer)
    assert all_of_it[0] == GREETING and len(all_of_it) == count + 1, all_of_it
    return all_of_it[1:]


def bytes_at(people, url):
    """What is served under an address, by each gateway."""
    assert url.startswith("/media/"), url
    found = {(status, body) for status, _, body in (fetch(gateway.state["base_url"] + url) for gateway in people.stack.gateways)}
    (answer,) = found
    return answer


def fetches(people, **wanted):
    return people.sim.journal(kind="call", api="media", **wanted)


@pytest.mark.parametrize("kind", ["jpg", "png", "gif", "webp"])
def test_a_picture_comes_into_the_conversation(gallery, kind):
    staff, person, customer = newcomer(gallery)
    data = unique(kind, 1, 200_000)
    assert show(gallery, person, data) == [200]
    (url,) = wait_said(gallery, staff, customer, 1)
    assert bytes_at(gallery, url) == (200, data)


def test_it_waits_while_wechat_wants_to_be_left_alone(gallery):
    """Which is no failure of the picture's: it is not given up for it, and comes as soon as it may."""
    staff, person, customer = newcomer(gallery)
    begun = time.time()
    gallery.redis("HSET", f"wx:rest:{{gzh:{APPID}}}", "gzh_media", f"{int(begun * 1000) + 9000} 60000 45011")
    show(gallery, person, unique("jpg", 4, 30_000))
    (url,) = wait_said(gallery, staff, customer, 1, 20)
    assert url.startswith("/media/") and time.time() - begun >= 9


def test_where_it_was_taken_is_cut(gallery):
    staff, person, customer = newcomer(gallery)
    show(gallery, person, jpg(exif=exif_with_position()))
    (url,) = wait_said(gallery, staff, customer, 1)
    status, served = bytes_at(gallery, url)
    assert status == 200 and served[:2] == b"\xff\xd8" and b"\x88\x25" not in served


def test_the_same_picture_is_kept_once_and_shown_as_often_as_it_was_sent(gallery):
    staff, person, customer = newcomer(gallery)
    data = unique("png", 2, 50_000)
    before = set(gallery.kept.iterdir())
    for _ in range(2):
        show(gallery, person, data)
    first, second = wait_said(gallery, staff, customer, 2)
    assert first == second and len(set(gallery.kept.iterdir()) - before) == 1


def test_copies_at_once_are_one_message(gallery):
    staff, person, customer = newcomer(gallery)
    assert show(gallery, person, unique("jpg", 3), copies=3) == [200] * 3
    gallery.sim.do("say", openid=person, text="看到了吗")
    url, text = wait_said(gallery, staff, customer, 2)
    assert url.startswith("/media/") and text == "看到了吗"


@pytest.mark.parametrize("fault", ["-1", "502", "reset_before", "cut"])
def test_what_fails_twice_comes_at_last_and_in_order(gallery, fault):
    staff, person, customer = newcomer(gallery)
    data = unique("jpg", f"fails by {fault}", 30_000)
    gallery.sim.do("fault", api="media", fault=fault, times=2)
    gallery.sim.do("say", openid=person, text="看这个")
    show(gallery, person, data)
    gallery.sim.do("say", openid=person, text="怎么样")
    before, url, after = wait_said(gallery, staff, customer, 3, 30)
    assert (before, after) == ("看这个", "怎么样") and bytes_at(gallery, url) == (200, data)


def of_size(size):
    return jpg(filler=bytes(size - len(jpg())))


def test_the_largest_is_taken(gallery):
    staff, person, customer = newcomer(gallery)
    show(gallery, person, of_size(LIMIT))
    (url,) = wait_said(gallery, staff, customer, 1, 20)
    assert bytes_at(gallery, url) == (200, of_size(LIMIT))


REFUSED = {
    "a byte too large": (of_size(LIMIT + 1), {}, None),
    "much too large": (unique("jpg", 5), {}, "huge"),
    "no picture": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", {}, None),
    "cut short": (unique("png", 6, 1000)[:-4], {}, None),
    "nothing": (b"", {}, None),
    "a video": (mp4(), {}, None),
    "a document": (pdf(), {}, None),
    "the address of a video": (mp4(), {"media_type": "video/mp4"}, None),
    "expired": (unique("jpg", 8), {}, "40007"),
}


@pytest.mark.parametrize("why", REFUSED)
def test_what_cannot_be_had_leaves_a_word_at_once(gallery, why):
    data, given, fault = REFUSED[why]
    staff, person, customer = newcomer(gallery)
    before = set(gallery.kept.iterdir()), len(fetches(gallery))
    if fault:
        gallery.sim.do("fault", api="media", fault=fault, times=1)
    show(gallery, person, data, **given)
    gallery.sim.do("say", openid=person, text="看到了吗")
    assert wait_said(gallery, staff, customer, 2) == [WORD, "看到了吗"]
    assert (set(gallery.kept.iterdir()), len(fetches(gallery))) == (before[0], before[1] + 1)
    assert list((gallery.kept / "spool").iterdir()) == []


def test_a_picture_without_an_id_leaves_a_word(gallery):
    staff, person, customer = newcomer(gallery)
    gallery.sim.do("event", account=APPID, **{"from": person}, kind="image", fields={"MsgId": "25999"})
    assert wait_said(gallery, staff, customer, 1) == [WORD]


def test_voice_and_video_leave_words(gallery):
    staff, person, customer = newcomer(gallery)
    before = len(fetches(gallery))
    for kind in ("voice", "video"):
        gallery.sim.do("say", openid=person, kind=kind)
    assert wait_said(gallery, staff, customer, 2) == ["[语音]", "[视频]"]
    assert len(fetches(gallery)) == before


def test_many_at_once_all_come(gallery):
    """More than are brought at a time."""
    everybody = [newcomer(gallery) for _ in range(3)]
    pictures = {number: unique("jpg", 100 + number, 100_000) for number in range(48)}
    crowd = [gallery.person() for _ in pictures]
    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda number: show(gallery, crowd[number], pictures[number]), pictures))
    for staff, person, customer in everybody:  # who writes meanwhile does not wait for them
        gallery.sim.do("say", openid=person, text="在吗")
        assert wait_said(gallery, staff, customer, 1) == ["在吗"]
    for number, person in enumerate(crowd):
        customer = wait_until(lambda who=person: gallery.customer_of(who), 30, "the customer")
        wait_until(lambda who=customer: gallery.relation(gallery.default.id, who), 30, "the relation")
        wait_until(lambda who=customer: said(gallery, gallery.default, who)[-1:] != [GREETING], 30, "the picture")
        url = said(gallery, gallery.default, customer)[-1]
        assert bytes_at(gallery, url) == (200, pictures[number])


def test_after_four_tries_the_word_goes(gallery):
    staff, person, customer = newcomer(gallery)
    before = len(fetches(gallery))
    gallery.sim.do("fault", api="media", fault="-1", times=4)
    show(gallery, person, unique("jpg", 10))
    gallery.sim.do("say", openid=person, text="看到了吗")
    assert wait_said(gallery, staff, customer, 2, 90) == [WORD, "看到了吗"]
    assert len(fetches(gallery)) == before + 4


def test_what_somebody_has_to_configure_first_keeps_nobody_waiting(fragile_gallery):
    people = fragile_gallery
    staff, person, customer = newcomer(people)
    people.sim.do("fault", api="media", fault="48001")
    for number in range(2):
        show(people, person, unique("jpg", 12 + number))
    assert wait_said(people, staff, customer, 2, 5) == [WORD] * 2


def test_a_store_that_cannot_take_a_picture_says_why(fragile_gallery):
    people = fragile_gallery
    staff, person, customer = newcomer(people)
    spool = people.kept / "spool"
    spool.rename(people.kept / "away")
    data = unique("jpg", 13, 30_000)
    show(people, person, data)
    wait_until(lambda: 'cannot take a picture reason="No such file or directory"' in people.stack.logs(), 10, "the log to say why")
    (people.kept / "away").rename(spool)
    (url,) = wait_said(people, staff, customer, 1, 20)
    assert bytes_at(people, url) == (200, data)


def restart(people, name):
    process = people.stack.service(name)
    process.kill()
    process.start()
    process.wait_ready()


def test_an_instance_that_dies_while_it_asks_leaves_one_message(fragile_gallery):
    people = fragile_gallery
    staff, person, customer = newcomer(people)
    data = unique("jpg", 11, 100_000)
    people.sim.do("fault", api="media", fault="hang", times=1)
    show(people, person, data)
    wait_until(lambda: fetches(people, fault="hang"), 10, "the call that hangs")
    for name in ("wechat-1", "wechat-2"):
        restart(people, name)
    people.sim.do("say", openid=person, text="看到了吗")
    url, text = wait_said(people, staff, customer, 2, 60)
    assert text == "看到了吗" and bytes_at(people, url) == (200, data)


def test_instances_that_die_again_and_again_lose_and_double_nothing(fragile_gallery):
    people = fragile_gallery
    staff, person, customer = newcomer(people)
    pictures = [unique("jpg", 20 + number, 300_000) for number in range(8)]
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        sending = pool.submit(lambda: [show(people, person, data, copies=2) for data in pictures])
        for name in ("wechat-1", "wechat-2") * 3:
            restart(people, name)
        taken = [data for data, statuses in zip(pictures, sending.result()) if 200 in statuses]
    assert taken
    urls = wait_said(people, staff, customer, len(taken), 90)
    assert [bytes_at(people, url) for url in urls] == [(200, data) for data in taken]
    assert list((people.kept / "spool").iterdir()) == []


def test_a_store_without_its_keys_is_refused(programs):
    for variables, named in (({"LEIDA_MEDIA_STORE": "folder"}, "media.folder"),
                             ({"LEIDA_MEDIA_STORE": "folder", "LEIDA_MEDIA_FOLDER": "x", "LEIDA_MEDIA_KEY": "short"}, "media.key")):
        done = subprocess.run([*programs.command("leida-wechat"), "--check-config"], env=os.environ | variables,
                              capture_output=True, text=True, check=False)
        assert done.returncode == 2 and f"{named}: " in done.stderr


@pytest.mark.long
def test_pictures_that_hang_keep_what_is_written_after_them_for_minutes_at_most(gallery):
    """Of many at once none is asked for, for longer than two minutes, and each is given up with the try after that."""
    crowd = [newcomer(gallery) for _ in range(40)]
    gallery.sim.do("fault", api="media", fault="hang", times=10_000)
    try:
        for number, (_, person, _) in enumerate(crowd):
            show(gallery, person, unique("jpg", f"hangs{number}", 30_000))
            gallery.sim.do("say", openid=person, text="在吗")
        for staff, _, customer in crowd:
            wait_until(lambda staff=staff, customer=customer: len(said(gallery, staff, customer)) > 2, 200, "what came after it")
            assert said(gallery, staff, customer)[1:] == [WORD, "在吗"]
    finally:
        gallery.sim.do("no_faults")
