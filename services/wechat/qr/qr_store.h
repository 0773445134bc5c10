/* SPDX-License-Identifier: Apache-2.0 */
/* QR codes in Redis: the only file of this room that knows the commands. */
#ifndef LEIDA_SERVICES_WECHAT_QR_QR_STORE_H
#define LEIDA_SERVICES_WECHAT_QR_QR_STORE_H

#include "common/store/job.h"
#include "proto/field.h"

/* A code that leads to a staff user. Texts live in the job's arena. */
typedef struct {
    record_t record;
    text_t image;    /* the name of its picture */
    text_t url;      /* what it says */
    int64_t expires; /* ms since 1970; 0: never */
} qr_code_t;

/* "wx0123:u7.c12:gzh": whose it is, of which official account. */
void qr_store_write_owner(buffer_t *out, text_t appid, text_t scene, const char *kind);

/* Keeps a code: for its owner, and what its picture says. Both end when it expires; `now` is in ms since
 * 1970. */
void qr_store_keep(job_t *job, text_t owner, qr_code_t *code, int64_t now);
/* Reads the owner's; the url is empty where there is none. */
void qr_store_read(job_t *job, text_t owner, qr_code_t *code);
/* Reads what a picture says; empty where there is none of that name. */
void qr_store_read_url(job_t *job, text_t image, text_t *url);

#endif
