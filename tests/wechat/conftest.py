# SPDX-License-Identifier: Apache-2.0
"""Fixtures of the tests of logins, share links, QR codes and callbacks: a stack, and WeChat and WeCom as they are simulated."""

import contextlib
import pathlib
import subprocess
import sys

import pytest

HERE = pathlib.Path(__file__).resolve().parent
sys.path += [str(HERE), str(HERE.parent / "wechat-sim"), str(HERE.parent / "media")]

from harness.stack import ROOT  # noqa: E402
from people import PUBLIC, People, write_companies  # noqa: E402
from wechat_sim import prove  # noqa: E402
from wechat_sim.client import Running  # noqa: E402

DEFAULT_STAFF = 77
TEMPLATE = "SimTemplate01"


def settings_of(roots, folder, public=PUBLIC):
    """The variables of the WeChat service."""
    names = ("open_url", "api_url", "qy_open_url", "qy_login_url", "qy_api_url")
    bases = {f"LEIDA_{name.upper()}": roots[name] for name in names}
    return {"LEIDA_LOG_LEVEL": "debug", "LEIDA_COMPANIES": str(folder), "LEIDA_PUBLIC_URL": public, **bases}


@contextlib.contextmanager
def _people(start, folder, media=None, template=""):
    """Two instances of the WeChat service behind two gateways; `media`: variables of both that say where files are kept. Each
    process is a user of Redis' with the rights it has in production, and none asks for more."""
    write_companies(folder / "companies", DEFAULT_STAFF, template)
    secrets = folder / "secrets"
    subprocess.run([ROOT / "ops/docker/make-secrets", secrets], check=True, capture_output=True)
    simulator = Running(folder)
    try:
        media = media or {}
        settings = {"wechat": settings_of(simulator.roots, folder / "companies") | media, "gateway": {"LEIDA_LOG_ACCESS": "1"} | media}
        people = People(start(wechat=2, gateways=2, settings=settings, secrets=secrets), simulator, DEFAULT_STAFF)
        yield people
        assert people.redis("ACL", "LOG") == []
    finally:
        assert simulator.stop() == 0


def _media(folder):
    return {"LEIDA_MEDIA_STORE": "folder", "LEIDA_MEDIA_FOLDER": str(folder / "kept"), "LEIDA_MEDIA_KEY": "0123456789abcdef" * 4,
            "LEIDA_MEDIA_LEAST_FREE": "0"}


@pytest.fixture(scope="module")
def people(shared_stacks, tmp_path_factory):
    """For tests that kill nothing."""
    with _people(shared_stacks, tmp_path_factory.mktemp("wechat"), template=TEMPLATE) as people:
        yield people
        # Whatever a module's tests did, WeChat has seen nothing that it should not.
        assert prove.all_of(people.sim.journal()) == []


@pytest.fixture(scope="module")
def gallery(shared_stacks, tmp_path_factory):
    """The same, with a folder in which pictures are kept: `gallery.kept`."""
    folder = tmp_path_factory.mktemp("gallery")
    with _people(shared_stacks, folder, _media(folder)) as people:
        people.kept = folder / "kept"
        yield people
        assert prove.all_of(people.sim.journal()) == []


@pytest.fixture
def fragile(new_stack, tmp_path):
    """A stack that a test may kill instances of."""
    with _people(new_stack, tmp_path) as people:
        yield people


@pytest.fixture
def fragile_gallery(new_stack, tmp_path):
    """The same, with a folder in which pictures are kept."""
    with _people(new_stack, tmp_path, _media(tmp_path)) as people:
        people.kept = tmp_path / "kept"
        yield people
