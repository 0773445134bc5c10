# SPDX-License-Identifier: Apache-2.0
"""Where a stack keeps pictures and files, and how they come into a backup and out of it."""

import os
import pathlib
import stat
import subprocess
import tarfile

import pytest
from conftest import ROOT

NAME = "0123456789" * 4 + ".png"


def media_of(lines):
    return {name.removeprefix("LEIDA_MEDIA_"): value for name, _, value in (line.partition("=") for line in lines)
            if name.startswith("LEIDA_MEDIA_")}


def of_gateway(stack):
    return media_of(pathlib.Path(f"/proc/{stack.process('gateway')['pid']}/environ").read_text().split("\0"))


def of_ctl(stack, **environment):
    shown = stack.run("ctl", "--bin", stack.programs, "media", cwd="/", env={**os.environ, **environment})
    return media_of(shown.stdout.splitlines())


def default(stack):
    return {"STORE": "folder", "FOLDER": f"{stack.data}/media", "KEY": f"file:{stack.data}/media.key"}


def test_files_are_kept_in_the_data_folder_by_a_key_made_once(stack):
    stack.up()
    key = stack.data / "media.key"
    made = key.read_text()
    assert len(made) == 65 and int(made, 16) and stat.S_IMODE(key.stat().st_mode) == 0o600
    assert stat.S_IMODE((stack.data / "media").stat().st_mode) == 0o700
    assert of_gateway(stack) == of_ctl(stack) == default(stack)
    assert media_of((stack.data / "fake/demo-media").read_text().splitlines()) == default(stack), "for demo's pictures"
    stack.up_again()
    assert key.read_text() == made


def test_what_leida_conf_says_is_told_to_all(stack):
    stack.data.mkdir(exist_ok=True)
    (stack.data / "own").mkdir()
    (stack.data / "leida.conf").write_text('gateway\n    media\n        folder = "own"\n        key = "file:own.key"\n')
    stack.up()
    assert of_gateway(stack) == of_ctl(stack) == {"STORE": "folder", "FOLDER": f"{stack.data}/own", "KEY": f"file:{stack.data}/own.key"}
    assert not (stack.data / "media").exists() and not (stack.data / "media.key").exists()


def test_no_store_needs_neither_folder_nor_key(stack):
    stack.up(env={**os.environ, "LEIDA_MEDIA_STORE": "none"})
    assert of_gateway(stack) == of_ctl(stack, LEIDA_MEDIA_STORE="folder", LEIDA_MEDIA_KEY="x") == {"STORE": "none"}
    assert not (stack.data / "media").exists() and not (stack.data / "media.key").exists()


def test_an_object_store_has_a_folder_for_what_comes_in(stack):
    stack.up(env={**os.environ, "LEIDA_MEDIA_STORE": "s3"})
    assert of_gateway(stack) == of_ctl(stack) == {**default(stack), "STORE": "s3"}


def test_a_key_that_cannot_be_made_is_told(stack):
    stack.data.mkdir(exist_ok=True)
    (stack.data / "media.key.new").mkdir()
    refused = stack.up()
    assert refused.returncode == 1 and refused.stderr.startswith(f"leida: cannot write {stack.data}/media.key: ")


def leida(*words, **options):
    return subprocess.run([ROOT / "leida", *words], capture_output=True, timeout=60, **{"text": True, **options})


@pytest.fixture
def serving(stack):
    """A stack that keeps a file, is taking in another one, and gives its backups at once."""
    stack.up()
    stack.redis("config", "set", "repl-diskless-sync-delay", "0")
    stack.redis("set", "kept", "yes")
    (stack.data / "media/spool").mkdir()
    (stack.data / "media/spool/x").write_bytes(b"half")
    (stack.data / "media" / NAME).write_bytes(b"a picture")
    return stack


def test_backup_takes_files_along_and_restore_brings_them_back(serving, new_stack, tmp_path):
    file = tmp_path / "a.backup"
    done = leida("backup", file, "--data", serving.data)
    assert (done.returncode, done.stdout) == (0, f"leida: backed up to {file}, {file.stat().st_size} bytes\n"), done.stderr
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with tarfile.open(file) as archive:
        assert sorted(archive.getnames()) == ["leida.rdb", "media", "media.key", f"media/{NAME}"]
    piped = leida("backup", "-", "--data", serving.data, text=False)
    assert piped.returncode == 0 and list(serving.data.glob("run/leida-backup*")) == []
    for number, (name, given) in enumerate([(file, None), ("-", piped.stdout)]):
        other = new_stack(f"other-{number}")
        done = leida("restore", name, "--data", other.data, input=given, text=False)
        assert done.returncode == 0, done.stderr
        assert [path.name for path in (other.data / "media").iterdir()] == [NAME]
        assert (other.data / "media" / NAME).read_bytes() == b"a picture"
        assert (other.data / "media.key").read_bytes() == (serving.data / "media.key").read_bytes()
        assert sorted(path.name for path in other.data.iterdir()) == ["fake", "media", "media.key", "redis"]
        other.up()
        assert other.redis("get", "kept") == "yes"
        assert (other.data / "media.key").read_bytes() == (serving.data / "media.key").read_bytes()


def test_restore_of_files_onto_others_is_refused(serving, tmp_path):
    file = tmp_path / "a.backup"
    assert leida("backup", file, "--data", serving.data).returncode == 0
    (tmp_path / "other/media").mkdir(parents=True)
    (tmp_path / "other/media/mine.png").write_bytes(b"x")
    refused = leida("restore", file, "--data", tmp_path / "other")
    assert refused.returncode == 1 and "media holds files" in refused.stderr
    assert sorted(path.name for path in (tmp_path / "other").rglob("*")) == ["media", "mine.png"]


@pytest.mark.parametrize("damage", ["cut", "other"])
def test_damaged_archives_leave_nothing(serving, tmp_path, damage):
    file = tmp_path / "a.backup"
    assert leida("backup", file, "--data", serving.data).returncode == 0
    if damage == "cut":
        file.write_bytes(file.read_bytes()[:3000])
    else:
        with tarfile.open(file, "w") as archive:
            archive.add(ROOT / "LICENSE", "something")
    refused = leida("restore", file, "--data", tmp_path / "deep/data")
    assert refused.returncode == 1 and refused.stderr and not (tmp_path / "deep").exists(), refused.stderr


def test_restore_takes_regular_files_alone(serving, tmp_path):
    file = tmp_path / "a.backup"
    assert leida("backup", file, "--data", serving.data).returncode == 0
    with tarfile.open(file, "a") as archive:
        link = tarfile.TarInfo("media/link.png")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
        archive.addfile(tarfile.TarInfo("media/../../outside.png"))
    leida("restore", file, "--data", tmp_path / "other")
    assert [path for path in tmp_path.rglob("*") if path.name in ("outside.png", "link.png")] == []
