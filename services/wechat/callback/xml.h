/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The XML of a callback (wechat.md 4): a root `xml` whose children are the fields, plain or in CDATA. It
 * comes from strangers: the outer one is read before anything is known of who sent it.
 */
#ifndef LEIDA_SERVICES_WECHAT_CALLBACK_XML_H
#define LEIDA_SERVICES_WECHAT_CALLBACK_XML_H

#include "base/arena.h"
#include "base/hash.h"

enum {
    XML_DEPTH_MAX = 8,
    XML_ELEMENTS_MAX = 256,
    XML_TEXT_MAX = 16 * 1024
}; /* the root is one of them; bytes */

typedef enum {
    XML_TO_USER_NAME,
    XML_FROM_USER_NAME,
    XML_CREATE_TIME,
    XML_MSG_TYPE,
    XML_CONTENT,
    XML_MSG_ID,
    XML_PIC_URL,
    XML_MEDIA_ID,
    XML_EVENT,
    XML_EVENT_KEY,
    XML_TICKET,
    XML_JOB_ID,     /* MsgID: which template message an event is about */
    XML_JOB_STATUS, /* Status */
    XML_ENCRYPT,
    XML_FIELDS
} xml_field_t;

typedef struct {
    text_t values[XML_FIELDS]; /* by xml_field_t; data is NULL where there is none, and is not where it is
                                  empty */
    /* The SHA-256 of every element in their order, with names that are not known here and what lies in them:
     * for each `s`, size of the name, name; then its children; then `e`, size of the text, text. Sizes are 4
     * bytes, big-endian. The text of an element that has children, attributes, comments, and how a text is
     * written (CDATA or not) are no part of it. */
    char digest[HASH_SHA256_SIZE];
} xml_fields_t;

/*
 * Reads a document; the values last as long as the arena. False when it is not well-formed UTF-8 without NUL,
 * whatever encoding it claims; is no well-formed XML; has a DOCTYPE; has another root than `xml`; passes one
 * of the limits above; has a child of the root twice; or has elements within a field of xml_field_t. `out` is
 * then of no use. XML_ENCRYPT, in which all of another document lies, may be as long as the body that it came
 * in.
 */
bool xml_read(xml_fields_t *out, text_t document, arena_t *arena);

#endif
