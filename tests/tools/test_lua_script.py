# SPDX-License-Identifier: Apache-2.0
"""cmake/lua_script.awk: what becomes of a Lua script on its way into a program."""

import pathlib
import subprocess

import pytest

AWK = pathlib.Path(__file__).resolve().parents[2] / "cmake" / "lua_script.awk"


@pytest.fixture
def checkout(tmp_path):
    """Converts a script of a small checkout; gives the finished process, and the text that a C compiler makes of it."""
    def write(path, text):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)

    write("common/limits.h", '#define LIMIT (2 * 8)\n#define NAME "name"\n')
    write("common/store/twice.lua", "-- Doubles.\n-- include common/limits.h\nlocal function twice(n)\n  return 2 * n\nend\n")
    write("common/store/both.lua", "-- include twice\nlocal both = twice(1)\n")

    def convert(script):
        write("services/room/act.lua", script)
        made = subprocess.run(["awk", "-v", f"root={tmp_path}", "-v", "symbol=lua_act", "-v", f"c={tmp_path}/act.c", "-v",
                               f"lua={tmp_path}/act.lua", "-f", AWK, "services/room/act.lua"], capture_output=True, text=True)
        if made.returncode != 0:
            return made, None
        write("main.c", "#include <stdio.h>\nextern const char lua_act[];\nint main(void) { return fputs(lua_act, stdout) < 0; }\n")
        compiled = subprocess.run(["cc", "-I", tmp_path, "-o", tmp_path / "act", tmp_path / "act.c", tmp_path / "main.c"],
                                  capture_output=True, text=True)
        if compiled.returncode != 0:
            return compiled, None
        return made, subprocess.run([tmp_path / "act"], capture_output=True, text=True, check=True).stdout

    convert.root = tmp_path
    return convert


def test_constants_are_those_of_the_header_but_not_within_strings(checkout):
    _, text = checkout("-- include common/limits.h\nreturn LIMIT, NAME, 'LIMIT', KEYS[1] -- LIMIT\n")
    assert text == "\nreturn (2 * 8), \"name\", 'LIMIT', KEYS[1]\n"


def test_text_comes_through_as_it_is(checkout):
    _, text = checkout("local s = \"a\\\\b\\\"c\" .. 'd\\'e--f' .. '成交\\0'\n")
    assert text == "local s = \"a\\\\b\\\"c\" .. 'd\\'e--f' .. '成交\\0'\n"


def test_fragments_come_once_and_leave_lines_where_they_are(checkout):
    _, text = checkout("-- include both\n-- include twice\n\n  return twice(both)\n")
    assert text == "local function twice(n) return 2 * n end local both = twice(1)\n\n\nreturn twice(both)\n"


def test_luacheck_gets_the_script_as_it_was_written_with_its_fragments(checkout):
    checkout("-- include twice\n  return twice(LIMIT) -- of all\n")
    assert (checkout.root / "act.lua").read_text() == \
        "local function twice(n) return 2 * n end\n  return twice(LIMIT) -- of all\n"


def test_unknown_fragment_is_told_with_its_place(checkout):
    failed, _ = checkout("local a = 1\n-- include once/twice\n")
    assert failed.returncode == 1
    assert failed.stderr == \
        "services/room/act.lua:2: no fragment once/twice, neither in services/room/ nor in common/store/\n"


def test_unknown_constant_is_told_with_its_place(checkout):
    failed, _ = checkout("-- include common/limits.h\n\nreturn LIMITS\n")
    assert failed.returncode == 1
    assert "services/room/act.lua:3: LIMITS is no macro of the headers" in failed.stderr


def test_long_strings_are_refused_with_their_place(checkout):
    failed, _ = checkout("\nreturn [[a]]\n")
    assert failed.returncode == 1
    assert failed.stderr.startswith("services/room/act.lua:2: strings and comments of several lines")
