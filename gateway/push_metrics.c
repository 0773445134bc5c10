/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/push_metrics.h"

#include "common/observe/metrics.h"

static void write_open(buffer_t *out, const push_counts_t *counts)
{
    static const metric_t open = {"leida_push_connections", METRIC_GAUGE, "WebSockets that are open."};
    metrics_begin(out, &open);
    for (principal_kind_t kind = PRINCIPAL_STAFF; kind <= PRINCIPAL_CUSTOMER; kind++)
        metrics_add(out, &open, LABELS({"kind", principal_name(kind)}), counts->open[kind]);
}

static void write_accepts(buffer_t *out, const push_counts_t *counts)
{
    static const metric_t accepts = {"leida_push_accepts_total", METRIC_COUNTER,
                                     "Requests for a WebSocket, by what became of them."};
    static const char *const names[ACCEPT_RESULTS] = {[ACCEPT_OPENED] = "opened",
                                                      [ACCEPT_LOG_IN] = "credentials",
                                                      [ACCEPT_CONNECTIONS] = "connections",
                                                      [ACCEPT_RATE] = "rate",
                                                      [ACCEPT_REFUSED] = "refused"};
    metrics_begin(out, &accepts);
    for (size_t result = 0; result < ACCEPT_RESULTS; result++)
        metrics_add(out, &accepts, LABELS({"result", names[result]}), counts->accepts[result]);
}

static void write_closes(buffer_t *out, const push_counts_t *counts)
{
    static const metric_t closes = {"leida_push_closes_total", METRIC_COUNTER,
                                    "WebSockets that were closed, by the code that the client was told."};
    metrics_begin(out, &closes);
    for (close_cause_t cause = 0; cause < CLOSE_CAUSES; cause++)
        metrics_add(out, &closes, LABELS({"code", close_label(cause)}), counts->closes[cause]);
}

static const char *frame_name(unsigned what)
{
    return what == FRAME_OF_HELLO  ? "hello"
           : what == FRAME_OF_SYNC ? "sync"
           : what == FRAME_OF_BEAT ? "beat"
                                   : event_name((event_kind_t)what);
}

static void write_frames(buffer_t *out, const push_counts_t *counts)
{
    static const metric_t frames = {"leida_push_frames_total", METRIC_COUNTER,
                                    "Frames with an event that were written to WebSockets."};
    metrics_begin(out, &frames);
    for (unsigned what = EVENT_MESSAGE; what < FRAMES_OF_ALL; what++)
        metrics_add(out, &frames, LABELS({"event", frame_name(what)}), counts->frames[what]);
}

static void write_syncs(buffer_t *out, const report_t *sum)
{
    static const metric_t syncs = {"leida_push_syncs_total", METRIC_COUNTER,
                                   "Times that listeners were told to read again: all of a thread, by why "
                                   "events may have been lost, or one that does not take them."};
    metrics_begin(out, &syncs);
    for (sync_reason_t reason = 0; reason < SYNC_REASONS; reason++)
        metrics_add(out, &syncs, LABELS({"reason", sync_reason_name(reason)}), sum->hub.syncs[reason]);
    metrics_add(out, &syncs, LABELS({"reason", "overflow"}), sum->push.overflows);
}

void push_metrics_write(buffer_t *out, const report_t *sum)
{
    static const metric_t collapsed = {"leida_push_collapsed_total", METRIC_COUNTER,
                                       "Hints that a later one, or a sync, made needless before they were "
                                       "written."};
    static const metric_t pending = {"leida_push_pending_bytes", METRIC_GAUGE,
                                     "Memory for what WebSockets do not take yet."};
    static const metric_t delay = {"leida_push_delay_seconds", METRIC_HISTOGRAM,
                                   "From the reading of an event until the kernel had its frame."};
    write_open(out, &sum->push);
    write_accepts(out, &sum->push);
    write_closes(out, &sum->push);
    write_frames(out, &sum->push);
    metrics_write(out, &collapsed, sum->push.collapsed);
    write_syncs(out, sum);
    metrics_write(out, &pending, sum->push.pending_bytes);
    metrics_begin(out, &delay);
    metrics_add_histogram(out, &delay, NO_LABELS, &sum->push.delay);
}
