# SPDX-License-Identifier: Apache-2.0
"""How WeChat and WeCom sign and encrypt callbacks, and how pages are signed for the JS-SDK."""

import base64
import binascii
import hashlib
import struct

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

BLOCK = 32  # what they pad to, though AES has blocks of 16


def signature(*parts):
    """SHA-1 of the sorted, joined parts, in lower-case hex."""
    return hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()


def key_of(aes_key):
    """The 32 bytes of an EncodingAESKey: its 43rd character may have spare bits set."""
    return binascii.a2b_base64(aes_key + "=")


def _cipher(key):
    return Cipher(algorithms.AES(key), modes.CBC(key[:16]))


def padding_of(size):
    """PKCS#7 to blocks of 32 bytes: 1 to 32 bytes that each say how many they are."""
    count = BLOCK - size % BLOCK
    return bytes([count]) * count


def envelope(random, document, receiver, length=None):
    """What is encrypted, before its padding. `length` is what it says of the document's, the truth if None."""
    return random + struct.pack(">I", len(document) if length is None else length & 0xFFFFFFFF) + document + receiver.encode()


def seal_raw(aes_key, plain):
    """Encrypts what is padded already."""
    encryptor = _cipher(key_of(aes_key)).encryptor()
    return base64.b64encode(encryptor.update(plain) + encryptor.finalize()).decode()


def seal(aes_key, random, document, receiver):
    plain = envelope(random, document, receiver)
    return seal_raw(aes_key, plain + padding_of(len(plain)))


def unseal(aes_key, text):
    """Document and receiver; ValueError says what is wrong."""
    decryptor = _cipher(key_of(aes_key)).decryptor()
    plain = decryptor.update(base64.b64decode(text, validate=True)) + decryptor.finalize()
    count = plain[-1]
    if not 1 <= count <= BLOCK or plain[-count:] != bytes([count]) * count:
        raise ValueError("padding")
    plain = plain[:-count]
    if len(plain) < 20:
        raise ValueError("too short")
    (length,) = struct.unpack(">I", plain[16:20])
    if length > len(plain) - 20:
        raise ValueError("length")
    return plain[20:20 + length], plain[20 + length:].decode()


def page_signature(ticket, nonce, timestamp, url):
    """What a page shows to the JS-SDK; `url` without its fragment."""
    return hashlib.sha1(f"jsapi_ticket={ticket}&noncestr={nonce}&timestamp={timestamp}&url={url}".encode()).hexdigest()
