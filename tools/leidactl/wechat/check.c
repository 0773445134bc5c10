/* SPDX-License-Identifier: Apache-2.0 */
/* `leidactl wechat check`: what the WeChat service has in Redis. Values of tokens are not even read. */
#include <stdlib.h>

#include "base/clock.h"
#include "tools/leidactl/common/fail.h"
#include "tools/leidactl/common/walk.h"
#include "tools/leidactl/wechat/report.h"
#include "tools/leidactl/wechat/wechat.h"

enum { PAGE = 1000, LATE_MS = 5 * 60 * 1000, QUEUES = 3 };

extern const char lua_wechat_queues[];

typedef struct {
    store_t *store;
    report_t report;
} check_t;

/* ---- tokens and tickets ---- */

/* The kind and account of "wx:token:{gzh:APPID}" and the like. False: it is another key. */
static bool read_key(text_t key, text_t *kind, text_t *account)
{
    static const text_t kinds[] = {TEXT_CONSTANT("token"), TEXT_CONSTANT("ticket")};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        text_t rest = key;
        if (!text_skip(&rest, TEXT_LITERAL("wx:")) || !text_skip(&rest, kinds[i]) ||
            !text_skip(&rest, TEXT_LITERAL(":{")) || rest.size < 2 || rest.data[rest.size - 1] != '}')
            continue;
        *kind = kinds[i];
        *account = (text_t){rest.data, rest.size - 1};
        return true;
    }
    return false;
}

/* False: it is none that the service writes. */
static bool read_kept(store_t *store, text_t key, int64_t *expires, int64_t *gen)
{
    store_begin(store, "HMGET");
    store_add(store, key);
    store_add(store, TEXT_LITERAL("expires_ms"));
    store_add(store, TEXT_LITERAL("gen"));
    store_send(store);
    redis_reply_t *reply = store_receive_sound(store, REPLY_ANY);
    const bool is = reply && reply->type == REDIS_REPLY_ARRAY && reply->elements == 2 &&
                    text_to_plain_int(reply_text(reply->element[0]), expires) && *expires >= 0 &&
                    *expires < INT64_C(1) << 53 && text_to_plain_int(reply_text(reply->element[1]), gen) &&
                    *gen > 0;
    redis_reply_free(reply);
    return is;
}

static void look_at_kept(check_t *self, text_t key)
{
    text_t kind, account;
    int64_t expires, gen;
    const int64_t now = clock_now();
    if (!read_key(key, &kind, &account))
        return;
    if (account.size == 0 || !text_is_visible(account) || !read_kept(self->store, key, &expires, &gen)) {
        report_add_wrong(&self->report, "%.*s is no %.*s as the service writes it", TEXT_ARG(key),
                         TEXT_ARG(kind));
        return;
    }
    report_add_kept(&self->report, kind, account, expires, gen, now);
    if (text_equal(kind, TEXT_LITERAL("token")) && expires > 0 && now - expires > LATE_MS)
        report_add_wrong(&self->report,
                         "the token of %.*s expired %lld minutes ago: nobody needed it since, or none is got "
                         "(the log says `wechat gives no token`)",
                         TEXT_ARG(account), (long long)(now - expires) / 60000);
}

static void look_at_keys(void *context, const text_t *keys, size_t count)
{
    for (size_t i = 0; i < count; i++)
        look_at_kept(context, keys[i]);
}

/* ---- queues ---- */

/* What the script returns of a partition: of each queue its entries and the age of the oldest; the lease. */
enum { LEASE = 2 * QUEUES, NUMBERS };
static const char *const families[] = {"in", "out", "dead", "lease"};

static void ask_about(store_t *store, unsigned partition, int64_t numbers[NUMBERS])
{
    static store_script_t script = {.body = lua_wechat_queues};
    store_begin_script(store, &script, sizeof families / sizeof *families);
    for (size_t i = 0; i < sizeof families / sizeof *families; i++)
        wechat_add_key(store, families[i], partition);
    redis_reply_t *reply = store_ask(store, REPLY_ANY);
    if (reply->type != REDIS_REPLY_ARRAY || reply->elements != NUMBERS)
        fail("Redis gave something else than what the script returns");
    for (size_t i = 0; i < NUMBERS; i++)
        numbers[i] = reply_number(reply->element[i]);
    redis_reply_free(reply);
}

/* Returns how many entries it has. */
static int64_t add_queue(report_queue_t *sum, const int64_t numbers[2])
{
    const int64_t entries = numbers[0] > 0 ? numbers[0] : 0;
    sum->entries += entries;
    if (numbers[1] > sum->oldest)
        sum->oldest = numbers[1];
    return entries;
}

static void look_at_partition(check_t *self, unsigned partition)
{
    report_t *report = &self->report;
    int64_t numbers[NUMBERS], waiting = 0;
    ask_about(self->store, partition, numbers);
    for (size_t i = 0; i <= QUEUES; i++)
        if (numbers[2 * i] < 0)
            report_add_wrong(report, "wx:%s:{wx%u} is no %s as the service writes it: delete it", families[i],
                             partition, i < QUEUES ? "stream" : "lease");
    waiting += add_queue(&report->in, &numbers[0]);
    waiting += add_queue(&report->out, &numbers[2]);
    add_queue(&report->dead, &numbers[4]);
    const bool held = numbers[LEASE] == 1;
    report->held += held;
    if (waiting > 0 && !held)
        report_add_wrong(report,
                         "%lld entries of partition %u have nobody who works on them: is the service up?",
                         (long long)waiting, partition);
}

static void judge_queue(report_t *report, const char *name, const report_queue_t *queue)
{
    if (queue->oldest > LATE_MS)
        report_add_wrong(report, "the oldest entry of the %s queue has waited for %lld minutes", name,
                         (long long)queue->oldest / 60000);
}

int wechat_check(store_t *store, bool json)
{
    check_t self = {.store = store,
                    .report = {.json = json, .in.oldest = -1, .out.oldest = -1, .dead.oldest = -1}};
    report_t *report = &self.report;
    walk_keys(store, "wx:", PAGE, look_at_keys, &self);
    for (unsigned partition = 0; partition < WECHAT_PARTITIONS; partition++)
        look_at_partition(&self, partition);
    judge_queue(report, "inbound", &report->in);
    judge_queue(report, "outbound", &report->out);
    if (report->dead.entries > 0)
        report_add_wrong(report, "%lld items are given up: `%s wechat dead list`",
                         (long long)report->dead.entries, own_command());
    report_print(report);
    const bool sound = report->wrong.size == 0;
    report_free(report);
    return sound ? EXIT_SUCCESS : EXIT_FAILURE;
}
