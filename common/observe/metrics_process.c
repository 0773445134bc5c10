/* SPDX-License-Identifier: Apache-2.0 */
/* What every process exports: the process_* metrics under the names that all Prometheus clients use, and its
 * state. */
#include <dirent.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "common/observe/clock_watch.h"
#include "common/observe/log.h"
#include "common/observe/log_limit.h"
#include "common/observe/metrics.h"

static const metric_t BUILD = {"leida_build_info", METRIC_GAUGE, "The build."},
                      READY = {"leida_ready", METRIC_GAUGE, "Whether it can serve, as /readyz says."},
                      DRAINING = {"leida_draining", METRIC_GAUGE, "Whether it was asked to stop."},
                      LOG_LINES = {"leida_log_lines_total", METRIC_COUNTER,
                                   "Lines of the log, lost ones included."},
                      LOG_LOST = {"leida_log_lines_lost_total", METRIC_COUNTER,
                                  "Lines that the reader of the log, or the disk, did not take."},
                      LOG_LEFT_OUT = {"leida_log_lines_left_out_total", METRIC_COUNTER,
                                      "Lines beyond the limit of their event."},
                      CLOCK_JUMPS = {"leida_clock_jumps_total", METRIC_COUNTER,
                                     "Jumps of the wall clock by more than a second."},
                      CPU = {"process_cpu_seconds_total", METRIC_COUNTER,
                             "Processor time used, user and system."},
                      RESIDENT = {"process_resident_memory_bytes", METRIC_GAUGE, "Memory in use."},
                      VIRTUAL = {"process_virtual_memory_bytes", METRIC_GAUGE, "Address space."},
                      FDS = {"process_open_fds", METRIC_GAUGE, "Open file descriptors."},
                      FDS_MAX = {"process_max_fds", METRIC_GAUGE, "File descriptors at most."},
                      START = {"process_start_time_seconds", METRIC_GAUGE, "When it started, in Unix time."};

static uint64_t processor_time(void)
{
    struct rusage usage = {0};
    getrusage(RUSAGE_SELF, &usage);
    return (uint64_t)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000 +
           (uint64_t)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

/* In pages; 0 when it cannot be known. */
static void read_memory(unsigned long *size, unsigned long *resident)
{
    FILE *file = fopen("/proc/self/statm", "re");
    if (file && fscanf(file, "%lu %lu", size, resident) != 2)
        *size = *resident = 0;
    if (file)
        fclose(file);
}

static uint64_t open_descriptors(void)
{
    DIR *folder = opendir("/proc/self/fd");
    if (!folder)
        return 0;
    uint64_t count = 0;
    for (const struct dirent *entry; (entry = readdir(folder)) != NULL;)
        count += entry->d_name[0] != '.';
    closedir(folder);
    return count - 1; /* the folder itself */
}

/* In µs since 1970. Field 22 of stat: ticks from the machine's start; the name before may hold anything. */
static uint64_t start_time(void)
{
    char line[1024];
    FILE *file = fopen("/proc/self/stat", "re");
    size_t size = file ? fread(line, 1, sizeof line - 1, file) : 0;
    if (file)
        fclose(file);
    line[size] = '\0';
    const char *at = strrchr(line, ')');
    unsigned long long ticks;
    if (!at ||
        sscanf(at + 1, " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d %*d %*d %*d %*d %llu",
               &ticks) != 1)
        return 0;
    struct timespec now, up;
    clock_gettime(CLOCK_REALTIME, &now);
    clock_gettime(CLOCK_BOOTTIME, &up);
    int64_t booted = (int64_t)(now.tv_sec - up.tv_sec) * 1000000 + (now.tv_nsec - up.tv_nsec) / 1000;
    return (uint64_t)booted + ticks * 1000000 / (unsigned long long)sysconf(_SC_CLK_TCK);
}

/* What the log has left to say is said on this occasion: nothing else may come for long. */
static void write_log_lines(buffer_t *out)
{
    log_limits_tell(log_limit_clock());
    log_tell_lost();
    metrics_begin(out, &LOG_LINES);
    for (log_level_t level = LOG_DEBUG; level <= LOG_ERROR; level++)
        metrics_add(out, &LOG_LINES, LABELS({"level", log_level_name(level)}), log_lines(level));
    metrics_write(out, &LOG_LOST, log_lines_lost());
    metrics_write(out, &LOG_LEFT_OUT, log_limits_left_out());
}

static void write_clock_jumps(buffer_t *out)
{
    metrics_begin(out, &CLOCK_JUMPS);
    metrics_add(out, &CLOCK_JUMPS, LABELS({"direction", "forward"}), clock_jumps(CLOCK_FORWARD));
    metrics_add(out, &CLOCK_JUMPS, LABELS({"direction", "back"}), clock_jumps(CLOCK_BACK));
}

void metrics_write_process(buffer_t *out, bool ready, bool draining)
{
    metrics_begin(out, &BUILD);
    metrics_add(out, &BUILD, LABELS({"version", LEIDA_VERSION}), 1);
    metrics_write(out, &READY, ready);
    metrics_write(out, &DRAINING, draining);
    write_log_lines(out);
    write_clock_jumps(out);
    metrics_begin(out, &CPU);
    metrics_add_seconds(out, &CPU, NO_LABELS, processor_time());
    unsigned long size = 0, resident = 0;
    read_memory(&size, &resident);
    uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);
    metrics_write(out, &RESIDENT, resident * page);
    metrics_write(out, &VIRTUAL, size * page);
    metrics_write(out, &FDS, open_descriptors());
    struct rlimit limit = {0};
    getrlimit(RLIMIT_NOFILE, &limit);
    metrics_write(out, &FDS_MAX, (uint64_t)limit.rlim_cur);
    metrics_begin(out, &START);
    metrics_add_seconds(out, &START, NO_LABELS, start_time());
}
