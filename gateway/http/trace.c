/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/http/trace.h"

#include "base/entropy.h"
#include "base/hex.h"

/* 00-TRACE-PARENT-FLAGS */
enum { TRACE_AT = 3, PARENT_AT = 36, PARENT_SIZE = 16, FLAGS_AT = 53, FLAGS_SIZE = 2, HEADER_SIZE = 55 };

void trace_source_init(trace_source_t *self)
{
    entropy_fill(self->state, sizeof self->state); /* so that no two gateways make the same ids */
    self->state[0] |= 1;                           /* xoroshiro stays at zero for ever */
}

static uint64_t rotate(uint64_t value, unsigned bits)
{
    return (value << bits) | (value >> (64 - bits));
}

/* xoroshiro128+ */
static uint64_t next(trace_source_t *self)
{
    uint64_t a = self->state[0], b = self->state[1], sum = a + b;
    b ^= a;
    self->state[0] = rotate(a, 24) ^ b ^ (b << 16);
    self->state[1] = rotate(b, 37);
    return sum;
}

static void write_hex(char *out, uint64_t value)
{
    static const char digits[] = "0123456789abcdef";
    for (int i = 0; i < 16; i++)
        out[i] = digits[value >> (60 - 4 * i) & 15];
}

void trace_make(trace_source_t *self, trace_t trace)
{
    write_hex(trace, next(self));
    write_hex(trace + 16, next(self));
    trace[TRACE_SIZE] = '\0';
}

static bool is_id(const char *text, size_t size)
{
    return hex_is((text_t){text, size}) && strspn(text, "0") < size;
}

bool trace_read(text_t header, trace_t trace)
{
    const char *text = header.data;
    if (header.size != HEADER_SIZE || memcmp(text, "00-", TRACE_AT) != 0 || text[PARENT_AT - 1] != '-' ||
        text[FLAGS_AT - 1] != '-')
        return false;
    if (!is_id(text + TRACE_AT, TRACE_SIZE) || !is_id(text + PARENT_AT, PARENT_SIZE) ||
        !hex_is((text_t){text + FLAGS_AT, FLAGS_SIZE}))
        return false;
    memcpy(trace, text + TRACE_AT, TRACE_SIZE);
    trace[TRACE_SIZE] = '\0';
    return true;
}
