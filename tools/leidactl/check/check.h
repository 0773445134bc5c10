/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `leidactl check`: looks at every key of the store. Keys are looked at many at a time: each is a subject,
 * whose family says what is asked about it and what the answers should be. What is large is looked at in
 * slices. Each script sees and mends its slice whole, so the services may run meanwhile.
 */
#ifndef LEIDA_TOOLS_LEIDACTL_CHECK_CHECK_H
#define LEIDA_TOOLS_LEIDACTL_CHECK_CHECK_H

#include "base/arena.h"
#include "tools/leidactl/common/line.h"
#include "tools/leidactl/common/spill.h"
#include "tools/leidactl/common/store.h"

typedef struct family family_t;

/* What plain commands ask is asked twice before it is called wrong: the first look may have been between two
 * commands of an import. */
typedef enum { LOOK_FIRST, LOOK_SECOND, LOOK_MEND } look_t;

typedef struct {
    const family_t *family;
    text_t key;
    text_t named;      /* the key that this one names, if that is what is looked at */
    int64_t world, id; /* of {u:ID}, and of what stands behind it; 0: none */
    int64_t customer;  /* the id before that, of an index by a customer and an action */
    int64_t from;      /* where the slice begins, or the cursor of a scan */
    look_t look;
} subject_t;

typedef struct {
    subject_t *items;
    size_t count, capacity;
} subjects_t;

typedef struct {
    store_t *store;
    bool repair;
    arena_t arena;                   /* the texts of the subjects */
    spill_t *logs;                   /* how much of action logs and their lists agrees */
    subjects_t subjects, next;       /* under way; to be looked at after them */
    size_t keys, findings, repaired; /* so far */
} check_t;

struct family {
    const char *form; /* of the key: @, & (the customer) and # stand for the ids, * for any rest; NULL: not
                         found by its key */
    void (*send)(check_t *self, const subject_t *subject); /* NULL: nothing is asked */
    /* Takes the replies of what was sent. False: it is wrong, as `wrong` says. */
    bool (*take)(check_t *self, const subject_t *subject);
    void (*mend)(check_t *self, const subject_t *subject); /* sends one command; NULL: cannot be repaired */
    const char *wrong;
    /* Where the first slice begins, asked between two passes; NULL: at 0. */
    int64_t (*start)(check_t *self, const subject_t *subject);
};

/* Those that are found by their keys: of profiles, and of the worlds of staff users. Each ends with one
 * without a form. */
extern const family_t check_profile_families[], check_world_families[], check_tag_families[];

/* Loads the scripts. To be called once, before anything is sent. */
void check_load(store_t *store);
/* Adds a subject for the next pass. Its texts must live in the arena. */
void check_add(check_t *self, subject_t subject);
/* Adds the question whether the profile exists that the subject names. */
void check_add_reference(check_t *self, const subject_t *subject, record_kind_t kind, int64_t id);
/* The next reply of what was sent about the subject, which the caller frees; NULL, and told, where a key
 * holds the wrong kind of value. */
redis_reply_t *check_receive(check_t *self, const subject_t *subject, reply_kind_t kind);
/* tools/leidactl/check/tags.c: adds the questions whether the catalogue of its company has the tag, */
void check_add_catalogued(check_t *self, const subject_t *subject, const tag_profile_t *tag);
/* whether the customer of a relation knows who is bound, and whether the index has the tags that they bear.
 */
void check_add_bound(check_t *self, const subject_t *subject);
/* Reports what is wrong: `mendable` things have been repaired if that is asked for. */
void check_tell(check_t *self, text_t key, text_t what, bool mendable);

enum { CHECK_LOG_ROWS = 25 /* some 1 ms: each is looked for in a list */ };
/* tools/leidactl/check/world.c: sends the script that looks at CHECK_LOG_ROWS of a log. */
void check_send_log(check_t *self, const subject_t *subject);
/* Takes what a script on a slice gave and tells its findings. Where the next slice begins; 0: this was the
 * last. */
int64_t check_take_slice(check_t *self, const subject_t *subject);

/* tools/leidactl/check/log_lists.c: compares the action log of the staff user with its lists, once; between
 * two passes. Gives how many rows need not be looked at any more. */
int64_t check_log_start(check_t *self, int64_t world);
/* The same of the entries of one of the lists (action 0: by customer, customer 0: by action). */
int64_t check_log_list_start(check_t *self, int64_t world, int64_t customer_id, int64_t action);

/* tools/leidactl/check/log_counts.c: compares the counters of the staff user's log with its rows, once, and
 * mends them; between two passes, after check_log_start. */
void check_counts_start(check_t *self, int64_t world);
/* The same; besides looks at the counters of a day (20261127) or month (202611) of which the log has no rows.
 * False when the number is none. */
bool check_counts_of(check_t *self, int64_t world, int64_t number, bool month);

#endif
