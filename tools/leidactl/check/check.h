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
    text_t label;      /* the name of a tag in a catalogue */
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
    spill_t *tags;                   /* tags that something names and have no profile (tagged.c) */
    bool has_loose;                  /* there are such */
    int64_t last_tag;                /* the highest id that a catalogue has */
    subjects_t subjects, next;       /* under way; to be looked at after them */
    size_t keys, findings, repaired; /* so far */
} check_t;

struct family {
    const char *form; /* of the key: @, & (the customer) and # stand for the ids, * for any rest; NULL: not
                         found by its key */
    void (*send)(check_t *self, const subject_t *subject); /* NULL: nothing is asked */
    /* Takes the replies of what was sent. False: it is wrong, as `wrong` says. */
    bool (*take)(check_t *self, const subject_t *subject);
    /* Sends one command, which gives a negative number when it could not mend it; NULL: cannot be repaired.
     */
    void (*mend)(check_t *self, const subject_t *subject);
    const char *wrong;
    /* Where the first slice begins, asked between two passes; NULL: at 0. */
    int64_t (*start)(check_t *self, const subject_t *subject);
};

/* Those that are found by their keys: of profiles, and of the worlds of staff users. Each ends with one
 * without a form. */
extern const family_t check_profile_families[], check_world_families[], check_tag_families[],
    check_tagged_families[], check_catalogue_families[], check_identity_families[];

/* Looks at all keys that have the prefix and are of the families, whose list ends with NULL. Gives how many
 * there are. */
size_t check_scan(check_t *self, const char *prefix, const family_t *const *families);
/* Looks at what was added, and at what that adds, until nothing is left. */
void check_look(check_t *self);
/* Adds a subject for the next pass. Its texts must live in the arena. */
void check_add(check_t *self, subject_t subject);
/* Adds the question whether the profile exists that the subject names. */
void check_add_reference(check_t *self, const subject_t *subject, record_kind_t kind, int64_t id);
/* The parts of such a question: asks whether the key `named` exists, and takes that it does. */
void check_send_named(check_t *self, const subject_t *subject);
bool check_take_named(check_t *self, const subject_t *subject);
/* Adds a question of that family, about what the subject is and the profile that it names. */
void check_add_named(check_t *self, const subject_t *subject, const family_t *family, record_kind_t kind,
                     int64_t id);
/* Adds the question whether the profile exists that the subject, a list of ids, has. */
void check_add_listed(check_t *self, const subject_t *subject, record_kind_t kind, int64_t id);
/* Adds the look at a tag's profile that SCAN may not show. */
void check_add_tag(check_t *self, int64_t tag_id);
/* Sends the question for a slice of a list of ids. */
void check_send_ids(check_t *self, const subject_t *subject);
/* The next reply of what was sent about the subject, which the caller frees; NULL, and told, where a key
 * holds the wrong kind of value. */
redis_reply_t *check_receive(check_t *self, const subject_t *subject, reply_kind_t kind);
/* tools/leidactl/check/catalogues.c: adds the question whether the catalogue of its company has the tag. */
void check_add_catalogued(check_t *self, const subject_t *subject, const tag_profile_t *tag);
/* tools/leidactl/check/identities.c: adds the question whether a staff user is found by their member id, */
void check_add_member(check_t *self, const subject_t *subject, const user_profile_t *user);
/* and whether a customer is by their openid. */
void check_add_open(check_t *self, const subject_t *subject, const customer_profile_t *customer);
/* tools/leidactl/check/tags.c: adds the questions whether the customer of a relation knows who is bound, and
 * whether the index has the tags that they bear; */
void check_add_bound(check_t *self, const subject_t *subject);
/* the latter alone; the key of the relation must live in the arena. */
void check_add_bearers(check_t *self, text_t key, int64_t user_id, int64_t customer_id);
/* tools/leidactl/check/tagged.c: adds the question whether there is a tag that the subject names. If not, it
 * is loose until check_settle has looked for it in all catalogues. */
void check_add_tag_named(check_t *self, const subject_t *subject, int64_t tag_id);
/* What can be judged only once all keys were looked at: tags that are nowhere, and the last ids. */
void check_settle(check_t *self);
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
