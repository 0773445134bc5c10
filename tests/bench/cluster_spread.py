# SPDX-License-Identifier: Apache-2.0
"""How evenly the masters of a Redis Cluster are loaded by staff users who have not all as much to do: the one at place k has
1/k^s of what the first has (Zipf's law). Everything of a staff user is on one slot, so the first of them bounds it."""

import contextlib
import random
import statistics

import cluster_world as world
import measure
import report
import routes
from harness.redis_routing import SLOTS

STAFF, CUSTOMERS_EACH = 1_000, 4
MESSAGES, REQUESTS = 200_000, 20_000  # 50 for each customer, as operations.md reckons
MEASURED = 0.5  # the exponent of what is stored and asked
EXPONENTS, MASTERS = (0.3, 0.5, 0.6, 0.7, 0.8, 1.0), (3, 6)
ORDERS = 200  # by chance, of who has most to do
MOST = 1.15  # of the mean
SEED = 1


def shares(exponent, count=STAFF):
    """What each place has of the whole."""
    weights = [place ** -exponent for place in range(1, count + 1)]
    return [weight / sum(weights) for weight in weights]


def _order():
    """Staff users, who has most to do first."""
    staff = list(range(1, STAFF + 1))
    random.Random(SEED).shuffle(staff)
    return staff


def records():
    yield from world.people(STAFF, CUSTOMERS_EACH)
    for staff, share in zip(_order(), shares(MEASURED)):
        customers = world.customers_of(staff, CUSTOMERS_EACH)
        for number in range(max(1, round(share * MESSAGES))):
            yield world.message(staff, customers[number % CUSTOMERS_EACH], number)


def lines():
    """Sends, polls and pages of history, of whom they fall on."""
    chance = random.Random(SEED)
    found = []
    for number, staff in enumerate(chance.choices(_order(), shares(MEASURED), k=REQUESTS)):
        customer = chance.choice(world.customers_of(staff, CUSTOMERS_EACH))
        form = {"u_id": staff, "content": routes.CONTENT} if number % 3 == 0 else None
        path = ("/chat/send_msg/0", "/chat/getmsg/0", "/chat")[number % 3]
        query = (None, {"u_id": staff}, {"u_id": staff, "length": 20})[number % 3]
        found.append(routes.line("customer", customer, path, query, form))
    return found


def _told(side, section, name):
    """A figure of INFO, by master."""
    found = []
    for node in side.redis.nodes:
        with node.probe() as redis:
            found.append(int(redis.info(section)[name]))
    return found


def unevenness(loads):
    """The most of the mean."""
    return max(loads) / statistics.mean(loads)


def measured(side, options):
    """What of memory, commands and processor time each master has. `side` has its processes, and no data."""
    empty = _told(side, "memory", "used_memory_dataset")
    side.stack.load(records())
    memory = [now - before for now, before in zip(_told(side, "memory", "used_memory_dataset"), empty)]
    asked = lines()
    before = _told(side, "stats", "total_commands_processed")
    found = measure.round_of(side.stack.base_url, side.pids(), asked, side.folder, 3 * options.seconds, options.connections)
    commands = [now - then for now, then in zip(_told(side, "stats", "total_commands_processed"), before)]
    spent = [found["cpu"][node.name] for node in side.redis.nodes]
    return {"memory": memory, "commands": commands, "processor time": spent}


def slots(side):
    """Of each staff user, as Redis has it; and that their keys are there."""
    with contextlib.ExitStack() as stack:
        nodes = [stack.enter_context(node.probe()) for node in side.redis.nodes]
        found = [nodes[0].call("CLUSTER", "KEYSLOT", f"{{u:{staff}}}") for staff in range(1, STAFF + 1)]
        for slot in found:
            assert max(node.call("CLUSTER", "COUNTKEYSINSLOT", slot) for node in nodes) > 0, f"nothing in slot {slot}"
    return found


def _fall(owners, weights, masters):
    loads = [0.0] * masters
    for owner, weight in zip(owners, weights):
        loads[owner] += weight
    return unevenness(loads)


def computed(found, exponent, masters):
    """The unevenness with equal ranges of slots, for each of some orders; and once slots are moved by their load, the heaviest
    first to whom has least."""
    chance, weights = random.Random(SEED), shares(exponent)
    owners = [slot * masters // SLOTS for slot in found]
    orders = sorted(_fall(chance.sample(owners, STAFF), weights, masters) for _ in range(ORDERS))
    loads = [0.0] * masters
    for weight in weights:
        loads[loads.index(min(loads))] += weight
    return orders, unevenness(loads)


def tables(told, found):
    rows = [[what, ", ".join(f"{share / sum(loads):.1%}" for share in loads), _marked(unevenness(loads))]
            for what, loads in told.items()]
    first = report.lines([f"{STAFF:,} staff users, exponent {MEASURED}", "share of each of 3 masters", f"most of the mean (≤ {MOST})"],
                         ["---", "---", "---:"], rows)
    rows = []
    for exponent in EXPONENTS:
        cells = []
        for masters in MASTERS:
            orders, moved = computed(found, exponent, masters)
            even = sum(each <= MOST for each in orders) / ORDERS
            cells += [f"{statistics.median(orders):.2f} ({orders[ORDERS * 95 // 100]:.2f})", f"{even:.0%}", f"{moved:.2f}"]
        rows.append([str(exponent), f"{shares(exponent)[0]:.1%}", *cells])
    head = ["exponent", "share of the first staff user"]
    for masters in MASTERS:
        head += [f"{masters} masters: most of the mean, median (95 %)", f"≤ {MOST} in", "slots moved by load"]
    return first + "\n\n" + report.lines(head, ["---:"] * len(head), rows)


def _marked(ratio):
    return f"{ratio:.2f}{'' if round(ratio, 2) <= MOST else ' **above**'}"
