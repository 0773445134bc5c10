/* SPDX-License-Identifier: Apache-2.0 */
#include "proto/wire.h"

#include <msgpack/pack.h>

enum { DEPTH_MAX = 8 };

static int write_bytes(void *out, const char *bytes, size_t size)
{
    buffer_append(out, bytes, size);
    return 0;
}

static msgpack_packer packer_of(buffer_t *out)
{
    return (msgpack_packer){.data = out, .callback = write_bytes};
}

void wire_write_array(buffer_t *out, size_t count)
{
    msgpack_packer packer = packer_of(out);
    msgpack_pack_array(&packer, count);
}

void wire_write_map(buffer_t *out, size_t count)
{
    msgpack_packer packer = packer_of(out);
    msgpack_pack_map(&packer, count);
}

void wire_write_int(buffer_t *out, int64_t value)
{
    msgpack_packer packer = packer_of(out);
    msgpack_pack_int64(&packer, value);
}

void wire_write_uint(buffer_t *out, uint64_t value)
{
    msgpack_packer packer = packer_of(out);
    msgpack_pack_uint64(&packer, value);
}

void wire_write_text(buffer_t *out, text_t text)
{
    msgpack_packer packer = packer_of(out);
    msgpack_pack_str(&packer, text.size);
    buffer_append_text(out, text);
}

void wire_write_bin(buffer_t *out, text_t bytes)
{
    msgpack_packer packer = packer_of(out);
    msgpack_pack_bin(&packer, bytes.size);
    buffer_append_text(out, bytes);
}

wire_reader_t wire_reader(text_t bytes)
{
    const uint8_t *at = (const uint8_t *)bytes.data;
    return (wire_reader_t){at, bytes.size ? at + bytes.size : at, false};
}

static uint64_t fail(wire_reader_t *self)
{
    self->failed = true;
    self->at = self->end;
    return 0;
}

/* A big-endian number of `size` bytes. */
static uint64_t read_number(wire_reader_t *self, size_t size)
{
    if ((size_t)(self->end - self->at) < size)
        return fail(self);
    uint64_t value = 0;
    for (size_t i = 0; i < size; i++)
        value = value << 8 | *self->at++;
    return value;
}

/* Each element needs a byte at least, so a count beyond the bytes left is a lie. */
static size_t checked_count(wire_reader_t *self, uint64_t count, size_t bytes_each)
{
    return count * bytes_each > (uint64_t)(self->end - self->at) ? (size_t)fail(self) : (size_t)count;
}

size_t wire_read_array(wire_reader_t *self)
{
    uint8_t type = (uint8_t)read_number(self, 1);
    if ((type & 0xf0) == 0x90)
        return checked_count(self, type & 0x0f, 1);
    if (type == 0xdc || type == 0xdd)
        return checked_count(self, read_number(self, type == 0xdc ? 2 : 4), 1);
    return (size_t)fail(self);
}

size_t wire_read_map(wire_reader_t *self)
{
    uint8_t type = (uint8_t)read_number(self, 1);
    if ((type & 0xf0) == 0x80)
        return checked_count(self, type & 0x0f, 2);
    if (type == 0xde || type == 0xdf)
        return checked_count(self, read_number(self, type == 0xde ? 2 : 4), 2);
    return (size_t)fail(self);
}

int64_t wire_read_int(wire_reader_t *self)
{
    uint8_t type = (uint8_t)read_number(self, 1);
    if (self->failed)
        return 0;
    if (type < 0x80 || type >= 0xe0)
        return (int8_t)type;
    switch (type) {
    case 0xcc:
    case 0xcd:
    case 0xce:
    case 0xcf: {
        uint64_t value = read_number(self, (size_t)1 << (type - 0xcc));
        return value > (uint64_t)INT64_MAX ? (int64_t)fail(self) : (int64_t)value;
    }
    case 0xd0:
        return (int8_t)read_number(self, 1);
    case 0xd1:
        return (int16_t)read_number(self, 2);
    case 0xd2:
        return (int32_t)read_number(self, 4);
    case 0xd3:
        return (int64_t)read_number(self, 8);
    default:
        return (int64_t)fail(self);
    }
}

uint64_t wire_read_uint(wire_reader_t *self)
{
    uint8_t type = (uint8_t)read_number(self, 1);
    if (self->failed)
        return 0;
    if (type < 0x80)
        return type;
    if (type >= 0xcc && type <= 0xcf)
        return read_number(self, (size_t)1 << (type - 0xcc));
    return fail(self);
}

/* The size in bytes that a str or bin header declares; not its bytes. */
static size_t read_text_size(wire_reader_t *self, uint8_t type)
{
    if ((type & 0xe0) == 0xa0)
        return type & 0x1f;
    if (type >= 0xc4 && type <= 0xc6)
        return (size_t)read_number(self, (size_t)1 << (type - 0xc4));
    if (type >= 0xd9 && type <= 0xdb)
        return (size_t)read_number(self, (size_t)1 << (type - 0xd9));
    return (size_t)fail(self);
}

text_t wire_read_text(wire_reader_t *self)
{
    size_t size = read_text_size(self, (uint8_t)read_number(self, 1));
    if (self->failed || (size_t)(self->end - self->at) < size) {
        fail(self);
        return TEXT_NONE;
    }
    text_t text = {(const char *)self->at, size};
    self->at += size;
    return text;
}

static void skip_bytes(wire_reader_t *self, uint64_t size)
{
    if ((uint64_t)(self->end - self->at) < size)
        fail(self);
    else
        self->at += size;
}

/* Skips one value that is no container; returns the number of values inside it when it is one. */
static size_t skip_shallow(wire_reader_t *self)
{
    if (self->at == self->end)
        return (size_t)fail(self);
    uint8_t type = *self->at;
    if ((type & 0xf0) == 0x90 || type == 0xdc || type == 0xdd)
        return wire_read_array(self);
    if ((type & 0xf0) == 0x80 || type == 0xde || type == 0xdf)
        return 2 * wire_read_map(self);
    if ((type & 0xe0) == 0xa0 || (type >= 0xc4 && type <= 0xc6) || (type >= 0xd9 && type <= 0xdb)) {
        wire_read_text(self);
        return 0;
    }
    static const uint8_t fixed[0x20] = {/* 0xc0 … */ [0x02] = 0,
                                        [0x0a] = 4,
                                        [0x0b] = 8,
                                        [0x0c] = 1,
                                        [0x0d] = 2,
                                        [0x0e] = 4,
                                        [0x0f] = 8,
                                        [0x10] = 1,
                                        [0x11] = 2,
                                        [0x12] = 4,
                                        [0x13] = 8};
    self->at++;
    if (type < 0xc0 || type >= 0xe0)
        return 0;
    if (type == 0xc1 || (type >= 0xc7 && type <= 0xc9) || (type >= 0xd4 && type <= 0xd8))
        return (size_t)fail(self); /* extension types: we have none */
    skip_bytes(self, fixed[type - 0xc0]);
    return 0;
}

void wire_skip(wire_reader_t *self)
{
    uint64_t left[DEPTH_MAX];
    size_t depth = 0;
    for (;;) {
        size_t inside = skip_shallow(self);
        if (self->failed)
            return;
        if (inside > 0) {
            if (depth == DEPTH_MAX) {
                fail(self);
                return;
            }
            left[depth++] = inside;
            continue;
        }
        while (depth > 0 && --left[depth - 1] == 0)
            depth--;
        if (depth == 0)
            return;
    }
}

bool wire_is_done(const wire_reader_t *self)
{
    return !self->failed && self->at == self->end;
}
