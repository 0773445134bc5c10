/* SPDX-License-Identifier: Apache-2.0 */
/*
 * leida-wechat: all that talks to WeChat (gzh, official accounts) and WeCom (qy), put together: what its
 * handlers stand on, and what runs beside them.
 */
#ifndef LEIDA_SERVICES_WECHAT_WECHAT_H
#define LEIDA_SERVICES_WECHAT_WECHAT_H

#include "common/process/media_settings.h"
#include "services/wechat/core/core.h"
#include "services/wechat/inbound/inbox.h"
#include "services/wechat/notice/heard.h"
#include "services/wechat/notice/outbox.h"
#include "services/wechat/notice/sweep.h"

/* What it is made of; the struct and all it points to must outlive it, but for itself. */
typedef struct {
    loop_t *loop;
    host_t *host;
    const wechat_settings_t *settings;
    const media_settings_t *media;
    const char *upstreams[SERVICE_COUNT]; /* chat, crm, actionlog */
} wechat_options_t;

typedef struct {
    wechat_t core;    /* the first member: handlers are given it */
    leases_t *leases; /* of the partitions of the queues */
    media_t media;    /* where pictures are kept; zeroed: nowhere */
    inbox_t *inbox;   /* works off what WeChat has told */
    heard_t *heard;   /* hears of messages, … */
    sweep_t *sweep;   /* finds what it has not heard of, … */
    outbox_t *outbox; /* … and this tells those who are away */
} wechat_process_t;

/* Reads the companies, opens the store of media and connects. NULL, after logging why. */
wechat_process_t *wechat_new(const wechat_options_t *options);
/* Begins nothing more; calls that are in progress still get their answers. */
void wechat_stop(wechat_process_t *self);
/* Reads the companies again; what is wrong is logged, and then nothing has changed. */
void wechat_reload(wechat_process_t *self);
/* Appends what this service counts besides others. */
void wechat_write_metrics(const wechat_process_t *self, buffer_t *out);
/* No call may be in progress. */
void wechat_destroy(wechat_process_t **self_p);

/* All scripts of the service, NULL-terminated. */
enum { WECHAT_SCRIPTS_MAX = 48 };
void wechat_list_scripts(const redis_script_t *scripts[WECHAT_SCRIPTS_MAX]);

extern const handler_t wechat_handlers[];
extern const size_t wechat_handler_count;

#endif
