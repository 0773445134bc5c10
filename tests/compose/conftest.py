# SPDX-License-Identifier: Apache-2.0
"""The stack on a real Docker engine, as docker-compose.yml starts it, with compose.production.yml and compose.cluster.yml
too. Stands on the clients of the end-to-end tests, on the uploads of those of files, and on the fault kit."""

import itertools
import os
import pathlib
import subprocess
import sys

import pytest

TESTS = pathlib.Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS / "e2e"), str(TESTS / "chaos"), str(TESTS / "media")]

from harness import records  # noqa: E402
from harness.stack import ROOT  # noqa: E402
from project import Project, run  # noqa: E402

NAME = f"leida-test-{os.getpid()}"
IMAGES = [f"leida:{NAME}", f"leida-redis:{NAME}"]

COMPANY = f"""gzh.appid = wx00leida00simapp1
gzh.account = gh_leidasim0001
gzh.secret = {'s' * 32}
gzh.token = LeidaSimToken
gzh.aes_key = {'k' * 43}
h5.customer = https://leida.example/web/c.html
h5.staff = https://leida.example/web/
h5.hosts = leida.example
"""

# The end-to-end suite, which runs on the same stack, takes its numbers elsewhere.
records.NUMBERS = itertools.count(1_000_000)


def pytest_sessionstart():
    engine = subprocess.run(["docker", "info"], capture_output=True, text=True, check=False)
    if engine.returncode != 0:
        pytest.exit(f"no Docker engine answers:\n{engine.stderr}", returncode=1)


@pytest.fixture(scope="session")
def images():
    """Both images, built from this checkout; their tag."""
    builder = Project(NAME, NAME)
    builder.compose("build", "redis", "gateway")
    yield NAME
    run("docker", "image", "rm", "--no-prune", *IMAGES)


@pytest.fixture(scope="module")
def new_project(images):
    """Makes a stack of these Compose files that is not up yet; they go with the module."""
    projects = []

    def make(word, files, **settings):
        projects.append(Project(f"{NAME}-{word}", images, files, **settings))
        return projects[-1]

    yield make
    for project in projects:
        project.remove()


@pytest.fixture(scope="module")
def project(new_project):
    return new_project("plain", ("docker-compose.yml",))


@pytest.fixture(scope="module")
def secrets(tmp_path_factory):
    folder = tmp_path_factory.mktemp("secrets")
    run(ROOT / "ops/docker/make-secrets", folder)
    return folder


@pytest.fixture(scope="module")
def with_wechat(tmp_path_factory):
    """The variables of a project that has the WeChat service and a company."""
    folder = tmp_path_factory.mktemp("companies")
    folder.chmod(0o755)
    (folder / "1.cfg").write_text(COMPANY)
    return {"COMPOSE_PROFILES": "wechat", "LEIDA_COMPANIES": str(folder), "LEIDA_PUBLIC_URL": "https://leida.example",
            "LEIDA_UPSTREAM_WECHAT": "tcp://wechat:7100"}


@pytest.fixture(scope="module")
def production(new_project, secrets, with_wechat):
    return new_project("production", ("docker-compose.yml", "compose.production.yml"), LEIDA_SECRETS=str(secrets), **with_wechat)
