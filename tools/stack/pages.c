/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/stack/pages.h"

#include <limits.h>
#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/entropy.h"
#include "proto/session.h"
#include "tools/demo.h"

enum { NONCE_SIZE = 32 /* hex digits */, LINK_MS = 24 * 3600 * 1000 };

static char folder[PATH_MAX]; /* empty: there are none */

void pages_setup(const char *bin)
{
    static const char *const places[] = {"../pages", "../share/leida/pages"};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        char index[PATH_MAX];
        const int size = snprintf(index, sizeof index, "%s/%s/index.html", bin, places[i]);
        if (size > 0 && (size_t)size < sizeof index && access(index, R_OK) == 0) {
            snprintf(folder, sizeof folder, "%s/%s", bin, places[i]);
            return;
        }
    }
}

static bool has_own(const settings_t *settings)
{
    for (size_t i = 0; i < settings->line_count; i++)
        if (strcmp(settings->lines[i].written, "gateway.web.root") == 0)
            return true;
    return false;
}

void pages_write_setting(buffer_t *out, const settings_t *settings)
{
    if (folder[0] && !has_own(settings))
        buffer_append_format(out, "web.root = \"%s\"\n", folder);
}

static void write_link(buffer_t *out, text_t page, principal_t who, const char *token)
{
    char nonce[NONCE_SIZE + 1];
    entropy_write_hex(nonce, NONCE_SIZE);
    session_t session = {.who = who, .issued = clock_now(), .nonce = text_of(nonce)};
    session.expires = session.issued + LINK_MS;
    buffer_append_literal(out, "  ");
    buffer_append_text(out, page);
    buffer_append_literal(out, "#/login/");
    session_write(out, &session, SESSION_LOGIN, text_of(token));
    buffer_append_char(out, '\n');
}

void pages_write_links(buffer_t *out, const settings_t *settings, const char *base_url)
{
    if (!folder[0])
        return;
    const char *origins = settings_origins(settings);
    text_t origin;
    if (!text_next_word(&origins, &origin))
        origin = text_of(base_url);
    buffer_t page = {0};
    buffer_append_literal(
        out, "\nOpen it, as a sales person and as a customer of theirs (each link works once, for a day):\n");
    buffer_append_format(&page, "%.*s/web/", TEXT_ARG(origin));
    write_link(out, buffer_text(&page), (principal_t){PRINCIPAL_STAFF, DEMO_USER_ID}, DEMO_USER_TOKEN);
    buffer_append_format(&page, "c.html?u=%d", DEMO_USER_ID);
    write_link(out, buffer_text(&page), (principal_t){PRINCIPAL_CUSTOMER, DEMO_CUSTOMER_ID},
               DEMO_CUSTOMER_TOKEN);
    buffer_free(&page);
}
