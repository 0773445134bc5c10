/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What somebody was shown in the official account by messages of its own, and has not answered yet: when they
 * write there, they have seen it. Keys: common/store/keys.h.
 */
#ifndef LEIDA_SERVICES_WECHAT_NOTICE_SHOWN_H
#define LEIDA_SERVICES_WECHAT_NOTICE_SHOWN_H

#include "common/store/job.h"

extern const redis_script_t shown_keep_script, shown_read_script, shown_forget_script;

typedef struct {
    int64_t staff_id, id; /* of the last of their messages that was shown */
    text_t field, value;  /* as Redis has it */
} shown_one_t;

typedef struct {
    text_t appid, openid; /* set by the caller */
    shown_one_t *list;
    size_t count;
} shown_t;

/* What they were told of a staff user's messages, all ids: 0: none. */
typedef struct {
    text_t appid, openid;
    int64_t staff_id;
    int64_t read;   /* up to this one they have read for themselves, in the page … */
    int64_t told;   /* … and up to this one they were told before, by whatever */
    int64_t id;     /* now they were shown what follows, up to this one … */
    int64_t missed; /* … or, from this one on, not whole, or only reminded of it, or neither */
    int64_t time;   /* ms since 1970 */
} showing_t;

/* Keeps it for SHOWN_S. What was missed, and whatever follows it, they have not seen until they look: of
 * later messages nothing is kept before. */
void shown_keep(job_t *job, const showing_t *showing);
enum { SHOWN_S = 30 * 24 * 3600, SHOWN_MAX = 16 /* staff users */ };
/* Reads what was shown to them before a time (ms since 1970), of SHOWN_MAX staff users at most, into the
 * job's arena. */
void shown_read(job_t *job, shown_t *shown, int64_t before);
/* It is read now; what was shown since stays. */
void shown_forget(job_t *job, const shown_t *shown);

#endif
