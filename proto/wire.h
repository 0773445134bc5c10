/* SPDX-License-Identifier: Apache-2.0 */
/*
 * msgpack, read and written in place. The reader never allocates and never trusts a declared count: it only
 * walks the bytes that are there (msgpack-c's unpacker reserves 2 GB for a hostile 5-byte header, accepts
 * duplicate keys and trailing bytes). Once a read fails the reader stays failed.
 */
#ifndef LEIDA_PROTO_WIRE_H
#define LEIDA_PROTO_WIRE_H

#include "base/buffer.h"

/* The header of an array: `count` values must follow. */
void wire_write_array(buffer_t *out, size_t count);
/* The header of a map: `count` pairs of a key and a value must follow. */
void wire_write_map(buffer_t *out, size_t count);
/* Each number in the shortest form that msgpack has for it. */
void wire_write_int(buffer_t *out, int64_t value);
/* As wire_write_int, for numbers that int64_t does not hold (call ids). */
void wire_write_uint(buffer_t *out, uint64_t value);
/* A str; nobody checks that it is UTF-8. */
void wire_write_text(buffer_t *out, text_t text);
/* A bin: any bytes. */
void wire_write_bin(buffer_t *out, text_t bytes);

typedef struct {
    const uint8_t *at, *end;
    bool failed;
} wire_reader_t;

/* A reader at the first of the bytes, which it borrows. */
wire_reader_t wire_reader(text_t bytes);
/* The number of elements (members); 0 and failed when it is not an array (a map). */
size_t wire_read_array(wire_reader_t *self);
/* The number of pairs, as wire_read_array. */
size_t wire_read_map(wire_reader_t *self);
/* An integer; 0 and failed when it is none, or does not fit the type. */
int64_t wire_read_int(wire_reader_t *self);
/* As wire_read_int, of 0 to UINT64_MAX. */
uint64_t wire_read_uint(wire_reader_t *self);
/* A str or a bin, as a slice of the input. */
text_t wire_read_text(wire_reader_t *self);
/* Skips one value of any type, nested at most 8 deep. */
void wire_skip(wire_reader_t *self);
/* Whether everything so far was well-formed and nothing is left. */
bool wire_is_done(const wire_reader_t *self);

#endif
