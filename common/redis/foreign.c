/* SPDX-License-Identifier: Apache-2.0 */
#include "common/redis/foreign.h"

#include "common/loop/loop.h"
#include "common/observe/log_limit.h"

enum { WINDOW_US = 10 * 1000 * 1000, LINES_MAX = 20 };

/* What was said of a kind in the window that began last. */
typedef struct {
    int64_t began; /* loop_clock_us; 0: never */
    unsigned lines, left_out;
    uint64_t last_key; /* hash */
} said_t;

static uint64_t hash_of(text_t key)
{
    uint64_t hash = 0xcbf29ce484222325u; /* FNV-1a */
    for (size_t i = 0; i < key.size; i++)
        hash = (hash ^ (uint8_t)key.data[i]) * 0x100000001b3u;
    return hash;
}

static bool is_worth_a_line(said_t *said, text_t key)
{
    const int64_t now = loop_clock_us();
    const uint64_t hash = hash_of(key);
    if (said->began == 0 || now - said->began >= WINDOW_US) {
        said->began = now;
        said->lines = 0;
    }
    bool worth = said->lines < LINES_MAX && !(said->lines > 0 && said->last_key == hash);
    said->last_key = hash;
    said->lines += worth;
    if (!worth) {
        said->left_out++;
        log_limits_count();
    }
    return worth;
}

void foreign_report(foreign_kind_t kind, text_t key, text_t why)
{
    static const char *const names[FOREIGN_KINDS] = {
        [FOREIGN_RECORD] = "record",       [FOREIGN_RELATION] = "relation", [FOREIGN_MESSAGES] = "messages",
        [FOREIGN_ONCE] = "once",           [FOREIGN_INDEX] = "order",       [FOREIGN_SUMMARY] = "summary",
        [FOREIGN_TAGS] = "tags",           [FOREIGN_LOG] = "log",           [FOREIGN_NOTES] = "notes",
        [FOREIGN_PHRASES] = "phrases",     [FOREIGN_WECHAT] = "wechat",     [FOREIGN_SCRIPT] = "script",
        [FOREIGN_CATALOGUE] = "catalogue",
    };
    static _Thread_local said_t said_of[FOREIGN_KINDS];
    said_t *said = &said_of[kind];
    if (!is_worth_a_line(said, key))
        return;
    log_event(LOG_ERROR, "unexpected data in redis", LOG_STRING("what", names[kind]), LOG_TEXT("key", key),
              LOG_TEXT("why", why), LOG_INT("left_out", said->left_out));
    said->left_out = 0;
}
