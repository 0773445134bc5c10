/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Relations, their sorted indexes and tags in Redis: the only room of the CRM service that knows the
 * commands. The job says whose relation with whom it is. Each function asks at once and adds to what the job
 * waits for; what it is given must last until the job's next step. Keys: common/store/keys.h.
 */
#ifndef LEIDA_SERVICES_CRM_STORE_H
#define LEIDA_SERVICES_CRM_STORE_H

#include "common/store/job.h"
#include "common/store/keys.h"
#include "common/store/stored.h"
#include "common/store/summary.h"
#include "proto/requests.h"

extern const redis_script_t *const crm_scripts[]; /* to be loaded by the connection */

typedef struct {
    text_t member;                                          /* the age member; data NULL: no relation */
    int64_t source, superior, article_id, expected_pr, sex; /* 0: not set */
    text_t title, expected_time, name, memo_name, phone, email, company, position, address, birthday, memo;
} relation_t;

/* How much of a relation is read. */
typedef enum {
    RELATION_MEMBER, /* whether there is one */
    RELATION_WHOLE
} relation_part_t;

/* Reads into a zeroed relation, texts into the job's arena. */
void store_read_relation(job_t *job, relation_part_t part, relation_t *relation);

#define TIME_NONE INT64_MIN

/* A relation's place in the sorted indexes. */
typedef struct {
    int64_t customer_id, source; /* source 0: not known */
    int64_t score;               /* in the range's index; TIME_NONE: without the time */
    size_t size;
    char bytes[32]; /* the age member */
} member_t;

/* Sets all but the score. False when the text is no age member. */
bool store_take_member(member_t *member, text_t text);

/* A range of a sorted index: the caller sets the first group and makes room for `length` members. */
typedef struct {
    contact_sort_t sort;
    int64_t skip, length;

    member_t *members;
    size_t count;
    bool scored;   /* the members' scores are known */
    int64_t total; /* relations of the staff user */
} range_t;

/* Reads a range, O(log n + length). In a sorted index by time those without the time come last, and ties go
 * by newest relation first (api.md 4). */
void store_read_page(job_t *job, range_t *range);

/* What a contact page shows of a relation, beside its member. */
typedef struct {
    summary_t summary;
    int64_t expected_pr;
    int64_t follow, activity; /* ms; TIME_NONE: never */
    int64_t tags_company;     /* whose list of the customer's tags the next is */
    id_list_t tags;
} contact_t;

/* Reads the contacts of the range's members, but their tags, into the same places, which are zeroed; texts
 * into the job's arena. */
void store_read_contacts(job_t *job, const range_t *range, contact_t *contacts);
/* The tags, as the index of the staff user's customers has them (decision 0031); they may be of a company
 * that the staff user was of before. */
void store_read_contact_tags(job_t *job, const range_t *range, contact_t *contacts);
/* Of these only the summaries. */
void store_read_summaries(job_t *job, const range_t *range, contact_t *contacts);
/* That of one customer, into a zeroed summary. */
void store_read_summary(job_t *job, int64_t customer_id, summary_t *summary);

/* The tags of the customer as a company sees them, into the job's arena. */
void store_read_tags(job_t *job, int64_t company_id, id_list_t *tags);

/* The writes have one effect however often they are tried (common/store/once.h). They refuse with
 * STATUS_NO_RELATION, or with what once_status says of a try that may not be applied; nothing changed
 * then. */

/* Replaces the tags; the relation is not looked at. */
void store_set_tags(job_t *job, int64_t company_id, text_t tags);

/* A field of a relation (REL_… of common/store/keys.h) and its value; an empty value clears it. */
typedef struct {
    text_t name, value;
} assignment_t;

enum { ASSIGNMENTS_MAX = 16 };

/* Why a superior is refused: the customer would stand above themselves, or there are more than
 * REL_SUPERIORS_MAX superiors to look through. */
typedef enum { SUPERIOR_GOOD, SUPERIOR_IN_CIRCLE, SUPERIOR_TOO_HIGH } superior_t;

typedef struct {
    assignment_t list[ASSIGNMENTS_MAX];
    size_t count;
    int64_t superior;   /* unless 0 it must be bound to the staff user as well, else STATUS_NO_RELATION */
    superior_t refused; /* set by the store; unless SUPERIOR_GOOD nothing was changed */
} fields_t;

/* Sets fields. */
void store_set_fields(job_t *job, fields_t *fields);

/* A new relation of the job's customer and staff user: the caller sets the first group. */
typedef struct {
    int64_t superior; /* left out unless bound to the staff user, too, and not below the customer; 0: none */
    int64_t source;   /* 1..4 */
    int64_t article_id; /* 0: none */

    bool is_new; /* this call has made it, maybe by an earlier try */
} binding_t;

enum { BINDING_SUPERIORS_MAX = 32 }; /* so many are followed upwards; who has more is left out */

/* Makes the relation; one that is there stays as it is. Later tries do no harm, so that they are not judged.
 */
void store_make_relation(job_t *job, binding_t *binding);

/* When the relation of a staff user with the job's customer began, ms since 1970; -1: there is none. */
void store_read_began(job_t *job, int64_t staff_id, int64_t *began);

#define BOUND_ANY (-1)
/* Adds the job's staff user to those who are bound to its customer, if there are `count` of them or it is one
 * already; sets `added` to whether that was so. */
void store_add_bound(job_t *job, int64_t count, bool *added);

/* A follow-up: a note, the time, and a field's new value if the note tells of one, all or nothing. Sets the
 * last follow time; a new expected_pr moves the relation in its sorted index. */
typedef struct {
    assignment_t field; /* name empty: none */
    bool in_summary;    /* the field is one of summary_t */
    int64_t time;       /* ms */
    text_t note;
} follow_up_t;

void store_follow_up(job_t *job, follow_up_t *follow_up);

/* A page of the notes about the job's customer: the caller sets the first group. */
typedef struct {
    int64_t skip, length; /* notes, counted from the newest */

    int64_t total;
    stored_note_t *notes; /* newest first, in the job's arena */
    size_t count;
} notes_page_t;

/* Reads a page, O(length) at the newest end; the relation is not looked at. */
void store_read_notes(job_t *job, notes_page_t *page);

typedef struct {
    int64_t id;
    text_t text;
} phrase_t;

typedef struct {
    phrase_t list[PHRASES_MAX]; /* by id */
    size_t count;
} phrases_t;

/* Reads the staff user's phrases, texts into the job's arena. Of more than PHRASES_MAX, which an import of
 * before that limit may have left, some. */
void store_read_phrases(job_t *job, phrases_t *phrases);

/* What came of adding a phrase, if the call was not refused. */
typedef enum { PHRASE_ADDED, PHRASE_ONE_TOO_MANY } phrase_outcome_t;

/* Adds a phrase. Refuses with STATUS_PHRASE_EXISTS as well. */
void store_add_phrase(job_t *job, text_t text, phrase_outcome_t *outcome);
/* Deletes one; refuses with STATUS_NO_SUCH_PHRASE as well. */
void store_delete_phrase(job_t *job, int64_t id);

#endif
