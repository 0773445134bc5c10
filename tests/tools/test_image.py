# SPDX-License-Identifier: Apache-2.0
"""What .dockerignore lets into the images' build is enough for it: tests of the images themselves need a Docker engine."""

import re
import shutil
import subprocess

import pytest

from conftest import TESTS

ROOT = TESTS.parent
RULES = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if not line.startswith("#")]


def is_let_in(name):
    """As Docker has it: the last rule that names the file or a folder around it counts; one with ! lets in."""
    let_in = True
    for rule in RULES:
        pattern = rule.removeprefix("!")
        if pattern == "*" or f"{name}/".startswith(f"{pattern}/"):
            let_in = rule.startswith("!")
    return let_in


def files():
    for top in sorted({rule.removeprefix("!").split("/")[0] for rule in RULES} - {"*"}):
        for path in [ROOT / top] if (ROOT / top).is_file() else (ROOT / top).rglob("*"):
            if path.is_file() and is_let_in(str(path.relative_to(ROOT))):
                yield path


@pytest.fixture(scope="module")
def context(tmp_path_factory):
    folder = tmp_path_factory.mktemp("context")
    for path in files():
        (folder / path.relative_to(ROOT)).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, folder / path.relative_to(ROOT))
    return folder


def run(folder, *words):
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_image_has_all_it_is_built_of(context):
    said = re.search(r"--target (.+?) \\", (ROOT / "Dockerfile").read_text())[1].split()
    run(context, "cmake", "--preset", "release")
    run(context, "ninja", "-C", "build/release", "-n", *said)
    run(context, "ninja", "-C", "build/release", "leida-pages")
    assert (context / "build/release/pages/index.html.br").is_file()


def test_image_has_all_that_is_copied(context):
    lines = re.findall(r"^COPY (?!--from)(.+)$", (ROOT / "Dockerfile").read_text(), re.M)
    names = [name for line in lines for name in line.split()[:-1]]
    assert len(names) > 3 and not [name for name in names if not (context / name).exists()]


def test_image_is_not_built_anew_for_what_it_has_not(context):
    assert not [name for name in ("docs", "tests", "web/src", "web/node_modules", "leida") if (context / name).exists()]
