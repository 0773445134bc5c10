/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/push/outbox.h"

#include "base/clock.h"
#include "gateway/push/frame.h"

static void write_frame(push_t *push, text_t json, unsigned what)
{
    frame_write(&push->out, FRAME_TEXT, json);
    push->counts.frames[what]++;
}

void outbox_write_hello(push_t *push)
{
    char bytes[EVENT_JSON_MAX];
    buffer_t json = {bytes, 0, sizeof bytes};
    buffer_append_literal(&json, "{\"event\":\"hello\",\"beat\":");
    buffer_append_int(&json, push->options.beat / 1000);
    buffer_append_literal(&json, ",\"now\":");
    buffer_append_int(&json, clock_now());
    buffer_append_char(&json, '}');
    write_frame(push, buffer_text(&json), FRAME_OF_HELLO);
}

void outbox_write_beat(push_t *push)
{
    write_frame(push, TEXT_LITERAL("{\"event\":\"beat\"}"), FRAME_OF_BEAT);
}

static void write_sync(push_t *push)
{
    char bytes[EVENT_JSON_MAX];
    buffer_t json = {bytes, 0, sizeof bytes};
    buffer_append_literal(&json, "{\"event\":\"sync\",\"in\":");
    buffer_append_int(&json, push_spread(push));
    buffer_append_char(&json, '}');
    write_frame(push, buffer_text(&json), FRAME_OF_SYNC);
}

static void write_event(push_t *push, const event_t *event)
{
    char bytes[EVENT_JSON_MAX];
    buffer_t json = {bytes, 0, sizeof bytes};
    event_write_json(&json, event);
    write_frame(push, buffer_text(&json), event->kind);
}

void outbox_write_pending(push_t *push, const pending_hints_t *pending)
{
    size_t count;
    const event_t *events = pending_events(pending, &count);
    for (size_t i = 0; i < count; i++)
        write_event(push, &events[i]);
    if (pending_has_sync(pending))
        write_sync(push);
}
