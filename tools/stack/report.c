/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/stack/report.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"

enum { PATH_SIZE = 64 };

static void file_path(char path[PATH_SIZE], const char *name)
{
    snprintf(path, PATH_SIZE, "run/%s.json", name);
}

static char *copy_member(const json_t *object, const char *key)
{
    const char *value = json_string_value(json_object_get(object, key));
    return value ? memory_copy_text(text_of(value)) : NULL;
}

bool report_read(report_t *report, const char *name, pid_t pid)
{
    char path[PATH_SIZE];
    file_path(path, name);
    json_t *object = json_load_file(path, JSON_REJECT_DUPLICATES, NULL);
    bool own = object && json_integer_value(json_object_get(object, "pid")) == pid;
    if (own) {
        report_free(report);
        report->endpoint = copy_member(object, "endpoint");
        report->admin_url = copy_member(object, "admin_url");
        report->base_url = copy_member(object, "base_url");
    }
    json_decref(object);
    return own;
}

void report_remove(const char *name)
{
    char path[PATH_SIZE];
    file_path(path, name);
    (void)unlink(path); /* there may be none */
}

void report_free(report_t *report)
{
    free(report->endpoint);
    free(report->admin_url);
    free(report->base_url);
    *report = (report_t){0};
}
