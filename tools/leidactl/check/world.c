/* SPDX-License-Identifier: Apache-2.0 */
/* The keys of a staff user's world: a script looks at each, or at a slice of it. */
#include "common/store/keys.h"
#include "tools/leidactl/check/check.h"
#include "tools/leidactl/check/scripts.h"
#include "tools/leidactl/common/fail.h"
#include "tools/leidactl/common/scripts.h"

static void add_repair(check_t *self)
{
    store_add(self->store, self->repair ? TEXT_LITERAL("1") : TEXT_LITERAL("0"));
}

/* The arguments of a script on a slice. */
static void add_slice(check_t *self, const subject_t *subject)
{
    add_repair(self);
    store_add_int(self->store, subject->from);
}

int64_t check_take_slice(check_t *self, const subject_t *subject)
{
    redis_reply_t *reply = check_receive(self, subject, REPLY_ANY);
    if (!reply)
        return 0;
    if (reply->elements == 0 || reply->element[0]->type != REDIS_REPLY_INTEGER)
        fail("redis: a script of check gave no place");
    for (size_t i = 1; i < reply->elements; i++) {
        text_t finding = reply_text(reply->element[i]);
        if (finding.size == 0)
            fail("redis: a script of check gave no text");
        check_tell(self, subject->key, (text_t){finding.data + 1, finding.size - 1}, *finding.data == '+');
    }
    int64_t next = reply->element[0]->integer;
    redis_reply_free(reply);
    return next;
}

/* What any of the scripts gives. */
static bool take_findings(check_t *self, const subject_t *subject)
{
    subject_t rest = *subject;
    rest.from = check_take_slice(self, subject);
    if (rest.from != 0)
        check_add(self, rest);
    return true;
}

static void send_relation(check_t *self, const subject_t *subject)
{
    store_t *store = self->store;
    store_begin_script(store, &check_relation_script, 1 + RELATIONS_ACTIVITY_AGED + 1 + 2);
    keys_relation(store_part(store), subject->world, subject->id);
    for (relation_index_t index = RELATIONS_CREATED; index <= RELATIONS_ACTIVITY_AGED; index++)
        keys_relation_index(store_part(store), subject->world, index);
    keys_summaries(store_part(store), subject->world);
    keys_messages(store_part(store), subject->world, subject->id);
    add_repair(self);
    store_add_int(store, subject->id);
    store_send(store);
}

static bool take_relation(check_t *self, const subject_t *subject)
{
    check_add_reference(self, subject, KIND_USER, subject->world);
    check_add_reference(self, subject, KIND_CUSTOMER, subject->id);
    check_add_bound(self, subject);
    return take_findings(self, subject);
}

/* Of a key with an entry for each of a staff user's customers: the script is given the prefix of the keys
 * that the entries stand for. */
static void send_entries(check_t *self, const subject_t *subject, store_script_t *script,
                         void (*write)(buffer_t *out, int64_t user_id, int64_t customer_id))
{
    store_begin_script(self->store, script, 1);
    store_add(self->store, subject->key);
    add_slice(self, subject);
    buffer_t *prefix = store_part(self->store);
    write(prefix, subject->world, 0);
    prefix->size--; /* the 0 */
    store_send(self->store);
}

static void send_index(check_t *self, const subject_t *subject)
{
    send_entries(self, subject, &check_index_script, keys_relation);
}

static void send_summaries(check_t *self, const subject_t *subject)
{
    send_entries(self, subject, &check_copies_script, keys_relation);
}

/* What is kept of each conversation for the list of all. */
static void send_kept(check_t *self, const subject_t *subject)
{
    send_entries(self, subject, &check_copies_script, keys_messages);
}

static void send_conversations(check_t *self, const subject_t *subject)
{
    send_entries(self, subject, &check_conversations_script, keys_messages);
}

static void send_messages(check_t *self, const subject_t *subject)
{
    store_begin_script(self->store, &check_messages_script, 5);
    keys_relation(store_part(self->store), subject->world, subject->id);
    store_add(self->store, subject->key);
    keys_conversations(store_part(self->store), subject->world);
    keys_latest(store_part(self->store), subject->world);
    keys_cursors(store_part(self->store), subject->world);
    add_slice(self, subject);
    store_add_int(self->store, subject->id);
    store_send(self->store);
}

static void send_notes(check_t *self, const subject_t *subject)
{
    store_begin_script(self->store, &check_notes_script, 2);
    keys_relation(store_part(self->store), subject->world, subject->id);
    store_add(self->store, subject->key);
    add_slice(self, subject);
    store_send(self->store);
}

static void send_phrases(check_t *self, const subject_t *subject)
{
    store_begin_script(self->store, &check_phrases_script, 1);
    store_add(self->store, subject->key);
    add_slice(self, subject);
    store_send(self->store);
}

void check_send_log(check_t *self, const subject_t *subject)
{
    store_begin_script(self->store, &check_log_script, 1);
    store_add(self->store, subject->key);
    add_slice(self, subject);
    store_add_int(self->store, CHECK_LOG_ROWS);
    store_send(self->store);
}

static void send_log_actions(check_t *self, const subject_t *subject)
{
    store_begin_script(self->store, &check_log_actions_script, 1);
    store_add(self->store, subject->key);
    add_slice(self, subject);
    store_send(self->store);
}

/* The lists of actions are looked at once, beside the rows. */
static int64_t start_log(check_t *self, const subject_t *subject)
{
    static const family_t lists = {NULL, send_log_actions, take_findings, NULL, NULL, NULL};
    check_add(self, (subject_t){.family = &lists, .key = subject->key, .world = subject->world});
    const int64_t agreed = check_log_start(self, subject->world);
    check_counts_start(self, subject->world);
    return agreed;
}

static int64_t start_log_of_customer(check_t *self, const subject_t *subject)
{
    return check_log_list_start(self, subject->world, subject->id, 0);
}

static int64_t start_log_of_action(check_t *self, const subject_t *subject)
{
    return check_log_list_start(self, subject->world, 0, subject->id);
}

static int64_t start_log_index(check_t *self, const subject_t *subject)
{
    return check_log_list_start(self, subject->world, subject->customer, subject->id);
}

/* Of a key beside the log. */
static void send_beside_log(check_t *self, const subject_t *subject, store_script_t *script)
{
    store_begin_script(self->store, script, 2);
    store_add(self->store, subject->key);
    keys_log(store_part(self->store), subject->world);
    add_slice(self, subject);
}

static void send_log_indexed(check_t *self, const subject_t *subject)
{
    send_beside_log(self, subject, &check_log_indexed_script);
    store_send(self->store);
}

static void send_log_index(check_t *self, const subject_t *subject)
{
    send_beside_log(self, subject, &check_log_index_script);
    store_send(self->store);
}

static void send_log_given(check_t *self, const subject_t *subject)
{
    send_beside_log(self, subject, &check_log_given_script);
    store_send(self->store);
}

/* Counters: their fields are judged between two passes; what is left is whether their key names a day. */
enum { NAMES_A_DAY = 1 };

static int64_t start_day(check_t *self, const subject_t *subject)
{
    return check_counts_of(self, subject->world, subject->id, false) ? NAMES_A_DAY : 0;
}

static int64_t start_month(check_t *self, const subject_t *subject)
{
    return check_counts_of(self, subject->world, subject->id, true) ? NAMES_A_DAY : 0;
}

static void send_exists(check_t *self, const subject_t *subject)
{
    store_begin(self->store, "EXISTS");
    store_add(self->store, subject->key);
    store_send(self->store);
}

static bool take_named(check_t *self, const subject_t *subject)
{
    redis_reply_t *reply = store_receive(self->store, REPLY_NUMBER);
    const bool gone = reply->integer == 0;
    redis_reply_free(reply);
    return gone || subject->from == NAMES_A_DAY;
}

static void mend_unlink(check_t *self, const subject_t *subject)
{
    store_begin(self->store, "UNLINK");
    store_add(self->store, subject->key);
    store_send(self->store);
}

static void send_log_list(check_t *self, const subject_t *subject, int64_t customer_id, int64_t action)
{
    send_beside_log(self, subject, &check_log_list_script);
    store_add_int(self->store, customer_id);
    store_add_int(self->store, action);
    store_send(self->store);
}

static void send_log_of_customer(check_t *self, const subject_t *subject)
{
    send_log_list(self, subject, subject->id, 0);
}

static void send_log_of_action(check_t *self, const subject_t *subject)
{
    send_log_list(self, subject, 0, subject->id);
}

const family_t check_world_families[] = {
    {"rel:{u:@}:#", send_relation, take_relation, NULL, NULL, NULL},
    {"rels:{u:@}:*", send_index, take_findings, NULL, NULL, NULL},
    {"summaries:{u:@}", send_summaries, take_findings, NULL, NULL, NULL},
    {"chats:{u:@}", send_conversations, take_findings, NULL, NULL, NULL},
    {"latest:{u:@}", send_kept, take_findings, NULL, NULL, NULL},
    {"cursors:{u:@}", send_kept, take_findings, NULL, NULL, NULL},
    {"msgs:{u:@}:#", send_messages, take_findings, NULL, NULL, NULL},
    {"notes:{u:@}:#", send_notes, take_findings, NULL, NULL, NULL},
    {"log:{u:@}", check_send_log, take_findings, NULL, NULL, start_log},
    {"log:{u:@}:c:#", send_log_of_customer, take_findings, NULL, NULL, start_log_of_customer},
    {"log:{u:@}:a:#", send_log_of_action, take_findings, NULL, NULL, start_log_of_action},
    {"log:{u:@}:indexed", send_log_indexed, take_findings, NULL, NULL, NULL},
    {"log:{u:@}:c:&:a:#", send_log_index, take_findings, NULL, NULL, start_log_index},
    {"log:{u:@}:d:#", send_exists, take_named, mend_unlink, "is of no day", start_day},
    {"log:{u:@}:m:#", send_exists, take_named, mend_unlink, "is of no month", start_month},
    {"log:{u:@}:given", send_log_given, take_findings, NULL, NULL, NULL},
    {"log:{u:@}:uncounted", NULL, NULL, NULL, NULL, NULL},
    {"phrases:{u:@}", send_phrases, take_findings, NULL, NULL, NULL},
    {"once:{u:@}:*", NULL, NULL, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL, NULL},
};
