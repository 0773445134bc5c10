/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The settings that every process has. A main.c begins its own settings struct and its table with them:
 *
 *     typedef struct { common_settings_t common; char *endpoint; } settings_t;
 *     static const config_key_t keys[] = {COMMON_KEYS(settings_t, common, "chat"), {.key = "endpoint", …}};
 */
#ifndef LEIDA_COMMON_PROCESS_SETTINGS_H
#define LEIDA_COMMON_PROCESS_SETTINGS_H

#include "base/address.h"
#include "common/process/config.h"
#include "common/redis/address.h"

typedef struct {
    char *name;                        /* of this instance, in logs and metrics */
    int64_t log_level;                 /* log_level_t */
    int64_t log_format;                /* log_format_t */
    int64_t log_slow;                  /* ms; 0: nothing is slow */
    char *admin;                       /* HOST:PORT */
    char *redis;                       /* as redis_address_is_valid takes it */
    char *redis_user, *redis_password; /* empty: none */
    char *sentinel_user, *sentinel_password;
    char *zone;       /* IANA name */
    char *state_file; /* empty: none */
} common_settings_t;

extern const char *const settings_log_levels[];
extern const char *const settings_log_formats[];
/* A rule of config_key_t: an IANA name of a zone that the system knows. */
bool settings_zone_valid(const char *value);

/* One row of the table below; what follows the default is as in config_key_t. */
#define COMMON_KEY(settings, place, name, kind, ...)                                                         \
    {                                                                                                        \
        .key = (name), .type = (kind), .offset = offsetof(settings, place), .default_value = __VA_ARGS__     \
    }

/* The keys of the common_settings_t that is the member `common` of the struct `settings`; `role` names the
 * instance unless it is configured ("chat"). */
#define COMMON_KEYS(settings, common, role)                                                                  \
    COMMON_KEY(settings, common.name, "name", CONFIG_STRING, (role), .min = 1, .max = 64,                    \
               .help = "the name of this instance in logs and metrics"),                                     \
        COMMON_KEY(settings, common.log_level, "log.level", CONFIG_CHOICE, "info",                           \
                   .choices = settings_log_levels, .help = "the least level that is logged"),                \
        COMMON_KEY(settings, common.log_format, "log.format", CONFIG_CHOICE, "text",                         \
                   .choices = settings_log_formats, .help = "how log lines are written"),                    \
        COMMON_KEY(settings, common.log_slow, "log.slow", CONFIG_INT, "500", .max = 60000,                   \
                   .help = "ms from which on a request or call is slow and logged as such; 0: none is"),     \
        COMMON_KEY(settings, common.admin, "admin", CONFIG_STRING, "127.0.0.1:0", .min = 1, .max = 255,      \
                   .valid = address_valid, .allowed = "HOST:PORT (port 0: any free one)",                    \
                   .help = "where /healthz, /readyz and /metrics are served"),                               \
        COMMON_KEY(settings, common.redis, "redis", CONFIG_STRING, "127.0.0.1:6379", .min = 1, .max = 1023,  \
                   .valid = redis_address_is_valid, .allowed = REDIS_ADDRESS_FORMS,                          \
                   .help = "the Redis that holds the state"),                                                \
        COMMON_KEY(settings, common.redis_user, "redis.user", CONFIG_STRING, "", .max = 255,                 \
                   .help = "the user that logs in to Redis; empty: its default user"),                       \
        COMMON_KEY(settings, common.redis_password, "redis.password", CONFIG_STRING, "", .max = 1024,        \
                   .secret = true, .help = "the password of Redis; empty when it wants none"),               \
        COMMON_KEY(settings, common.sentinel_user, "redis.sentinel_user", CONFIG_STRING, "", .max = 255,     \
                   .help = "the user that logs in to the Sentinels; empty: their default user"),             \
        COMMON_KEY(settings, common.sentinel_password, "redis.sentinel_password", CONFIG_STRING, "",         \
                   .max = 1024, .secret = true,                                                              \
                   .help = "the password of the Sentinels; empty when they want none"),                      \
        COMMON_KEY(settings, common.zone, "zone", CONFIG_STRING, "Asia/Shanghai", .min = 1, .max = 64,       \
                   .valid = settings_zone_valid, .allowed = "an IANA zone that tzdata has",                  \
                   .help = "the time zone of all times that clients see"),                                   \
        COMMON_KEY(settings, common.state_file, "state_file", CONFIG_STRING, "", .max = 1024,                \
                   .help = "a file that tells where this process listens, while it does; empty: none")

/* Sets up the log, which then warns of variables that are unknown, and the clock; once, before threads. The
 * settings must outlive them. False when the zone has gone since it was checked. */
bool settings_apply(const common_settings_t *self);

#endif
