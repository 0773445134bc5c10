# SPDX-License-Identifier: Apache-2.0
"""How long commands keep Redis: each of them by itself, as its slow log tells. The machine may do something else in the
middle of one, so a command that seems long is looked at again."""

OWN = (b"SLOWLOG", b"CONFIG", b"INFO", b"SCAN", b"KEYS")
SHORT = 300  # µs: what takes less is not looked at
ALONE = 50


def _round(redis, work, longer_than=SHORT):
    """(µs, all its words) by what tells a command from another: its words as far as they stay from round to round."""
    redis.call("SLOWLOG", "RESET")
    redis.call("CONFIG", "SET", "slowlog-log-slower-than", str(longer_than))
    work()
    redis.call("CONFIG", "SET", "slowlog-log-slower-than", "-1")
    found = {}
    for _, _, spent, words, *_ in redis.call("SLOWLOG", "GET", "-1"):
        name = tuple(word[:40] for word in words[:8])
        if name[0].upper() not in OWN:
            found[name] = max((spent, words), found.get(name, (0, words)))
    return found


def _alone(redis, words):
    """The least µs of a script, asked by itself again and again."""
    def spent():
        return max(time for time, found in _round(redis, lambda: redis.call(*words), 0).values() if found[0] == words[0])
    return min(spent() for _ in range(ALONE))


def longest(redis, work, limit, rounds, harmless=lambda words: None):
    """The command of work() that keeps Redis the longest: (µs, its words). What takes `limit` is given another chance: by
    itself where `harmless` makes of it a script that may be run again, else in up to so many rounds. Of each command
    counts what it takes at best."""
    redis.call("CONFIG", "SET", "slowlog-max-len", "100000")
    least = {}
    for number in range(rounds):
        found = _round(redis, work)
        least = {name: min(spent, least[name]) if number else spent for name, spent in found.items()
                 if number == 0 or name in least}
        for name, (spent, words) in least.items():
            again = harmless(words) if spent >= limit else None
            if again:
                least[name] = (_alone(redis, again), words)
        if max((spent for spent, _ in least.values()), default=0) < limit:
            break
    return max(((spent, words[:8]) for spent, words in least.values()), default=(0, []))
