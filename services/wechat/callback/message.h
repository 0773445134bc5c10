/* SPDX-License-Identifier: Apache-2.0 */
/* A message or an event, as the document inside a callback tells it (wechat.md 4). */
#ifndef LEIDA_SERVICES_WECHAT_CALLBACK_MESSAGE_H
#define LEIDA_SERVICES_WECHAT_CALLBACK_MESSAGE_H

#include "services/wechat/callback/xml.h"

typedef struct {
    xml_fields_t fields; /* XML_FROM_USER_NAME and XML_MSG_TYPE are there and not empty; of an event,
                            XML_EVENT as well */
    int64_t create_time; /* s since 1970, 1 or later */
    bool is_event;       /* MsgType is `event` */
    /*
     * Equal for the copies of one message or event, and for nothing else: a SHA-256 as hex digits, of pieces
     * that each have their size before them as 4 bytes, big-endian. Of a message that has a MsgId: `message`,
     * receiver, FromUserName, CreateTime, MsgId and of anything else, since two events of a second differ in
     * other fields only: `fields`, receiver, the digest of xml_fields_t where receiver is the appid or
     * corpid.
     */
    char dedupe[HASH_SHA256_SIZE];
} message_t;

/* Reads a document that came to this receiver. Types and events that are not known are read like those that
 * are. False when xml_read takes it for bad, a field that must be there is missing or empty, or CreateTime is
 * no plain number of 1 to 12 digits above 0; `out` is then of no use. */
bool message_read(message_t *out, text_t receiver, text_t document, arena_t *arena);

#endif
