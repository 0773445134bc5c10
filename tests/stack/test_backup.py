# SPDX-License-Identifier: Apache-2.0
"""`leida backup` and `leida restore`: which files and folders they take, and what is left when they fail."""

import os
import shutil
import subprocess

import pytest
from conftest import ROOT


@pytest.fixture
def serving(stack):
    """A stack that gives its backups at once; else Redis waits 5 s for more who want one."""
    stack.up()
    stack.redis("config", "set", "repl-diskless-sync-delay", "0")
    stack.redis("set", "kept", "yes")
    return stack


def leida(*words, **options):
    return subprocess.run([ROOT / "leida", *words], capture_output=True, timeout=60,
                          **{"text": True, **options})


def backup(stack, file, **options):
    return leida("backup", file, "--data", stack.data, **options)


def files_below(folder):
    return sorted(path for path in folder.rglob("*") if not path.is_dir())


@pytest.fixture
def here(tmp_path):
    folder = tmp_path / "here"
    folder.mkdir()
    return folder


@pytest.mark.parametrize("name", ["a.rdb", "with blank.rdb", "it's \"quoted\".rdb", "$HOME;*.rdb"])
def test_backup_to_any_name_is_restored(serving, new_stack, here, name):
    done = backup(serving, name, cwd=here)
    size = (here / name).stat().st_size
    assert (done.returncode, done.stdout) == (0, f"leida: backed up to {here}/{name}, {size} bytes\n"), done.stderr
    assert [path.name for path in here.iterdir()] == [name]
    assert leida("restore", name, "--data", here / name[:-4] / "data", cwd=here).returncode == 0
    other = new_stack("other")
    shutil.move(here / name[:-4] / "data/redis", other.data / "redis")
    other.up()
    assert other.redis("get", "kept") == "yes"


def test_backup_and_restore_take_the_folder_of_the_variable(serving, here):
    done = leida("backup", "a.rdb", cwd=here, env={**os.environ, "LEIDA_DATA": str(serving.data)})
    assert done.returncode == 0, done.stderr
    said = leida("restore", "a.rdb", cwd=here, env={**os.environ, "LEIDA_DATA": "copy"})
    assert (said.returncode, said.stderr) == (0, "") and (here / "copy/redis").is_dir()
    assert f"./leida up --data {here}/copy (and a --port of its own" in said.stdout and "copy leida.conf" in said.stdout


def test_backup_replaces_a_file_and_what_a_link_leads_to(serving, here):
    (here / "real.rdb").write_text("old")
    (here / "link.rdb").symlink_to("real.rdb")
    assert backup(serving, here / "link.rdb").returncode == 0
    assert (here / "link.rdb").is_symlink() and (here / "real.rdb").read_bytes().startswith(b"REDIS")
    assert backup(serving, here / "real.rdb").returncode == 0


def test_backup_goes_to_the_standard_output(serving):
    done = backup(serving, "-", text=False)
    assert done.returncode == 0 and done.stdout.startswith(b"REDIS")
    assert list(serving.data.glob("run/leida-backup*")) == []


def test_backup_refuses_what_is_no_file(serving, here):
    os.mkfifo(here / "pipe")
    (here / "link").symlink_to(here)
    for target, reason in ((here, "is a folder"), (here / "link", "is a folder"), (f"{here}/new/", "is a folder"),
                           (here / "pipe", "is not a regular file")):
        refused = backup(serving, target)
        assert refused.returncode == 1 and reason in refused.stderr, target
    assert sorted(path.name for path in here.iterdir()) == ["link", "pipe"]


def test_backup_below_nowhere_says_so_in_a_line(serving, here):
    refused = backup(serving, here / "none/deep/a.rdb")
    assert (refused.returncode, refused.stderr) == \
        (1, f"leida-backup: no backup was made: there is no folder {here}/none/deep\n")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_backup_to_a_folder_that_may_not_be_written_says_why(serving, here):
    here.chmod(0o500)
    refused = backup(serving, here / "a.rdb")
    assert refused.returncode == 1 and f"cannot write {here}: Permission denied" in refused.stderr


def on_small_disk(here, kilobytes, command):
    """Runs it with a disk of that size on the folder, in a mount namespace of its own."""
    script = f'mount -t tmpfs -o size={kilobytes}k none "$0" && exec "$@"'
    if subprocess.run(["unshare", "-rm", "true"], capture_output=True, check=False).returncode != 0:
        pytest.skip("no mount namespace may be made here")
    return subprocess.run(["unshare", "-rm", "sh", "-c", script, here, *command], capture_output=True, text=True,
                          timeout=60, check=False)


def test_backup_to_a_full_disk_says_so(serving, here):
    for number in range(20):
        serving.redis("set", f"noise{number}", os.urandom(5000).hex())
    command = [ROOT / "leida", "backup", here / "a.rdb", "--data", serving.data]
    refused = on_small_disk(here, 16, ["sh", "-c", '"$@"; code=$?; ls "$0"; exit $code', here, *command])
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr == f"leida-backup: no backup was made: cannot write {here}: No space left on device\n"


def test_backup_needs_a_folder_of_data(here):
    refused = leida("backup", here / "a.rdb", "--data", "")
    assert refused.returncode == 1 and refused.stderr == "leida: --data needs a folder\n"


@pytest.mark.parametrize(("content", "reason"), [(None, "there is no file"), ("", "is a folder"), (b"REDIS0010x", "is no whole backup")])
def test_restore_that_fails_leaves_nothing(here, content, reason):
    file = here / "a.rdb"
    if content == "":
        file.mkdir()
    elif content:
        file.write_bytes(content)
    before = sorted(here.rglob("*"))
    refused = leida("restore", file, "--data", here / "deep/data")
    assert refused.returncode == 1 and reason in refused.stderr
    assert sorted(here.rglob("*")) == before


def test_restore_that_fails_leaves_a_folder_that_was_there(here):
    (here / "data").mkdir()
    assert leida("restore", here / "none.rdb", "--data", here / "data").returncode == 1
    assert list(here.iterdir()) == [here / "data"] and list((here / "data").iterdir()) == []


def test_restore_to_a_full_disk_says_so_and_leaves_nothing(serving, here, tmp_path):
    serving.redis("set", "noise", os.urandom(50000).hex())
    file = tmp_path / "a.rdb"
    assert backup(serving, file).returncode == 0
    command = [ROOT / "leida", "restore", file, "--data", here / "data"]
    refused = on_small_disk(here, 24, ["sh", "-c", '"$@"; code=$?; ls "$0"; exit $code', here, *command])
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "No space left on device" in refused.stderr


def test_restore_reads_the_standard_input(serving, here):
    taken = backup(serving, "-", text=False).stdout
    assert leida("restore", "-", "--data", here / "data", text=False, input=taken).returncode == 0
    assert (here / "data/redis/appendonlydir").is_dir()


def test_restore_refuses_a_file_in_place_of_the_folder(here):
    (here / "a.rdb").write_bytes(b"x")
    (here / "data").write_bytes(b"x")
    refused = leida("restore", here / "a.rdb", "--data", here / "data")
    assert refused.returncode == 1 and "cannot use" in refused.stderr and "Not a directory" in refused.stderr
