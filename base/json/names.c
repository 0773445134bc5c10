/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json/names.h"

#include "base/buffer.h"
#include "base/json/walk.h"

#include <stdlib.h>

enum { PAIRWISE_MAX = 16 }; /* up to here comparing all pairs is cheaper than sorting */

void json_names_grow(json_names_t *self)
{
    size_t size = self->capacity * sizeof *self->names;
    json_name_t *names = memory_resize(self->names == self->few ? NULL : self->names, 2 * size);
    if (self->names == self->few)
        memcpy(names, self->few, size);
    self->names = names;
    self->capacity *= 2;
}

/* Resolves the escaped names into `plain`, so that from here on equal names have equal bytes. */
static void names_unescape(json_name_t *names, size_t count, buffer_t *plain)
{
    size_t size = 0;
    for (size_t i = 0; i < count; i++)
        size += names[i].escaped ? names[i].text.size : 0;
    if (size == 0)
        return;
    /* A name never gets longer by this, so the buffer does not move under the slices. */
    buffer_reserve(plain, size);
    for (size_t i = 0; i < count; i++) {
        if (!names[i].escaped)
            continue;
        size_t start = plain->size;
        json_unescape(plain, (text_t){names[i].text.data - 1, names[i].text.size + 2});
        names[i].text = (text_t){plain->data + start, plain->size - start};
    }
}

/* Any total order will do: the length first is the cheapest. */
static int name_compare(const void *a, const void *b)
{
    text_t left = ((const json_name_t *)a)->text;
    text_t right = ((const json_name_t *)b)->text;
    if (left.size != right.size)
        return left.size < right.size ? -1 : 1;
    return memcmp(left.data, right.data, left.size);
}

static const char *find_pairwise(const json_name_t *names, size_t count)
{
    for (size_t i = 1; i < count; i++)
        for (size_t j = 0; j < i; j++)
            if (text_equal(names[i].text, names[j].text))
                return names[i].place;
    return NULL;
}

static const char *find_sorted(json_name_t *names, size_t count)
{
    qsort(names, count, sizeof *names, name_compare);
    for (size_t i = 1; i < count; i++)
        if (text_equal(names[i].text, names[i - 1].text))
            return names[i].place > names[i - 1].place ? names[i].place : names[i - 1].place;
    return NULL;
}

const char *json_names_close(json_names_t *self, size_t from)
{
    json_name_t *names = self->names + from;
    size_t count = self->count - from;
    buffer_t plain = {0};
    names_unescape(names, count, &plain);
    const char *again = count <= PAIRWISE_MAX ? find_pairwise(names, count) : find_sorted(names, count);
    buffer_free(&plain);
    self->count = from;
    return again;
}

void json_names_end(json_names_t *self)
{
    if (self->names != self->few)
        free(self->names);
}
