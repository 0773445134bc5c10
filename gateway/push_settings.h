/* SPDX-License-Identifier: Apache-2.0 */
/* The keys of the configuration that say how many may be told of events, and how (push_gate.h). */
#ifndef LEIDA_GATEWAY_PUSH_SETTINGS_H
#define LEIDA_GATEWAY_PUSH_SETTINGS_H

#include "common/process/settings.h"
#include "gateway/push_gate.h"

typedef struct {
    int64_t on;
    int64_t connections, per_principal;
    int64_t rate; /* handshakes a second */
    int64_t beat; /* s */
} push_settings_t;

#define PUSH_INT(settings, place, name, value, least, most, text)                                            \
    COMMON_KEY(settings, place, name, CONFIG_INT, value, .min = (least), .max = (most), .help = (text))

/* The keys of the push_settings_t that is the member `push` of the struct `settings`. */
#define PUSH_KEYS(settings, push)                                                                            \
    PUSH_INT(settings, push.on, "push", "1", 0, 1,                                                           \
             "1: pages are told of events over WebSockets; 0: there is no such path"),                       \
        PUSH_INT(settings, push.connections, "push.connections", "100000", 1, 10000000,                      \
                 "WebSockets at most, all threads together (and as many as the system gives descriptors "    \
                 "for); beyond it a handshake is answered 503"),                                             \
        PUSH_INT(                                                                                            \
            settings, push.per_principal, "push.per_principal", "8", 1, 1000,                                \
            "WebSockets of one staff user or customer, all threads together; one more closes the oldest"),   \
        PUSH_INT(settings, push.rate, "push.rate", "5000", 1, 1000000,                                       \
                 "WebSocket handshakes a second, for each thread; beyond it they are answered 503"),         \
        PUSH_INT(settings, push.beat, "push.beat", "25", 1, 40,                                              \
                 "seconds between two beats of a WebSocket; one that is silent for 12/5 of that is closed")

/* What one of `workers` is to hold to, if all of them together can have `connections` WebSockets. What they
 * share is left to workers_new. */
push_gate_options_t push_settings_options(const push_settings_t *self, size_t workers, size_t connections);

#endif
