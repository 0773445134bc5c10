/* SPDX-License-Identifier: Apache-2.0 */
#include "services/wechat/wechat.h"

#include <assert.h>
#include <stdlib.h>

#include "base/clock.h"
#include "common/observe/log.h"
#include "common/observe/metrics.h"
#include "services/wechat/inbound/inbox.h"
#include "services/wechat/login/login_store.h"
#include "services/wechat/login/people_store.h"
#include "services/wechat/notice/card.h"
#include "services/wechat/notice/card_limit.h"
#include "services/wechat/notice/mark.h"
#include "services/wechat/notice/notice.h"
#include "services/wechat/notice/reminder.h"
#include "services/wechat/notice/shown.h"
#include "services/wechat/notice/sweep_store.h"
#include "services/wechat/notice/window.h"
#include "services/wechat/queue/receive.h"

const handler_t wechat_handlers[] = {WECHAT_HANDLERS(HANDLER_ROW)};
const size_t wechat_handler_count = sizeof wechat_handlers / sizeof *wechat_handlers;

enum { INSTANCE_LIMIT = 1024 /* calls under way to one instance of another service */ };

void wechat_list_scripts(const redis_script_t *scripts[WECHAT_SCRIPTS_MAX])
{
    static const redis_script_t *const own[] = {
        &login_keep_script,
        &login_claim_script,
        &login_settle_script,
        &login_fetch_script,
        &people_next_id,
        &people_create,
        &people_settle,
        &people_profile,
        &leases_take_script,
        &leases_give_script,
        &queue_done_script,
        &queue_dead_script,
        &queue_page_script,
        &queue_later_script,
        &queue_receive_script,
        &window_open_script,
        &window_take_script,
        &window_return_script,
        &window_leave_script,
        &mark_script,
        &mark_reminder_script,
        &notice_told_script,
        &notice_untell_script,
        &shown_keep_script,
        &shown_forget_script,
        &sweep_swept_script,
        &card_limit_script,
        &card_script,
        &reminder_allow_script,
        &shown_read_script,
        &notice_forget_told_script,
    };
    size_t count = 0;
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        scripts[count++] = own[i];
    for (size_t i = 0; api_scripts[i]; i++)
        scripts[count++] = api_scripts[i];
    assert(count < WECHAT_SCRIPTS_MAX);
    scripts[count] = NULL;
}

static void end_iteration(void *context)
{
    wechat_process_t *self = context;
    rpc_client_take(self->core.client);
    rpc_client_flush(self->core.client);
}

/* ---- what the services tell ---- */

static bool has_companies(void *context)
{
    size_t at = 0;
    return companies_next(context, &at) != NULL;
}

static void tell_event(void *context, const event_t *event)
{
    wechat_process_t *self = context;
    heard_event(self->heard, event);
}

static bool listens(void *context)
{
    return has_companies(((wechat_process_t *)context)->core.companies);
}

static void tell_sync(void *context, sync_reason_t reason)
{
    wechat_process_t *self = context;
    (void)reason;
    sweep_gap(self->sweep);
}

static void log_faults(const char *what, const buffer_t *lines)
{
    for (size_t begin = 0, end; begin < lines->size; begin = end + 1) {
        const char *feed = memchr(lines->data + begin, '\n', lines->size - begin);
        end = feed ? (size_t)(feed - lines->data) : lines->size;
        buffer_t line = {0};
        buffer_append(&line, lines->data + begin, end - begin);
        buffer_append_char(&line, '\0');
        log_event(LOG_ERROR, what, LOG_STRING("fault", line.data));
        buffer_free(&line);
    }
}

static bool open_companies(wechat_process_t *self)
{
    buffer_t why = {0};
    self->core.companies = companies_new(self->core.settings->companies, &why);
    if (!self->core.companies)
        log_faults("cannot read the companies", &why);
    buffer_free(&why);
    return self->core.companies != NULL;
}

wechat_process_t *wechat_new(const wechat_options_t *options)
{
    wechat_process_t *self = memory_new_zeroed(sizeof *self);
    self->core.loop = options->loop;
    self->core.host = options->host;
    self->core.settings = options->settings;
    self->heard = heard_new(&self->core);
    const rpc_client_events_t events = {self, listens, tell_event, tell_sync};
    loop_before_sleep(self->core.loop, end_iteration, self);
    self->core.client = rpc_client_new(self->core.loop, &events, options->upstreams, INSTANCE_LIMIT);
    if (!self->core.client || !open_companies(self) ||
        !media_settings_open(options->media, false, &self->media)) {
        wechat_destroy(&self);
        return NULL;
    }
    self->core.api = api_new(self->core.loop, &(api_options_t){.companies = self->core.companies,
                                                               .redis = self->core.host->redis,
                                                               .gzh_base = options->settings->api_url,
                                                               .qy_base = options->settings->qy_api_url,
                                                               .calls = (size_t)options->settings->calls,
                                                               .now = clock_now});
    self->leases = leases_new(self->core.loop, self->core.host->redis, has_companies, self->core.companies);
    self->inbox = inbox_new(&self->core, self->leases, &self->media);
    self->outbox = outbox_new(&self->core, self->leases);
    self->sweep = sweep_new(&self->core, self->leases);
    if (!self->inbox)
        wechat_destroy(&self);
    return self;
}

void wechat_stop(wechat_process_t *self)
{
    heard_stop(self->heard);
    sweep_stop(self->sweep);
    inbox_stop(self->inbox);
    outbox_stop(self->outbox);
    leases_stop(self->leases);
}

void wechat_reload(wechat_process_t *self)
{
    buffer_t why = {0};
    if (companies_reload(self->core.companies, &why))
        log_event(LOG_INFO, "companies read again", LOG_STRING("folder", self->core.settings->companies));
    else
        log_faults("companies stay as they were", &why);
    buffer_free(&why);
}

void wechat_write_metrics(const wechat_process_t *self, buffer_t *out)
{
    api_write_metrics(self->core.api, out);
    inbox_write_metrics(self->inbox, out);
    outbox_write_metrics(self->outbox, out);
    sweep_write_metrics(self->sweep, out);
    static const metric_t left_out = {"leida_wechat_hints_left_out_total", METRIC_COUNTER,
                                      "Messages of which nobody was told, because too many waited to be."};
    metrics_write(out, &left_out, heard_left_out(self->heard));
}

void wechat_destroy(wechat_process_t **self_p)
{
    wechat_process_t *self = *self_p;
    if (!self)
        return;
    *self_p = NULL;
    loop_forget_before_sleep(self->core.loop, end_iteration, self);
    self->core.ended = true;
    api_destroy(&self->core.api);
    rpc_client_destroy(&self->core.client);
    inbox_destroy(&self->inbox);
    outbox_destroy(&self->outbox);
    sweep_destroy(&self->sweep);
    heard_destroy(&self->heard);
    leases_destroy(&self->leases);
    media_settings_close(&self->media);
    companies_destroy(&self->core.companies);
    free(self);
}
