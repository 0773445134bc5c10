# SPDX-License-Identifier: Apache-2.0
"""No message has a length that two readers see differently (RFC 9112 6.3, 11.2). Each variant is a write whose body holds
a second, signed write: exactly one answer comes back, a refusal, and neither write is seen."""

import itertools

import pytest
from harness.raw import conversation, request
from harness.records import World
from harness.strict import all_answers, the_refusal

FORM = "application/x-www-form-urlencoded"
TYPE = b"Content-Type: application/x-www-form-urlencoded\r\n"

# How a name can be written that one reader takes for the name and another does not.
NAMES = {
    "space_before_colon": b"%s :", "tab_before_colon": b"%s\t:", "space_first": b" %s:", "tab_first": b"\t%s:",
    "nul_last": b"%s\0:", "nul_first": b"\0%s:", "vertical_tab_last": b"%s\x0b:", "form_feed_last": b"%s\x0c:",
    "no_break_space_last": b"%s\xa0:", "cr_last": b"%s\r:", "cr_first": b"\r%s:", "lf_first": b"A: 1\n%s:",
    "cr_and_field": b"A: 1\r%s:", "backspace_last": b"%s\x08:", "colon_first": b":%s:", "delete_last": b"%s\x7f:",
    "byte_order_mark": b"\xef\xbb\xbf%s:", "quoted": b'"%s":', "folded_colon": b"%s\r\n :", "lf_before_colon": b"%s\n:",
}
LENGTHS = {
    "plus": b" +%d", "minus": b" -%d", "hex": b" 0x%x", "list": b" %d, 0", "list_of_equals": b" %d, %d", "comma": b" %d,",
    "comma_first": b" ,%d", "words": b" %d bytes", "space_inside": b" %d 0", "semicolon": b" %d;a=1", "nul": b" %d\0",
    "nul_first": b" \0%d", "fraction": b" %d.0", "exponent": b" %de0", "empty": b"", "folded": b"\r\n %d",
    "folded_after": b" %d\r\n 0", "folded_by_tab": b"\r\n\t%d", "vertical_tab": b"\x0b%d", "form_feed": b" %d\x0c",
    "no_break_space": b" \xa0%d", "quoted": b' "%d"', "underscore": b" %d_0", "letters": b" x",
    "over_64_bits": b" 18446744073709551616", "over_64_bits_to_size": b" 1844674407370955%d", "full_width": " １".encode(),
    "cr": b" %d\r", "cr_inside": b" %d\r0", "lf_and_field": b" %d\nA: 1", "brackets": b" [%d]", "minus_zero": b" -0",
    "plus_zero": b" +0",
}
CODINGS = {
    "quoted": b' "chunked"', "parameter": b" chunked;a=1", "twice": b" chunked, chunked",
    "then_identity": b" chunked, identity", "then_gzip": b" chunked, gzip", "unknown": b" xchunked",
    "longer": b" chunkedx", "identity": b" identity", "empty": b"", "nul": b" chunked\0", "nul_first": b" \0chunked",
    "vertical_tab": b"\x0bchunked", "vertical_tab_last": b" chunked\x0b", "form_feed": b" \x0cchunked",
    "folded": b"\r\n chunked", "folded_by_tab": b"\r\n\tchunked", "folded_after": b" chunked\r\n x",
    "comma": b" chunked,", "comma_first": b" ,chunked", "space_inside": b" chun ked", "semicolon": b" chunked;",
    "no_break_space": b" \xa0chunked", "cr": b" chunked\r", "cr_first": b" \rchunked", "lf_and_field": b" chunked\nA: 1",
    "brackets": b" [chunked]", "dot": b" chunked.", "full_width": " ｃhunked".encode(), "gzip": b" gzip",
}
OTHERS = {
    "alone": b"", "length": b"Content-Length: %d\r\n", "zero": b"Content-Length: 0\r\n",
    "chunked": b"Transfer-Encoding: chunked\r\n",
}


class Variant:
    """Fields that frame a body in one wrong way; "%d" in them stands for the size of the body."""

    def __init__(self, name, fields, version=b"1.1"):
        self.name = name
        self.fields = fields
        self.version = version

    def data(self, target, smuggled):
        body = b"0\r\n\r\n" + smuggled
        size = len(body)
        fields = self.fields.replace(b"%d", b"%d" % size).replace(b"%x", b"%x" % size)
        line = b"POST %s HTTP/%s\r\nHost: localhost\r\n" % (target.encode(), self.version)
        return line + TYPE + fields + b"\r\n" + body


def beside(name, field):
    """The field alone, and before and behind each that says something else (or the same)."""
    for other, text in OTHERS.items():
        yield Variant(f"{name}-{other}", field + text)
        if text:
            yield Variant(f"{name}-{other}_first", text + field)


def variants():
    for (junk, form), (header, value) in itertools.product(
        NAMES.items(), [(b"Content-Length", b" %d\r\n"), (b"Transfer-Encoding", b" chunked\r\n")]
    ):
        yield from beside(f"{header.decode()}-name-{junk}", form.replace(b"%s", header) + value)
    for junk, value in LENGTHS.items():
        yield from beside(f"length-{junk}", b"Content-Length:" + value + b"\r\n")
    for junk, value in CODINGS.items():
        yield from beside(f"coding-{junk}", b"Transfer-Encoding:" + value + b"\r\n")
    yield from clashes()


def clashes():
    """Fields that are right each by itself."""
    right = {name: text for name, text in OTHERS.items() if text}
    right["chunked_in_capitals"] = b"TRANSFER-ENCODING: CHUNKED\r\n"
    right["length_in_capitals"] = b"CONTENT-LENGTH: %d\r\n"
    for (one, first), (two, second) in itertools.product(right.items(), right.items()):
        yield Variant(f"clash-{one}-{two}", first + second)
        yield Variant(f"clash-{one}-apart-{two}", first + b"A: 1\r\n" + second)
    for name in ("chunked", "chunked_in_capitals"):
        yield Variant(f"version_1_0-{name}", right[name], b"1.0")


VARIANTS = list(variants())


@pytest.fixture(scope="module")
def shared(stack):
    return World(stack).pair()


def write(shared, text, headers=()):
    body = f'u_id={shared.staff.id}&content={{"info_type":1,"msg":"{text}"}}'.encode()
    lengths = [("Content-Length", len(body)), ("Content-Type", FORM), *headers]
    return request("POST", shared.customer.target("/chat/send_msg/0"), lengths, body)


@pytest.fixture
def said(shared):
    """How much has been said since the test began."""

    def count():
        return shared.staff.get("/chat", customer_id=shared.customer.id, length=1).data["data_count"]

    before = count()
    return lambda: count() - before


def test_variants_are_many_and_different():
    assert len({variant.fields + variant.version for variant in VARIANTS}) >= 300


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant.name)
def test_smuggling_has_one_answer_and_no_effect(stack, shared, said, variant):
    smuggled = write(shared, "smuggled", [("Connection", "close")])
    data = variant.data(shared.customer.target("/chat/send_msg/0"), smuggled)
    the_refusal(conversation(stack.base_url, data), 400)
    assert said() == 0


@pytest.mark.parametrize("codings", ["gzip, chunked", "deflate,chunked", "br , chunked", "x, chunked", "gzip, br, chunked"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_unknown_coding_before_chunked_is_501_at_once(stack, shared, codings, method):
    """Nothing of the body needs to come."""
    data = request(method, shared.customer.target("/chat/send_msg/0"), {"Transfer-Encoding": codings})
    the_refusal(conversation(stack.base_url, data), 501)


def test_control_the_smuggled_write_is_a_write(stack):
    """What the variants hide would be obeyed on its own: else they would prove nothing."""
    pair = World(stack).pair()
    conversation(stack.base_url, write(pair, "alone", [("Connection", "close")]))
    assert [row["msg"] for row in pair.staff_reads().rows] == ["alone"]


MESSAGES = {
    "lf_at_the_end": lambda head: head.replace(b"\r\n\r\n", b"\r\n\n"),
    "lf_everywhere": lambda head: head.replace(b"\r\n", b"\n"),
    "two_hosts": lambda head: head.replace(b"Host:", b"Host: other\r\nHost:"),
    "space_before_colon": lambda head: head.replace(b"Host:", b"Host :"),
    "folded_host": lambda head: head.replace(b"Host:", b"Host:\r\n"),
    "cr_for_an_end": lambda head: head.replace(b"\r\nHost", b"\rHost"),
    "nul_in_host": lambda head: head.replace(b"localhost", b"local\0host"),
    "no_version": lambda head: head.replace(b" HTTP/1.1", b""),
    "two_spaces": lambda head: head.replace(b" HTTP/1.1", b"  HTTP/1.1"),
    "empty_lines": lambda head: b"\r\n\r\n" + head,
}


@pytest.mark.parametrize("spoil", MESSAGES.values(), ids=MESSAGES.keys())
@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("count", [1, 5])
def test_nothing_is_read_behind_a_malformed_head(stack, shared, said, spoil, method, count):
    framing = {"Content-Length": 0} if method == "POST" else {}
    head = request(method, shared.customer.target("/chat/send_msg/0"), framing)
    data = spoil(head) + write(shared, "behind") * count + write(shared, "last", [("Connection", "close")])
    the_refusal(conversation(stack.base_url, data), 400)
    assert said() == 0


CHUNKS = {
    "size_with_junk": b"5g\r\nabcde\r\n0\r\n\r\n", "plus": b"+5\r\nabcde\r\n0\r\n\r\n",
    "overflow": b"10000000000000000\r\n\r\n", "overflow_to_zero": b"100000000000000000\r\n0\r\n\r\n",
    "lf": b"5\nabcde\r\n0\r\n\r\n", "no_crlf": b"5\r\nabcde0\r\n\r\n", "two_more": b"5\r\nabcdefg\r\n0\r\n\r\n",
    "last_with_lf": b"5\r\nabcde\r\n0\n\n", "hex_prefix": b"0x0\r\n\r\n", "trailer_folded": b"0\r\nA: 1\r\n 2\r\n\r\n",
    "trailer_with_space": b"0\r\nA : 1\r\n\r\n", "extension_lf": b"0;a\n\r\n\r\n", "nothing": b"\r\n",
    "zero_with_a_space_first": b" 0\r\n\r\n", "minus_zero": b"-0\r\n\r\n", "zero_and_cr": b"0\r\r\n\r\n",
}


@pytest.mark.parametrize("body", CHUNKS.values(), ids=CHUNKS.keys())
@pytest.mark.parametrize("path, status", [("/chat/send_msg/0", 400), ("/nothing", 404)])
def test_nothing_is_read_behind_a_malformed_chunk(stack, shared, said, body, path, status):
    """Also where nobody waits for the body: then its end is not known, and nothing behind it is."""
    head = request("POST", shared.customer.target(path), {"Transfer-Encoding": "chunked", "Content-Type": FORM})
    data = head + body + write(shared, "behind", [("Connection", "close")])
    answers = all_answers(conversation(stack.base_url, data))
    assert [answer.status for answer in answers] == [status], answers
    assert said() == 0
