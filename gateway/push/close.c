/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/push/close.h"

static const struct {
    unsigned code;
    text_t reason;
    const char *label;
} causes[CLOSE_CAUSES] = {
    [CLOSE_PROTOCOL] = {1002, TEXT_CONSTANT("protocol error"), "1002"},
    [CLOSE_BINARY] = {1003, TEXT_CONSTANT("text only"), "1003"},
    [CLOSE_UTF8] = {1007, TEXT_CONSTANT("not UTF-8"), "1007"},
    [CLOSE_TOO_LARGE] = {1009, TEXT_CONSTANT("message over 1024 bytes"), "1009"},
    [CLOSE_RESTART] = {1012, TEXT_CONSTANT("{\"in\":8000}"), "1012"},
    [CLOSE_LOG_IN] = {4401, TEXT_CONSTANT("log in"), "4401"},
    [CLOSE_SILENT] = {4408, TEXT_CONSTANT("silent"), "4408"},
    [CLOSE_REPLACED] = {4409, TEXT_CONSTANT("replaced"), "4409"},
    [CLOSE_TOO_MANY] = {4429, TEXT_CONSTANT("too many frames"), "4429"},
    [CLOSE_CLIENT] = {0, TEXT_CONSTANT(""), "client"},
    [CLOSE_GONE] = {0, TEXT_CONSTANT(""), "gone"},
    [CLOSE_STALLED] = {0, TEXT_CONSTANT(""), "stalled"},
};

unsigned close_code(close_cause_t cause)
{
    return causes[cause].code;
}

text_t close_reason(close_cause_t cause)
{
    return causes[cause].reason;
}

const char *close_label(close_cause_t cause)
{
    return causes[cause].label;
}
