/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/leidactl/common/spill.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/hash.h"
#include "tools/leidactl/common/fail.h"

/* RECENT: a power of two, like the slots. */
enum { FIRST_SLOTS = 4096, ID_BYTES = 7, RECENT = 1024 };

typedef struct {
    spill_key_t key; /* kind 0: free */
    int64_t value;
} slot_t;

/* Open addressing: a key stands at its home or behind it, before the first free slot. */
struct spill {
    FILE *file; /* sparse: what was never written reads as free slots */
    uint64_t slots, used;
    slot_t recent[RECENT]; /* what was last asked for or set; lines that belong together follow each other */
};

static FILE *spill_file(uint64_t slots)
{
    const char *folder = getenv("TMPDIR");
    char path[4096];
    snprintf(path, sizeof path, "%s/leidactl-XXXXXX", folder && folder[0] ? folder : "/tmp");
    int fd = mkstemp(path);
    if (fd < 0)
        fail("temporary file %s: %s", path, strerror(errno));
    unlink(path);
    FILE *file = fdopen(fd, "r+");
    if (!file || ftruncate(fd, (off_t)(slots * sizeof(slot_t))) != 0)
        fail("temporary file: %s", strerror(errno));
    return file;
}

spill_t *spill_new(void)
{
    spill_t *self = memory_new_zeroed(sizeof *self);
    self->slots = FIRST_SLOTS;
    self->file = spill_file(self->slots);
    return self;
}

void spill_destroy(spill_t **self_p)
{
    if (*self_p)
        fclose((*self_p)->file);
    free(*self_p);
    *self_p = NULL;
}

static slot_t slot_read(const spill_t *self, uint64_t index)
{
    slot_t slot;
    ssize_t size = pread(fileno(self->file), &slot, sizeof slot, (off_t)(index * sizeof slot));
    if (size != (ssize_t)sizeof slot)
        fail("temporary file: %s", size < 0 ? strerror(errno) : "cut short");
    return slot;
}

static void slot_write(const spill_t *self, uint64_t index, const slot_t *slot)
{
    ssize_t size = pwrite(fileno(self->file), slot, sizeof *slot, (off_t)(index * sizeof *slot));
    if (size != (ssize_t)sizeof *slot)
        fail("temporary file: %s", size < 0 ? strerror(errno) : "no space");
}

/* The finalizer of MurmurHash3 over both halves. */
uint64_t spill_key_hash(spill_key_t key)
{
    uint64_t halves[2];
    memcpy(halves, key.bytes, sizeof halves);
    uint64_t hash = halves[0] * UINT64_C(0x9e3779b97f4a7c15) ^ halves[1];
    hash = (hash ^ hash >> 33) * UINT64_C(0xff51afd7ed558ccd);
    hash = (hash ^ hash >> 33) * UINT64_C(0xc4ceb9fe1a85ec53);
    return hash ^ hash >> 33;
}

/* The slot of the key, or the free one where it would go. */
static uint64_t spill_find(const spill_t *self, spill_key_t key, slot_t *slot)
{
    uint64_t index = spill_key_hash(key) & (self->slots - 1);
    for (;; index = (index + 1) & (self->slots - 1)) {
        *slot = slot_read(self, index);
        if (slot->key.bytes[0] == 0 || memcmp(&slot->key, &key, sizeof key) == 0)
            return index;
    }
}

static void spill_grow(spill_t *self)
{
    spill_t larger = {.slots = 4 * self->slots, .used = self->used};
    larger.file = spill_file(larger.slots);
    for (uint64_t i = 0; i < self->slots; i++) {
        slot_t slot = slot_read(self, i);
        slot_t free_slot;
        if (slot.key.bytes[0] != 0)
            slot_write(&larger, spill_find(&larger, slot.key, &free_slot), &slot);
    }
    fclose(self->file);
    self->file = larger.file;
    self->slots = larger.slots;
}

static slot_t *spill_recent(spill_t *self, spill_key_t key)
{
    return &self->recent[spill_key_hash(key) >> 32 & (RECENT - 1)];
}

int64_t spill_get(spill_t *self, spill_key_t key)
{
    slot_t *recent = spill_recent(self, key);
    if (memcmp(&recent->key, &key, sizeof key) == 0)
        return recent->value;
    slot_t slot;
    spill_find(self, key, &slot);
    *recent = (slot_t){key, slot.value};
    return slot.value;
}

void spill_set(spill_t *self, spill_key_t key, int64_t value)
{
    assert(key.bytes[0] != 0);
    slot_t slot;
    uint64_t index = spill_find(self, key, &slot);
    bool added = slot.key.bytes[0] == 0;
    slot = (slot_t){key, value};
    slot_write(self, index, &slot);
    *spill_recent(self, key) = slot;
    self->used += added;
    if (2 * self->used > self->slots)
        spill_grow(self);
}

spill_key_t spill_key_ids(uint8_t kind, int64_t a, int64_t b)
{
    spill_key_t key = {{kind}};
    memcpy(key.bytes + 1, &a, ID_BYTES); /* little-endian: the low bytes */
    memcpy(key.bytes + 1 + ID_BYTES, &b, ID_BYTES);
    return key;
}

spill_key_t spill_key_digest(uint8_t kind, const void *bytes, size_t size)
{
    unsigned char digest[HASH_SHA256_BYTES];
    hash_sha256_bytes(digest, (text_t){bytes, size});
    spill_key_t key = {{kind}};
    memcpy(key.bytes + 1, digest, sizeof key.bytes - 1);
    return key;
}
