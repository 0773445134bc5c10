/* SPDX-License-Identifier: Apache-2.0 */
/* `leidactl check`: goes through the keys. */
#include "tools/leidactl/check/check.h"

#include <stdio.h>
#include <stdlib.h>

#include "tools/leidactl/common/fail.h"
#include "tools/leidactl/common/say.h"
#include "tools/leidactl/common/subcommands.h"
#include "tools/leidactl/common/walk.h"

enum { KEYS_AT_ONCE = 500 };

void check_tell(check_t *self, text_t key, text_t what, bool mendable)
{
    const char *fate = !mendable ? "cannot be repaired" : self->repair ? "repaired" : "can be repaired";
    self->findings++;
    self->repaired += mendable && self->repair;
    say(stdout, "%.*s: %.*s: %s", TEXT_ARG(key), TEXT_ARG(what), fate);
}

redis_reply_t *check_receive(check_t *self, const subject_t *subject, reply_kind_t kind)
{
    redis_reply_t *reply = store_receive_sound(self->store, kind);
    if (!reply)
        check_tell(self, subject->key, TEXT_LITERAL("it, or a key beside it, holds the wrong kind of value"),
                   false);
    return reply;
}

void check_add(check_t *self, subject_t subject)
{
    subjects_t *next = &self->next;
    if (next->count == next->capacity) {
        next->capacity = next->capacity ? 2 * next->capacity : KEYS_AT_ONCE;
        next->items = memory_resize(next->items, next->capacity * sizeof *next->items);
    }
    next->items[next->count++] = subject;
}

static void send_subject(check_t *self, const subject_t *subject)
{
    if (subject->look == LOOK_MEND)
        subject->family->mend(self, subject);
    else
        subject->family->send(self, subject);
}

static void tell_wrong(check_t *self, const subject_t *subject, bool mendable)
{
    buffer_t what = {0};
    buffer_append_text(&what, text_of(subject->family->wrong));
    if (subject->named.size > 0)
        buffer_append_format(&what, " %.*s", TEXT_ARG(subject->named));
    check_tell(self, subject->key, buffer_text(&what), mendable);
    buffer_free(&what);
}

/* Takes the reply of what should mend it. */
static bool take_mended(check_t *self)
{
    redis_reply_t *reply = store_receive_sound(self->store, REPLY_ANY);
    const bool mended = reply && !(reply->type == REDIS_REPLY_INTEGER && reply->integer < 0);
    redis_reply_free(reply);
    return mended;
}

static void take_subject(check_t *self, const subject_t *subject)
{
    subject_t again = *subject;
    if (subject->look == LOOK_MEND) {
        tell_wrong(self, subject, take_mended(self));
    } else if (subject->family->take(self, subject)) {
        return;
    } else if (subject->look == LOOK_FIRST || (subject->family->mend && self->repair)) {
        again.look++;
        check_add(self, again);
    } else {
        tell_wrong(self, subject, subject->family->mend != NULL);
    }
}

void check_look(check_t *self)
{
    while (self->next.count > 0) {
        subjects_t subjects = self->next;
        self->next = self->subjects;
        self->next.count = 0;
        self->subjects = subjects;
        for (size_t i = 0; i < subjects.count; i++)
            send_subject(self, &subjects.items[i]);
        for (size_t i = 0; i < subjects.count; i++)
            take_subject(self, &subjects.items[i]);
    }
    arena_clear(&self->arena);
}

static bool take_number(text_t *key, int64_t *number)
{
    size_t size = 0;
    while (size < key->size && key->data[size] >= '0' && key->data[size] <= '9')
        size++;
    bool good = text_to_plain_int((text_t){key->data, size}, number);
    *key = (text_t){key->data + size, key->size - size};
    return good;
}

/* What a letter of a form stands for; NULL: itself. */
static int64_t *id_at(subject_t *subject, char letter)
{
    return letter == '@'   ? &subject->world
           : letter == '#' ? &subject->id
           : letter == '&' ? &subject->customer
                           : NULL;
}

/* Whether the key has the form; puts the ids in it into the subject. */
static bool has_form(text_t key, const char *form, subject_t *subject)
{
    for (; *form && *form != '*'; form++) {
        int64_t *id = id_at(subject, *form);
        if (id) {
            if (!take_number(&key, id))
                return false;
        } else if (key.size == 0 || *key.data != *form) {
            return false;
        } else {
            key = (text_t){key.data + 1, key.size - 1};
        }
    }
    return *form == '*' || key.size == 0;
}

/* The family among these that a key is of, with its ids in the subject; NULL: none. */
static const family_t *family_of(const family_t *families, text_t key, subject_t *subject)
{
    while (families->form && !has_form(key, families->form, subject))
        families++;
    return families->form ? families : NULL;
}

/* False when it is of none of these families. */
static bool add_key(check_t *self, text_t key, const family_t *const *families)
{
    subject_t subject = {.key = arena_copy(&self->arena, key)};
    while (*families && !subject.family)
        subject.family = family_of(*families++, key, &subject);
    if (!subject.family || !subject.family->send)
        return subject.family != NULL;
    if (subject.family->start)
        subject.from = subject.family->start(self, &subject);
    check_add(self, subject);
    return true;
}

typedef struct {
    check_t *check;
    const family_t *const *families;
    size_t keys; /* that are of them */
} scan_t;

static void look_at_keys(void *context, const text_t *keys, size_t count)
{
    scan_t *self = context;
    for (size_t i = 0; i < count; i++)
        self->keys += add_key(self->check, keys[i], self->families);
    check_look(self->check);
}

size_t check_scan(check_t *self, const char *prefix, const family_t *const *families)
{
    scan_t scan = {.check = self, .families = families};
    walk_keys(self->store, prefix, KEYS_AT_ONCE, look_at_keys, &scan);
    return scan.keys;
}

static void look_at_all(check_t *self)
{
    static const family_t *const families[] = {check_world_families,
                                               check_profile_families,
                                               check_tag_families,
                                               check_tagged_families,
                                               check_catalogue_families,
                                               check_identity_families,
                                               NULL};
    self->keys = check_scan(self, "", families);
    check_settle(self);
}

int subcommand_check(const settings_t *settings, char **words)
{
    check_t self = {0};
    if (words[0] && strcmp(words[0], "--repair") == 0) {
        self.repair = true;
        words++;
    }
    if (words[0])
        fail_usage("check: [--repair]");
    self.store = subcommand_store(settings);
    self.logs = spill_new();
    self.tags = spill_new();
    look_at_all(&self);
    printf("%zu keys checked, %zu findings, %zu of them repaired\n", self.keys, self.findings, self.repaired);
    if (fflush(stdout) != 0)
        fail("writing: standard output does not take it");
    store_destroy(&self.store);
    spill_destroy(&self.logs);
    spill_destroy(&self.tags);
    arena_free(&self.arena);
    free(self.subjects.items);
    free(self.next.items);
    return self.findings == self.repaired ? EXIT_SUCCESS : EXIT_FAILURE;
}
