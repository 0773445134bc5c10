# SPDX-License-Identifier: Apache-2.0
"""What leidactl loads: it starts thousands of times in a shell's loop, and what serves HTTP brings twenty libraries."""

import subprocess

from conftest import PROGRAM


def test_start_loads_no_library_that_most_subcommands_do_not_need():
    needed = subprocess.run(["ldd", PROGRAM], capture_output=True, text=True, check=True).stdout
    assert "libhiredis" in needed
    assert "libcurl" not in needed and "libzmq" not in needed


def test_start_says_what_is_missing_where_libcurl_cannot_be_loaded(people, tmp_path):
    (tmp_path / "libcurl.so.4").write_text("")
    result = people.ctl("call", "GET", "/x", "--as", "user:1", LD_LIBRARY_PATH=str(tmp_path), LEIDA_URL="http://127.0.0.1:9")
    assert result.code == 1
    assert result.err == f"leidactl: {tmp_path}/libcurl.so.4: file too short\n"
    assert people.ctl("export", LD_LIBRARY_PATH=str(tmp_path)).done() != ""
