# SPDX-License-Identifier: Apache-2.0
"""The test vectors of docs/api.md are what a client in another language makes of its text."""

import hashlib
import re

import pytest
from harness import signing
from harness.client import read_json
from harness.stack import ROOT

VECTORS = read_json(re.search(r"^```vectors\n(.*?)^```$", (ROOT / "docs/api.md").read_text(), re.M | re.S).group(1))


@pytest.mark.parametrize("vector", VECTORS, ids=[vector["name"] for vector in VECTORS])
def test_vectors_of_the_document(vector):
    assert hashlib.sha256(vector["body"].encode()).hexdigest() == vector["body_sha256"]
    canonical = signing.canonical(vector["method"], vector["target"], vector)
    assert canonical == vector["canonical"]
    assert signing.signature(vector["token"], canonical) == vector["signature"]
