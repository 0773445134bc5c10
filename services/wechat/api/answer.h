/* SPDX-License-Identifier: Apache-2.0 */
/* What becomes of a call to WeChat or WeCom: the verdicts, and what is read out of an answer. */
#ifndef LEIDA_SERVICES_WECHAT_API_ANSWER_H
#define LEIDA_SERVICES_WECHAT_API_ANSWER_H

#include "base/arena.h"

typedef enum {
    API_DONE,
    API_RETRY,         /* not done, or once more does no harm: later, not before `rest` ms */
    API_UNKNOWN,       /* it may have been done, and once more would do it twice: not to be repeated */
    API_RESTING,       /* a limit is reached: nothing is asked before `rest` ms are over */
    API_CONFIGURATION, /* nothing can be asked until somebody changes the configuration; asked again now and
                          then, not before `rest` ms */
    API_WINDOW_CLOSED, /* this person may not be written to by that way now */
    API_UNREACHABLE,   /* this person cannot be written to */
    API_CODE_EXPIRED,  /* 40029: of OAuth; unknown or too old */
    API_CODE_USED,     /* 40163 */
    API_DEAD,          /* WeChat will not have it, as it is */
    API_VERDICTS
} api_verdict_t;

/* What became of a call. It lasts until the return of `done`. */
typedef struct {
    api_verdict_t verdict;
    int64_t errcode; /* WeChat's own; 0: none */
    int64_t rest;    /* ms, at least, before another try has a point; 0: as usual */
    bool is_unclear; /* of API_RETRY: it may have been done all the same */
    const char *why; /* a constant, for logs: what went wrong where there is no errcode */
    text_t type;     /* of a body that is no JSON: its media type */
    text_t body;     /* of API_DONE: a JSON object that json_check takes, or a file's bytes. Else none. */
} api_answer_t;

/* A name for logs and metrics: "window_closed". */
const char *api_verdict_name(api_verdict_t verdict);

/* ---- members of a JSON object that json_check has taken ---- */

/* A string, in the arena; "" and missing are both empty. False when it is there and no string. */
bool answer_text(text_t object, const char *name, arena_t *arena, text_t *value);
/* A whole number, or a string of one; missing: 0. False when it is anything else. */
bool answer_int(text_t object, const char *name, int64_t *value);

#endif
