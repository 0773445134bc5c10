/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A growing byte buffer, and the one place where running out of memory ends the process (restart loses
 * nothing: what was answered is in Redis).
 */
#ifndef LEIDA_BASE_BUFFER_H
#define LEIDA_BASE_BUFFER_H

#include "base/text.h"

typedef struct {
    char *data;
    size_t size;     /* bytes in use */
    size_t capacity; /* bytes allocated */
} buffer_t;

/* malloc, calloc and realloc that never return NULL: they log to stderr and abort instead. Free with free().
 */
void *memory_new(size_t size);
/* As memory_new, every byte 0. */
void *memory_new_zeroed(size_t size);
/* As realloc: the old pointer is no longer valid. NULL is resized like memory_new. */
void *memory_resize(void *memory, size_t size);
/* A NUL-terminated copy of the slice; free with free(). */
char *memory_copy_text(text_t text);

/* Makes room for at least `more` further bytes and returns where they begin; size is unchanged. */
char *buffer_reserve_slow(buffer_t *self, size_t more);
/* The same, inline where the room is there already. Write, then add to `size`. */
static inline char *buffer_reserve(buffer_t *self, size_t more)
{
    return self->capacity - self->size >= more ? self->data + self->size : buffer_reserve_slow(self, more);
}

/* Appends a copy of `size` bytes, which must not be the buffer's own. */
static inline void buffer_append(buffer_t *self, const void *bytes, size_t size)
{
    if (size > 0) {
        memcpy(buffer_reserve(self, size), bytes, size);
        self->size += size;
    }
}

/* Appends a copy of the slice, which must not be the buffer's own. */
static inline void buffer_append_text(buffer_t *self, text_t text)
{
    buffer_append(self, text.data, text.size);
}

/* Appends one byte. */
static inline void buffer_append_char(buffer_t *self, char c)
{
    *buffer_reserve(self, 1) = c;
    self->size++;
}

#define buffer_append_literal(self, literal) buffer_append((self), (literal), sizeof(literal) - 1)

/* Appends decimal digits. */
void buffer_append_int(buffer_t *self, int64_t value);

/* Appends as printf does. For cold paths. */
void buffer_append_format(buffer_t *self, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* What it holds, as a slice that lasts until the next change. */
static inline text_t buffer_text(const buffer_t *self)
{
    return (text_t){self->data, self->size};
}

/* Empties it, keeping the memory. */
static inline void buffer_clear(buffer_t *self)
{
    self->size = 0;
}

/* Frees the memory; the buffer is then empty and usable. A zeroed buffer_t is an empty buffer. */
void buffer_free(buffer_t *self);

#endif
