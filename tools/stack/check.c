/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/stack/check.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buffer.h"
#include "tools/stack/files.h"
#include "tools/stack/home.h"
#include "tools/stack/launch.h"

typedef struct {
    const char *role, *file;
} checked_t;

/* One file a role: the lines of its other instances are the same. The gateway's before wechat's, which has
 * some of them too. */
static const checked_t files[] = {{"crm", "run/crm.conf"},
                                  {"actionlog", "run/actionlog.conf"},
                                  {"chat", "run/chat-1.conf"},
                                  {"gateway", "run/gateway.conf"},
                                  {"wechat", "run/wechat.conf"}};

/* The one that stands in this line of the role's file; NULL: none does. */
static const settings_line_t *find_line(const settings_t *settings, const char *role, long number)
{
    number -= FILES_LINES_BEFORE;
    for (size_t i = 0; i < settings->line_count; i++)
        if (settings_has(settings, role, &settings->lines[i]) && --number == 0)
            return &settings->lines[i];
    return NULL;
}

/* "leida-crm: run/crm.conf:2: KEY: ..." becomes "leida-crm: DIR/leida.conf:12: crm.KEY: ...". */
static void tell(const settings_t *settings, const checked_t *checked, const char *text)
{
    const char *at = strstr(text, checked->file);
    char *rest = NULL;
    long number = at && at[strlen(checked->file)] == ':' ? strtol(at + strlen(checked->file) + 1, &rest, 10)
                                                         : 0;
    const settings_line_t *line = find_line(settings, checked->role, number);
    if (line)
        fprintf(stderr, "%.*s%s/" HOME_SETTINGS ":%u: %s%s\n", (int)(at - text), text, home_path(),
                line->line, line->written, rest + strlen(": ") + strlen(line->key));
    else
        fprintf(stderr, "%s\n", text);
}

/* Runs it and appends what it writes. Returns its exit code, -1 when it had none. */
static int run(const char *program, char *const arguments[], buffer_t *said)
{
    int ends[2], status = 0;
    if (pipe2(ends, O_CLOEXEC) != 0)
        return -1;
    pid_t pid = launch(program, arguments, ends[1]);
    close(ends[1]);
    char bytes[4096];
    for (ssize_t got; pid > 0 && (got = read(ends[0], bytes, sizeof(bytes))) > 0;)
        buffer_append(said, bytes, (size_t)got);
    close(ends[0]);
    return pid > 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static bool is_good(const settings_t *settings, const checked_t *checked, const char *bin)
{
    char program[PATH_MAX], file[64], config[] = "--config", check[] = "--check-config";
    buffer_t said = {0};
    snprintf(program, sizeof(program), "%s/leida-%s", bin, checked->role);
    snprintf(file, sizeof(file), "%s", checked->file);
    char *arguments[] = {strrchr(program, '/') + 1, config, file, check, NULL};
    int code = run(program, arguments, &said);
    buffer_append_char(&said, '\0');
    char *rest = said.data;
    for (char *line; code != 0 && (line = strsep(&rest, "\n"));)
        if (*line)
            tell(settings, checked, line);
    buffer_free(&said);
    return code == 0;
}

bool check_settings(const settings_t *settings, const char *bin)
{
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        const bool is_wechat = strcmp(files[i].role, "wechat") == 0;
        if (is_wechat && !settings->has_wechat)
            continue;
        bool has_lines = is_wechat; /* of which variables say a part */
        for (size_t k = 0; k < settings->line_count; k++)
            has_lines = has_lines || settings_has(settings, files[i].role, &settings->lines[k]);
        if (has_lines && !is_good(settings, &files[i], bin))
            return false;
    }
    return true;
}

static bool is_free(const char *address, const char *other)
{
    int fd = address_listen(address);
    if (fd >= 0)
        close(fd);
    else if (errno == EADDRINUSE)
        fprintf(stderr, "leida: %s is in use by another process (`ss -ltnp` shows which): end that, or %s\n",
                address, other);
    else
        fprintf(stderr, "leida: cannot listen on %s: %s\n", address, strerror(errno));
    return fd >= 0;
}

bool check_listen(const settings_t *settings)
{
    char address[SETTINGS_ADDRESS_SIZE];
    settings_listen(settings, address);
    return settings->listen_at.port == 0 || is_free(address, "take another port with --port");
}

bool check_addresses(const settings_t *settings)
{
    char address[SETTINGS_ADDRESS_SIZE], other[PATH_MAX + 64];
    if (!check_listen(settings))
        return false;
    snprintf(other, sizeof(other), "set `admin` in %s/" HOME_SETTINGS, home_path());
    const int last = ADMIN_CHAT + (int)settings->chats - 1;
    for (int i = 0; settings->admin_at.port != 0 && i <= last + settings->has_wechat; i++) {
        settings_admin(settings, i <= last ? i : ADMIN_WECHAT, address);
        if (!is_free(address, other))
            return false;
    }
    return true;
}
