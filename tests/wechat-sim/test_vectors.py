# SPDX-License-Identifier: Apache-2.0
"""The simulator signs and seals as WeChat does: by the vectors that Leida's own tests have too."""

import json
import pathlib

import pytest
from wechat_sim import crypto
from wechat_sim.world import DEFAULT

VECTORS = json.loads((pathlib.Path(__file__).resolve().parents[1] / "unit" / "wechat_vectors.json").read_text(encoding="utf-8"))
ACCOUNT, CORP = DEFAULT["accounts"][0], DEFAULT["corps"][0]
RANDOM = VECTORS["message"]["random"].encode()
BY_CIPHER = ("wrong_receiver", "receiver_longer", "length_beyond", "length_negative", "padding_zero", "padding_33", "padding_uneven",
             "not_a_multiple_of_16", "shorter_than_20")


def test_the_default_account_is_that_of_the_vectors():
    assert (ACCOUNT["token"], ACCOUNT["appid"]) == (VECTORS["url_verify"]["token"], VECTORS["message"]["appid"])
    assert (ACCOUNT["aes_key"], CORP["corpid"]) == (VECTORS["message"]["encoding_aes_key"], VECTORS["wecom_url_verify"]["corpid"])


def test_url_verification_is_signed():
    vector = VECTORS["url_verify"]
    assert crypto.signature(vector["token"], vector["timestamp"], vector["nonce"]) == vector["signature"]


@pytest.mark.parametrize("name", ["message", "subscribe_scene", "scan", "unsubscribe"])
def test_messages_are_sealed_and_signed(name):
    vector = VECTORS[name]
    sealed = crypto.seal(ACCOUNT["aes_key"], RANDOM, vector["plain"].encode(), ACCOUNT["appid"])
    assert sealed == vector["encrypt"]
    assert crypto.signature(ACCOUNT["token"], vector["timestamp"], vector["nonce"], sealed) == vector["msg_signature"]
    assert crypto.unseal(ACCOUNT["aes_key"], sealed) == (vector["plain"].encode(), ACCOUNT["appid"])


def test_echo_of_wecom_is_sealed_and_signed():
    vector = VECTORS["wecom_url_verify"]
    sealed = crypto.seal(CORP["aes_key"], RANDOM, vector["plain"].encode(), CORP["corpid"])
    assert sealed == vector["echostr"]
    assert crypto.signature(CORP["token"], vector["timestamp"], vector["nonce"], sealed) == vector["msg_signature"]


def test_pages_are_signed():
    words = dict(part.split("=", 1) for part in VECTORS["jssdk"]["string"].split("&", 3))
    signed = crypto.page_signature(words["jsapi_ticket"], words["noncestr"], words["timestamp"], words["url"])
    assert signed == VECTORS["jssdk"]["signature"]


@pytest.mark.parametrize("name", BY_CIPHER)
def test_what_is_sealed_wrongly_is_told_from_what_is_not(name):
    try:
        _, receiver = crypto.unseal(ACCOUNT["aes_key"], VECTORS["refused"][name]["encrypt"])
    except ValueError:
        return
    assert receiver != ACCOUNT["appid"]
