# SPDX-License-Identifier: Apache-2.0
"""multipart/form-data as RFC 7578, 2046 and 2183 allow it, in whatever pieces it comes."""

from json import dumps

import pytest
from harness.raw import RawConnection, request
from harness.records import World
from harness.strict import Unfinished, take_answer

PATH = "/chat/ack/0"
TOGETHER = 24  # requests on one connection: the edge sees splits after the first request as well


@pytest.fixture(scope="module")
def shared(stack):
    """A customer who has one message to acknowledge."""
    pair = World(stack).pair()
    pair.staff_says("x").done()
    return pair


class Wire:
    """One connection, and answers off it one by one."""

    def __init__(self, base_url):
        self.raw = RawConnection(base_url, 5)
        self.raw.socket.setsockopt(6, 1, 1)  # TCP_NODELAY: each piece is a segment of its own
        self.data = b""

    def ask(self, *pieces):
        for piece in pieces:
            self.raw.send(piece)
        while True:
            try:
                answer, self.data = take_answer(self.data)
                return answer
            except Unfinished:
                more = self.raw.file.read1(1 << 16)
                assert more, "closed without an answer"
                self.data += more


@pytest.fixture
def wire(stack):
    wire = Wire(stack.base_url)
    with wire.raw:
        yield wire


def pieces(data, step):
    return (data[place : place + step] for place in range(0, len(data), step))


def fields(staff_id):
    return [("u_id", str(staff_id)), ("id", "1")]


def part(name, value, head="Content-Disposition: form-data; name={}\r\n"):
    return head.format(name).encode() + b"\r\n" + value.encode() + b"\r\n"


def body_of(parts, boundary="BB", before=b"", after=b"\r\n", padding=b""):
    line = b"--" + boundary.encode() + padding + b"\r\n"
    return before + b"".join(line + piece for piece in parts) + b"--" + boundary.encode() + b"--" + after


def ack(shared, body, kind="multipart/form-data; boundary=BB"):
    return request("POST", shared.customer.target(PATH), {"Content-Type": kind, "Content-Length": len(body)}, body)


def simple(staff_id):
    return body_of([part(f'"{name}"', value) for name, value in fields(staff_id)])


def test_every_split_is_the_same_as_whole(stack, shared):
    """Two segments, cut at every byte of the body: between head and value of a part as well as inside a boundary."""
    body = simple(shared.staff.id)
    whole = ack(shared, body)
    start = len(whole) - len(body)
    for first in range(start, len(whole) + 1, TOGETHER):
        wire = Wire(stack.base_url)
        with wire.raw:
            for cut in range(first, min(first + TOGETHER, len(whole))):
                answer = wire.ask(whole[:cut], whole[cut:])
                assert (answer.status, answer.code) == (200, 200), (body[: cut - start], answer)


@pytest.mark.parametrize("step", [1, 2, 3, 5, 7, 16])
def test_many_pieces_are_the_same_as_whole(wire, shared, step):
    whole = ack(shared, simple(shared.staff.id))
    wire.ask(*pieces(whole, step)).done("确认成功")


def test_every_split_into_chunks_is_the_same_as_whole(wire, shared):
    """The framing moves the pieces, the meaning stays."""
    body = simple(shared.staff.id)
    headers = {"Content-Type": "multipart/form-data; boundary=BB", "Transfer-Encoding": "chunked"}
    for cut in range(1, len(body)):
        pieces = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in (body[:cut], body[cut:]))
        answer = wire.ask(request("POST", shared.customer.target(PATH), headers, pieces + b"0\r\n\r\n"))
        assert (answer.status, answer.code) == (200, 200), (body[:cut], answer)


LONG = "0123456789-abcdefghijklmnopqrstuvwxyz_ABCDEFGHIJKLMNOPQRSTUVWXYZ'()+,.?"[:70]
KINDS = {
    "plain": ("multipart/form-data; boundary=BB", "BB"),
    "name_of_parameter_in_capitals": ("multipart/form-data; Boundary=BB", "BB"),
    "all_in_capitals": ("MULTIPART/FORM-DATA; BOUNDARY=BB", "BB"),
    "quoted": ('multipart/form-data; boundary="BB"', "BB"),
    "quoted_with_a_space": ('multipart/form-data; boundary="B B"', "B B"),
    "quoted_pair": ('multipart/form-data; boundary="B\\B"', "BB"),
    "parameter_behind": ("multipart/form-data; boundary=BB; charset=utf-8", "BB"),
    "parameter_before": ("multipart/form-data; charset=utf-8; boundary=BB", "BB"),
    "parameter_like_it": ('multipart/form-data; x="boundary=CC"; boundary=BB', "BB"),
    "parameter_that_ends_like_it": ("multipart/form-data; xboundary=CC; boundary=BB", "BB"),
    "no_space": ("multipart/form-data;boundary=BB", "BB"),
    "more_space": ("multipart/form-data  ;\t boundary=BB ", "BB"),
    "semicolon_last": ("multipart/form-data; boundary=BB;", "BB"),
    "of_one_character": ("multipart/form-data; boundary=B", "B"),
    "of_one_dash": ("multipart/form-data; boundary=-", "-"),
    "of_70_characters": (f'multipart/form-data; boundary="{LONG}"', LONG),
    "of_dashes": ("multipart/form-data; boundary=--------------------------012345", "--------------------------012345"),
    "with_every_sign": ("multipart/form-data; boundary=\"'()+_,-./:=?\"", "'()+_,-./:=?"),
}


@pytest.mark.parametrize("kind, boundary", KINDS.values(), ids=KINDS.keys())
def test_boundary_in_every_spelling(wire, shared, kind, boundary):
    body = body_of([part(f'"{name}"', value) for name, value in fields(shared.staff.id)], boundary)
    wire.ask(ack(shared, body, kind)).done("确认成功")


HEADS = {
    "unquoted": "Content-Disposition: form-data; name={}\r\n",
    "quoted": 'Content-Disposition: form-data; name="{}"\r\n',
    "lower_case": 'content-disposition: form-data; name="{}"\r\n',
    "capitals": 'CONTENT-DISPOSITION: FORM-DATA; NAME="{}"\r\n',
    "no_space": 'Content-Disposition:form-data;name="{}"\r\n',
    "more_space": 'Content-Disposition: \t form-data ;  name="{}" \r\n',
    "type": 'Content-Disposition: form-data; name="{}"\r\nContent-Type: text/plain; charset=utf-8\r\n',
    "type_first": 'Content-Type: text/plain\r\nContent-Disposition: form-data; name="{}"\r\n',
    "other_field": 'X-Other: name="x"\r\nContent-Disposition: form-data; name="{}"\r\n',
    "file_name": 'Content-Disposition: form-data; name="{}"; filename="a.txt"\r\n',
    "file_name_first": 'Content-Disposition: form-data; filename="name=x"; name="{}"\r\n',
    "file_name_in_utf8": "Content-Disposition: form-data; name=\"{}\"; filename=\"客户.txt\"; filename*=utf-8''a.txt\r\n",
    "file_name_with_a_quote": 'Content-Disposition: form-data; filename="a\\"; name=\\"x"; name="{}"\r\n',
    "encoding": 'Content-Disposition: form-data; name="{}"\r\nContent-Transfer-Encoding: 8bit\r\n',
}


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS.keys())
def test_head_of_a_part_in_every_spelling(wire, shared, head):
    wire.ask(ack(shared, body_of([part(name, value, head) for name, value in fields(shared.staff.id)]))).done("确认成功")


def test_quoted_pairs_in_a_name(wire, shared):
    named = [("".join("\\" + letter for letter in name), value) for name, value in fields(shared.staff.id)]
    wire.ask(ack(shared, body_of([part(f'"{name}"', value) for name, value in named]))).done("确认成功")


AROUND = {
    "preamble": {"before": b"This is a multipart message.\r\n"},
    "preamble_like_a_boundary": {"before": b" --BB\r\n-- BB\r\n--B\r\n"},
    "preamble_of_a_line_end": {"before": b"\r\n"},
    "epilogue": {"after": b"\r\nNothing of this counts.\r\n--BB\r\nnor this"},
    "no_line_end_last": {"after": b""},
    "space_behind_the_boundary": {"padding": b" \t "},
    "space_behind_the_last": {"after": b" \t \r\n"},
}


@pytest.mark.parametrize("around", AROUND.values(), ids=AROUND.keys())
@pytest.mark.parametrize("step", [1 << 20, 1])
def test_what_surrounds_the_parts_does_not_matter(wire, shared, around, step):
    whole = ack(shared, body_of([part(f'"{name}"', value) for name, value in fields(shared.staff.id)], **around))
    wire.ask(*pieces(whole, step)).done("确认成功")


VALUES = [
    "", "\r\n", "\r\n\r\n", "-", "--", "\n--BB", "\r--BB", "\r\n--B", "\r\n-", "\r\n--", "\r\n--B\r\n--B",
    "a\r\n\r\n--BA", "客户\r\n", "\r", "\n", "\r\n\r", "=&%00;\"\\", "x" * 1900,
]


@pytest.mark.parametrize("value", VALUES, ids=lambda value: repr(value)[:20])
@pytest.mark.parametrize("step", [1 << 20, 1])
def test_value_is_kept_byte_for_byte(wire, shared, value, step):
    """Also one that looks like the beginning of a boundary, and whatever the pieces."""
    parts = [part('"sex"', "1"), part('"mem"', value)]
    body = body_of(parts)
    headers = {"Content-Type": "multipart/form-data; boundary=BB", "Content-Length": len(body)}
    target = shared.staff.target(f"/customer/update_information/{shared.customer.id}")
    whole = request("POST", target, headers, body)
    wire.ask(*pieces(whole, step)).done()
    assert shared.staff_reads("/customer").rows[0]["mem"] == value


def test_large_values_are_kept(wire, shared):
    """A content of nearly 64 KB, in pieces of all sizes."""
    text = "客户" * 5_000
    body = body_of([part('"u_id"', str(shared.staff.id)), part('"content"', dumps({"info_type": 1, "msg": text}))])
    headers = {"Content-Type": "multipart/form-data; boundary=BB", "Content-Length": len(body)}
    for step in (1 << 20, 1400, 4096, 4097):
        whole = request("POST", shared.customer.target("/chat/send_msg/0"), headers, body)
        wire.ask(*pieces(whole, step)).done()
        assert shared.staff_reads(length=1).rows[0]["msg"] == text


@pytest.mark.parametrize("step", [1 << 20, 1, 3])
def test_part_given_twice_is_402(wire, shared, step):
    ident = shared.staff.id
    whole = ack(shared, body_of([part(f'"{name}"', value) for name, value in [*fields(ident), *fields(ident)[:1]]]))
    answer = wire.ask(*pieces(whole, step))
    assert (answer.status, answer.code, set(answer.data)) == (200, 402, {"u_id"}), answer
    assert answer.data["u_id"][0]["message"] == "重复的参数"


def malformed(staff_id):
    """Bodies that are no multipart/form-data of their boundary, by what is wrong with them."""
    right = simple(staff_id)
    last = part('"id"', "1")
    name = f'Content-Disposition: form-data; name="u_id"\r\n\r\n{staff_id}\r\n'.encode()
    return {
        "nothing": b"",
        "no_boundary": b"u_id=1&id=1",
        "other_boundary": right.replace(b"--BB", b"--CC"),
        "no_end": right[: right.rindex(b"--BB--")],
        "end_cut": right[: right.rindex(b"--BB--") + 5],
        "end_of_another": right.replace(b"--BB--", b"--BC--"),
        "value_without_end": right[: right.rindex(b"\r\n--BB--")],
        "head_without_end": b"--BB\r\nContent-Disposition: form-data; name=\"id\"",
        "no_disposition": body_of([b"Content-Type: text/plain\r\n\r\n1\r\n", last]),
        "no_head": body_of([b"\r\n1\r\n", last]),
        "no_name": body_of([b"Content-Disposition: form-data\r\n\r\n1\r\n", last]),
        "empty_name": body_of([part('""', "1"), last]),
        "attachment": body_of([b'Content-Disposition: attachment; name="u_id"\r\n\r\n1\r\n', last]),
        "two_names": body_of([b'Content-Disposition: form-data; name="u_id"; name="id"\r\n\r\n1\r\n', last]),
        "two_dispositions": body_of([b'Content-Disposition: form-data; name="id"\r\n' + name, last]),
        "quote_open": body_of([b'Content-Disposition: form-data; name="u_id\r\n\r\n1\r\n', last]),
        "junk_behind_the_name": body_of([b'Content-Disposition: form-data; name="u_id"x\r\n\r\n1\r\n', last]),
        "junk_behind_the_boundary": right.replace(b"--BB\r\n", b"--BBx\r\n"),
        "field_without_colon": body_of([b"nothing\r\n" + name, last]),
        "space_before_colon": body_of([name.replace(b":", b" :", 1), last]),
        "lf_for_a_line_end": right.replace(b"\r\n", b"\n"),
        "lf_in_a_head": right.replace(b'"u_id"\r\n\r\n', b'"u_id"\n\n'),
        "nul_in_a_name": body_of([part('"u_id\0"', "1"), last]),
        "nul_in_a_head": body_of([b"X: \0\r\n" + name, last]),
    }


@pytest.mark.parametrize("what", malformed(1))
@pytest.mark.parametrize("step", [1 << 20, 1])
def test_malformed_body_is_402_and_says_what_is_wrong(wire, shared, what, step):
    whole = ack(shared, malformed(shared.staff.id)[what])
    step = step if len(whole) < 2000 else 1 << 20
    answer = wire.ask(*pieces(whole, step))
    assert (answer.status, answer.code) == (200, 402) and answer.data, answer
    wire.ask(ack(shared, simple(shared.staff.id))).done("确认成功")


KINDS_REFUSED = {
    "no_boundary": "multipart/form-data", "empty": "multipart/form-data; boundary=",
    "empty_quoted": 'multipart/form-data; boundary=""', "of_71_characters": f"multipart/form-data; boundary={'B' * 71}",
    "quote_open": 'multipart/form-data; boundary="BB', "two": "multipart/form-data; boundary=BB; boundary=CC",
    "sign_that_is_none": 'multipart/form-data; boundary="B*B"', "space_last": 'multipart/form-data; boundary="BB "',
}


@pytest.mark.parametrize("kind", KINDS_REFUSED.values(), ids=KINDS_REFUSED.keys())
def test_boundary_that_is_none_is_refused(wire, shared, kind):
    answer = wire.ask(ack(shared, simple(shared.staff.id), kind))
    answer.invalid(body="invalid")


def test_many_parts_are_bounded(wire, shared):
    answer = wire.ask(ack(shared, body_of([part(f'"p{number}"', "1") for number in range(10_000)])))
    answer.invalid(body="invalid")
