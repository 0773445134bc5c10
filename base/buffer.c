/* SPDX-License-Identifier: Apache-2.0 */
#include "base/buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static void *memory_checked(void *memory, size_t size)
{
    if (!memory && size > 0) {
        fprintf(stderr, "out of memory: %zu bytes\n", size);
        abort();
    }
    return memory;
}

void *memory_new(size_t size)
{
    return memory_checked(malloc(size), size);
}

void *memory_new_zeroed(size_t size)
{
    return memory_checked(calloc(1, size), size);
}

void *memory_resize(void *memory, size_t size)
{
    return memory_checked(realloc(memory, size), size);
}

char *memory_copy_text(text_t text)
{
    char *copy = memory_new(text.size + 1);
    if (text.size > 0)
        memcpy(copy, text.data, text.size);
    copy[text.size] = '\0';
    return copy;
}

char *buffer_reserve_slow(buffer_t *self, size_t more)
{
    if (more > SIZE_MAX / 2 - self->size)
        memory_checked(NULL, more); /* beyond any memory, and beyond what doubling can reach */
    size_t need = self->size + more;
    size_t capacity = self->capacity ? self->capacity : 256;
    while (capacity < need)
        capacity *= 2;
    self->data = memory_resize(self->data, capacity);
    self->capacity = capacity;
    return self->data + self->size;
}

/* Of a value below 10^19: behind it `least` would wrap. */
static size_t digit_count(uint64_t value)
{
    size_t count = 1;
    for (uint64_t least = 10; value >= least; least *= 10)
        count++;
    return count;
}

void buffer_append_int(buffer_t *self, int64_t value)
{
    if (value >= 0 && value < 10) { /* as most in answers are */
        buffer_append_char(self, (char)('0' + value));
        return;
    }
    uint64_t left = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    const size_t size = (size_t)(value < 0) + digit_count(left);
    char *start = buffer_reserve(self, size);
    char *at = start + size;
    do {
        *--at = (char)('0' + left % 10);
        left /= 10;
    } while (left > 0);
    if (value < 0)
        *start = '-';
    self->size += size;
}

void buffer_append_format(buffer_t *self, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    va_list again;
    va_copy(again, arguments);
    int size = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (size > 0) {
        vsnprintf(buffer_reserve(self, (size_t)size + 1), (size_t)size + 1, format, again);
        self->size += (size_t)size;
    }
    va_end(again);
}

void buffer_free(buffer_t *self)
{
    free(self->data);
    *self = (buffer_t){NULL, 0, 0};
}
