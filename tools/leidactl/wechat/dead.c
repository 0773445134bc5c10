/* SPDX-License-Identifier: Apache-2.0 */
/* `leidactl wechat dead`: what the service gave up, by PARTITION-STREAMID. */
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/printable.h"
#include "tools/leidactl/common/fail.h"
#include "tools/leidactl/common/say.h"
#include "tools/leidactl/wechat/wechat.h"

enum { PAGE = 500, PERSON_SHOWN = 6 /* bytes */ };

extern const char lua_wechat_retry[];

/* ---- list ---- */

/* A field of an item; "-" where it has none. */
static text_t field_of(const redis_reply_t *fields, const char *name)
{
    for (size_t i = 0; i + 1 < fields->elements; i += 2)
        if (text_equal(reply_text(fields->element[i]), text_of(name)))
            return reply_text(fields->element[i + 1]);
    return TEXT_LITERAL("-");
}

static bool is_entry(const redis_reply_t *entry)
{
    return entry->type == REDIS_REPLY_ARRAY && entry->elements == 2 &&
           entry->element[0]->type == REDIS_REPLY_STRING && entry->element[1]->type == REDIS_REPLY_ARRAY;
}

enum { AGE_SIZE = 32 };

/* "2d 3h", "3h 5m", "5m": how long ago, so that nobody has to reckon. */
static void write_age(char age[AGE_SIZE], int64_t ms)
{
    const long long minutes = ms > 0 ? ms / 60000 : 0;
    if (minutes >= 1440)
        snprintf(age, AGE_SIZE, "%lldd %lldh", minutes / 1440, minutes / 60 % 24);
    else if (minutes >= 60)
        snprintf(age, AGE_SIZE, "%lldh %lldm", minutes / 60, minutes % 60);
    else
        snprintf(age, AGE_SIZE, "%lldm", minutes);
}

/* When it was given up, and how long ago that is; "-" twice where the id tells of no time. */
static void write_times(buffer_t *row, text_t id)
{
    const char *dash = memchr(id.data, '-', id.size);
    char age[AGE_SIZE];
    int64_t ms = 0;
    if (!dash || !text_to_int((text_t){id.data, (size_t)(dash - id.data)}, &ms)) {
        buffer_append_literal(row, "-\t-");
        return;
    }
    write_age(age, clock_now() - ms);
    clock_write_time(row, ms - ms % 1000);
    buffer_append_format(row, "\t%s", age);
}

/* Columns: id, kind, person (cut), when it was given up, how long ago, why. */
static void print_entry(unsigned partition, const redis_reply_t *entry)
{
    const text_t id = reply_text(entry->element[0]);
    const redis_reply_t *fields = entry->element[1];
    text_t person = field_of(fields, "p");
    buffer_t row = {0};
    if (person.size > PERSON_SHOWN)
        person.size = PERSON_SHOWN;
    buffer_append_format(&row, "%u-%.*s\t", partition, TEXT_ARG(id));
    printable_write(&row, field_of(fields, "k"));
    buffer_append_char(&row, '\t');
    printable_write(&row, person);
    buffer_append_char(&row, '\t');
    write_times(&row, id);
    buffer_append_char(&row, '\t');
    printable_write(&row, field_of(fields, "w"));
    printf("%.*s\n", TEXT_ARG(buffer_text(&row)));
    buffer_free(&row);
}

/* Prints those behind the id `after`, and leaves the last one's there. Gives how many there were. */
static size_t print_page(store_t *store, unsigned partition, buffer_t *after)
{
    store_begin(store, "XRANGE");
    wechat_add_key(store, "dead", partition);
    store_add(store, after->size > 0 ? buffer_text(after) : TEXT_LITERAL("-"));
    store_add(store, TEXT_LITERAL("+"));
    store_add(store, TEXT_LITERAL("COUNT"));
    store_add_int(store, PAGE);
    redis_reply_t *reply = store_ask(store, REPLY_ANY);
    const size_t count = reply->type == REDIS_REPLY_ARRAY ? reply->elements : 0;
    for (size_t i = 0; i < count; i++) {
        if (!is_entry(reply->element[i]))
            fail("wx:dead:{wx%u} holds something else than entries of a stream", partition);
        print_entry(partition, reply->element[i]);
    }
    buffer_clear(after);
    if (count > 0) {
        buffer_append_char(after, '(');
        buffer_append_text(after, reply_text(reply->element[count - 1]->element[0]));
    }
    redis_reply_free(reply);
    return count;
}

static int list(store_t *store)
{
    buffer_t after = {0};
    for (unsigned partition = 0; partition < WECHAT_PARTITIONS; partition++) {
        buffer_clear(&after);
        while (print_page(store, partition, &after) == PAGE)
            ;
    }
    buffer_free(&after);
    return EXIT_SUCCESS;
}

/* ---- retry and drop ---- */

static bool is_number(text_t text)
{
    int64_t number;
    return text_to_plain_int(text, &number) && number >= 0;
}

/* Reads "7-1795000000000-0"; anything else ends the process with a message. */
static unsigned read_id(const char *word, const char **id)
{
    const char *first = strchr(word, '-'), *second = first ? strchr(first + 1, '-') : NULL;
    int64_t partition = -1;
    if (!second || !text_to_plain_int((text_t){word, (size_t)(first - word)}, &partition) || partition < 0 ||
        partition >= WECHAT_PARTITIONS || !is_number((text_t){first + 1, (size_t)(second - first - 1)}) ||
        !is_number(text_of(second + 1)))
        fail_usage("wechat dead: '%s' is no id as `wechat dead list` shows them", word);
    *id = first + 1;
    return (unsigned)partition;
}

static int end_one(store_t *store, const char *word, bool drops)
{
    static store_script_t script = {.body = lua_wechat_retry};
    const char *id;
    const unsigned partition = read_id(word, &id);
    static const char *const families[] = {"dead", "out", "in", "mark", "later"};
    store_begin_script(store, &script, sizeof families / sizeof *families);
    for (size_t i = 0; i < sizeof families / sizeof *families; i++)
        wechat_add_key(store, families[i], partition);
    store_add(store, text_of(id));
    store_add(store, drops ? TEXT_LITERAL("1") : TEXT_LITERAL("0"));
    store_once(store);
    const int64_t done = store_ask_int(store);
    if (done == 0)
        fail("there is no dead item %s", word);
    if (done == 2)
        say(stderr,
            "its queue had ids that are no times, or the last one there can be: what had them got others");
    return EXIT_SUCCESS;
}

int wechat_dead(store_t *store, char **words)
{
    const char *what = words[0];
    if (what && strcmp(what, "list") == 0 && !words[1])
        return list(store);
    const bool drops = what && strcmp(what, "drop") == 0;
    if (what && (drops || strcmp(what, "retry") == 0) && words[1] && !words[2])
        return end_one(store, words[1], drops);
    fail_usage("wechat dead: list, retry ID or drop ID");
}
