# SPDX-License-Identifier: Apache-2.0
"""What is not RFC 9110/9112 syntax is 400 in our envelope and the end of its connection (RFC 9112 2 to 5, 7.1)."""

import pytest
from harness.raw import RawConnection, conversation, request
from harness.records import World
from harness.strict import all_answers, assert_ours, the_refusal

FORM = "application/x-www-form-urlencoded"
HOST = b"Host: localhost\r\n"
# Sent behind what is tested: who reads on answers this as well, with the same status as any path it does not know.
LAST = request("GET", "/x", {"Connection": "close"})


def head(line=b"GET /x HTTP/1.1\r\n", fields=HOST, end=b"\r\n"):
    return line + fields + end


MALFORMED = {
    # Line ends (RFC 9112 2.2): CRLF and nothing else.
    "lf_after_request_line": head(b"GET /x HTTP/1.1\n"),
    "lf_after_field": head(fields=b"Host: localhost\n"),
    "lf_between_fields": head(fields=HOST + b"A: 1\n" + b"B: 2\r\n"),
    "lf_at_the_end": head(end=b"\n"),
    "lf_everywhere": head().replace(b"\r\n", b"\n"),
    "lf_before_request_line": b"\n" + head(),
    "cr_after_request_line": head(b"GET /x HTTP/1.1\r"),
    "cr_in_request_line": head(b"GET /x\r HTTP/1.1\r\n"),
    "cr_in_value": head(fields=HOST + b"A: 1\r2\r\n"),
    "cr_ends_value": head(fields=HOST + b"A: 1\rB: 2\r\n"),
    "cr_cr_lf": head(fields=HOST + b"A: 1\r\r\n"),
    "cr_in_name": head(fields=HOST + b"A\rB: 1\r\n"),
    "cr_at_the_end": head(end=b"\r\r\n"),
    "two_empty_lines_before": b"\r\n\r\n" + head(),
    "three_empty_lines_before": b"\r\n\r\n\r\n" + head(),
    # NUL and other controls.
    "nul_in_target": head(b"GET /x\0y HTTP/1.1\r\n"),
    "nul_in_method": head(b"G\0ET /x HTTP/1.1\r\n"),
    "nul_in_version": head(b"GET /x HTTP/1.1\0\r\n"),
    "nul_in_name": head(fields=HOST + b"A\0: 1\r\n"),
    "nul_in_value": head(fields=HOST + b"A: 1\0 2\r\n"),
    "nul_before_all": b"\0" + head(),
    "nul_in_host": head(fields=b"Host: local\0host\r\n"),
    "escape_in_value": head(fields=HOST + b"A: \x1b[2J\r\n"),
    "del_in_value": head(fields=HOST + b"A: \x7f\r\n"),
    "del_in_target": head(b"GET /x\x7f HTTP/1.1\r\n"),
    "tab_in_target": head(b"GET /x\ty HTTP/1.1\r\n"),
    "bytes_in_target": head("GET /客户 HTTP/1.1\r\n".encode()),
    # The request line (RFC 9112 3).
    "two_spaces": head(b"GET  /x HTTP/1.1\r\n"),
    "two_spaces_before_version": head(b"GET /x  HTTP/1.1\r\n"),
    "tab_for_space": head(b"GET\t/x HTTP/1.1\r\n"),
    "space_first": head(b" GET /x HTTP/1.1\r\n"),
    "space_last": head(b"GET /x HTTP/1.1 \r\n"),
    "space_in_target": head(b"GET /x y HTTP/1.1\r\n"),
    "no_target": head(b"GET HTTP/1.1\r\n"),
    "no_version": head(b"GET /x\r\n"),
    "method_only": head(b"GET\r\n"),
    "method_with_a_colon": head(b"GE:T /x HTTP/1.1\r\n"),
    "method_with_brackets": head(b"G(E)T /x HTTP/1.1\r\n"),
    "fragment": head(b"GET /x#y HTTP/1.1\r\n"),
    "relative_target": head(b"GET x HTTP/1.1\r\n"),
    "asterisk_for_get": head(b"GET * HTTP/1.1\r\n"),
    "authority_for_get": head(b"GET localhost:80 HTTP/1.1\r\n"),
    # Versions (RFC 9112 2.3): "HTTP", a digit, a dot, a digit.
    "version_lower_case": head(b"GET /x http/1.1\r\n"),
    "version_without_minor": head(b"GET /x HTTP/1\r\n"),
    "version_without_name": head(b"GET /x 1.1\r\n"),
    "version_of_two_digits": head(b"GET /x HTTP/11.1\r\n"),
    "version_minor_of_two_digits": head(b"GET /x HTTP/1.10\r\n"),
    "version_with_a_sign": head(b"GET /x HTTP/+1.1\r\n"),
    "version_with_a_comma": head(b"GET /x HTTP/1,1\r\n"),
    "version_of_another_protocol": head(b"GET /x RTSP/1.0\r\n"),
    "version_with_junk": head(b"GET /x HTTP/1.1x\r\n"),
    "version_with_a_letter": head(b"GET /x HTTP/a.1\r\n"),
    # Fields (RFC 9112 5).
    "space_before_colon": head(fields=HOST + b"A : 1\r\n"),
    "tab_before_colon": head(fields=HOST + b"A\t: 1\r\n"),
    "space_in_name": head(fields=HOST + b"A B: 1\r\n"),
    "empty_name": head(fields=HOST + b": 1\r\n"),
    "no_colon": head(fields=HOST + b"A\r\n"),
    "folded": head(fields=HOST + b"A: 1\r\n 2\r\n"),
    "folded_by_tab": head(fields=HOST + b"A: 1\r\n\t2\r\n"),
    "folded_first": head(fields=b" A: 1\r\n" + HOST),
    "folded_to_nothing": head(fields=HOST + b"A: 1\r\n \r\n"),
    "name_in_quotes": head(fields=HOST + b'"A": 1\r\n'),
    "name_with_a_slash": head(fields=HOST + b"A/B: 1\r\n"),
    "name_with_brackets": head(fields=HOST + b"A[]: 1\r\n"),
    "name_with_bytes": head(fields=HOST + b"A\xc3\xa9: 1\r\n"),
    # Host (RFC 9112 3.2): exactly one, of the syntax of a host.
    "no_host": head(fields=b""),
    "two_hosts": head(fields=HOST + b"Host: other\r\n"),
    "two_equal_hosts": head(fields=HOST + HOST),
    "two_hosts_of_two_cases": head(fields=HOST + b"hOST: localhost\r\n"),
    "two_hosts_in_1_0": head(b"GET /x HTTP/1.0\r\n", HOST + HOST),
    "host_with_a_space": head(fields=b"Host: a b\r\n"),
    "host_list": head(fields=b"Host: a, b\r\n"),
    "host_with_a_path": head(fields=b"Host: a/b\r\n"),
    "host_with_a_user": head(fields=b"Host: a@b\r\n"),
    "host_with_a_bad_port": head(fields=b"Host: a:x\r\n"),
    "host_with_two_ports": head(fields=b"Host: a:1:2\r\n"),
    "host_with_a_question": head(fields=b"Host: a?b\r\n"),
    "host_with_a_backslash": head(fields=b"Host: a\\b\r\n"),
    "host_bracket_open": head(fields=b"Host: [::1\r\n"),
    "host_with_a_bad_escape": head(fields=b"Host: a%zz\r\n"),
    # Other protocols.
    "tls": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 40 + b"\r\n\r\n",
    "words": b"hello\r\n\r\n",
    "ssh": b"SSH-2.0-OpenSSH_9.2p1\r\n\r\n",
    "redis": b"*1\r\n$4\r\nPING\r\n\r\n",
}


@pytest.fixture(scope="module")
def shared(stack):
    return World(stack).pair()


@pytest.mark.parametrize("data", MALFORMED.values(), ids=MALFORMED.keys())
def test_malformed_head_is_400_and_the_end(stack, data):
    """A second request behind it is never read."""
    the_refusal(conversation(stack.base_url, data + LAST), 400)


WELL_FORMED = {
    "empty_line_before": b"\r\n" + head(),
    "space_around_value": head(fields=b"Host: \t localhost \t\r\n"),
    "no_space_before_value": head(fields=b"Host:localhost\r\n"),
    "empty_value": head(fields=HOST + b"A:\r\n"),
    "value_of_spaces": head(fields=HOST + b"A: \t \r\n"),
    "bytes_in_value": head(fields=HOST + "A: 客户\r\n".encode()),
    "tab_in_value": head(fields=HOST + b"A: 1\t2\r\n"),
    "every_character_of_a_token": head(fields=HOST + b"!#$%&'*+-.^_`|~09AZaz: 1\r\n"),
    "value_like_a_field": head(fields=HOST + b"A: Content-Length: 5\r\n"),
    "host_of_digits": head(fields=b"Host: 127.0.0.1:8000\r\n"),
    "host_of_version_6": head(fields=b"Host: [::1]:8000\r\n"),
    "host_in_upper_case": head(fields=b"HOST: LOCALHOST\r\n"),
    "host_empty": head(fields=b"Host:\r\n"),
    "host_with_empty_port": head(fields=b"Host: a:\r\n"),
    "host_with_an_underscore": head(fields=b"Host: my_host\r\n"),
    "1_0_without_host": head(b"GET /x HTTP/1.0\r\n", b""),
    "1_0_with_host": head(b"GET /x HTTP/1.0\r\n"),
    "length_with_leading_zeros": head(fields=HOST + b"Content-Length: 00\r\n"),
    "unknown_method": head(b"BREW /x HTTP/1.1\r\n"),
    "percent_in_target": head(b"GET /%78?a=%20 HTTP/1.1\r\n"),
}


@pytest.mark.parametrize("data", WELL_FORMED.values(), ids=WELL_FORMED.keys())
def test_well_formed_head_is_read(stack, data):
    """The path is unknown to the gateway, the request is not. The next one is read as well, unless HTTP/1.0 ends it."""
    answers = all_answers(conversation(stack.base_url, data + LAST))
    assert [answer.status for answer in answers] == [404] * (1 if b"HTTP/1.0" in data else 2), answers
    for answer in answers:
        assert_ours(answer)


@pytest.mark.parametrize("version", ["2.0", "0.9", "3.0", "9.9", "0.0"])
def test_other_major_version_is_505(stack, version):
    data = f"GET /x HTTP/{version}\r\nHost: x\r\n\r\n".encode()
    the_refusal(conversation(stack.base_url, data + LAST), 505)


def test_preface_of_http_2_is_refused(stack):
    the_refusal(conversation(stack.base_url, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\0\0\0\x04\0\0\0\0\0"), 505)


def test_higher_minor_version_is_taken_for_1_1(stack):
    """As RFC 9110 2.5 recommends."""
    data = b"GET /x HTTP/1.2\r\nHost: x\r\nConnection: close\r\n\r\n"
    the_refusal(conversation(stack.base_url, data), 404)


def test_answer_of_1_0_ends_the_connection(stack):
    answers = all_answers(conversation(stack.base_url, head(b"GET /x HTTP/1.0\r\n", b"") + head()))
    assert [answer.status for answer in answers] == [404]


def old(*options):
    """A request of HTTP/1.0 with these Connection fields."""
    return head(b"GET /x HTTP/1.0\r\n", b"".join(b"Connection: %s\r\n" % option for option in options))


def test_connection_of_1_0_is_kept_if_both_say_so(stack):
    """RFC 9112 9.3: who asks for it must be told, or the connection ends."""
    with RawConnection(stack.base_url, 5) as connection:
        connection.send(old(b"keep-alive"))
        first = connection.read()
        assert first is not None and first.status == 404
        if first.headers.get("connection", "").lower() == "keep-alive":
            connection.send(old(b"close"))
            assert connection.read().status == 404
        assert connection.is_closed()


@pytest.mark.parametrize("options", [
    (b"close, keep-alive",), (b"keep-alive, close",), (b"close", b"keep-alive"), (b"keep-alive", b"close"), (b"Close",),
], ids=str)
@pytest.mark.parametrize("version", [b"1.0", b"1.1"])
def test_close_wins_over_all_else(stack, options, version):
    """RFC 9112 9.3 looks for it first."""
    data = old(*options).replace(b"HTTP/1.0\r\n", b"HTTP/%s\r\nHost: x\r\n" % version)
    the_refusal(conversation(stack.base_url, data + LAST), 404)


CHUNKED = {
    "size_of_no_digit": b"\r\nabc\r\n0\r\n\r\n",
    "size_with_a_plus": b"+5\r\nmem=1\r\n0\r\n\r\n",
    "size_with_a_minus": b"-5\r\nmem=1\r\n0\r\n\r\n",
    "size_with_0x": b"0x5\r\nmem=1\r\n0\r\n\r\n",
    "size_with_a_letter": b"5g\r\nmem=1\r\n0\r\n\r\n",
    "size_with_a_space_first": b" 5\r\nmem=1\r\n0\r\n\r\n",
    "size_with_an_underscore": b"0_5\r\nmem=1\r\n0\r\n\r\n",
    "size_with_a_nul": b"5\0\r\nmem=1\r\n0\r\n\r\n",
    "size_with_a_dot": b"5.0\r\nmem=1\r\n0\r\n\r\n",
    "size_over_64_bits": b"10000000000000005\r\nmem=1\r\n0\r\n\r\n",
    "size_of_64_bits": b"ffffffffffffffff\r\nmem=1\r\n0\r\n\r\n",
    "size_of_63_bits": b"7fffffffffffffff\r\nmem=1\r\n0\r\n\r\n",
    "size_ends_in_lf": b"5\nmem=1\r\n0\r\n\r\n",
    "size_ends_in_cr": b"5\rmem=1\r\n0\r\n\r\n",
    "no_crlf_after_data": b"5\r\nmem=10\r\n\r\n",
    "lf_after_data": b"5\r\nmem=1\n0\r\n\r\n",
    "data_longer_than_said": b"4\r\nmem=1\r\n0\r\n\r\n",
    "lf_after_last_chunk": b"5\r\nmem=1\r\n0\n\r\n",
    "lf_at_the_end": b"5\r\nmem=1\r\n0\r\n\n",
    "extension_with_lf": b"5;a\nb\r\nmem=1\r\n0\r\n\r\n",
    "extension_with_cr": b"5;a\rb\r\nmem=1\r\n0\r\n\r\n",
    "extension_with_nul": b"5;a\0b\r\nmem=1\r\n0\r\n\r\n",
    "trailer_without_colon": b"5\r\nmem=1\r\n0\r\nA\r\n\r\n",
    "trailer_with_space_before_colon": b"5\r\nmem=1\r\n0\r\nA : 1\r\n\r\n",
    "trailer_folded": b"5\r\nmem=1\r\n0\r\nA: 1\r\n 2\r\n\r\n",
    "trailer_ends_in_lf": b"5\r\nmem=1\r\n0\r\nA: 1\n\r\n",
    "trailer_with_nul": b"5\r\nmem=1\r\n0\r\nA: \0\r\n\r\n",
    "trailer_with_empty_name": b"5\r\nmem=1\r\n0\r\n: 1\r\n\r\n",
}


def chunked(shared, body):
    headers = {"Transfer-Encoding": "chunked", "Content-Type": FORM}
    return request("POST", shared.staff.target(f"/customer/update_information/{shared.customer.id}"), headers, body)


@pytest.mark.parametrize("body", CHUNKED.values(), ids=CHUNKED.keys())
def test_malformed_chunk_is_400_and_the_end(stack, shared, body):
    the_refusal(conversation(stack.base_url, chunked(shared, body) + LAST), 400)


@pytest.mark.parametrize("size", [1 << 12, 1 << 16, 1 << 20])
@pytest.mark.parametrize("place", ["extension", "trailer", "zeros"])
def test_chunks_that_carry_no_data_are_bounded(stack, shared, place, size):
    """Bytes that count towards no body count all the same: a few are taken, but no size has so many zeros."""
    filler = {
        "extension": b"5;" + b"a" * size + b"\r\nsex=1\r\n0\r\n\r\n",
        "trailer": b"5\r\nsex=1\r\n0\r\n" + b"A: 1\r\n" * (size // 6) + b"\r\n",
        "zeros": b"0" * size + b"5\r\nsex=1\r\n0\r\n\r\n",
    }[place]
    data = chunked(shared, filler) + LAST
    answers = all_answers(conversation(stack.base_url, data))
    taken = size == 1 << 12 and place != "zeros"
    assert [answer.status for answer in answers] == ([200, 404] if taken else [400]), answers


FINE = {
    "upper_case_size": b"B\r\nsex=1&mem=a\r\n0\r\n\r\n",
    "leading_zeros": b"000b\r\nsex=1&mem=a\r\n000\r\n\r\n",
    "extension": b"b;a=1;b=\"x;y\";c\r\nsex=1&mem=a\r\n0;d\r\n\r\n",
    "trailer": b"b\r\nsex=1&mem=a\r\n0\r\nA: 1\r\nB: 2\r\n\r\n",
    "trailer_like_a_length": b"b\r\nsex=1&mem=a\r\n0\r\nContent-Length: 5\r\n\r\n",
    "single_bytes": b"".join(b"1\r\n%c\r\n" % byte for byte in b"sex=1&mem=a") + b"0\r\n\r\n",
}


@pytest.mark.parametrize("body", FINE.values(), ids=FINE.keys())
@pytest.mark.parametrize("step", [None, 1, 2, 3])
def test_well_formed_chunks_are_read(stack, shared, body, step):
    data = chunked(shared, body) + LAST
    with RawConnection(stack.base_url, 5) as connection:
        for start in range(0, len(data), step or len(data)):
            connection.send(data[start : start + (step or len(data))])
        first, second = all_answers(connection.rest())
    first.done()
    assert second.status == 404
