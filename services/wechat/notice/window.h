/* SPDX-License-Identifier: Apache-2.0 */
/* How many messages of its own an official account may send somebody now: some after each sign of life of
 * theirs (wechat.md 6, 9). */
#ifndef LEIDA_SERVICES_WECHAT_NOTICE_WINDOW_H
#define LEIDA_SERVICES_WECHAT_NOTICE_WINDOW_H

#include "common/store/job.h"

/* What they did: after a message 5 in 48 h, after following or scanning 3 in a minute. */
typedef enum { WINDOW_MESSAGE, WINDOW_EVENT } window_sign_t;

/* Macros, for the scripts: the most messages of a window, the longest that one lasts, and how much later than
 * now by Redis' clock a time may seem. */
#define WINDOW_MOST 5
#define WINDOW_LONGEST_MS 172800000
#define WINDOW_CLOCKS_MS 300000

/* What came of taking one. */
typedef enum { WINDOW_CLOSED, WINDOW_TAKEN, WINDOW_LEFT } window_take_t;

extern const redis_script_t window_open_script, window_take_script, window_return_script, window_leave_script;

/* `time`: of the sign, ms since 1970. A better window that is open stays, and a sign that is told again
 * changes nothing: WeChat tells times in seconds, and two kinds of signs may have the same. Whoever gives one
 * follows the account. */
void window_open(job_t *job, text_t appid, text_t openid, window_sign_t sign, int64_t time);
/* They follow the account, by what opens no window. */
void window_follow(job_t *job, text_t appid, text_t openid);
/* They have left the account, or refuse what it sends: WINDOW_LEFT until they give a sign again. Nothing when
 * they have given one at `time` (ms since 1970) or since. */
void window_leave(job_t *job, text_t appid, text_t openid, int64_t time);
/* Takes one of the window, if there is one; `now` in ms since 1970. */
void window_take(job_t *job, text_t appid, text_t openid, int64_t now, window_take_t *taken);
/* Gives back one that was taken: nothing was sent. */
void window_return(job_t *job, text_t appid, text_t openid);
/* WeChat says that it is closed. */
void window_close(job_t *job, text_t appid, text_t openid);

#endif
