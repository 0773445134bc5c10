/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a browser proves with who uses it (decision 0035): a login token, which stands in a link and is good
 * for one login, and the session that it is exchanged for, which stands in a cookie. Both are one text,
 * signed with the principal's token and stored nowhere:
 *
 *     s.7.1537514281502.1537515181502.NONCE.MAC      (c.9.… of a customer)
 *
 * MAC is HMAC-SHA256 over a line that says what the text is for and all before the last dot: so neither is
 * taken for the other, or for a signed request (signature.h). Pure functions of text.
 */
#ifndef LEIDA_PROTO_SESSION_H
#define LEIDA_PROTO_SESSION_H

#include "base/buffer.h"
#include "proto/principal.h"

typedef enum { SESSION_LOGIN, SESSION_COOKIE } session_use_t;

enum { SESSION_TEXT_MAX = 192 /* bytes of any such text */ };

typedef struct {
    principal_t who;
    int64_t issued;  /* ms since 1970: a link was made, a browser has logged in */
    int64_t expires; /* ms since 1970 */
    text_t nonce;    /* as signature_is_nonce; a session has that of its login */
} session_t;

/* Appends the text, signed for this use with `key`. The nonce must be one. */
void session_write(buffer_t *out, const session_t *session, session_use_t use, text_t key);

/* Takes the text apart, into slices of it: false when it is none. Whether it is genuine, session_matches
 * says. */
bool session_read(text_t text, session_t *session);

/* Whether a text that session_read has taken was signed for this use with `key`. In constant time. */
bool session_matches(text_t text, session_use_t use, text_t key);

#endif
