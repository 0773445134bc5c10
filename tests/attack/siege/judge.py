# SPDX-License-Identifier: Apache-2.0
"""What every answer must be, whatever was asked."""

from harness.strict import assert_ours

from .people import MARK

BY_DESIGN = (501, 503, 504, 505)  # codings and versions that do not exist here; no instance; too late
TAKEN = (200, 301, 302, 409)  # codes of a request that the contract allows: ids may be unknown, a key used before


class Fault(Exception):
    """An answer that must not be."""


def judge_privacy(body, foreign):
    seen = foreign.intersection(MARK.findall(body))
    if seen:
        raise Fault(f"foreign data {sorted(seen)} in {body[:2000]!r}")


def judge(answer, foreign):
    """Any answer: no fault of the server's, in our envelope (or bodiless by its kind), no foreign mark in it."""
    if answer.status in (100, 204):
        return
    if answer.status >= 500 and answer.status not in BY_DESIGN:
        raise Fault(f"{answer!r}")
    judge_privacy(answer.body, foreign)
    if answer.body:
        try:
            assert_ours(answer)
        except (AssertionError, ValueError) as error:
            raise Fault(f"not our envelope ({error}): {answer!r} {answer.headers}") from error


def judge_taken(answer):
    """The answer to a request that the contract promises to take."""
    if answer.status in (503, 504):
        return
    if answer.status != 200 or answer.code not in TAKEN:
        raise Fault(f"a valid request was refused: {answer!r}")
