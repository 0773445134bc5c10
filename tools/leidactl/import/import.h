/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The import of records (operations.md). A file is read several times: once for what it declares, once to
 * check every line, then to apply it, in the order in which records need each other. What has to be
 * remembered lies in spills.
 */
#ifndef LEIDA_TOOLS_LEIDACTL_IMPORT_IMPORT_H
#define LEIDA_TOOLS_LEIDACTL_IMPORT_IMPORT_H

#include "common/store/stored.h"
#include "tools/leidactl/common/line.h"
#include "tools/leidactl/common/spill.h"
#include "tools/leidactl/common/store.h"
#include "tools/leidactl/import/input.h"

typedef struct action_batch action_batch_t;
typedef struct tag_batch tag_batch_t;
typedef struct message_batch message_batch_t;
typedef struct lookups lookups_t;

typedef struct {
    int64_t tag_id, company_id;
} tag_company_t;
enum { TAG_COMPANIES = 256 };

/* Kinds of spill keys beside record_kind_t. */
enum {
    SPILL_LIST = 100, /* of rows that was read */
    SPILL_ROW,
    SPILL_CALL,     /* a message by its call id */
    SPILL_SUPERIOR, /* of a staff user's customer */
    SPILL_PHRASES,  /* of a staff user */
    SPILL_PHRASE_ID,
    SPILL_PHRASE_TEXT,
    SPILL_USER, /* a staff user's company and member id */
    SPILL_USERID,
    SPILL_TOGETHER /* a line that is bad together with others */
};

typedef struct {
    store_t *store;
    input_t *input;            /* NULL: one record made in memory */
    spill_t *declared;         /* ids of the good lines of the file, and who stands above whom */
    spill_t *next;             /* while lines are checked: the same of those found good; else NULL */
    spill_t *found;            /* what was asked of the store (found_t), and lines that are bad together */
    lookups_t *lookups;        /* questions to the store under way */
    spill_t *places;           /* of tags in catalogues */
    spill_t *rows;             /* messages, actions and notes that are stored already: how many are alike */
    message_batch_t *messages; /* on their way */
    action_batch_t *batch;     /* actions on their way */
    tag_batch_t *tags;         /* customers whose tags the indexes have yet to follow */
    int64_t now;               /* ms: the time of rows without one */
    size_t applied, repeated;  /* rows that are stored already; other records the store counts */
    tag_company_t tag_companies[TAG_COMPANIES]; /* that were read, each at the place that its id gives */
} import_t;

/* Imports the whole input, all or nothing unless bad lines are to be skipped. Reports to stderr and, at the
 * end, to stdout. False when there were bad lines, or actions that could not be merged. */
bool import_run(store_t *store, input_t *input, bool skip_bad);

/* For one record made in memory: appends what it refers to and is not in the store. */
void import_check_line(store_t *store, const line_t *line, buffer_t *faults);
/* Applies a record that import_check_line found good. */
void import_apply_line(store_t *store, const line_t *line);

/* tools/leidactl/import/lookups.c: whether keys exist, asked many at a time; and what was found good lately,
 * in memory. */
typedef enum { FOUND_UNASKED, FOUND_YES, FOUND_NO, FOUND_ASKED } found_t;
lookups_t *lookups_new(void);
/* Frees it; what was asked must have been flushed. */
void lookups_destroy(lookups_t **self_p);
/* Sends the command that the store has under construction, EXISTS of one key. The answer goes into `found`
 * under this key, which has FOUND_ASKED until then: with a later question, or at lookups_flush. */
void lookups_ask(lookups_t *self, store_t *store, spill_t *found, spill_key_t key);
/* Takes all answers. Nothing else may be asked of the store before. */
void lookups_flush(lookups_t *self, store_t *store, spill_t *found);
/* Whether lookups_keep had this key, and not too many others since. */
bool lookups_knows(const lookups_t *self, spill_key_t key);
/* Keeps in mind that what the key stands for is there. */
void lookups_keep(lookups_t *self, spill_key_t key);
/* Forgets what was kept. */
void lookups_forget(lookups_t *self);

/* tools/leidactl/import/check.c: puts down what the line declares. */
void import_declare(spill_t *declared, const line_t *line);
/* Asks the store for what the line needs from it and was not declared before it. */
void import_look_up(import_t *self, const line_t *line);
/* Appends what the line refers to and is neither in the file nor in the store, and what is wrong with it
 * together with others; true when nothing. */
bool import_check(import_t *self, const line_t *line, buffer_t *faults);

/* What lines can be together with others. */
typedef enum {
    TOGETHER_GOOD,
    TOGETHER_IN_CIRCLE, /* of superiors */
    TOGETHER_TOO_MANY,  /* phrases */
    TOGETHER_NO_ID,     /* is left for a phrase */
    TOGETHER_TAKEN      /* a member id */
} together_t;

/* tools/leidactl/import/together.c: appends what is wrong with an otherwise good line together with others.
 * To be called once for each line in a pass. */
void import_check_together(import_t *self, const line_t *line, buffer_t *faults);

/* tools/leidactl/import/superiors.c: puts down the superior that the line gives. */
void superiors_declare(spill_t *declared, const relation_record_t *relation);
/* Whether the superior of this line, unless a later one gives another, has the customer stand above
 * themselves. */
bool superiors_in_circle(import_t *self, const relation_record_t *relation);

/* tools/leidactl/import/userids.c: puts down the company and the member id that the line gives. */
void userids_declare(spill_t *declared, const user_profile_t *user);
/* Whether the company has another with the user's member id, once all lines are applied; puts down that this
 * one has it, if not. While lines are checked. */
bool userids_are_taken(import_t *self, const user_profile_t *user);
/* What is stored of a user, whose texts live in the arena; false and nothing when there is none, or none that
 * can be read. */
bool userids_read_stored(store_t *store, int64_t user_id, user_profile_t *user, arena_t *arena);

/* tools/leidactl/import/places.c: appends that no place is left for the tag in the catalogue of its company.
 */
void import_check_place(import_t *self, const tag_profile_t *tag, buffer_t *faults);

/* tools/leidactl/import/apply.c */
enum { IMPORT_ROUNDS = 3 };
/* The round, 0 to IMPORT_ROUNDS - 1, in which records of this kind can be applied. */
int import_round(record_kind_t kind);
/* Queues the commands of a good line; what Redis refuses ends the process with a message. */
void import_apply(import_t *self, const line_t *line);

/* tools/leidactl/import/identities.c: by what somebody will be found once the line is applied; nothing, if
 * that does not change. */
typedef struct {
    user_profile_t user;
    customer_profile_t customer;
} identity_t;
/* Queues that the entry goes by which they are found now, if it changes; before the profile is written. */
void identity_prepare(store_t *store, const line_t *line, identity_t *identity, arena_t *arena);
/* Queues the entry by which they are found; after that. */
void identity_put(store_t *store, const identity_t *identity, int64_t id);

/* tools/leidactl/import/people.c */
/* Stores the profile if there is none with its id; false when there is one. Applying it completes it. */
bool profile_claim(store_t *store, const line_t *line);
/* Queues what is given of a profile, its place in the list of its kind, and its credential. */
void apply_profile(import_t *self, const line_t *line);
/* Queues a relation: its times, its places in the sorted sets, and the facts that are given. */
void apply_relation(import_t *self, const relation_record_t *relation);
/* Queues a tag of a customer, or an empty list of a company's; asks for the company of the tag if that is not
 * given. */
void apply_customer_tag(import_t *self, const customer_tag_record_t *tag);

/* tools/leidactl/import/phrases.c: puts down the id that a line names. */
void phrases_declare(spill_t *declared, int64_t user_id, int64_t id);
/* Judges a phrase and, if it is good, puts down that it will be there. While lines are checked. */
together_t phrases_judge(import_t *self, const phrase_record_t *phrase);
/* Queues a phrase: under its id, or the next one. */
void apply_phrase(import_t *self, const phrase_record_t *phrase);
/* Queues that ids up to this one are not given again. */
void apply_phrase_last(import_t *self, const user_mark_record_t *last);

/* tools/leidactl/import/tags.c */
tag_batch_t *tag_batch_new(void);
/* Frees it; what was added and not flushed is lost. */
void tag_batch_destroy(tag_batch_t **self_p);
/* Adds a customer whose tags, or who is bound to them, were changed; flushes first when it is full. */
void tag_batch_add(import_t *self, int64_t customer_id);
/* Brings the indexes of all who are bound to these customers to what is stored; of users who are not there
 * yet with tag_batch_end. */
void tag_batch_flush(import_t *self);
/* The same, once all users of the file are there. */
void tag_batch_end(import_t *self);
/* Stores a tag's profile, and brings the catalogues to it. One that others have filled since import_check
 * ends the process with a message. */
void apply_tag(import_t *self, const line_t *line);
/* Brings the catalogue of its company to a stored tag. */
void catalogue_put(store_t *store, int64_t tag_id);
/* Reads the company of a stored tag, 0 for the stock or no such tag; false when there is none. */
bool import_read_tag(store_t *store, int64_t tag_id, int64_t *company_id);

/* tools/leidactl/import/rows.c: true when such a message is stored already; each stored one counts once. */
bool import_has_message(import_t *self, const message_record_t *message, uint64_t call, int64_t time);
/* The same of the bytes of an action row. */
bool import_has_action(import_t *self, int64_t user_id, text_t row);
/* The same of a follow-up note at that time, ms. */
bool import_has_note(import_t *self, const note_record_t *note, int64_t time);
/* Whether the relation has so many notes, those of this import included, that one might have to be merged. */
bool import_has_many_notes(import_t *self, const note_record_t *note);

/* tools/leidactl/import/messages.c */
message_batch_t *message_batch_new(void);
/* Frees it; what was added and not flushed is lost. */
void message_batch_destroy(message_batch_t **self_p);
/* Adds a copy of a message, as it is to be stored; flushes once it is full. */
void message_batch_add(message_batch_t *self, store_t *store, const message_record_t *message,
                       const stored_message_t *stored);
/* Queues the messages that were added, by staff user, in the order of each conversation. */
void message_batch_flush(message_batch_t *self, store_t *store);

/* tools/leidactl/import/actions.c */
action_batch_t *action_batch_new(void);
/* Frees it; what was added and not flushed is lost. */
void action_batch_destroy(action_batch_t **self_p);
/* Adds a copy of the bytes of a row; flushes once it is full. */
void action_batch_add(action_batch_t *self, store_t *store, int64_t user_id, text_t row);
/* Queues the rows that were added, by staff user and time, or merges them into what is stored. */
void action_batch_flush(action_batch_t *self, store_t *store);
/* How many rows were left out because merging them would take Redis too long. Each staff user of whom that is
 * true was named on stderr. */
size_t action_batch_refused(const action_batch_t *self);
/* Begins script_actions or script_merge_actions: their KEYS, and the prefix of the relations' keys. */
void actions_begin(store_t *store, store_script_t *script, int64_t user_id);

/* tools/leidactl/import/merge.c: rows that are older than MERGE_FROM stored ones of their list. Asks for the
 * row before the newest MERGE_FROM. */
void merge_ask(store_t *store, text_t list);
/* Takes the answer to the first merge_ask that has none yet: whether that row is younger than `time` (ms). */
bool merge_needed(store_t *store, int64_t time);
/* Begins to merge, then adds the rows, by time. */
void merge_begin(store_t *store, text_t list);
/* Adds a row to the list that merge_begin began with; rows come by time. */
void merge_add(store_t *store, text_t list, text_t row);
/* Merges what was added. False: the staff user has more than MERGE_LISTS_MAX customers and actions, whose
 * lists would have to be renamed at once; nothing was changed. */
bool merge_actions(store_t *store, int64_t user_id);
/* Counts the actions that were merged, also those that an import which was killed has left uncounted. */
void merge_count(store_t *store, int64_t user_id);
/* Merges one note, from beginning to end. */
void merge_note(store_t *store, text_t list, text_t row);

#endif
