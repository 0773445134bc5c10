# SPDX-License-Identifier: Apache-2.0
"""tools/sh/test-web.sh: the Node it takes, what it does without the npm registry, and that it tells old pages from new."""

import pytest

from checkout import Checkout

FETCHED = "v22.13.0"


@pytest.fixture
def checkout(tmp_path):
    return Checkout(tmp_path)


@pytest.mark.parametrize("version", ["v20.19.0", "v20.20.2", "v22.13.1", "v24.0.0", "v26.1.0"])
def test_node_that_is_new_enough_is_taken(checkout, version):
    for step in ("tools", "lint"):
        assert checkout.run("test-web.sh", step, NODE_VERSION=version).returncode == 0
    assert checkout.asked() == [(version, "ci"), (version, "run --silent lint")]


@pytest.mark.parametrize("version", ["v18.20.4", "v20.18.3", "v21.7.3", "v22.12.0", "v23.11.1"])
def test_node_that_is_too_old_is_replaced_by_one_of_the_registry(checkout, version):
    for step in ("tools", "lint"):
        assert checkout.run("test-web.sh", step, NODE_VERSION=version).returncode == 0
    install, *others = checkout.asked()
    assert install[0] == version and install[1].startswith("install ") and install[1].endswith("@22")
    assert others == [(FETCHED, "ci"), (FETCHED, "run --silent lint")]


def test_node_that_is_missing_is_replaced_too(checkout):
    checkout.program("stand-ins/node", "#!/bin/sh\nexit 127\n")
    assert checkout.run("test-web.sh", "tools").returncode == 0
    assert checkout.asked()[-1] == (FETCHED, "ci")


@pytest.mark.parametrize("version", ["v18.20.4", "v22.13.0"])
def test_registry_that_does_not_answer_is_told_from_what_is_wrong(checkout, version):
    done = checkout.run("test-web.sh", "tools", NODE_VERSION=version, REGISTRY="silent")
    assert (done.returncode, done.stderr) == (77, "") and "npm ERR! network" in (checkout.folder / "build/npm.log").read_text()


def test_tools_that_cannot_be_installed_are_a_failure(checkout):
    done = checkout.run("test-web.sh", "tools", CI="broken")
    assert done.returncode == 1 and "could not be installed" in done.stderr


@pytest.fixture
def built(checkout):
    """Pages of which what is committed is what the stand-in builds."""
    web = checkout.folder / "web"
    checkout.program("build/dev/bin/leidactl", "#!/bin/sh\n")
    for folder in ("given/assets", "dist/assets", "src/api"):
        (web / folder).mkdir(parents=True)
    for folder in ("given", "dist"):
        (web / folder / "index.html").write_text("page")
        (web / folder / "assets/a-1.js").write_text("script")
    for name in ("given.ts", "schema.ts"):
        (web / "src/api" / name).write_text("types")
    return checkout


def test_pages_that_are_what_their_sources_give(built):
    done = built.run("test-web.sh", "built", built.folder / "build/dev/bin")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize(("change", "told"), [
    (lambda web: (web / "dist/assets/a-1.js").write_text("another"), "dist"),
    (lambda web: (web / "dist/assets/a-2.js").write_text("left over"), "dist"),
    (lambda web: (web / "dist/assets/a-1.js").unlink(), "dist"),
    (lambda web: (web / "src/api/schema.ts").write_text("older"), "src/api/schema.ts"),
], ids=["changed", "left-over", "missing", "types"])
def test_pages_that_are_not_what_their_sources_give(built, change, told):
    change(built.folder / "web")
    done = built.run("test-web.sh", "built", built.folder / "build/dev/bin")
    assert done.returncode == 1 and f"web/{told} is not what its sources give" in done.stderr
