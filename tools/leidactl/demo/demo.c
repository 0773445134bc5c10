/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `leidactl demo`: loads the office of office.jsonl and two weeks of what its customers did, reckoned from
 * the moment of the first load, so that a repeated one gives the same rows.
 */
#include <stdlib.h>

#include "base/clock.h"
#include "tools/demo.h"
#include "tools/leidactl/common/fail.h"
#include "tools/leidactl/common/read.h"
#include "tools/leidactl/common/subcommands.h"
#include "tools/leidactl/demo/days.h"
#include "tools/leidactl/demo/live.h"
#include "tools/leidactl/demo/pictures.h"
#include "tools/leidactl/import/alone.h"
#include "tools/leidactl/import/import.h"

/* How long before the first load the relation of staff user 1 and customer 1 began, in ms: "@-43200m" in the
 * data. */
#define FIRST_RELATION_AGE (43200 * INT64_C(60000))

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

typedef enum { STAFF_NONE, STAFF_DEMO, STAFF_REAL } staff_t;

/* Whose staff user 1 is. */
static staff_t find_staff(store_t *store)
{
    arena_t arena = {0};
    line_t line;
    staff_t staff = STAFF_NONE;
    if (read_profile(store, KIND_USER, DEMO_USER_ID, &line, &arena)) {
        read_credential(store, &line, &arena);
        bool own = text_equal(line.as.user.token, TEXT_LITERAL(DEMO_USER_TOKEN));
        staff = own ? STAFF_DEMO : STAFF_REAL;
    }
    arena_free(&arena);
    return staff;
}

static void write_all(buffer_t *lines, int64_t origin, const place_t *place)
{
    office_t office;
    buffer_t people = {0};
    office_write(&people, origin, place);
    office_read(&office, buffer_text(&people));
    days_write(lines, &office, origin);
    buffer_append_text(lines, buffer_text(&people)); /* its actions are the newest */
    office_free(&office);
    buffer_free(&people);
}

static bool import_lines(store_t *store, text_t lines)
{
    FILE *file = tmpfile();
    if (!file || fwrite(lines.data, 1, lines.size, file) != lines.size || fflush(file) != 0)
        fail("temporary file: no space");
    input_t input;
    input_take(&input, file);
    bool good = import_run(store, &input, false);
    input_close(&input);
    return good;
}

static int load(store_t *store)
{
    place_t place;
    buffer_t lines = {0};
    place_read(&place);
    import_alone(store);
    /* The demo's ids are small: they must not meet those of real people. */
    if (find_staff(store) == STAFF_REAL)
        fail("user %d exists and is not the demo's: nothing loaded", DEMO_USER_ID);
    write_all(&lines, find_origin(store), &place);
    pictures_keep(&place);
    bool good = import_lines(store, buffer_text(&lines));
    buffer_free(&lines);
    place_free(&place);
    printf("staff user %d has the token %s, customer %d the token %s\n", DEMO_USER_ID, DEMO_USER_TOKEN,
           DEMO_CUSTOMER_ID, DEMO_CUSTOMER_TOKEN);
    fputs("leidactl: these tokens are public: do not keep real data in this store\n", stderr);
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* The value of --seed or --rate. */
static int64_t read_number(const char *option, const char *word, int64_t least, int64_t most)
{
    int64_t number;
    if (!text_to_int(text_of(word), &number) || number < least || number > most)
        fail_usage("demo: %s '%s' is no number from %lld to %lld", option, word, (long long)least,
                   (long long)most);
    return number;
}

int subcommand_demo(const settings_t *settings, char **words)
{
    live_t live = {.url = settings->url, .seed = clock_now(), .rate = LIVE_RATE};
    bool is_live = false, is_tuned = false;
    for (; *words; words++) {
        if (strcmp(*words, "--live") == 0) {
            is_live = true;
        } else if (strcmp(*words, "--seed") == 0) {
            live.seed = read_number("--seed", *++words, 0, INT64_MAX);
            is_tuned = true;
        } else if (strcmp(*words, "--rate") == 0) {
            live.rate = read_number("--rate", *++words, 1, LIVE_RATE_MAX);
            is_tuned = true;
        } else {
            fail_usage("demo: what is '%s'?", *words);
        }
    }
    if (is_tuned && !is_live)
        fail_usage("demo: --seed and --rate go with --live");
    store_t *store = subcommand_store(settings);
    if (is_live && find_staff(store) != STAFF_DEMO)
        fail("the demo is not in this store: %s demo loads it", own_command());
    int code = is_live ? live_run(store, &live) : load(store);
    store_destroy(&store);
    return code;
}
