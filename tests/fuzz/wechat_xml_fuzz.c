/* SPDX-License-Identifier: Apache-2.0 */
/* The document inside a callback. What was read, written anew without CDATA, is read the same. */
#include "services/wechat/callback/message.h"
#include "tests/fuzz/fuzz.h"

static const char *const names[XML_FIELDS] = {
    "ToUserName", "FromUserName", "CreateTime", "MsgType", "Content", "MsgId",  "PicUrl",
    "MediaId",    "Event",        "EventKey",   "Ticket",  "MsgID",   "Status", "Encrypt"};

/* Nothing in it is taken for markup or changed: white space is not made one, a carriage return stays. */
static void write_text(buffer_t *out, text_t text)
{
    for (size_t i = 0; i < text.size; i++)
        if (strchr("<>&\r", text.data[i]))
            buffer_append_format(out, "&#%d;", text.data[i]);
        else
            buffer_append_char(out, text.data[i]);
}

static void read_again(const xml_fields_t *fields, arena_t *arena)
{
    buffer_t document = {0};
    xml_fields_t again;
    buffer_append_literal(&document, "<xml>\n");
    for (size_t i = 0; i < XML_FIELDS; i++)
        if (fields->values[i].data) {
            buffer_append_format(&document, " <%s>", names[i]);
            write_text(&document, fields->values[i]);
            buffer_append_format(&document, "</%s>\n", names[i]);
        }
    buffer_append_literal(&document, "</xml>\n");
    HOLDS(xml_read(&again, buffer_text(&document), arena));
    for (size_t i = 0; i < XML_FIELDS; i++) {
        HOLDS(text_equal(fields->values[i], again.values[i]));
        HOLDS(!fields->values[i].data == !again.values[i].data);
    }
    buffer_free(&document);
}

static void look_at_message(text_t document, const xml_fields_t *fields, arena_t *arena)
{
    message_t message;
    if (!message_read(&message, TEXT_LITERAL("wx00leida00simapp1"), document, arena))
        return;
    HOLDS(memcmp(message.fields.digest, fields->digest, sizeof fields->digest) == 0);
    HOLDS(message.create_time > 0 && fields->values[XML_FROM_USER_NAME].size > 0);
    HOLDS(message.is_event == text_equal(fields->values[XML_MSG_TYPE], TEXT_LITERAL("event")));
    HOLDS(!message.is_event || fields->values[XML_EVENT].size > 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const text_t document = {(const char *)data, size};
    arena_t arena = {0};
    xml_fields_t fields;
    if (xml_read(&fields, document, &arena)) {
        HOLDS(text_is_utf8(document));
        for (size_t i = 0; i < XML_FIELDS; i++) {
            HOLDS(text_is_utf8(fields.values[i]) && fields.values[i].size <= size);
            HOLDS(i == XML_ENCRYPT || fields.values[i].size <= XML_TEXT_MAX);
        }
        read_again(&fields, &arena);
        look_at_message(document, &fields, &arena);
    }
    arena_free(&arena);
    return 0;
}
