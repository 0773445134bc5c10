# SPDX-License-Identifier: Apache-2.0
"""leidactl on a Redis Cluster whose slots move and whose masters fail meanwhile: nothing is lost, doubled or out of order."""

import array
import contextlib
import fcntl
import itertools
import json
import subprocess
import termios
import threading

import pytest
from conftest import ClusterStore, Finished, Store
from harness.redis_routing import slot_of
from harness.resp import Redis
from harness.slot_moves import SlotMove, reshard
from harness.waiting import PATIENCE, wait_until
from test_import import EVERY_TYPE

USERS = range(1, 9)
CUSTOMERS = range(100, 110)
WORLD = slot_of("{u:1}")


def people():
    """Staff users, each bound to all customers."""
    yield from (("user", {"id": user, "username": f"u{user}", "token": f"tu{user}"}) for user in USERS)
    yield from (("customer", {"id": customer, "username": f"c{customer}", "token": f"tc{customer}"}) for customer in CUSTOMERS)
    for user in USERS:
        yield from (("relation", {"user_id": user, "customer_id": customer, "create_date": "2026-01-01T10:00:00"})
                    for customer in CUSTOMERS)


def row(kind, number, **fields):
    """A row of one of the users, of all users in turn."""
    pair = {"user_id": USERS[number % len(USERS)], "customer_id": CUSTOMERS[number // len(USERS) % len(CUSTOMERS)]}
    return kind, {**pair, "create_date": f"2026-02-0{1 + number // 86400}T{number // 3600 % 24:02}:{number // 60 % 60:02}:{number % 60:02}",
                  **fields}


def rows(count):
    for number in range(count):
        yield row("message", number, send_type=1 + number % 2, content={"info_type": 1, "msg": f"m{number}"})
        if number % 4 == 0:
            yield row("action", number, action=1 + number % 16, remark=f"a{number}")
            yield row("follow_info", number, follow_info=f"n{number}")


def write(path, lines):
    path.write_text("".join(json.dumps({"type": kind, **fields}) + "\n" for kind, fields in lines))
    return path


def in_order(lines):
    """The rows, and those that have an order in it: by type, staff user and customer."""
    lists = {}
    for line in lines:
        lists.setdefault((line["type"], line["user_id"], line["customer_id"]), []).append(line)
    return lists


def expected(count):
    return in_order({"type": kind, **fields} for kind, fields in rows(count))


def exported(store):
    return in_order(line for line in store.export() if line["type"] in ("message", "action", "follow_info"))


def is_sound(store):
    assert " 0 findings," in store.ctl("check").done()


class Begun:
    """A leidactl that runs beside the test."""

    def __init__(self, store, *words):
        self.process = subprocess.Popen(store.command(*words), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                        env=store.environment)

    def end(self):
        out, err = self.process.communicate(timeout=120 * PATIENCE)
        return Finished(self.process.returncode, out, err)

    def is_running(self):
        return self.process.poll() is None


@pytest.fixture(scope="module")
def masters(tmp_path_factory):
    store = ClusterStore(tmp_path_factory.mktemp("masters"))
    with store.running():
        yield store


@pytest.fixture
def on_masters(masters):
    """An empty store on three masters, which agree about all slots."""
    masters.cluster.wait_ok()
    masters.redis("FLUSHALL")
    return masters


@pytest.fixture
def office(on_masters):
    """With everything that the files of these tests have, of 400 messages."""
    on_masters.load([*people(), *rows(400)]).done()
    return on_masters


@pytest.fixture
def with_replicas(tmp_path):
    """An empty store on three masters, each with a replica."""
    store = ClusterStore(tmp_path, replicas=1)
    with store.running():
        yield store


def in_pipe(file):
    """How many bytes nobody has read yet."""
    count = array.array("i", [0])
    fcntl.ioctl(file.fileno(), termios.FIONREAD, count)
    return count[0]


def another(store, slot):
    """A master that does not have the slot."""
    return next(node for node in store.cluster.masters() if node is not store.cluster.master_of(slot))


# ---- at rest ----


def test_what_one_redis_exports_a_cluster_takes_and_gives_back(on_masters, tmp_path):
    one = Store(tmp_path)
    with one.running():
        one.load(EVERY_TYPE).done()
        one.ctl("demo")
        given = one.ctl("export").done()
    on_masters.load(given.splitlines()).done()
    assert sorted(on_masters.ctl("export").done().splitlines()) == sorted(given.splitlines())
    is_sound(on_masters)


def test_keys_lie_on_all_masters(office):
    counts = [node.call("DBSIZE") for node in office.cluster.masters()]
    assert len(counts) == 3 and min(counts) > 10, counts


def test_check_looks_at_every_key_once(office):
    assert office.ctl("check").done() == f"{office.redis('DBSIZE')} keys checked, 0 findings, 0 of them repaired\n"


def test_check_mends_on_each_master(office):
    for user in USERS:
        office.redis("ZREM", f"chats:{{u:{user}}}", 100)
    assert {office.cluster.master_of(f"{{u:{user}}}") for user in USERS} == set(office.cluster.masters())
    found = office.ctl("check")
    assert found.code == 1 and found.out.count("it is not among the conversations: can be repaired") == len(USERS), found
    assert office.ctl("check", "--repair").code == 0
    is_sound(office)


def test_cluster_with_keys_but_no_mark_is_left_alone(on_masters):
    """The mark would lie on a master that may be empty."""
    mark = on_masters.cluster.master_of("form")
    key = next(f"other{number}" for number in range(100) if on_masters.cluster.master_of(f"other{number}") is not mark)
    on_masters.redis("SET", key, "x")
    result = on_masters.ctl("user", "list")
    assert result.code == 1 and "FORM 0 of the store is older than" in result.err, result
    assert on_masters.redis("EXISTS", "form") == 0


# As docs/operations.md has them.
RIGHTS = "+@read +@write -@dangerous +time +evalsha +script|load +client|setname +client|list +cluster|shards +cluster|getkeysinslot +asking"


@contextlib.contextmanager
def no_other_rights(store):
    for node in store.cluster.masters():
        node.call("ACL", "SETUSER", "master", "on", "nopass", "~*", "+@all")
        node.call("ACL", "SETUSER", "default", "-@all", *RIGHTS.split())
    try:
        yield
    finally:
        for node in store.cluster.nodes:
            with Redis(node.socket) as redis:
                redis.call("AUTH", "master", "any")
                redis.call("ACL", "SETUSER", "default", "+@all")


def test_rights_that_the_manual_names_are_enough(on_masters):
    with no_other_rights(on_masters):
        on_masters.load([*people(), *rows(40)]).done()
        is_sound(on_masters)
    with SlotMove(on_masters.cluster, WORLD, another(on_masters, WORLD)), no_other_rights(on_masters):
        assert exported(on_masters) == expected(40)


# ---- slots on the move ----


@pytest.mark.parametrize("key", ["{u:1}", "customer:100", "ids:customer"])
@pytest.mark.parametrize("moved", [0, 0.5, 1], ids=["none moved", "half moved", "all moved"])
def test_slot_that_is_on_the_move_is_read_whole(office, key, moved):
    before, count = office.ctl("export").done(), office.redis("DBSIZE")
    with SlotMove(office.cluster, slot_of(key), another(office, slot_of(key))) as move:
        keys = move.keys()
        move.move_keys(keys[: int(len(keys) * moved)])
        assert office.ctl("export").done() == before
        assert office.ctl("user", "show", 1).done() and office.ctl("customer", "list").done()
    assert office.ctl("export").done() == before
    assert office.ctl("check").done().startswith(f"{count} keys checked, 0 findings,")


def test_keys_of_a_slot_by_half_moved_are_looked_at_once(office, tmp_path):
    """Media, because it asks for the keys alone, and nothing that has to wait for the move to end."""
    office.redis("SET", "customer:100", b"\x81\xa1h\xd9\x34/media/" + b"a" * 40 + b".png")
    with SlotMove(office.cluster, WORLD, another(office, WORLD)) as move:
        keys = move.keys()
        move.move_keys(keys[::2])
        result = office.ctl("media", "check", LEIDA_MEDIA_FOLDER=tmp_path)
        assert result.out.count("customer:100: names") == 1, result


def test_import_into_a_slot_on_the_move_waits_until_it_has_moved(on_masters, tmp_path):
    on_masters.load(people()).done()
    file = write(tmp_path / "rows.jsonl", rows(400))
    with SlotMove(on_masters.cluster, WORLD, another(on_masters, WORLD)) as move:
        keys = move.keys()
        move.move_keys(keys[: len(keys) // 2])
        running = Begun(on_masters, "import", file)
        told = running.process.stderr.readline()
        assert "TRYAGAIN" in told and told.endswith(": waiting for 60 s at most\n"), told
    result = running.end()
    assert result.code == 0, result
    assert exported(on_masters) == expected(400)
    is_sound(on_masters)


def test_import_goes_on_while_slots_move(on_masters, tmp_path):
    """All slots with data of staff users to one master after the other, until the import has ended. The next one takes slots when
    all agree about those of the last: two that take some at once may both lose keys, as Redis' own epochs collide then."""
    on_masters.load(people()).done()
    running = Begun(on_masters, "import", write(tmp_path / "rows.jsonl", rows(20000)))
    moves, targets = 0, itertools.cycle(on_masters.cluster.masters())
    while running.is_running():
        target = next(targets)
        for slot in map(slot_of, (f"{{u:{user}}}" for user in USERS)):
            if on_masters.cluster.master_of(slot) is not target:
                with SlotMove(on_masters.cluster, slot, target) as move:
                    move.move_keys()
                moves += 1
        on_masters.cluster.wait_ok()
    assert running.end().done() == "30000 records imported, 0 of them were there already\n"
    assert moves > 3
    assert exported(on_masters) == expected(20000)
    is_sound(on_masters)


def test_check_counts_each_key_once_while_many_slots_move(office):
    source, target = office.cluster.masters()[:2]
    count = office.redis("DBSIZE")

    def there_and_back():
        reshard(office.cluster, source, target, 600)
        reshard(office.cluster, target, source, 600)

    moves = threading.Thread(target=there_and_back)
    moves.start()
    checks = 0
    while moves.is_alive():
        result = office.ctl("check")
        assert result.out == f"{count} keys checked, 0 findings, 0 of them repaired\n", result
        checks += 1
    moves.join()
    assert checks > 1


# ---- masters that fail ----


def test_export_survives_the_loss_of_a_master(with_replicas):
    store = with_replicas
    store.load([*people(), *rows(4000)]).done()
    whole = store.ctl("export").done()
    store.cluster.wait_ok()
    running = Begun(store, "export")
    wait_until(lambda: in_pipe(running.process.stdout) > 60_000, 20, "the export to wait for the pipe to be read")
    assert len(whole) > 300_000
    store.cluster.master_of(WORLD).kill()
    result = running.end()
    assert (result.code, result.out) == (0, whole), result.err


def test_import_that_loses_a_master_says_so_and_is_repeated(with_replicas, tmp_path):
    store = with_replicas
    store.load(people()).done()
    file = write(tmp_path / "rows.jsonl", rows(20000))
    running = Begun(store, "import", file)
    wait_until(lambda: store.redis("EXISTS", "msgs:{u:1}:100"), 30, "the import to have begun")
    lost = store.cluster.master_of(WORLD)
    lost.kill()
    result = running.end()
    assert result.code == 1 and not result.out, result
    assert result.err.startswith(f"leidactl: redis at {lost.place}: ") and result.err.endswith("run it again\n"), result
    store.cluster.wait_ok()
    lost.start()
    store.cluster.wait_ok()
    again = store.ctl("import", file)
    assert again.code == 0 and again.out.startswith("30000 records imported, "), again
    assert exported(store) == expected(20000)
    is_sound(store)


# ---- who is no cluster, or says anything ----


def test_one_redis_by_the_address_of_a_cluster(server, masters):
    node = masters.cluster.nodes[0]
    result = masters.ctl("--redis", node.place, "user", "list")
    assert result.code == 1 and "it is a node of a cluster, whose address is cluster://HOST:PORT" in result.err, result


def test_cluster_of_which_no_node_answers(masters):
    result = masters.ctl("--redis", "cluster://127.0.0.1:1,127.0.0.1:2", "user", "list")
    assert result.code == 1 and "redis at 127.0.0.1:" in result.err and "Connection refused" in result.err, result
