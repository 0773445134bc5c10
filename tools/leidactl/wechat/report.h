/* SPDX-License-Identifier: Apache-2.0 */
/* What `leidactl wechat check` finds, as text and as JSON. */
#ifndef LEIDA_TOOLS_LEIDACTL_WECHAT_REPORT_H
#define LEIDA_TOOLS_LEIDACTL_WECHAT_REPORT_H

#include "base/buffer.h"

/* One of the families of queues, over all partitions. */
typedef struct {
    int64_t entries;
    int64_t oldest; /* ms ago; -1: there is none */
} report_queue_t;

typedef struct {
    bool json;
    buffer_t accounts; /* JSON, or lines */
    buffer_t wrong;    /* the same; empty: nothing is */
    report_queue_t in, out, dead;
    int64_t held; /* partitions with a holder */
} report_t;

/* Notes a token or ticket: kind, account (visible ASCII), its end (ms since 1970), its number; `now` as the
 * end. */
void report_add_kept(report_t *self, text_t kind, text_t account, int64_t expires, int64_t gen, int64_t now);
/* Notes what is wrong, in words. */
void report_add_wrong(report_t *self, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Prints it all. */
void report_print(const report_t *self);
void report_free(report_t *self);

#endif
