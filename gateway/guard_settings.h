/* SPDX-License-Identifier: Apache-2.0 */
/* The keys of the configuration that say who may ask, how often and how much (guard.h). */
#ifndef LEIDA_GATEWAY_GUARD_SETTINGS_H
#define LEIDA_GATEWAY_GUARD_SETTINGS_H

#include "common/process/settings.h"
#include "gateway/guard.h"

typedef struct {
    int64_t freshness;   /* s */
    int64_t credentials; /* cached by each worker */
    char *trusted_proxies, *exempt_addresses;
    int64_t address, address_burst, caller, caller_burst; /* requests a second, and at once */
    int64_t failures, failures_burst;                     /* a minute, and at once */
    int64_t strangers, strangers_burst;                   /* the same */
    int64_t caller_memory, callers_memory;                /* bytes */
} guard_settings_t;

#define GUARD_INT(settings, place, name, value, least, most, text)                                           \
    COMMON_KEY(settings, place, name, CONFIG_INT, value, .min = (least), .max = (most), .help = (text))
#define GUARD_NETWORKS(settings, place, name, value, text)                                                   \
    COMMON_KEY(settings, place, name, CONFIG_STRING, value, .max = 4096, .valid = network_list_valid,        \
               .allowed = "IP addresses and networks, separated by spaces", .help = (text))

/* The keys of the guard_settings_t that is the member `guard` of the struct `settings`. */
#define GUARD_KEYS(settings, guard)                                                                          \
    GUARD_INT(settings, guard.freshness, "freshness", "900", 0, 31536000,                                    \
              "seconds a timestamp may be off; 0: any timestamp (signed requests: 900)"),                    \
        GUARD_INT(settings, guard.credentials, "credentials", "100000", 100, 100000000,                      \
                  "credentials cached by each thread"),                                                      \
        GUARD_NETWORKS(settings, guard.trusted_proxies, "trusted_proxies", "",                               \
                       "proxies whose Forwarded or X-Forwarded-For is believed; each has to set one of the " \
                       "two"),                                                                               \
        GUARD_NETWORKS(settings, guard.exempt_addresses, "exempt_addresses", "127.0.0.0/8 ::1",              \
                       "clients without limits of rate and connections"),                                    \
        GUARD_INT(settings, guard.address, "rate.address", "500", 0, 100000,                                 \
                  "requests a second of one address (of IPv6: of its /64), for each thread; 0: no limit"),   \
        GUARD_INT(settings, guard.address_burst, "rate.address_burst", "2000", 1, 1000000,                   \
                  "requests of one address at once"),                                                        \
        GUARD_INT(settings, guard.caller, "rate.caller", "50", 0, 100000,                                    \
                  "requests a second of one staff user or customer, for each thread; 0: no limit"),          \
        GUARD_INT(settings, guard.caller_burst, "rate.caller_burst", "200", 1, 1000000,                      \
                  "requests of one caller at once"),                                                         \
        GUARD_INT(settings, guard.failures, "rate.failures", "60", 0, 100000,                                \
                  "wrong credentials a minute of one address, for each thread; 0: no limit"),                \
        GUARD_INT(settings, guard.failures_burst, "rate.failures_burst", "100", 1, 1000000,                  \
                  "wrong credentials at once"),                                                              \
        GUARD_INT(settings, guard.strangers, "rate.public", "30", 0, 100000,                                 \
                  "requests a minute of one address without credentials (logins, shared links, QR codes; "   \
                  "not callbacks), for each thread; 0: no limit"),                                           \
        GUARD_INT(settings, guard.strangers_burst, "rate.public_burst", "30", 1, 1000000,                    \
                  "such requests at once"),                                                                  \
        GUARD_INT(                                                                                           \
            settings, guard.caller_memory, "caller_memory", "16777216", 65536, 68719476736,                  \
            "bytes that bodies and answers of one caller hold, for each thread; from half on a call is "     \
            "answered 429"),                                                                                 \
        GUARD_INT(                                                                                           \
            settings, guard.callers_memory, "callers_memory", "268435456", 65536, 68719476736,               \
            "bytes that those of all callers hold, all threads; from half on a call is answered 503, but "   \
            "for callers who hold little")

/* Whether a body of `body_limit` bytes has room in them: appends what is wrong, as config_table_t's check. */
bool guard_settings_fit(const guard_settings_t *self, int64_t body_limit, buffer_t *why);

/* What one of `workers` is to hold to, if it takes bodies of up to `body_size` bytes and all of them together
 * so many connections. */
guard_options_t guard_settings_options(const guard_settings_t *self, size_t workers, size_t body_size,
                                       size_t connections);

#endif
