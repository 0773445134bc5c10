# SPDX-License-Identifier: Apache-2.0
"""The judge of the siege finds what it looks for: else the siege would prove nothing."""

import pytest
from harness.client import Answer
from siege.judge import Fault, judge, judge_taken

HEADERS = {"content-type": "application/json; charset=utf-8", "x-request-id": "0" * 32}
DONE = b'{"code":200,"msg":"x","data":{"name":"MK0123456789KM"}}'
OTHERS = frozenset({b"MK9876543210KM"})


def answer(status=200, body=DONE, **headers):
    return Answer(status, {**HEADERS, **headers}, body)


def test_proper_answer_passes():
    judge(answer(), OTHERS)
    judge_taken(answer())


BAD = {
    "500": answer(500),
    "502": answer(502),
    "foreign_mark": answer(body=DONE.replace(b"0123456789", b"9876543210")),
    "html": answer(400, b"<html></html>", **{"content-type": "text/html"}),
    "not_json": answer(200, b'{"code":200,"msg":"x","data":{}'),
    "no_envelope": answer(200, b'{"code":200}'),
    "field_twice": answer(200, b'{"code":200,"code":200,"msg":"x","data":{}}'),
    "no_id": answer(**{"x-request-id": ""}),
    "other_type": answer(**{"content-type": "text/plain"}),
}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD.keys())
def test_bad_answer_is_a_fault(bad):
    with pytest.raises(Fault):
        judge(bad, OTHERS)


@pytest.mark.parametrize("code", [400, 402, 303, 307, 404])
def test_refusal_of_a_valid_request_is_a_fault(code):
    with pytest.raises(Fault):
        judge_taken(answer(200, b'{"code":%d,"msg":"x","data":{}}' % code))
