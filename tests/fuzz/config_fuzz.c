/* SPDX-License-Identifier: Apache-2.0 */
/* Configuration files, for a table with a key of each type. What is accepted is within the limits. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "common/process/settings.h"
#include "tests/fuzz/fuzz.h"

typedef struct {
    common_settings_t common;
    int64_t threads;
    bool access;
    char *endpoint;
} settings_t;

static const config_key_t keys[] = {
    COMMON_KEYS(settings_t, common, "fuzz"),
    COMMON_KEY(settings_t, threads, "threads", CONFIG_INT, "2", .min = 1, .max = 64),
    COMMON_KEY(settings_t, access, "log.access", CONFIG_SWITCH, "no"),
    COMMON_KEY(settings_t, endpoint, "endpoint", CONFIG_STRING, "tcp://127.0.0.1:1", .min = 1, .max = 20),
};
static const config_table_t table = {.process = "fuzz",
                                     .summary = "A process that is not there.",
                                     .keys = keys,
                                     .key_count = sizeof keys / sizeof *keys};

static void check_settings(const settings_t *settings)
{
    HOLDS(settings->threads >= 1 && settings->threads <= 64);
    HOLDS(settings->common.log_level >= 0 && settings->common.log_level <= 3);
    HOLDS(text_is_utf8(text_of(settings->endpoint)));
    HOLDS(text_length(text_of(settings->endpoint)) >= 1 && text_length(text_of(settings->endpoint)) <= 20);
    HOLDS(address_valid(settings->common.admin) && redis_address_is_valid(settings->common.redis));
    HOLDS(settings_zone_valid(settings->common.zone));
}

/* All that is refused is told to stderr, which would take longer than the reading. */
static int open_file(void)
{
    stderr = fopen("/dev/null", "w");
    int fd = memfd_create("config", MFD_CLOEXEC);
    HOLDS(stderr && fd >= 0);
    return fd;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static int fd = -1;
    if (fd < 0)
        fd = open_file();
    HOLDS(ftruncate(fd, 0) == 0 && pwrite(fd, data, size, 0) == (ssize_t)size);
    char path[64], *arguments[] = {(char[]){"fuzz"}, (char[]){"--config"}, path, NULL};
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    settings_t settings = {.threads = 0};
    const config_outcome_t outcome = config_read(&table, 3, arguments, &settings);
    HOLDS(outcome == CONFIG_RUN || outcome == CONFIG_REFUSED);
    if (outcome == CONFIG_RUN)
        check_settings(&settings);
    config_free(&table, &settings);
    return 0;
}
