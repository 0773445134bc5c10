# SPDX-License-Identifier: Apache-2.0
"""Fixtures of the tests of pictures, videos and files: stacks that have a folder for them."""

import pathlib

import pytest
from forms import KEY, Sender
from harness.object_store import ObjectStore, objects_in
from harness.records import World
from harness.waiting import wait_until


def media_settings(folder, **settings):
    """The gateway's variables for a folder that files are kept in; others are given as media.KEY without the dot."""
    common = {"STORE": "folder", "FOLDER": str(folder), "KEY": KEY, "RATE": "0", "LEAST_FREE": "0"}
    given = {name.upper(): str(value) for name, value in settings.items()}
    return {f"LEIDA_MEDIA_{name}": value for name, value in {**common, **given}.items()}


class Media:
    """A stack, where its gateway keeps files, and who sends some."""

    def __init__(self, stack, folder):
        self.stack = stack
        self.folder = pathlib.Path(folder)
        world = World(stack)
        pair = world.pair()
        self.staff, self.customer = Sender(pair.staff), Sender(pair.customer)

    def kept(self):
        return sorted(path.name for path in self.folder.iterdir() if path.name != "spool")

    def wait_spool_empty(self):
        """What was refused while it came in is removed behind the answer."""
        wait_until(lambda: self.spooled() == [], 5, "an empty spool")

    def spooled(self):
        return sorted(path.name for path in (self.folder / "spool").iterdir())


def _start(start, folder, gateway, settings, options):
    variables = {**media_settings(folder, **settings), **(gateway or {})}
    return Media(start(settings={"gateway": variables}, **options), folder)


@pytest.fixture(scope="session")
def media(session_stacks, tmp_path_factory):
    """Shared by tests that neither kill nor configure anything. Its clients may be idle while others are tested."""
    return _start(session_stacks, tmp_path_factory.mktemp("media") / "kept", {"LEIDA_IDLE_LIMIT": "3600"}, {}, {})


@pytest.fixture
def new_media(new_stack, tmp_path):
    """Starts a stack of the test's own: `gateway` has further variables, `options` those of Stack."""
    def start(gateway=None, options=None, **settings):
        return _start(new_stack, tmp_path / "kept", gateway, settings, options or {})

    return start


@pytest.fixture(scope="session")
def objects(tmp_path_factory):
    """The port of an s3rver."""
    with objects_in(tmp_path_factory.mktemp("objects")) as port:
        yield port


@pytest.fixture
def store(objects):
    """An object store that fails as the test says, and takes nothing that is signed wrongly."""
    with ObjectStore(objects) as store:
        yield store
        assert not store.complaints
