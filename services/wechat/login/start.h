/* SPDX-License-Identifier: Apache-2.0 */
/* The way out of a login: a state is kept, and the browser is sent to WeChat or WeCom with it (wechat.md 3).
 */
#ifndef LEIDA_SERVICES_WECHAT_LOGIN_START_H
#define LEIDA_SERVICES_WECHAT_LOGIN_START_H

#include "services/wechat/core/core.h"
#include "services/wechat/login/passes.h"

typedef struct {
    job_t job;
    state_t state;   /* what the caller sets, zeroed but for what the request says */
    bool on_desktop; /* qy: by a code that is scanned */
    text_t name;
    text_t cookie; /* the browser's own where it has one, so that two tabs don't spoil each other */
    bool share_found;
    share_t share;
} start_job_t;

/* Keeps the state and sends the browser on; or says that the company has no such account, or that the share
 * link is none of it. Ends the call. */
void start_login(start_job_t *self);

#endif
