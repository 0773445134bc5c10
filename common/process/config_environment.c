/* SPDX-License-Identifier: Apache-2.0 */
#include "common/process/config_environment.h"

#include <unistd.h>

#include "common/observe/log.h"

/* The variables of all processes, as docs/configuration.md has them; a test holds them to it. */
static const char *const of_processes[] = {"LEIDA_ADMIN",
                                           "LEIDA_API_URL",
                                           "LEIDA_BODY_GRACE",
                                           "LEIDA_BODY_LIMIT",
                                           "LEIDA_BODY_MEMORY",
                                           "LEIDA_BODY_RATE",
                                           "LEIDA_CALLBACK_WINDOW",
                                           "LEIDA_CALLERS_MEMORY",
                                           "LEIDA_CALLER_MEMORY",
                                           "LEIDA_CALLS",
                                           "LEIDA_COMPANIES",
                                           "LEIDA_CONNECTIONS",
                                           "LEIDA_CONNECTIONS_PER_ADDRESS",
                                           "LEIDA_CORS_ORIGINS",
                                           "LEIDA_CREDENTIALS",
                                           "LEIDA_CURVE_CLIENTS",
                                           "LEIDA_CURVE_SECRET_KEY",
                                           "LEIDA_CURVE_SERVER_KEY",
                                           "LEIDA_DEADLINE",
                                           "LEIDA_DURABILITY",
                                           "LEIDA_ENDPOINT",
                                           "LEIDA_EXEMPT_ADDRESSES",
                                           "LEIDA_FRESHNESS",
                                           "LEIDA_HEAD_LIMIT",
                                           "LEIDA_IDLE_LIMIT",
                                           "LEIDA_IN_FLIGHT",
                                           "LEIDA_LISTEN",
                                           "LEIDA_LOG_ACCESS",
                                           "LEIDA_LOG_FORMAT",
                                           "LEIDA_LOG_LEVEL",
                                           "LEIDA_LOG_SLOW",
                                           "LEIDA_MEDIA_FILE_LIMIT",
                                           "LEIDA_MEDIA_FOLDER",
                                           "LEIDA_MEDIA_KEY",
                                           "LEIDA_MEDIA_LEAST_FREE",
                                           "LEIDA_MEDIA_PICTURE_LIMIT",
                                           "LEIDA_MEDIA_RATE",
                                           "LEIDA_MEDIA_S3_ACCESS_KEY",
                                           "LEIDA_MEDIA_S3_AUTHORITIES",
                                           "LEIDA_MEDIA_S3_BUCKET",
                                           "LEIDA_MEDIA_S3_ENDPOINT",
                                           "LEIDA_MEDIA_S3_PATIENCE",
                                           "LEIDA_MEDIA_S3_REGION",
                                           "LEIDA_MEDIA_S3_SECRET_KEY",
                                           "LEIDA_MEDIA_STORE",
                                           "LEIDA_MEDIA_THREADS",
                                           "LEIDA_MEDIA_UPLOADS",
                                           "LEIDA_MEDIA_URL",
                                           "LEIDA_MEDIA_VIDEO_LIMIT",
                                           "LEIDA_NAME",
                                           "LEIDA_OPEN_URL",
                                           "LEIDA_PROFILES",
                                           "LEIDA_PUBLIC_URL",
                                           "LEIDA_PUSH",
                                           "LEIDA_PUSH_BEAT",
                                           "LEIDA_PUSH_CONNECTIONS",
                                           "LEIDA_PUSH_PER_PRINCIPAL",
                                           "LEIDA_PUSH_POLLS",
                                           "LEIDA_PUSH_RATE",
                                           "LEIDA_QY_API_URL",
                                           "LEIDA_QY_LOGIN_URL",
                                           "LEIDA_QY_OPEN_URL",
                                           "LEIDA_RATE_ADDRESS",
                                           "LEIDA_RATE_ADDRESS_BURST",
                                           "LEIDA_RATE_CALLER",
                                           "LEIDA_RATE_CALLER_BURST",
                                           "LEIDA_RATE_FAILURES",
                                           "LEIDA_RATE_FAILURES_BURST",
                                           "LEIDA_RATE_PUBLIC",
                                           "LEIDA_RATE_PUBLIC_BURST",

                                           "LEIDA_REDIS",
                                           "LEIDA_REDIS_PASSWORD",
                                           "LEIDA_REDIS_SENTINEL_PASSWORD",
                                           "LEIDA_REDIS_SENTINEL_USER",
                                           "LEIDA_REDIS_USER",
                                           "LEIDA_REPLICAS",
                                           "LEIDA_REPLICATION_TIMEOUT",
                                           "LEIDA_STATE_FILE",
                                           "LEIDA_THREADS",
                                           "LEIDA_TLS_CERTIFICATE",
                                           "LEIDA_TLS_KEY",
                                           "LEIDA_TRUSTED_PROXIES",
                                           "LEIDA_UPSTREAM_ACTIONLOG",
                                           "LEIDA_UPSTREAM_CHAT",
                                           "LEIDA_UPSTREAM_CRM",
                                           "LEIDA_UPSTREAM_WECHAT",
                                           "LEIDA_WEB_ORIGIN",
                                           "LEIDA_WEB_ROOT",
                                           "LEIDA_ZONE",
                                           NULL};

/* Those of leidactl, ./leida, the compose files and the tests, which a process may inherit. */
static const char *const of_tools[] = {
    "LEIDA_ADDRESS", "LEIDA_BIN", "LEIDA_PATIENCE", "LEIDA_PORT",    "LEIDA_ROOT",
    "LEIDA_SECRETS", "LEIDA_URL", "LEIDA_VERSION",  "LEIDA_WRAPPER", NULL};

static bool has(const char *const *names, text_t name)
{
    while (*names && !text_equal(text_of(*names), name))
        names++;
    return *names;
}

bool config_environment_unknown(size_t *at, text_t *name)
{
    static const char prefix[] = "LEIDA_";
    while (environ && environ[*at]) {
        const char *variable = environ[(*at)++];
        *name = (text_t){variable, strcspn(variable, "=")};
        if (strncmp(variable, prefix, sizeof prefix - 1) == 0 && !has(of_processes, *name) &&
            !has(of_tools, *name))
            return true;
    }
    return false;
}

void config_environment_warn(void)
{
    text_t name;
    for (size_t at = 0; config_environment_unknown(&at, &name);)
        log_event(LOG_WARNING, "unknown variable", LOG_TEXT("name", name));
}
