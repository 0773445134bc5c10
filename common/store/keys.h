/* SPDX-License-Identifier: Apache-2.0 */
/* clang-format off */
/*
 * The one key layout of the state in Redis. Everything of a staff user's world carries the hash tag {u:ID},
 * so that one handler is one script on one slot; profiles and credentials have slots of their own and are read
 * by id.
 *
 * key                              type    holds                                             written by
 * cred:u:7  cred:c:9               string  a digit, then the token (common/store/credential.h)     leidactl
 * form  {form}:lock                string  the form of the store, and who brings an older one forward (common/store/form.h)   all; crm
 * nonce:{cred:u:7}:NONCE           string  empty: a signed request or a login had it (until it is stale); slot of the credential   gateway
 * user:7                           string  staff profile, record RECORD_USER (msgpack)       leidactl
 * customer:9                       string  customer profile, RECORD_CUSTOMER (msgpack)       leidactl
 * company:1                        string  RECORD_COMPANY (msgpack)                          leidactl
 * tag:5                            string  RECORD_TAG (msgpack), with company_id             leidactl
 * ids:user ids:customer ids:company ids:tag   zset    every id, score = id: for list, next id, export
 * next:{ids:tag}                   string  the newest id that was taken for a new one, of this and the other kinds    crm, leidactl
 * catalogue:1                      string  all tags of a company, 0: the stock, in one (common/store/catalogue.h)   crm, leidactl
 * rel:{u:7}:9                      hash    the relation of staff 7 and customer 9: fields below
 * summaries:{u:7}                 hash    what contact pages show of relations: customer id -> summary (common/store/summary.h)
 * rels:{u:7}:created               zset    all relations by age: score 0, member = age member (keys_age_member)
 * rels:{u:7}:expected_pr           zset    all relations: score = expected_pr, member = age member
 * rels:{u:7}:follow                zset    those with a last follow time: score = ms, member = age member
 * rels:{u:7}:activity              zset    those with a last activity time: score = ms, member = age member
 * rels:{u:7}:follow:aged  rels:{u:7}:activity:aged
 *                                  zset    the same members as the one above, score 0: by age, so that the tail
 *                                          of a sorted index by time (those without the time, newest relation first) is
 *                                          found by counting, at no cost for idle relations
 * chats:{u:7}                      zset    conversations with a message: score = last message ms,
 *                                          member = customer id                              chat
 * latest:{u:7}                    hash    the newest message of each conversation: customer id -> its blob, or the head alone of
 *                                          a large one (LATEST_MAX)                          chat
 * cursors:{u:7}                   hash    a copy of read_u and seen_u of each relation: customer id -> the two, packed (CURSOR_FORMAT)   chat
 * msgs:{u:7}:9                     list    the conversation: message blobs, position = id - 1   chat
 * notes:{u:7}:9                    list    follow-up notes (common/store/stored.h)                 crm
 * tagged:9                         hash    the tags of customer 9 as each company sees them: field = company id
 *                                          (0: the stock that a company starts from), value = tag ids "2,3";
 *                                          and a stamp (TAGGED_EDITED) and how often they changed (TAGGED_VERSION)   crm
 * bound:9                          set     ids of the staff users who are bound to customer 9     leidactl
 * userids:{1}                      hash    WeCom's member ids, lower-case, of the staff users of company 1 -> user id; a copy of
 *                                          their profiles                                    leidactl
 * tags:{u:7}                       zset    tag id, score = how many customers of the staff user bear it   crm
 * tags:{u:7}:t:5                   zset    customers who bear tag 5, score = when they got it, ms         crm
 * tags:{u:7}:of                    hash    customer id -> "COMPANY:VERSION:2,3", the tags that the two above have of them   crm
 * log:{u:7}                        list    action rows, position = id - 1, by time           actionlog
 * log:{u:7}:c:9                    list    ids of the rows of customer 9                     actionlog
 * log:{u:7}:a:3                    list    ids of the rows of action 3                       actionlog
 * log:{u:7}:c:9:a:3                list    ids of the rows of both, if the customer has many (common/store/action_index.h)
 * log:{u:7}:indexed                hash    customer id -> how many ids of log:{u:7}:c:ID are in the lists above
 * log:{u:7}:d:20261127             hash    what was done on a day: customer id -> actions counted by kind (common/store/day_counts.h)
 * log:{u:7}:m:202611               hash    the same of a month, and "d27" -> all of that day
 * log:{u:7}:given                  hash    what get_new_log has given: fields below     actionlog
 * log:{u:7}:uncounted              list    rows that an import has merged into the log and not counted yet
 * phrases:{u:7}                    hash    stock phrases: id -> text; and the fields PHRASES_… below   crm
 * once:{u:7}:SENDER:KEY            string  what a write with an idempotency key answered (24 h)
 * once:{c:9}:KEY                   string  the staff user towards whom customer 9 used that key (24 h after the last use)
 * once:{u:7}:CALL                  string  what a call without such a key was answered (3 minutes)
 * once:{tagged:9}:CALL             string  the same, of a call that replaced the tags of customer 9 (3 minutes)
 *
 * Written by wechat alone, each on the slot of its name (keys_wx):
 * wx:state:{STATE}                 hash    a login that has begun, and what came of it (services/wechat/login/login_store.h; 10 minutes)
 * wx:login:{CODE}                  hash    a login that is done and waits for its page to fetch it (60 s)
 * wx:share:{ID}                    string  a share link: company, staff user, who shared (180 days)
 * wx:qr:{ID}                       string  what a QR code says (30 or 180 days, or for ever)
 * wx:open:{APPID:OPENID}           string  the customer of an openid; while one is made "?" and the id (services/wechat/login/people_store.h)
 * wx:token:{gzh:APPID}  wx:token:{qy:CORP:AGENT}
 *                                  hash    an access token: token, expires_ms, renew_ms, gen (services/wechat/api/kept.h); force: another one is wanted,
 *                                          forced_ms: when that was said last; both by leidactl
 * wx:ticket:{…}                    hash    the same of the tickets by which pages are signed
 * wx:token_lease:{…}  wx:ticket_lease:{…}
 *                                  string  the instance that renews it (15 s)
 * wx:rest:{gzh:APPID}  wx:rest:{qy:CORP:AGENT}
 *                                  hash    call -> until when, ms, it rests because it was too much; how long in all; errcode (services/wechat/api/rest_store.h)
 * wx:cur:{c9}                      hash    whom a customer speaks to in the official account: uid; greet: they are to be greeted still
 * wx:met:{u7}                      string  the call by which a staff user logged in first
 * wx:in:{wx7}                      stream  what callbacks told, of people in partition 7 of 16 (services/wechat/inbound/inbound.h)
 * wx:seen:{wx7}:DIGEST             string  empty: this was told (15 minutes)
 * wx:out:{wx7}                     stream  who is to be told of what, of people in that partition (services/wechat/notice/notice.h)
 * wx:dead:{wx7}                    stream  what was given up: p who, r record, w why, k which kind (services/wechat/queue/queue.h)
 * wx:later:{wx7}                   hash    item of one of the two, such as "out:1795000000000-0" -> how often it failed, and until when, ms, it waits
 * wx:mark:{wx7}                    hash    item, as above -> 1: its message was about to be sent; MS: its reminder was, then first (services/wechat/notice/mark.h);
 *                                          a staff user's: its card (card.h); lost -> until when, ms, items were queued that count as marked (marks/mend.lua)
 * wx:told:{u:7}                    hash    customer id and u or c -> the id up to which the staff user (u) or customer (c) was told;
 *                                          c:back: msgid of a reminder that did not arrive, for which the id was taken back
 * wx:shown:{APPID:OPENID}          hash    staff user -> "ID:MS": up to which message, and when, they were shown in the official account what
 *                                          they have not answered yet; 7:missed -> the first message of that staff user's that they
 *                                          were told of, but not shown whole (services/wechat/notice/shown.h; 30 days)
 * wx:job:{APPID:MSGID}             string  a reminder of which WeChat is to tell what became of it (services/wechat/notice/template_job.h; 1 day)
 * wx:swept:{wx0}                   string  when the last sweep for lost hints that was finished began, ms (services/wechat/notice/sweep.h)
 * wx:owed:{wx0}                    hash    staff user id -> since when, ms, the next sweep has to look at their conversations
 * wx:win:{APPID:OPENID}            hash    left, till: how many messages of its own the account may still send; said, did: their last signs of life;
 *                                          gone: since when, ms, they follow the account no longer, and then there is no expiry (services/wechat/notice/window.h)
 * wx:remind:{APPID:OPENID}         string  the reminder that they got last (30 minutes)
 * wx:cards:{CORP:USERID}           list    when a member of WeCom got a card, ms, newest first: of the last hour (services/wechat/notice/card_limit.h)
 * wx:lease:{wx7}                   hash    who works on the partition: holder, number, till (services/wechat/queue/leases.h)
 * wx:own:{APPID:u7.c12:KIND}        string  the QR code of a staff user, or of one who hands it on (services/wechat/qr/qr_store.h)
 */
/* clang-format on */
#ifndef LEIDA_COMMON_STORE_KEYS_H
#define LEIDA_COMMON_STORE_KEYS_H

#include "base/buffer.h"
#include "proto/envelope.h"

/* The fields of a relation's hash. Those of the conversation are there only once there was a message. */
#define REL_MEMBER "member"        /* the age member: when it began; also "the relation exists" */
#define REL_SOURCE "source"        /* 1..4 */
#define REL_SENT "sent"            /* how many messages of the conversation are from the staff user */
#define REL_READ_USER "read_u"     /* cursor: the id up to which the staff user has been given */
#define REL_READ_CUSTOMER "read_c" /* the same for the customer */
#define REL_SEEN_USER "seen_u"     /* how many of the messages up to read_u are from the staff user */
#define REL_SEEN_CUSTOMER "seen_c" /* how many of the messages up to read_c are from the staff user */
/* The stamps (common/store/once.h), ms: of rows and cursors, by later tries; of update_information, by every
 * one. */
#define REL_FENCED "fenced"
#define REL_EDITED "edited"
/* What is known of the customer, each there only once it was given. An empty text is not kept. */
#define REL_SUPERIOR "superior" /* id of the customer who referred this one */
#define REL_SUPERIORS_MAX 1000  /* so many superiors are followed upwards: 1 ms of Redis' time */
#define REL_ARTICLE "article_id"
#define REL_TITLE "title"
#define REL_EXPECTED_TIME "expected_time" /* "2018-06-14" */
#define REL_EXPECTED_PR "expected_pr"     /* 0..100; also the score in the sorted index of that name */
#define REL_NAME "name"                   /* that this staff user gives the customer */
#define REL_MEMO_NAME "memo_name"
#define REL_SEX "sex" /* 1 male, 2 female */
#define REL_PHONE "phone"
#define REL_EMAIL "email"
#define REL_COMPANY "company"
#define REL_POSITION "position"
#define REL_ADDRESS "address"
#define REL_BIRTHDAY "birthday" /* "2018-06-01" */
#define REL_MEMO "memo"

/* The fields of a staff user's phrases that are no phrases: the highest id that was ever given, lest one be
 * used again, and the stamp (common/store/once.h). Neither is there before the first call that adds one. */
#define PHRASES_LAST "last"
#define PHRASES_EDITED "edited"
#define PHRASES_FIELDS 2
/* The most phrases of a staff user: they are read whole. */
#define PHRASES_MAX 200

/* The field of a customer's tags that is no company's list: the stamp (common/store/once.h). */
#define TAGGED_EDITED "edited"
/* Another one: a number that grows with each change, so that indexes never go back (common/store/tags). */
#define TAGGED_VERSION "version"

/* What stands in the keys of the index of tags behind its first one. */
#define KEYS_TAGS_BEARERS ":t:"
#define KEYS_TAGS_OF ":of"

typedef enum {
    RELATIONS_CREATED,
    RELATIONS_EXPECTED_PR,
    RELATIONS_FOLLOW,
    RELATIONS_ACTIVITY,
    RELATIONS_FOLLOW_AGED,
    RELATIONS_ACTIVITY_AGED
} relation_index_t;

/* What stands in the keys of a log behind that of the log itself. */
#define KEYS_LOG_CUSTOMER ":c:"
#define KEYS_LOG_ACTION ":a:"
#define KEYS_LOG_INDEXED ":indexed"
#define KEYS_LOG_DAY ":d:"
#define KEYS_LOG_MONTH ":m:"
#define KEYS_LOG_GIVEN ":given"
#define KEYS_LOG_UNCOUNTED ":uncounted"

/* The fields of what get_new_log has given: the id up to which, and the stamp of its later tries
 * (common/store/once.h). */
#define LOG_GIVEN_READ "read"
#define LOG_GIVEN_FENCED "fenced"

/* Each appends the key to `out`, which is not cleared; the table above says what it holds. */

/* "cred:u:7" of the staff user, "cred:c:9" of the customer with this id. */
void keys_credential(buffer_t *out, bool staff, int64_t id);
/* "wx:state:{NAME}": what the WeChat service keeps, a family of its own in the table above; each on the slot
 * of its name. */
void keys_wx(buffer_t *out, const char *family, text_t name);
/* Whose credential a key is of. False when it is no such key. */
bool keys_read_credential(text_t key, bool *staff, int64_t *id);
/* "nonce:{cred:u:7}:NONCE"; `staff` and id as for keys_credential. */
void keys_nonce(buffer_t *out, bool staff, int64_t id, text_t nonce);
/* "user:7" */
void keys_user(buffer_t *out, int64_t user_id);
/* "customer:9" */
void keys_customer(buffer_t *out, int64_t customer_id);
/* "company:1" */
void keys_company(buffer_t *out, int64_t company_id);
/* "tag:5" */
void keys_tag(buffer_t *out, int64_t tag_id);
/* "tagged:9": the tags that companies gave a customer. */
void keys_tagged(buffer_t *out, int64_t customer_id);
/* "wx:open:{APPID:OPENID}": which customer somebody in an official account is. */
void keys_open(buffer_t *out, text_t appid, text_t openid);
/* Whether there may be such a key: both are 1 to KEYS_OPEN_MAX visible characters. */
bool keys_open_is_sound(text_t appid, text_t openid);
enum { KEYS_OPEN_MAX = 128 };
/* "userids:{1}": the staff users of a company by the member ids that WeCom knows them under. */
void keys_userids(buffer_t *out, int64_t company_id);
/* "bound:9": the staff users who are bound to a customer. */
void keys_bound(buffer_t *out, int64_t customer_id);
/* "catalogue:1": the tags of a company, 0: of the stock. */
void keys_catalogue(buffer_t *out, int64_t company_id);
/* "next:{ids:tag}"; `family` as for keys_ids. */
void keys_next(buffer_t *out, text_t family);
/* "tags:{u:7}": how many customers bear each tag. */
void keys_tags(buffer_t *out, int64_t user_id);
/* "tags:{u:7}:t:5": the customers who bear a tag. */
void keys_tags_bearers(buffer_t *out, int64_t user_id, int64_t tag_id);
/* "tags:{u:7}:of": the tags of each customer. */
void keys_tags_of(buffer_t *out, int64_t user_id);
/* "phrases:{u:7}" */
void keys_phrases(buffer_t *out, int64_t user_id);
/* ids:user, ids:customer, ids:company or ids:tag. */
void keys_ids(buffer_t *out, text_t family);
/* "rel:{u:7}:9" */
void keys_relation(buffer_t *out, int64_t user_id, int64_t customer_id);
/* "summaries:{u:7}" */
void keys_summaries(buffer_t *out, int64_t user_id);
/* "rels:{u:7}:follow", or another sorted index. */
void keys_relation_index(buffer_t *out, int64_t user_id, relation_index_t index);
/* "chats:{u:7}" */
void keys_conversations(buffer_t *out, int64_t user_id);
/* "latest:{u:7}" */
void keys_latest(buffer_t *out, int64_t user_id);
/* "cursors:{u:7}" */
void keys_cursors(buffer_t *out, int64_t user_id);
/* "msgs:{u:7}:9" */
void keys_messages(buffer_t *out, int64_t user_id, int64_t customer_id);
/* "notes:{u:7}:9" */
void keys_notes(buffer_t *out, int64_t user_id, int64_t customer_id);
/* "log:{u:7}": the rows of the action log. */
void keys_log(buffer_t *out, int64_t user_id);
/* "log:{u:7}:c:9": the ids of the rows of a customer. */
void keys_log_of_customer(buffer_t *out, int64_t user_id, int64_t customer_id);
/* "log:{u:7}:a:3": the ids of the rows of an action, 1..16. */
void keys_log_of_action(buffer_t *out, int64_t user_id, int64_t action);
/* "log:{u:7}:d:20261127": what was done on the day with this number (base/date.h). */
void keys_log_day(buffer_t *out, int64_t user_id, int64_t day);
/* "log:{u:7}:m:202611": the same of the month that the day is of. */
void keys_log_month(buffer_t *out, int64_t user_id, int64_t day);
/* "20261127": a day as scripts are given it. */
void keys_day(buffer_t *out, int64_t day);
/* "log:{u:7}:given" */
void keys_log_given(buffer_t *out, int64_t user_id);
/* "log:{u:7}:uncounted" */
void keys_log_uncounted(buffer_t *out, int64_t user_id);
/* "once:{u:7}:c9:KEY": what a client's idempotency key was answered. */
void keys_once(buffer_t *out, int64_t user_id, const principal_t *sender, text_t key);
/* For whom a customer claimed a key (common/store/once.h). */
void keys_claim(buffer_t *out, int64_t customer_id, text_t key);
/* What a call without a client's key was answered: it is known by its id (common/store/once.h). */
void keys_once_call(buffer_t *out, int64_t user_id, uint64_t call_id);
/* The same for a call that replaced the tags of a customer: on the slot of those. */
void keys_once_tagged(buffer_t *out, int64_t customer_id, uint64_t call_id);

/* The member under which a relation stands in the sorted indexes: it sorts by the age of the relation, then
 * by customer id, so that ties go by the newest relation first: 8 hex digits of the second of creation, a
 * letter for the number of digits, the customer id. Behind that the source, a letter from 'a' for 1, so that
 * contact pages need not look it up; none for 0, when it is not known. "5ba4a0f9C886b". */
void keys_age_member(buffer_t *out, int64_t created_ms, int64_t customer_id, int64_t source);
/* The part of such a member that is the customer's id; empty when it is none. */
text_t keys_member_id(text_t member);
/* The customer id of such a member; 0 when it is none. */
int64_t keys_member_customer(text_t member);
/* When the relation of such a member began, in ms, a whole second; -1 when it is none. */
int64_t keys_member_created(text_t member);
/* The source of such a member; 0 when it is not known. */
int64_t keys_member_source(text_t member);

#endif
