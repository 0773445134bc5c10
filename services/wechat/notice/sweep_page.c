/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One page of a sweep: which staff users are on it, what chat says about each, then one after the other, what
 * those have been told whose conversations moved, and the jobs for the rest.
 */
#include <stdlib.h>

#include "common/store/profiles.h"
#include "proto/requests.h"
#include "services/wechat/core/question.h"
#include "services/wechat/notice/addressee.h"
#include "services/wechat/notice/sweep.h"
#include "services/wechat/notice/sweep_parts.h"
#include "services/wechat/notice/sweep_store.h"
#include "services/wechat/notice/untold.h"

enum {
    OLDEST_MS = 48 * 3600 * 1000, /* nobody is told of what is older */
    PATIENCE = 5 /* times in turn, half a minute in all, that chat may be away before a page goes unasked */
};

typedef struct {
    user_profile_t profile;
    service_answer_t answer;
    bool has_qy;   /* and can be told by it */
    int64_t asked; /* pages of their conversations; 0: not of a company that is configured */
    int64_t since; /* of what moved since then */
} staff_t;

typedef struct {
    notice_t notice;
    int64_t told;
    customer_profile_t customer;
    bool is_new;
} candidate_t;

struct sweep_page {
    job_t job; /* the first: steps are given its address */
    wechat_t *wechat;
    sweep_page_fn *done;
    void *context;
    sweep_place_t *place;
    arena_t arena;
    int64_t swept;
    int64_t now; /* ms since 1970 */
    int64_t ids[SWEEP_PAGE], owed[SWEEP_PAGE];
    staff_page_t staff_page;
    staff_t staff[SWEEP_PAGE];
    size_t at;     /* the one who is looked at */
    bool looks;    /* at them one by one */
    bool has_more; /* conversations of that one, on further pages */
    size_t count;  /* of candidates */
    candidate_t *candidates;
    sweep_seen_t seen;
};

static void end(sweep_page_t *self, swept_t swept)
{
    self->done(self->context, swept, &self->seen);
}

static void look_on(void *context);

static void go_to_next(void *context)
{
    sweep_page_t *self = context;
    self->at++;
    look_on(self);
}

/* The next sweep is to ask about this one, since the same time. */
static void owe(sweep_page_t *self)
{
    self->seen.owed++;
    sweep_write_owed(&self->job, self->ids[self->at], self->staff[self->at].since);
    job_then(&self->job, go_to_next);
}

/* What cannot be read of one staff user keeps nobody else waiting. */
static void failed(void *context)
{
    sweep_page_t *self = context;
    const bool is_foreign = self->job.outcome.redis == REDIS_FOREIGN;
    self->job.outcome = (outcome_t){.redis = REDIS_OK};
    if (is_foreign && self->looks)
        owe(self);
    else
        end(self, is_foreign ? SWEPT_BAD : SWEPT_AWAY);
}

/* Goes on where something of what was read is foreign, which is reported: it is as if it were not there. */
static bool is_read(sweep_page_t *self)
{
    if (self->job.outcome.redis == REDIS_FOREIGN)
        self->job.outcome = (outcome_t){.redis = REDIS_OK};
    if (job_is_good(&self->job))
        return true;
    failed(self);
    return false;
}

/* ---- jobs of a staff user's conversations ---- */

static void ask(sweep_page_t *self, staff_t *staff);

static void note_found(void *context)
{
    sweep_page_t *self = context;
    for (size_t i = 0; i < self->count; i++)
        self->seen.found += self->candidates[i].is_new;
    if (self->has_more) {
        ask(self, &self->staff[self->at]);
        job_then(&self->job, look_on);
        return;
    }
    if (self->owed[self->at] != 0)
        sweep_write_owed(&self->job, self->ids[self->at], 0);
    job_then(&self->job, go_to_next);
}

static void put(void *context)
{
    sweep_page_t *self = context;
    if (!is_read(self))
        return;
    for (size_t i = 0; i < self->count; i++) {
        candidate_t *candidate = &self->candidates[i];
        const addressee_t addressee = {&self->staff[self->at].profile, &candidate->customer};
        if (addressee_find(self->wechat->companies, &addressee, &candidate->notice))
            notice_put(&self->job, &candidate->notice, &candidate->is_new);
    }
    job_then(&self->job, note_found);
}

/* Who was told more than there is has been told of what came since chat was asked, or something else than an
 * id of ours stands there: telling.c finds out which. */
static void judge_told(void *context)
{
    sweep_page_t *self = context;
    size_t kept = 0;
    for (size_t i = 0; i < self->count; i++)
        if (self->candidates[i].told != self->candidates[i].notice.id)
            self->candidates[kept++] = self->candidates[i];
    self->count = kept;
    for (size_t i = 0; i < kept; i++)
        if (self->candidates[i].notice.to == PRINCIPAL_CUSTOMER)
            profiles_read_customer(&self->job, self->candidates[i].notice.customer_id,
                                   &self->candidates[i].customer);
    job_finally(&self->job, put);
}

static void add_candidate(sweep_page_t *self, const untold_row_t *row, principal_kind_t to)
{
    if (row->time < self->now - notice_lasts(to))
        return;
    self->candidates[self->count++] = (candidate_t){.notice = {.staff_id = self->staff[self->at].profile.id,
                                                               .customer_id = row->customer_id,
                                                               .to = to,
                                                               .id = row->id,
                                                               .made = row->time}};
}

/* Those who have not read, but whom a hint will tell if it was not lost. */
static void add_candidates(sweep_page_t *self, const untold_row_t *row)
{
    if (row->customer_id <= 0 || row->id <= 0 || row->time > self->now - SWEEP_YOUNG_MS)
        return;
    if (row->unread_by_customer > 0)
        add_candidate(self, row, PRINCIPAL_CUSTOMER);
    if (row->unread_by_staff > 0 && self->staff[self->at].has_qy)
        add_candidate(self, row, PRINCIPAL_STAFF);
}

/* False when the answer is none. */
static bool read_candidates(sweep_page_t *self)
{
    const staff_t *staff = &self->staff[self->at];
    untold_t untold;
    untold_row_t row;
    self->count = 0;
    if (!untold_read(&untold, staff->answer.data))
        return false;
    self->has_more = untold.total > staff->asked * PAGE_LENGTH_MAX;
    if (untold.total > 0)
        self->candidates = arena_new(&self->arena, sizeof *self->candidates * PAGE_LENGTH_MAX * 2);
    for (size_t i = 0; untold.total > 0 && i < PAGE_LENGTH_MAX && untold_next(&untold, &row); i++)
        add_candidates(self, &row);
    return true;
}

/* Chat says of what is corrupt that it is unavailable, as of what is away. */
static void look_at(sweep_page_t *self)
{
    const staff_t *staff = &self->staff[self->at];
    if (staff->answer.status != STATUS_DONE || !read_candidates(self)) {
        owe(self);
        return;
    }
    for (size_t i = 0; i < self->count; i++)
        notice_read_told(&self->job, &self->candidates[i].notice, &self->candidates[i].told);
    job_then(&self->job, judge_told);
}

static void look_on(void *context)
{
    sweep_page_t *self = context;
    while (self->at < self->staff_page.count && self->staff[self->at].asked == 0)
        self->at++;
    if (self->at > 0)
        self->place->after = self->ids[self->at - 1];
    if (self->at < self->staff_page.count)
        look_at(self);
    else
        end(self, SWEPT_PAGE);
}

/* ---- the staff users of the page ---- */

static void ask(sweep_page_t *self, staff_t *staff)
{
    untold_request_t request = {.staff_id = staff->profile.id,
                                .since = staff->since,
                                .page = ++staff->asked,
                                .length = PAGE_LENGTH_MAX};
    question_give(METHOD_UNTOLD, &request.record, "since");
    question_give(METHOD_UNTOLD, &request.record, "page");
    question_give(METHOD_UNTOLD, &request.record, "length");
    question_service(&self->job, METHOD_UNTOLD, (principal_t){PRINCIPAL_STAFF, staff->profile.id},
                     &request.record, TEXT_NONE, &staff->answer);
}

/* Where chat answers nobody it is away, and is waited for; where it answers some it is the others'. */
static void judge_answers(void *context)
{
    sweep_page_t *self = context;
    size_t asked = 0, away = 0;
    for (size_t i = 0; i < self->staff_page.count; i++) {
        asked += self->staff[i].asked > 0;
        away += self->staff[i].asked > 0 && question_is_away(self->staff[i].answer.status);
    }
    self->looks = true;
    if (asked > 0 && away == asked && self->place->away < PATIENCE)
        end(self, SWEPT_AWAY);
    else
        look_on(self);
}

static int64_t since_of(const sweep_page_t *self, int64_t owed)
{
    const int64_t oldest = self->now - OLDEST_MS;
    if (owed == 0)
        return self->place->since;
    return owed < oldest || owed > self->place->since ? oldest : owed;
}

/* About somebody whom nobody can be asked about: their profile cannot be read, or their company has no file,
 * maybe for a moment. What is owed stays as long as there is somebody to be told of it. */
static void keep_owed(sweep_page_t *self, size_t i, bool damaged)
{
    const int64_t owed = self->owed[i], oldest = self->now - OLDEST_MS;
    if (owed == 0 && damaged)
        sweep_write_owed(&self->job, self->ids[i], self->place->since);
    else if (owed != 0 && owed < oldest && !damaged)
        sweep_write_owed(&self->job, self->ids[i], 0);
    self->seen.owed += damaged;
}

static void ask_about_all(void *context)
{
    sweep_page_t *self = context;
    const bool damaged = self->job.outcome.redis == REDIS_FOREIGN; /* one profile of the page, at least */
    if (!is_read(self))
        return;
    for (size_t i = 0; i < self->staff_page.count; i++) {
        staff_t *staff = &self->staff[i];
        const bool is_there = staff->profile.id == self->ids[i];
        const company_t *company = companies_find(self->wechat->companies, staff->profile.company_id);
        if (!is_there || !company) {
            keep_owed(self, i, damaged && !is_there);
            continue;
        }
        staff->has_qy = company->has_qy && staff->profile.userid.size > 0;
        staff->since = since_of(self, self->owed[i]);
        ask(self, staff);
    }
    job_then(&self->job, judge_answers);
}

static void end_all(void *context)
{
    end(context, SWEPT_ALL);
}

static void begin_sweep(sweep_page_t *self)
{
    sweep_place_t *place = self->place;
    const int64_t oldest = self->now - OLDEST_MS;
    place->began = self->now;
    if (self->swept == 0)
        place->since = self->now - SWEEP_MARGIN_MS; /* the first of all: nobody was missed */
    else if (self->swept < oldest || self->swept > self->now + SWEEP_MARGIN_MS)
        place->since = oldest; /* so long ago, or no time of ours */
    else
        place->since = self->swept - SWEEP_MARGIN_MS;
}

static void read_profiles(void *context)
{
    sweep_page_t *self = context;
    if (self->place->began == 0)
        begin_sweep(self);
    if (self->staff_page.count == 0) {
        sweep_write_swept(&self->job, self->place->lease, self->place->began);
        job_then(&self->job, end_all);
        return;
    }
    for (size_t i = 0; i < self->staff_page.count; i++)
        profiles_read_staff(&self->job, self->ids[i], &self->staff[i].profile);
    sweep_read_owed(&self->job, &self->staff_page, self->owed);
    job_finally(&self->job, ask_about_all);
}

void sweep_page_run(sweep_page_t *self, sweep_place_t *place)
{
    arena_clear(&self->arena);
    self->place = place;
    self->job = (job_t){.pending = 0};
    self->seen = (sweep_seen_t){0};
    memset(self->staff, 0, sizeof self->staff);
    self->staff_page = (staff_page_t){.after = place->after, .limit = SWEEP_PAGE, .ids = self->ids};
    self->at = 0;
    self->looks = false;
    self->now = self->wechat->host->now();
    job_begin(&self->job, self->wechat->host, &self->arena, failed);
    if (place->began == 0)
        sweep_read_swept(&self->job, &self->swept);
    sweep_read_staff(&self->job, &self->staff_page);
    job_then(&self->job, read_profiles);
}

sweep_page_t *sweep_page_new(wechat_t *wechat, sweep_page_fn *done, void *context)
{
    sweep_page_t *self = memory_new_zeroed(sizeof *self);
    self->wechat = wechat;
    self->done = done;
    self->context = context;
    return self;
}

void sweep_page_destroy(sweep_page_t **self_p)
{
    sweep_page_t *self = *self_p;
    *self_p = NULL;
    arena_free(&self->arena);
    free(self);
}
