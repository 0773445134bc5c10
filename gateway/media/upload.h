/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A file that comes in as the part `file` of a form: its bytes go into the spool and are hashed, its other
 * parts become parameters of the exchange. On a loop; nothing of it waits.
 */
#ifndef LEIDA_GATEWAY_MEDIA_UPLOAD_H
#define LEIDA_GATEWAY_MEDIA_UPLOAD_H

#include "base/hash.h"
#include "common/media/intake.h"
#include "gateway/http/exchange.h"
#include "gateway/media/parts.h"

enum { MEDIA_FIELD_MAX = 4 * 1024 /* bytes of any part but the file */ };

/* Why STATUS_INVALID: what is wrong with which parameter, for clients. */
typedef struct {
    const char *parameter; /* "file", or "body": the form as a whole */
    value_status_t code;
    text_t text;
} media_fault_t;

typedef struct media_upload {
    exchange_t *exchange;
    media_intake_t intake;
    media_parts_t parts;
    hash_sha256_t hash;      /* of the file */
    hash_sha256_t body_hash; /* of the whole body, where it was signed */
    bool is_signed;
    bool has_file;    /* its part has begun */
    bool in_file;     /* the part that comes in is it */
    text_t parameter; /* its name, when it is another; data is NULL before the first part */
    buffer_t value;   /* … and what has come of its content */
    media_fault_t fault;
} media_upload_t;

/* Begins, with the spool's file open in `intake` or to be opened before the first bytes come. STATUS_DONE;
 * STATUS_INVALID: the exchange's body has no boundary that is one; STATUS_UNAVAILABLE, after logging why: the
 * spool has no file for it. Freed by media_upload_free in either case. */
status_t media_upload_begin(media_upload_t *self, const media_t *media, exchange_t *exchange);
/* Frees what it holds but the file in the spool. */
void media_upload_free(media_upload_t *self);

/* Takes the next bytes of the body. STATUS_DONE; STATUS_INVALID; STATUS_UNAVAILABLE, after logging why: the
 * disk does not take them. */
status_t media_upload_take(media_upload_t *self, text_t bytes);
/* The body is whole: writes its digest, if it was signed, to exchange->sunk_sha256. STATUS_DONE: there is one
 * file, hashed; STATUS_INVALID. */
status_t media_upload_end(media_upload_t *self);

#endif
