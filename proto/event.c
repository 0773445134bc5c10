/* SPDX-License-Identifier: Apache-2.0 */
#include "proto/event.h"

#include <assert.h>

#include "proto/action_names.h"

static const char *const names[EVENT_LIMIT] = {[EVENT_MESSAGE] = "message",
                                               [EVENT_READ] = "read",
                                               [EVENT_ACTION] = "action",
                                               [EVENT_CUSTOMER] = "customer",
                                               [EVENT_TYPING] = "typing"};

static const char *const parts[EVENT_PART_LIMIT] = {[EVENT_PROFILE] = "profile",
                                                    [EVENT_TAGS] = "tags",
                                                    [EVENT_EXPECTED] = "expected",
                                                    [EVENT_FOLLOW] = "follow"};

const char *sync_reason_name(sync_reason_t reason)
{
    static const char *const reasons[SYNC_REASONS] = {
        [SYNC_BEGIN] = "begin", [SYNC_GAP] = "gap", [SYNC_GONE] = "gone"};
    return reasons[reason];
}

const char *event_name(event_kind_t kind)
{
    return kind > 0 && kind < EVENT_LIMIT ? names[kind] : NULL;
}

bool event_is_valid(const event_t *event)
{
    switch (event->kind) {
    case EVENT_MESSAGE:
    case EVENT_READ:
        return event->id > 0;
    case EVENT_ACTION:
        return event->id > 0 && event->detail >= 1 && event->detail <= ACTION_COUNT;
    case EVENT_CUSTOMER:
    case EVENT_TYPING:
    case EVENT_LIMIT:
        break;
    }
    return true;
}

bool event_is_for(const event_t *event, principal_kind_t side)
{
    switch (event->kind) {
    case EVENT_MESSAGE:
        return true;
    case EVENT_READ:
    case EVENT_ACTION:
    case EVENT_CUSTOMER:
        return side == PRINCIPAL_STAFF;
    case EVENT_TYPING:
        return side != event->by;
    case EVENT_LIMIT:
        break;
    }
    return false;
}

static void write_member(buffer_t *out, const char *name, int64_t value)
{
    buffer_append_format(out, ",\"%s\":", name);
    buffer_append_int(out, value);
}

/* A part of a newer service is told as a change of the whole. */
static const char *part_of(const event_t *event)
{
    return event->detail > 0 && event->detail < EVENT_PART_LIMIT ? parts[event->detail] : "profile";
}

void event_write_json(buffer_t *out, const event_t *event)
{
    assert(event_name(event->kind));
    buffer_append_format(out, "{\"event\":\"%s\"", event_name(event->kind));
    write_member(out, "user_id", event->staff_id);
    write_member(out, "customer_id", event->customer_id);
    if (event->id > 0)
        write_member(out, "id", event->id);
    if (event->kind == EVENT_MESSAGE || event->kind == EVENT_READ)
        write_member(out, "send_type", event->by);
    if (event->kind == EVENT_ACTION)
        write_member(out, "action", event->detail);
    if (event->kind == EVENT_CUSTOMER)
        buffer_append_format(out, ",\"what\":\"%s\"", part_of(event));
    buffer_append_char(out, '}');
}
