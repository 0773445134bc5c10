/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/leidactl/demo/live.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>

#include "base/back_off.h"
#include "base/clock.h"
#include "proto/action_names.h"
#include "tools/leidactl/common/credential.h"
#include "tools/leidactl/common/fail.h"
#include "tools/leidactl/common/say.h"
#include "tools/leidactl/demo/customer.h"
#include "tools/leidactl/demo/invent.h"
#include "tools/leidactl/demo/office.h"

enum {
    VISITS = 3,     /* customers who are there at the same time */
    STEPS_MAX = 6,  /* of a visit */
    MESSAGES = 30,  /* of a hundred steps */
    AGAIN_MS = 500, /* until an event is sent again, at first */
    AGAIN_MAX_MS = 5000,
    TIMEOUT_MS = 10000,
    MINUTE_MS = 60000
};

typedef struct {
    const office_pair_t *pair;
    int64_t left; /* steps */
} visit_t;

typedef struct {
    const live_t *what;
    place_t place;
    buffer_t people;  /* the lines that `office` borrows from */
    office_t office;  /* those who may call */
    buffer_t *tokens; /* of office.pairs[i] */
    random_t random;
    visit_t visits[VISITS];
    http_t *http;
    int64_t began, count;
} feed_t;

/* What is sent, and how it is printed. */
typedef struct {
    const office_pair_t *pair;
    const char *route;
    buffer_t form, text;
} step_t;

static void signals_of(sigset_t *set)
{
    sigemptyset(set);
    sigaddset(set, SIGINT);
    sigaddset(set, SIGTERM);
}

/* False when it is time to end. Signals are blocked but for here, so none is missed. */
static bool wait_ms(int64_t ms)
{
    sigset_t set;
    signals_of(&set);
    return sigtimedwait(&set, NULL, &(struct timespec){ms / 1000, ms % 1000 * 1000000}) < 0;
}

/* Reads the tokens, and keeps the pairs whose customer has one. */
static void take_tokens(feed_t *self, store_t *store)
{
    office_t *office = &self->office;
    size_t kept = 0;
    self->tokens = memory_new(office->count * sizeof *self->tokens);
    for (size_t i = 0; i < office->count; i++) {
        const principal_t who = {PRINCIPAL_CUSTOMER, office->pairs[i].customer_id};
        credential_t credential;
        self->tokens[kept] = (buffer_t){0};
        if (token_read(store, &who, &self->tokens[kept], &credential) && credential.enabled &&
            !credential.hmac_only)
            office->pairs[kept++] = office->pairs[i];
        else
            buffer_free(&self->tokens[kept]);
    }
    office->count = kept;
    if (kept == 0)
        fail("none of the demo's customers may call");
}

static void begin(feed_t *self, store_t *store, const live_t *what)
{
    sigset_t set;
    signals_of(&set);
    sigprocmask(SIG_BLOCK, &set, NULL);
    *self = (feed_t){.what = what, .random = invent_random(what->seed), .began = clock_now()};
    place_read(&self->place);
    office_write(&self->people, self->began, &self->place);
    office_read(&self->office, buffer_text(&self->people));
    take_tokens(self, store);
    self->http = http_new(TIMEOUT_MS, customer_is_interrupted);
}

static void end(feed_t *self)
{
    http_destroy(&self->http);
    for (size_t i = 0; i < self->office.count; i++)
        buffer_free(&self->tokens[i]);
    free(self->tokens);
    office_free(&self->office);
    buffer_free(&self->people);
    place_free(&self->place);
}

/* Whose turn it is: one of those who are there, or who comes next. */
static const office_pair_t *next_pair(feed_t *self)
{
    visit_t *visit = &self->visits[random_below(&self->random, VISITS)];
    if (visit->left == 0)
        *visit = (visit_t){office_pick(&self->office, &self->random),
                           1 + random_below(&self->random, STEPS_MAX)};
    visit->left--;
    return visit->pair;
}

static void add_number(buffer_t *form, const char *name, int64_t value)
{
    char digits[24];
    snprintf(digits, sizeof digits, "%lld", (long long)value);
    http_add_field(form, text_of(name), text_of(digits));
}

static void invent_step(feed_t *self, step_t *step)
{
    deed_t deed;
    invent_deed(&deed, &self->random);
    step->route = "/gongzhonghao/action/record/0";
    add_number(&step->form, "action", deed.action);
    if (deed.article_id > 0)
        add_number(&step->form, "article_id", deed.article_id);
    if (deed.remark[0])
        http_add_field(&step->form, TEXT_LITERAL("remark"), text_of(deed.remark));
    buffer_append_text(&step->text, deed.remark[0] ? text_of(deed.remark) : action_remark(deed.action));
}

static void invent_words(feed_t *self, step_t *step)
{
    buffer_t content = {0};
    step->route = "/gongzhonghao/chat/send_msg/0";
    buffer_append_literal(&step->text, "写道：");
    invent_message(&content, &step->text, &self->place, &self->random);
    http_add_field(&step->form, TEXT_LITERAL("content"), buffer_text(&content));
    buffer_free(&content);
}

static void invent(feed_t *self, step_t *step)
{
    char key[64];
    *step = (step_t){.pair = next_pair(self)};
    if (random_below(&self->random, 100) < MESSAGES)
        invent_words(self, step);
    else
        invent_step(self, step);
    add_number(&step->form, "u_id", step->pair->user_id);
    snprintf(key, sizeof key, "demo-%lld-%lld", (long long)self->began, (long long)++self->count);
    http_add_field(&step->form, TEXT_LITERAL("msg_id"), text_of(key));
}

/* "14:03 又胖了 → 张聪: 查看了您的名片" */
static void tell(const step_t *step, customer_outcome_t outcome, text_t why)
{
    const office_pair_t *pair = step->pair;
    buffer_t now = {0};
    clock_write_minute(&now, clock_now());
    say(stdout, "%.*s %.*s → %.*s: %.*s%s%.*s", TEXT_ARG(buffer_text(&now)),
        TEXT_ARG(pair->customer.size > 0 ? pair->customer : TEXT_LITERAL("(无名)")), TEXT_ARG(pair->user),
        TEXT_ARG(buffer_text(&step->text)), outcome == CUSTOMER_REFUSED ? ": refused: " : "", TEXT_ARG(why));
    if (fflush(stdout) != 0)
        fail("standard output: %s", strerror(errno));
    buffer_free(&now);
}

/* Sends it until it is answered. False when it is time to end. */
static bool deliver(feed_t *self, const step_t *step)
{
    const size_t at = (size_t)(step->pair - self->office.pairs);
    const customer_request_t request = {step->pair->customer_id, buffer_text(&self->tokens[at]), step->route,
                                        buffer_text(&step->form)};
    buffer_t why = {0};
    back_off_t back_off;
    back_off_init(&back_off, AGAIN_MS, AGAIN_MAX_MS);
    customer_outcome_t outcome = customer_send(self->http, self->what->url, &request, &why);
    while (outcome == CUSTOMER_UNANSWERED) {
        say(stderr, "leidactl: %.*s: trying again", TEXT_ARG(buffer_text(&why)));
        buffer_clear(&why);
        outcome = wait_ms(AGAIN_MS + back_off_next(&back_off))
                      ? customer_send(self->http, self->what->url, &request, &why)
                      : CUSTOMER_INTERRUPTED;
    }
    if (outcome != CUSTOMER_INTERRUPTED)
        tell(step, outcome, buffer_text(&why));
    buffer_free(&why);
    return outcome != CUSTOMER_INTERRUPTED;
}

int live_run(store_t *store, const live_t *what)
{
    feed_t self;
    bool goes_on = true;
    begin(&self, store, what);
    /* A third to five thirds of the mean: neither a metronome nor a silence. */
    for (const int64_t mean = MINUTE_MS / what->rate; goes_on;) {
        step_t step;
        invent(&self, &step);
        goes_on = deliver(&self, &step) && wait_ms(mean / 3 + random_below(&self.random, 4 * mean / 3 + 1));
        buffer_free(&step.form);
        buffer_free(&step.text);
    }
    end(&self);
    return EXIT_SUCCESS;
}
