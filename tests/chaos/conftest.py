# SPDX-License-Identifier: Apache-2.0
"""The fault kit stands on the stacks and clients of the end-to-end tests (tests/e2e/harness)."""

import importlib.util
import pathlib
import sys

import pytest

E2E = pathlib.Path(__file__).resolve().parent.parent / "e2e"
sys.path.insert(0, str(E2E))

_spec = importlib.util.spec_from_file_location("e2e_conftest", E2E / "conftest.py")
_e2e = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_e2e)
pytest_addoption, programs, new_stack = _e2e.pytest_addoption, _e2e.programs, _e2e.new_stack


def pytest_configure(config):
    config.addinivalue_line("markers", "long: takes longer than two minutes (`./leida test chaos-long`)")


@pytest.fixture
def show(capsys):
    """Prints past pytest's capture: the tables are for people."""

    def write(text):
        with capsys.disabled():
            print(f"\n{text}", flush=True)

    return write
