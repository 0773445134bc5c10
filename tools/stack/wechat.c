/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/stack/wechat.h"

#include <errno.h>
#include <glob.h>
#include <limits.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define COMPANIES "LEIDA_COMPANIES"
#define PUBLIC_URL "LEIDA_PUBLIC_URL"

bool wechat_find(options_t *options)
{
    static char path[PATH_MAX];
    const char *given = options->companies ? options->companies : getenv(COMPANIES);
    if (!given)
        return true;
    if (!realpath(given, path)) {
        fprintf(stderr, "leida: %s %s: no folder of companies there: %s\n",
                options->companies ? "--companies" : COMPANIES, given, strerror(errno));
        return false;
    }
    options->companies = path;
    return true;
}

static bool has_company(void)
{
    glob_t found;
    const bool has = glob("companies/*.cfg", GLOB_NOSORT, NULL, &found) == 0;
    if (has)
        globfree(&found);
    return has;
}

/* It stands at the same place in the addresses of both families. */
static int port_of(const struct sockaddr_storage *place)
{
    in_port_t port;
    memcpy(&port, (const char *)place + offsetof(struct sockaddr_in, sin_port), sizeof port);
    return ntohs(port);
}

/* The port that the system gives a socket at the address; 0: none. */
static int find_port(const settings_t *settings)
{
    char address[SETTINGS_ADDRESS_SIZE];
    struct sockaddr_storage place = {0};
    socklen_t size = sizeof place;
    int port = 0;
    settings_listen(settings, address);
    const int fd = address_listen(address);
    if (fd >= 0 && getsockname(fd, (struct sockaddr *)&place, &size) == 0)
        port = port_of(&place);
    if (port == 0)
        fprintf(stderr, "leida: cannot listen on %s: %s\n", address, strerror(errno));
    if (fd >= 0)
        close(fd);
    return port;
}

/* As `up` prints it: an address that stands for all is reached by the loopback one. */
static void write_base(const settings_t *settings, char url[SETTINGS_ADDRESS_SIZE + 8])
{
    settings_t shown = {.listen_at = settings->listen_at};
    char address[SETTINGS_ADDRESS_SIZE];
    if (strcmp(shown.listen_at.host, "0.0.0.0") == 0)
        strcpy(shown.listen_at.host, "127.0.0.1");
    else if (strcmp(shown.listen_at.host, "::") == 0)
        strcpy(shown.listen_at.host, "::1");
    settings_listen(&shown, address);
    snprintf(url, SETTINGS_ADDRESS_SIZE + 8, "http://%s", address);
}

static bool set(const char *variable, const char *value)
{
    if (setenv(variable, value, 1) == 0)
        return true;
    fprintf(stderr, "leida: cannot set %s: %s\n", variable, strerror(errno));
    return false;
}

bool wechat_setup(settings_t *settings, const options_t *options)
{
    const char *companies = options->companies ? options->companies
                                               : settings_value(settings, COMPANIES, "wechat.companies");
    if (!companies && has_company())
        companies = "companies";
    if (!companies)
        return true;
    if (settings->listen_at.port == 0 && (settings->listen_at.port = find_port(settings)) == 0)
        return false;
    char base[SETTINGS_ADDRESS_SIZE + 8];
    const char *url = options->public_url ? options->public_url
                                          : settings_value(settings, PUBLIC_URL, "wechat.public_url");
    write_base(settings, base);
    settings->has_wechat = true;
    return set(COMPANIES, companies) && set(PUBLIC_URL, url ? url : base);
}
