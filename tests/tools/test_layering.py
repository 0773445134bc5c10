# SPDX-License-Identifier: Apache-2.0
"""tests/check/layering finds what it is there for, in a small house of its own."""

import shutil
import subprocess

import pytest
from harness.stack import ROOT

HOUSE = {
    "base/text.h": "",
    "base/text.c": '#include "base/text.h"\n',
    "proto/contract.h": '#include "base/text.h"\n',
    "common/loop/loop.h": '#include "base/text.h"\n',
    "common/redis/link.h": '#include "common/loop/loop.h"\n',
    "common/redis/link.c": '#include "common/redis/link.h"\n#include <errno.h>\n#include <hiredis/hiredis.h>\n',
    "services/chat/store.h": '#include "common/redis/link.h"\n',
    "services/chat/store_parts.h": '#include "services/chat/store.h"\n',
    "services/chat/store.c": '#include "services/chat/store_parts.h"\n',
    "services/crm/store.h": '#include "common/redis/link.h"\n',
}

# What is added to which file, and what the check says of it.
WRONG = [
    ("base/text.h", '#include "proto/contract.h"', "base/text.h:1: shows proto/contract.h, which is out of reach for base"),
    ("proto/contract.h", '#include "common/loop/loop.h"', "proto/contract.h:1: shows common/loop/loop.h, which is out of reach"),
    ("common/loop/loop.h", '#include "common/redis/link.h"', "in a circle of rooms: common/loop, common/redis"),
    ("services/crm/store.h", '#include "services/chat/store.h"', "shows services/chat/store.h, which is out of reach"),
    ("services/chat/store.h", '#include "services/chat/page.h"', "services/chat/page.h is no file"),
    ("common/redis/link.h", "#include <hiredis/read.h>", "hiredis/read.h is shown to whoever includes this header"),
    ("services/chat/store.c", "#include <hiredis/hiredis.h>", "services/chat/store.c:1: hiredis/hiredis.h has its home in"),
    ("services/chat/store.c", "#include <libpq.h>", "services/chat/store.c:1: libpq.h has no home"),
    ("services/chat/store.c", "\n" * 399, "services/chat/store.c:401: 401 lines; at most 400"),
]


@pytest.fixture
def house(tmp_path):
    """Writes the house, with a few files of it otherwise, and gives what the check says and its exit code."""
    def check(changes):
        (tmp_path / "tests/check").mkdir(parents=True)
        for name in ("layering", "checkout.py"):
            shutil.copy(ROOT / "tests/check" / name, tmp_path / "tests/check")
        (tmp_path / ".gitignore").write_text("")
        for name, text in {**HOUSE, **changes}.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text)
        done = subprocess.run([tmp_path / "tests/check/layering"], capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr
    return check


def test_layering_takes_a_sound_house(house):
    assert house({}) == (0, "layering: nothing to object\n")


@pytest.mark.parametrize(("name", "line", "offence"), WRONG, ids=[offence for _, _, offence in WRONG])
def test_layering_refuses(house, name, line, offence):
    code, said = house({name: f"{line}\n{HOUSE[name]}"})
    assert code == 1 and offence in said


def test_layering_sees_through_headers(house):
    """A room may not see by way of a header what it may not include."""
    code, said = house({"base/hash.h": '#include "common/loop/loop.h"\n', "base/text.c": '#include "base/hash.h"\n'})
    assert code == 1 and "base/text.c:1: shows common/loop/loop.h, which is out of reach for base" in said


def test_layering_refuses_a_circle_of_files_in_one_room(house):
    code, said = house({"services/chat/page.h": '#include "services/chat/store.h"\n', "services/chat/page.c": "",
                        "services/chat/store.c": '#include "services/chat/page.h"\n'})
    assert code == 1 and "in a circle of files: services/chat/page, services/chat/store" in said


def test_layering_knows_no_folder_without_a_row(house):
    code, said = house({"base/odd.c": "", "tools/new/x.c": "", "services/new/x.c": ""})
    assert code == 1 and "services/new/x.c:1: stands in no room" in said and "tools/new" not in said
