# SPDX-License-Identifier: Apache-2.0
"""The files of this checkout, for the checks that read them. Works without git too, as in an unpacked archive."""

import fnmatch
import os
import pathlib

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


def _left_out():
    """The patterns of .gitignore (here all are of folders) and git's own, for paths from the root such as /build/."""
    lines = [line for line in (ROOT / ".gitignore").read_text().splitlines() if line and not line.startswith("#")]
    return ["/.git/", *(line if line.startswith("/") else f"*/{line}" for line in lines)]


def files():
    """Every file that is, or could be, under version control."""
    left_out = _left_out()

    def is_kept(path):
        return not any(fnmatch.fnmatch(f"/{path.relative_to(ROOT)}/", pattern) for pattern in left_out)

    for folder, below, names in os.walk(ROOT):
        place = pathlib.Path(folder)
        below[:] = [name for name in sorted(below) if is_kept(place / name)]
        yield from filter(is_kept, (place / name for name in sorted(names)))
