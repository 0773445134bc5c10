# SPDX-License-Identifier: Apache-2.0
"""Ways to damage what is stored, by the type of the key: each takes a connection to Redis and the key."""

HUGE, BEYOND = "9223372036854775807", "4000000000"
NUMBERS = {"huge": HUGE, "larger than huge": HUGE + "0", "negative": "-1", "text": "x", "empty": "", "NUL": "\0", "padded": "01",
           "fraction": "1e3", "beyond the end": BEYOND, "invalid UTF-8": b"\xff"}
BYTES = {"empty": b"", "NUL": b"\0", "junk": bytes(range(256)), "invalid UTF-8": b"\xff\xfe\xc3(", "text": b"junk"}
HEAD = 23  # bytes in front of a message's content


def wrong_type(redis, key):
    kind = redis.call("TYPE", key)
    redis.call("DEL", key)
    redis.call(*(("RPUSH", key, "x") if kind in ("string", "none") else ("SET", key, "x")))


def _string(change):
    return lambda redis, key: redis.call("SET", key, change(redis.call("GET", key)))


def _field(name, value):
    return lambda redis, key: redis.call("HSET", key, name, value)


def _no_field(name):
    return lambda redis, key: redis.call("HDEL", key, name)


def _every_field(value):
    def damage(redis, key):
        for name in redis.call("HKEYS", key):
            redis.call("HSET", key, name, value)
    return damage


def _row(change, index=-1):
    return lambda redis, key: redis.call("LSET", key, index, change(redis.call("LINDEX", key, index)))


def _score(score):
    return lambda redis, key: redis.call("ZADD", key, score, redis.call("ZRANGE", key, 0, 0)[0])


def _member(member):
    def damage(redis, key):
        if key.endswith((":created", ":expected_pr")):  # every relation stands there
            redis.call("ZREMRANGEBYRANK", key, 0, 0)
        redis.call("ZADD", key, 0, member)
    return damage


def strings():
    yield "wrong type", wrong_type
    for name, value in BYTES.items():
        yield name, _string(lambda _, value=value: value)
    yield "truncated", _string(lambda old: old[: len(old) // 2])
    yield "one byte short", _string(lambda old: old[:-1])
    yield "one byte more", _string(lambda old: old + b"\0")


def relations():
    yield "wrong type", wrong_type
    for field in ("read_u", "read_c", "seen_u", "seen_c", "sent", "fenced", "sex", "expected_pr", "superior"):
        for name, value in NUMBERS.items():
            yield f"{field} {name}", _field(field, value)
    for field in ("read_u", "seen_u", "read_c", "seen_c"):
        yield f"{field} missing", _no_field(field)
    for field in ("name", "memo", "address", "birthday", "expected_time"):
        yield f"{field} invalid UTF-8", _field(field, b"\xff\xfe")
        yield f"{field} too long", _field(field, "x" * 100_000)
    for name, value in BYTES.items():
        yield f"member {name}", _field("member", value)


def _content(change):
    return _row(lambda row: row[:HEAD] + change(row[HEAD:]))


def messages():
    yield "wrong type", wrong_type
    for name, value in BYTES.items():
        yield name, _row(lambda _, value=value: value)
        yield f"first row {name}", _row(lambda _, value=value: value, 0)
        yield f"content {name}", _content(lambda _, value=value: value)
    yield "head only", _row(lambda row: row[:HEAD])
    yield "head cut", _row(lambda row: row[: HEAD - 1])
    yield "text cut", _row(lambda row: row[:-1])
    yield "text cut in a character", _content(lambda text: text[:-3])
    yield "a member cut off", _content(lambda text: text.rpartition(b",")[0])
    yield "another id", _row(lambda row: b"\xff\xff\xff\xff" + row[4:])
    yield "id 0", _row(lambda row: bytes(4) + row[4:])
    yield "more sent than there are", _row(lambda row: row[:4] + b"\xff\xff\xff\xff" + row[8:])
    yield "after the year 9999", _row(lambda row: row[:8] + b"\xff" * 6 + row[14:])
    yield "info_type 15", _row(lambda row: row[:22] + b"\xf0" + row[23:])
    yield "a brace too many", _content(lambda text: text + b"}")
    yield "a quote inside", _content(lambda text: text[:-2] + b'""')
    yield "a line feed inside", _content(lambda text: text[:-2] + b'\n"')
    yield "invalid UTF-8 inside", _content(lambda text: text[:-2] + b'\xff"')
    yield "a lone surrogate", _content(lambda text: text[:-2] + b'\\ud800"')
    yield "a name of the server's", _content(lambda text: text + b',"id":7')
    yield "a name of the server's in escapes", _content(lambda text: text + b',"\\u0069d":7')
    yield "a name twice", _content(lambda text: text + b',"info_type":1')
    yield "nested too deep", _content(lambda text: text + b',"x":' + b"[" * 100 + b"]" * 100)
    yield "too large", _content(lambda text: text + b',"x":"' + b"x" * 100_000 + b'"')
    yield "half of the rows gone", lambda redis, key: redis.call("LTRIM", key, 3, -1)
    yield "all rows gone", lambda redis, key: redis.call("DEL", key)


def logs():
    yield "wrong type", wrong_type
    for name, value in BYTES.items():
        yield name, _row(lambda _, value=value: value)
    yield "head cut", _row(lambda row: row[:20])
    yield "action 0", _row(lambda row: row[:14] + b"\0" + row[15:])
    yield "action 255", _row(lambda row: row[:14] + b"\xff" + row[15:])
    yield "customer 2^56-1", _row(lambda row: row[:15] + b"\xff" * 7 + row[22:])
    yield "remark invalid UTF-8", _row(lambda row: row[:29] + b"\xff")
    yield "remark too long", _row(lambda row: row[:29] + b"x" * 100_000)
    yield "after the year 9999", _row(lambda row: b"\xff" * 6 + row[6:])


def counters():
    yield "wrong type", wrong_type
    for name, value in {**NUMBERS, **BYTES}.items():
        if len(value) != 4:  # such a number may be right
            yield name, _every_field(value)
    yield "one byte short", _every_field(b"\0\0\x20")
    yield "an action twice", _every_field(b"\0\0\0\x21" * 2)
    yield "an action that did not happen", _every_field(b"\0\0\0\x01")
    yield "more actions than there are", _every_field(b"".join((16 + kind).to_bytes(4, "big") for kind in range(16)) + b"\0\0\0\x10")
    for name in ("x", "", "0", "-1", "01", "d32", "d1", HUGE):
        yield f"a field {name}", _field(name, b"\0\0\0\x10")


def given():
    yield "wrong type", wrong_type
    for name, value in NUMBERS.items():
        yield name, _field("read", value)
        yield f"stamp {name}", _field("fenced", value)


def orders():
    yield "wrong type", wrong_type
    for name, value in BYTES.items():
        yield f"member {name}", _member(value)
    for score in ("-1", "0.5", "1e300", "inf", "-inf", HUGE):
        yield f"score {score}", _score(score)


def summaries():
    yield "wrong type", wrong_type
    for name, value in BYTES.items():
        yield name, _every_field(value)
    yield "sizes that lie", _every_field(b"\xff\xffx")
    yield "name invalid UTF-8", _every_field(b"\0\x01\xff" + bytes(8))
    yield "name too long", _every_field(b"\x10\0" + b"x" * 4096 + bytes(8))
    yield "memo name invalid UTF-8", _every_field(bytes(8) + b"\0\x01\xff")
    yield "article huge", _every_field(bytes(4) + b"\0\x13" + HUGE.encode() + bytes(4))


def conversations():
    yield "wrong type", wrong_type
    for name, value in {**NUMBERS, **BYTES}.items():
        yield f"member {name}", lambda redis, key, value=value: redis.call("ZADD", key, 9e15, value)


def latest():
    yield "wrong type", wrong_type
    for name, value in BYTES.items():
        yield name, _every_field(value)
    yield "id 0 of a large one", _every_field(bytes(23))
    yield "large one that is not there", _every_field(b"\0\0\0\x63" + bytes(19))
    yield "more of the staff user's than there are", _every_field(b"\0\0\0\x01\0\0\0\x02" + bytes(15))
    yield "content that is none", _every_field(b"\0\0\0\x06\0\0\0\x03" + bytes(14) + b"\x11" + b'"msg"')
    yield "nothing", lambda redis, key: redis.call("DEL", key)


def cursors():
    yield "wrong type", wrong_type
    for name, value in {**NUMBERS, **BYTES}.items():
        yield name, _every_field(value)
    yield "ahead of the end", _every_field(b"\0\0\0\x63\0\0\0\0")
    yield "more of the staff user's than there are", _every_field(b"\0\0\0\x01\0\0\0\x02")


def tags():
    yield "wrong type", wrong_type
    for name, value in {**NUMBERS, **BYTES}.items():
        if value and value != BEYOND:
            yield name, _every_field(value)
    yield "a list of nothing", _every_field(",,")


def notes():
    yield "wrong type", wrong_type
    for name, value in BYTES.items():
        yield name, _row(lambda _, value=value: value)
    yield "head cut", _row(lambda row: row[:13])
    yield "text invalid UTF-8", _row(lambda row: row[:14] + b"\xff")
    yield "text cut in a character", _row(lambda row: row[:-1])
    yield "text too long", _row(lambda row: row[:14] + b"x" * 100_000)
    yield "after the year 9999", _row(lambda row: b"\xff" * 6 + row[6:])


def phrases():
    yield "wrong type", wrong_type
    for name, value in NUMBERS.items():
        if value != BEYOND:  # that is an id as any other
            yield f"id {name}", _field(value, "x")
        yield f"last {name}", _field("last", value)
        yield f"edited {name}", _field("edited", value)
    yield "text invalid UTF-8", _every_field(b"\xff")
    yield "text too long", _every_field("x" * 100_000)


def bearers():
    yield "wrong type", wrong_type
    for name, value in {**NUMBERS, **BYTES}.items():
        if value not in (BEYOND, HUGE, "", b""):
            yield name, lambda redis, key, value=value: redis.call("ZADD", key, 9e15, value)
