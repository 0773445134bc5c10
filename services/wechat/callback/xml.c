/* SPDX-License-Identifier: Apache-2.0 */
#include "services/wechat/callback/xml.h"

#include "base/buffer.h"

#include <expat.h>
#include <limits.h>
#include <stdlib.h>

static const text_t names[XML_FIELDS] = {
    [XML_TO_USER_NAME] = TEXT_CONSTANT("ToUserName"),
    [XML_FROM_USER_NAME] = TEXT_CONSTANT("FromUserName"),
    [XML_CREATE_TIME] = TEXT_CONSTANT("CreateTime"),
    [XML_MSG_TYPE] = TEXT_CONSTANT("MsgType"),
    [XML_CONTENT] = TEXT_CONSTANT("Content"),
    [XML_MSG_ID] = TEXT_CONSTANT("MsgId"),
    [XML_PIC_URL] = TEXT_CONSTANT("PicUrl"),
    [XML_MEDIA_ID] = TEXT_CONSTANT("MediaId"),
    [XML_EVENT] = TEXT_CONSTANT("Event"),
    [XML_EVENT_KEY] = TEXT_CONSTANT("EventKey"),
    [XML_TICKET] = TEXT_CONSTANT("Ticket"),
    [XML_JOB_ID] = TEXT_CONSTANT("MsgID"),
    [XML_JOB_STATUS] = TEXT_CONSTANT("Status"),
    [XML_ENCRYPT] = TEXT_CONSTANT("Encrypt"),
};

typedef struct {
    XML_Parser parser;
    xml_fields_t *out;
    arena_t *arena;
    text_t children[XML_ELEMENTS_MAX]; /* the names of the root's */
    size_t child_count;
    size_t elements, depth;
    xml_field_t field;  /* that the root's child is which is open; XML_FIELDS where it is none */
    bool is_leaf;       /* the innermost open element has had no child so far */
    buffer_t text;      /* since the last tag */
    hash_sha256_t hash; /* of the digest */
    bool is_refused;
} reader_t;

static void refuse(reader_t *self)
{
    self->is_refused = true;
    XML_StopParser(self->parser, XML_FALSE);
}

static void add_to_digest(reader_t *self, char kind, text_t bytes)
{
    const char head[] = {kind, (char)(bytes.size >> 24), (char)(bytes.size >> 16), (char)(bytes.size >> 8),
                         (char)bytes.size};
    hash_sha256_add(&self->hash, (text_t){head, sizeof head});
    hash_sha256_add(&self->hash, bytes);
}

static xml_field_t field_of(text_t name)
{
    size_t field = 0;
    while (field < XML_FIELDS && !text_equal(names[field], name))
        field++;
    return (xml_field_t)field;
}

/* False when the root had one of this name before. */
static bool begin_child(reader_t *self, text_t name)
{
    for (size_t i = 0; i < self->child_count; i++)
        if (text_equal(self->children[i], name))
            return false;
    self->children[self->child_count++] = arena_copy(self->arena, name);
    self->field = field_of(name);
    return true;
}

static void on_start(void *context, const XML_Char *element, const XML_Char **attributes)
{
    reader_t *self = context;
    const text_t name = text_of(element);
    (void)attributes;
    if (self->is_refused)
        return;
    self->elements++;
    self->depth++;
    const bool is_good = self->elements <= XML_ELEMENTS_MAX && self->depth <= XML_DEPTH_MAX &&
                         (self->depth > 1 || text_equal(name, TEXT_LITERAL("xml"))) &&
                         (self->depth != 2 || begin_child(self, name)) &&
                         (self->depth <= 2 || self->field == XML_FIELDS);
    if (!is_good) {
        refuse(self);
        return;
    }
    self->is_leaf = true;
    buffer_clear(&self->text);
    add_to_digest(self, 's', name);
}

static void on_end(void *context, const XML_Char *element)
{
    reader_t *self = context;
    (void)element;
    if (self->is_refused)
        return;
    const text_t text = self->is_leaf ? buffer_text(&self->text) : TEXT_NONE;
    add_to_digest(self, 'e', text);
    if (self->depth == 2 && self->field != XML_FIELDS)
        self->out->values[self->field] = text.size > 0 ? arena_copy(self->arena, text) : TEXT_LITERAL("");
    self->depth--;
    self->is_leaf = false;
    buffer_clear(&self->text);
}

static void on_text(void *context, const XML_Char *bytes, int size)
{
    reader_t *self = context;
    if (self->is_refused)
        return;
    const bool is_encrypted = self->depth == 2 && self->field == XML_ENCRYPT;
    if (!is_encrypted && self->text.size + (size_t)size > XML_TEXT_MAX)
        refuse(self);
    else
        buffer_append(&self->text, bytes, (size_t)size);
}

static void on_doctype(void *context, const XML_Char *name, const XML_Char *system, const XML_Char *public,
                       int has_subset)
{
    (void)name, (void)system, (void)public, (void)has_subset;
    refuse(context);
}

bool xml_read(xml_fields_t *out, text_t document, arena_t *arena)
{
    static const XML_Memory_Handling_Suite memory = {memory_new, memory_resize, free};
    if (document.size > INT_MAX ||
        !text_is_utf8(document)) /* expat takes UTF-16 and NUL, the latter as an end */
        return false;
    *out = (xml_fields_t){0};
    reader_t reader = {.out = out, .arena = arena, .field = XML_FIELDS};
    hash_sha256_begin(&reader.hash);
    reader.parser = XML_ParserCreate_MM("UTF-8", &memory, NULL);
    XML_SetUserData(reader.parser, &reader);
    XML_SetElementHandler(reader.parser, on_start, on_end);
    XML_SetCharacterDataHandler(reader.parser, on_text);
    XML_SetStartDoctypeDeclHandler(reader.parser, on_doctype);
    const bool is_read = XML_Parse(reader.parser, document.data, (int)document.size, XML_TRUE) ==
                         XML_STATUS_OK;
    XML_ParserFree(reader.parser);
    buffer_free(&reader.text);
    hash_sha256_end(&reader.hash, out->digest);
    return is_read && !reader.is_refused;
}
