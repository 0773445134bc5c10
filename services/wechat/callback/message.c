/* SPDX-License-Identifier: Apache-2.0 */
#include "services/wechat/callback/message.h"

enum { TIME_SIZE_MAX = 12 }; /* characters */

static void add_piece(hash_sha256_t *hash, text_t piece)
{
    const char size[] = {(char)(piece.size >> 24), (char)(piece.size >> 16), (char)(piece.size >> 8),
                         (char)piece.size};
    hash_sha256_add(hash, (text_t){size, sizeof size});
    hash_sha256_add(hash, piece);
}

static void make_dedupe(message_t *self, text_t receiver)
{
    const text_t *values = self->fields.values;
    hash_sha256_t hash;
    hash_sha256_begin(&hash);
    if (!self->is_event && values[XML_MSG_ID].size > 0) {
        add_piece(&hash, TEXT_LITERAL("message"));
        add_piece(&hash, receiver);
        add_piece(&hash, values[XML_FROM_USER_NAME]);
        add_piece(&hash, values[XML_CREATE_TIME]);
        add_piece(&hash, values[XML_MSG_ID]);
    } else {
        add_piece(&hash, TEXT_LITERAL("fields"));
        add_piece(&hash, receiver);
        add_piece(&hash, (text_t){self->fields.digest, sizeof self->fields.digest});
    }
    hash_sha256_end(&hash, self->dedupe);
}

static bool read_time(int64_t *time, text_t text)
{
    return text.size <= TIME_SIZE_MAX && text_to_plain_int(text, time) && *time > 0;
}

bool message_read(message_t *out, text_t receiver, text_t document, arena_t *arena)
{
    const text_t *values = out->fields.values;
    if (!xml_read(&out->fields, document, arena) || !read_time(&out->create_time, values[XML_CREATE_TIME]))
        return false;
    out->is_event = text_equal(values[XML_MSG_TYPE], TEXT_LITERAL("event"));
    if (values[XML_FROM_USER_NAME].size == 0 || values[XML_MSG_TYPE].size == 0 ||
        (out->is_event && values[XML_EVENT].size == 0))
        return false;
    make_dedupe(out, receiver);
    return true;
}
