/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `leidactl demo`: demo.jsonl is import's format, but for values that begin with '@', which stand for
 * something:
 * "@-25m" and "@-3d 10:20" (a day before today at that hour) for times, "@+5d" for a date, "@user-token" and
 * "@customer-token". They are reckoned from the moment of the first load, so that a repeated one gives the
 * same rows.
 */
#include <stdlib.h>

#include "base/clock.h"
#include "tools/demo.h"
#include "tools/leidactl/common/fail.h"
#include "tools/leidactl/common/read.h"
#include "tools/leidactl/common/subcommands.h"
#include "tools/leidactl/import/alone.h"
#include "tools/leidactl/import/import.h"

#define MINUTE INT64_C(60000)
#define DAY (24 * 60 * MINUTE)

/* How long before the first load the relation of staff user 1 and customer 1 began: "@-43200m" in the data.
 */
#define FIRST_RELATION_AGE (43200 * MINUTE)

extern const unsigned char demo_data[];
extern const size_t demo_data_size;

/* "-25m", "-3d 10:20", "+5d" */
static void write_moment(buffer_t *out, text_t mark, int64_t origin)
{
    char word[32];
    char *rest;
    int hour = 0;
    int minute = 0;
    snprintf(word, sizeof word, "%.*s", TEXT_ARG(mark));
    long count = strtol(word, &rest, 10);
    if (*rest == 'm') {
        clock_write_time(out, origin + count * MINUTE);
    } else if (sscanf(rest, "d %d:%d", &hour, &minute) == 2) {
        int64_t day = clock_day_start(clock_day(origin) + count);
        clock_write_time(out, day + (hour * 60 + minute) * MINUTE);
    } else {
        clock_write_date(out, origin + count * DAY);
    }
}

static void write_mark(buffer_t *out, text_t mark, int64_t origin)
{
    if (text_equal(mark, TEXT_LITERAL("user-token")))
        buffer_append_literal(out, DEMO_USER_TOKEN);
    else if (text_equal(mark, TEXT_LITERAL("customer-token")))
        buffer_append_literal(out, DEMO_CUSTOMER_TOKEN);
    else
        write_moment(out, mark, origin);
}

/* The data with its marks resolved. */
static void write_data(buffer_t *out, int64_t origin)
{
    const char *at = (const char *)demo_data;
    const char *end = at + demo_data_size;
    for (;;) {
        const char *mark = memmem(at, (size_t)(end - at), "\"@", 2);
        if (!mark)
            break;
        buffer_append(out, at, (size_t)(mark + 1 - at));
        at = memchr(mark + 1, '"', (size_t)(end - mark - 1));
        write_mark(out, (text_t){mark + 2, (size_t)(at - mark - 2)}, origin);
    }
    buffer_append(out, at, (size_t)(end - at));
}

/* When the demo was first loaded, else now. */
static int64_t find_origin(store_t *store)
{
    arena_t arena = {0};
    line_t line;
    bool there = read_relation(store, DEMO_USER_ID, DEMO_CUSTOMER_ID, &line, &arena);
    int64_t origin = there ? line.as.relation.created + FIRST_RELATION_AGE : clock_now();
    arena_free(&arena);
    return origin - origin % 1000;
}

/* The demo's ids are small: they must not meet those of real people. */
static void refuse_real_data(store_t *store)
{
    arena_t arena = {0};
    line_t line;
    if (read_profile(store, KIND_USER, DEMO_USER_ID, &line, &arena)) {
        read_credential(store, &line, &arena);
        if (!text_equal(line.as.user.token, TEXT_LITERAL(DEMO_USER_TOKEN)))
            fail("user %d exists and is not the demo's: nothing loaded", DEMO_USER_ID);
    }
    arena_free(&arena);
}

int subcommand_demo(const settings_t *settings, char **words)
{
    if (words[0])
        fail_usage("demo: takes nothing");
    store_t *store = subcommand_store(settings);
    import_alone(store);
    refuse_real_data(store);
    buffer_t data = {0};
    write_data(&data, find_origin(store));
    FILE *file = tmpfile();
    if (!file || fwrite(data.data, 1, data.size, file) != data.size || fflush(file) != 0)
        fail("temporary file: no space");
    input_t input;
    input_take(&input, file);
    bool good = import_run(store, &input, false);
    input_close(&input);
    store_destroy(&store);
    buffer_free(&data);
    printf("staff user %d has the token %s, customer %d the token %s\n", DEMO_USER_ID, DEMO_USER_TOKEN,
           DEMO_CUSTOMER_ID, DEMO_CUSTOMER_TOKEN);
    fputs("leidactl: these tokens are public: do not keep real data in this store\n", stderr);
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
