# SPDX-License-Identifier: Apache-2.0
"""leidactl media check: files that are named and missing, and files that nothing names."""

import os
import time

import pytest

DAY = 24 * 3600
USED, MISSING, OLD, YOUNG, ELSEWHERE = (f"{digit * 40}.{suffix}" for digit, suffix in zip("abcde", ("png", "jpg", "mp4", "pdf", "gif")))


@pytest.fixture
def media(people, tmp_path):
    """A folder with a file that is used, two that are not, and what is none of the store's; messages that name files."""
    folder = tmp_path / "media"
    (folder / "spool").mkdir(parents=True)
    for name, days in ((USED, 90), (OLD, 40), (YOUNG, 2), ("README", 90), (OLD + ".new", 90), ("spool/" + MISSING, 90)):
        (folder / name).write_bytes(b"x")
        os.utime(folder / name, (time.time() - days * DAY,) * 2)
    people.environment = {**people.environment, "LEIDA_MEDIA_FOLDER": str(folder)}
    yield people, folder
    people.environment = {name: value for name, value in people.environment.items() if name != "LEIDA_MEDIA_FOLDER"}


def say(store, *contents, **more):
    pair = {"user_id": 1, "customer_id": 9, "send_type": 2}
    store.load([("message", {**pair, "content": content, **more}) for content in contents]).done()


def picture(url):
    return {"info_type": 4, "url": url}


def names_in(folder):
    return {file.name for file in folder.iterdir()}


def test_missing_and_unused_files_are_named(media):
    store, folder = media
    say(store, *[{"info_type": 1, "msg": f"{number} /media/"} for number in range(120)], picture(f"/media/{USED}"), picture(f"/media/{MISSING}"),
        picture(f"https://www.example.com/media/{ELSEWHERE}"))
    before = names_in(folder)
    result = store.ctl("media", "check")
    assert (result.code, result.err) == (1, "")
    assert result.out.splitlines()[0] == f"msgs:{{u:1}}:9: row 122 names {MISSING}, which is missing"
    assert set(result.out.splitlines()[1:3]) == {f"{OLD}: named by nothing, 40 days old", f"{YOUNG}: named by nothing, 2 days old"}
    assert result.out.splitlines()[3:] == ["2 files named, 1 of them missing; 3 kept, 2 of them unused, 0 deleted"]
    assert names_in(folder) == before


@pytest.mark.parametrize("content", [
    {"info_type": 2, "product_cover_url": f"/media/{OLD}", "product_name": "n", "product_price": "1"},
    {"info_type": 5, "url": f"https://cdn.example.com/x/{OLD}"}, {"info_type": 1, "msg": "x", "more": {"deep": [f"/media/{OLD}"]}},
], ids=["cover", "elsewhere", "deep"])
def test_whatever_names_a_file_keeps_it(media, content):
    store, folder = media
    say(store, content)
    result = store.ctl("media", "check", "--delete-unused", "--older-than", "1d")
    assert result.code == 0 and (folder / OLD).exists(), result


def test_escaped_slashes_are_slashes(media):
    store, folder = media
    line = '{"type":"message","user_id":1,"customer_id":9,"send_type":2,"content":{"info_type":4,"url":"\\/media\\/%s"}}'
    store.load([line % OLD, line % MISSING]).done()
    result = store.ctl("media", "check", "--delete-unused")
    assert result.code == 1 and f"row 2 names {MISSING}, which is missing" in result.out and (folder / OLD).exists()


def test_profiles_name_files_too(media):
    store, _folder = media
    store.load([("user", {"id": 1, "username": "张聪", "avatar": f"/media/{USED}"}),
                ("customer", {"id": 9, "username": "又胖了", "headimgurl": f"/media/{MISSING}"}),
                ("customer", {"id": 10, "username": "x", "headimgurl": f"https://cdn3/media/{ELSEWHERE}"})]).done()
    result = store.ctl("media", "check")
    assert result.code == 1 and [line for line in result.out.splitlines() if "missing" in line][:-1] == [
        f"customer:9: names {MISSING}, which is missing"]
    assert USED not in result.out and ELSEWHERE not in result.out


def test_unused_files_are_deleted_when_they_are_old_enough(media):
    store, folder = media
    say(store, picture(f"/media/{USED}"))
    left = names_in(folder) - {OLD}
    result = store.ctl("media", "check", "--delete-unused")
    assert result.code == 0 and f"{OLD}: named by nothing, 40 days old: deleted\n" in result.out
    assert names_in(folder) == left, "30 days unless something else is said"
    assert store.ctl("media", "check", "--delete-unused", "--older-than", "1d").out.endswith("2 kept, 1 of them unused, 1 deleted\n")
    assert names_in(folder) == left - {YOUNG}


def test_a_store_that_names_nothing_has_nothing_deleted(media):
    store, folder = media
    before = names_in(folder)
    result = store.ctl("media", "check", "--delete-unused")
    assert (result.code, result.err) == (1, "leidactl: media: nothing in this store names a file, so nothing is deleted\n")
    assert names_in(folder) == before


def test_demo_names_what_it_keeps(store, tmp_path):
    media = {"LEIDA_MEDIA_FOLDER": str(tmp_path), "LEIDA_MEDIA_KEY": "k" * 32}
    store.ctl("demo", **media)
    result = store.ctl("media", "check", **media)
    assert result.code == 0 and " 0 of them missing; " in result.out and " 0 of them unused, " in result.out, result


@pytest.mark.parametrize("environment, why", [
    ({"LEIDA_MEDIA_STORE": "s3"}, "the store is S3"), ({"LEIDA_MEDIA_STORE": "none"}, "there is no store"), ({}, "there is no store"),
    ({"LEIDA_MEDIA_FOLDER": "/nowhere"}, "cannot open /nowhere"),
], ids=["s3", "none", "nothing", "no folder"])
def test_what_is_no_folder_is_told(store, environment, why):
    result = store.ctl("media", "check", **environment)
    assert (result.code, result.out) == (1, "") and why in result.err


@pytest.mark.parametrize("words", [[], ["look"], ["check", "x"], ["check", "--older-than", "3d"], ["check", "--older-than"],
                                   ["check", "--delete-unused", "--older-than", "0d"], ["check", "--delete-unused", "--older-than", "3h"]])
def test_wrong_words_are_refused(store, words):
    result = store.ctl("media", *words)
    assert (result.code, result.out) == (2, "") and result.err.startswith("leidactl: ")
