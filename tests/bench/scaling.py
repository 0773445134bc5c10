# SPDX-License-Identifier: Apache-2.0
"""How Leida grows: bytes a row, cost of a page and of a send by the number of rows, more connections, idle ones, more
chat instances. `./leida bench --scaling` prints it as Markdown."""

import contextlib
import itertools
import json
import resource
import selectors
import socket
import statistics
import time
import urllib.parse

import measure
import routes
from harness.stack import Programs, Stack

SIZES = (100, 10_000, 1_000_000)
IDLE = 20_000
IMPORTED_AT_ONCE = 200_000
BYTES_OF_KEY, BYTES_OF_SLOT = 40, 8  # of the overhead that Redis 7.0 tells: dictEntry and robj, a pointer
SPARE_FILES = 200  # descriptors beside the idle connections
PAD = "x" * 200
STAMP = "2026-01-02T03:04:05"
STAMPS, FIRST_ACTION = "%Y-%m-%dT%H:%M:%S", 1_750_000_000
DAYS = {"create_date__gte": "2025-06-15", "create_date__lt": "2025-06-27"}  # those of the actions
TAGS, PHRASES = 10, 100


def staff_of(size):
    """Each size has a staff user of its own, whose id is also the first of its customers."""
    return 10_000_000 * (1 + SIZES.index(size))


def times(count):
    """So many times, over the same days whatever their number, each of its own: the same thing at the same time would be
    taken for one that was imported already."""
    step = SIZES[-1] // count
    return (time.strftime(STAMPS, time.gmtime(FIRST_ACTION + i * step)) for i in range(count))


def world(staff, count):
    """The kinds of rows of one staff user, `count` of each, as lines for leidactl: messages are of 250 bytes. What one
    answer shows is the same for all sizes: each tag is borne by ten customers at least, a hundred did all actions."""
    ids = range(staff, staff + count)
    token = routes.token("customer", "%d")
    yield "customer", (f'{{"type":"customer","id":{i},"username":"客户{i}","token":"{token % i}"}}' for i in ids)
    relation = f'{{"type":"relation","user_id":{staff},"customer_id":%d,"source":1}}'
    yield "relation", (relation % i for i in ids)
    message = (f'{{"type":"message","user_id":{staff},"customer_id":{staff},"send_type":%d,"create_date":"{STAMP}",'
               f'"content":{{"info_type":1,"msg":"%020d{PAD}"}}}}')
    yield "message", (message % (1 + i % 2, i) for i in ids)
    action = (f'{{"type":"action","user_id":{staff},"customer_id":%d,"action":1,"remark":"查看了您的名片",'
              '"create_date":"%s"}')
    yield "action", (action % (staff + i % SIZES[0], moment) for i, moment in enumerate(times(count)))
    yield "given", [f'{{"type":"log_cursor","user_id":{staff},"id":{count}}}']
    yield "conversation", (f'{{"type":"message","user_id":{staff},"customer_id":{i},"send_type":2,"create_date":"{STAMP}",'
                           f'"content":{{"info_type":1,"msg":"您好 {i}"}}}}' for i in ids[1:])
    yield "tag", (f'{{"type":"customer_tag","customer_id":{i},"company_id":1,"tag_id":{2 + i % TAGS}}}' for i in ids)
    note = f'{{"type":"follow_info","user_id":{staff},"customer_id":{staff},"follow_info":"电话已打","create_date":"%s"}}'
    yield "note", (note % moment for moment in times(count))
    yield "phrase", (f'{{"type":"follow_language","user_id":{staff},"custom_language":"常用语 {i}"}}' for i in range(PHRASES))


CONTENT_BYTES = len(f'{{"info_type":1,"msg":"{0:020d}{PAD}"}}')
REMARK_BYTES = len("查看了您的名片".encode())


class Store:
    """A stack to which rows are added."""

    def __init__(self, stack):
        self.stack = stack

    def memory(self):
        """Bytes in use once Redis' table of keys is one again: when it has grown, its entries are moved to the larger
        one little by little, and the smaller one is freed at the end."""
        with self.stack.probe() as redis:
            for _ in range(300):
                words = redis.call("MEMORY", "STATS")
                stats = dict(zip(words[::2], words[1::2]))
                overhead = dict(zip(*[iter(stats[b"db.0"])] * 2))[b"overhead.hashtable.main"] if b"db.0" in stats else 0
                slots = (overhead - stats[b"keys.count"] * BYTES_OF_KEY) // BYTES_OF_SLOT
                if slots & (slots - 1) == 0:
                    return int(redis.info("memory")["used_memory"])
                time.sleep(0.5)
        raise TimeoutError("Redis' table of keys does not come to rest")

    def add(self, lines):
        """Imports the lines; bytes of Redis that each took."""
        file = self.stack.folder / "rows.jsonl"
        lines, count, before = iter(lines), 0, self.memory()
        while part := list(itertools.islice(lines, IMPORTED_AT_ONCE)):
            file.write_text("\n".join(part) + "\n")
            result = self.stack.ctl("import", file)
            assert result.returncode == 0, result.stderr
            assert " 0 of them were there already" in result.stdout, result.stdout
            count += len(part)
        file.unlink()
        return (self.memory() - before) / count

    def fill(self):
        """All sizes; bytes a row by kind, from the largest."""
        self.add(['{"type":"company","id":1,"name":"示例公司"}', '{"type":"tag","id":1,"name":"性格","company_id":1}'])
        self.add(f'{{"type":"tag","id":{2 + i},"name":"标签 {i}","company_id":1,"parent_id":1}}' for i in range(TAGS))
        found = {}
        for size in SIZES:
            staff = staff_of(size)
            token = routes.token("user", staff)
            self.add([f'{{"type":"user","id":{staff},"company_id":1,"username":"staff","token":"{token}"}}'])
            found = {kind: self.add(lines) for kind, lines in world(staff, size)}
        return found


def pages(staff, count):
    """What is asked of each size: the requests' lines by title."""
    line, form = routes.line, {"u_id": staff, "content": routes.CONTENT}
    senders = range(staff, staff + min(count, 2_000))
    return {
        "send_msg": [line("customer", ident, "/chat/send_msg/0", form=form) for ident in senders],
        "history page of 20": [line("customer", staff, "/chat", {"u_id": staff, "length": 20})],
        "tongxunlu, 10 rows": [line("user", staff, "/tongxunlu", {"length": 10})],
        "tongxunlu, 10 rows by activity": [line("user", staff, "/tongxunlu", {"order": "-last_activity_time"})],
        "customer": [line("user", staff, "/customer", {"customer_id": ident}) for ident in senders],
        "action/time, 10 rows": [line("user", staff, "/action/time", {"length": 10})],
        "contact, 20 rows": [line("user", staff, "/contact", {"length": 20})],
        "tag_list of a customer": [line("user", staff, "/tag_list", {"customer_id": ident}) for ident in senders],
        "tag_customer, 10 rows": [line("user", staff, "/tag_customer", {"length": 10})],
        "follow_info, 20 rows": [line("user", staff, "/follow_info", {"customer_id": staff})],
        "follow_language": [line("user", staff, "/follow_language")],
        "action/get_new_log, nothing new": [line("user", staff, "/action/get_new_log")],
        "action/count": [line("user", staff, "/action/count", DAYS)],
        "action/count by day": [line("user", staff, "/action/count", {**DAYS, "by": "day"})],
        "action/customer, 10 rows": [line("user", staff, "/action/customer", {**DAYS, "length": 10})],
        "action/customer_detail": [line("user", staff, "/action/customer_detail", {**DAYS, "customer_id": staff})],
    }


def pids_of(stack):
    return {**{process.name: [process.pid] for process in stack.processes}, "redis": [stack.redis.pid]}


def rows(*lines):
    return "\n".join("| " + " | ".join(str(word) for word in line) + " |" for line in lines)


def report_memory(found):
    per_byte = found["message"] / CONTENT_BYTES
    action = found["action"] - REMARK_BYTES
    return rows(
        ["bytes of Redis a row, of 10^6", "measured", "aimed at"], ["---", "---:", "---:"],
        ["customer with credential", f"{found['customer']:.0f}", ""],
        ["idle relation", f"{found['relation']:.0f}", "400"],
        [f"message of {CONTENT_BYTES} bytes", f"{found['message']:.0f} ({per_byte:.2f} a byte)", "1.15 a byte"],
        ["action beside its text", f"{action:.0f}", "120"],
        ["tag of a customer", f"{found['tag']:.0f}", ""],
        ["conversation of one message", f"{found['conversation']:.0f}", ""],
        ["note", f"{found['note']:.0f}", ""])


def report_sizes(stack, options, folder):
    """CPU time of all processes per request, by the number of rows behind it, sizes in turn."""
    spent = {}
    for _ in range(options.rounds):
        for size in SIZES:
            wanted = {title: lines for title, lines in pages(staff_of(size), size).items() if options.only in title}
            for title, lines in wanted.items():
                measure.insist(stack.base_url, lines[0])
                found = measure.round_of(stack.base_url, pids_of(stack), lines, folder, options.seconds)
                spent.setdefault(title, {}).setdefault(size, []).append(sum(found["cpu"].values()))
    lines = [["CPU us per request, all processes", *(f"{size:,}" for size in SIZES), "largest to smallest"],
             ["---", *["---:"] * (len(SIZES) + 1)]]
    for title, by_size in spent.items():
        costs = [statistics.median(by_size[size]) for size in SIZES]
        lines.append([title, *(f"{cost:.1f}" for cost in costs), f"{costs[-1] / costs[0]:.2f}"])
    return rows(*lines)


def report_connections(stack, options, folder):
    """Throughput and latency at 64 and 256 connections."""
    lines = [["", "64: req/s", "p50 ms", "p99 ms", "256: req/s", "p50 ms", "p99 ms", "256 to 64"], ["---", *["---:"] * 7]]
    staff = staff_of(SIZES[1])
    for title, requests in pages(staff, SIZES[1]).items():
        found = {64: [], 256: []}
        for _ in range(options.rounds):
            for count, rounds in found.items():
                rounds.append(measure.round_of(stack.base_url, pids_of(stack), requests, folder, options.seconds, count))
        few, many = measure.medians(found[64]), measure.medians(found[256])
        words = [word for each in (few, many)
                 for word in (f"{each['rps']:,.0f}", f"{each['p50'] / 1000:.2f}", f"{each['p99'] / 1000:.2f}")]
        lines.append([title, *words, f"{many['rps'] / few['rps']:.2f}"])
    return rows(*lines)


@contextlib.contextmanager
def idle_connections(stack, count):
    """So many keep-alive connections, each of which had one answer."""
    netloc = urllib.parse.urlsplit(stack.base_url)
    request = b"GET /nowhere HTTP/1.1\r\nHost: idle\r\n\r\n"
    with contextlib.ExitStack() as held, selectors.DefaultSelector() as selector:
        for number in range(count):
            sock = held.enter_context(socket.create_connection((netloc.hostname, netloc.port), 10))
            sock.sendall(request)
            selector.register(sock, selectors.EVENT_READ)
            if number % 200 == 199 or number == count - 1:
                while selector.get_map():
                    for key, _ in selector.select(10):
                        assert key.fileobj.recv(4096).startswith(b"HTTP/1.1 404")
                        selector.unregister(key.fileobj)
        yield


def resident(pid):
    with open(f"/proc/{pid}/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS:")) * 1024


def report_idle(stack, options, folder):
    """What idle connections cost, and what other clients notice of them: 16 connections alone and beside them."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    count = min(IDLE, soft - SPARE_FILES)
    lines = pages(staff_of(SIZES[1]), SIZES[1])["history page of 20"]

    def busy():
        """A round to settle after the coming and going of connections, then those that count."""
        found = [
            measure.round_of(stack.base_url, pids_of(stack), lines, folder, options.seconds, 16)
            for _ in range(options.rounds + 1)
        ]
        return measure.medians(found[1:])

    bare = resident(stack.gateway.pid)
    few = busy()
    with idle_connections(stack, count):
        many = busy()
        memory = resident(stack.gateway.pid)
    words = [(f"{each['rps']:,.0f}", f"{each['p50'] / 1000:.2f}", f"{each['p99'] / 1000:.2f}") for each in (few, many)]
    return rows(["16 busy connections, history page", "req/s", "p50 ms", "p99 ms", "gateway MB resident"],
                ["---", *["---:"] * 4], ["alone", *words[0], f"{bare / 1e6:.0f}"],
                [f"beside {count:,} idle ones", *words[1], f"{memory / 1e6:.0f}"])


def report_instances(options, folder):
    """Throughput from one to four chat instances, all on this machine."""
    stacks = {}
    try:
        for count in (1, 2, 4):
            place = folder / f"chat-{count}"
            place.mkdir()
            stacks[count] = Stack(Programs(options.bin), place, chat=count,
                                  settings={"gateway": {"LEIDA_THREADS": str(options.threads)}}).start()
            stacks[count].load(routes.records(actions=0))
        lines = [["chat instances", "route", "req/s", "p99 ms", "CPU us per request"], ["---:", "---", *["---:"] * 3]]
        made = {name: make for name, _, make, _, _ in routes.ROUTES}
        for name in ("send_msg", "history page of 20"):
            found = {count: [] for count in stacks}
            for _ in range(options.rounds):
                for count, stack in stacks.items():
                    requests = made[name]()
                    found[count].append(measure.round_of(stack.base_url, pids_of(stack), requests, folder, options.seconds))
            for count, rounds in found.items():
                middle = measure.medians(rounds)
                cpu = {}
                for process, spent in middle["cpu"].items():
                    role = process.split("-")[0]
                    cpu[role] = cpu.get(role, 0) + spent
                shown = ", ".join(f"{role} {spent:.1f}" for role, spent in cpu.items() if spent >= 0.3)
                lines.append([count, name, f"{middle['rps']:,.0f}", f"{middle['p99'] / 1000:.2f}", shown])
        return rows(*lines)
    finally:
        for stack in stacks.values():
            stack.stop()


def allow_many_files():
    """As many descriptors as this user may have; the processes that are started inherit it."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = IDLE + SPARE_FILES
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(wanted, hard), max(wanted, hard)))
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)


def run(options, folder):
    """Prints every part as soon as it is there, and keeps them in options.json."""
    allow_many_files()
    stack = Stack(Programs(options.bin), folder, settings={"gateway": {"LEIDA_THREADS": str(options.threads)}}).start()
    found = {}

    def tell(name, text):
        found[name] = text
        print(f"{text}\n", flush=True)

    try:
        with stack.probe() as redis:
            redis.call("CONFIG", "SET", "appendfsync", "no")
            redis.call("CONFIG", "SET", "hz", "500")  # its tables come to rest sooner
            tell("memory", report_memory(Store(stack).fill()))
            redis.call("CONFIG", "SET", "hz", "10")
            redis.call("CONFIG", "SET", "appendfsync", "always")
        tell("sizes", report_sizes(stack, options, folder))
        if options.only:
            return 0
        tell("connections", report_connections(stack, options, folder))
        tell("idle", report_idle(stack, options, folder))
    finally:
        faults = stack.stop()
    tell("instances", report_instances(options, folder))
    options.json.with_name("scaling.json").write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n")
    assert not faults, faults
    return 0
