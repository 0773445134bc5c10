# SPDX-License-Identifier: Apache-2.0
"""Fixtures of the tests of logins, share links, QR codes and callbacks: a stack, and WeChat and WeCom as they are simulated."""

import pathlib
import sys

import pytest

HERE = pathlib.Path(__file__).resolve().parent
sys.path += [str(HERE), str(HERE.parent / "wechat-sim")]

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


@pytest.fixture(scope="module")
def people(shared_stacks, tmp_path_factory):
    """Two instances of the WeChat service behind two gateways, for tests that kill nothing."""
    folder = tmp_path_factory.mktemp("wechat")
    write_companies(folder / "companies", DEFAULT_STAFF, TEMPLATE)
    simulator = Running(folder)
    try:
        settings = {"wechat": settings_of(simulator.roots, folder / "companies"), "gateway": {"LEIDA_LOG_ACCESS": "1"}}
        yield People(shared_stacks(wechat=2, gateways=2, settings=settings), simulator, DEFAULT_STAFF)
        # Whatever a module's tests did, WeChat has seen nothing that it should not.
        assert prove.all_of(simulator.client.journal()) == []
    finally:
        assert simulator.stop() == 0


@pytest.fixture
def fragile(new_stack, tmp_path):
    """A stack that a test may kill instances of."""
    write_companies(tmp_path / "companies", DEFAULT_STAFF)
    simulator = Running(tmp_path)
    try:
        settings = {"wechat": settings_of(simulator.roots, tmp_path / "companies")}
        yield People(new_stack(wechat=2, gateways=2, settings=settings), simulator, DEFAULT_STAFF)
    finally:
        assert simulator.stop() == 0
