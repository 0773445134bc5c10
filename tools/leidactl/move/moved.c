/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/leidactl/move/moved.h"

#include <stdio.h>

#include "base/buffer.h"
#include "common/store/form.h"
#include "tools/leidactl/common/fail.h"
#include "tools/leidactl/common/say.h"
#include "tools/leidactl/move/counts.h"
#include "tools/leidactl/move/handover.h"
#include "tools/leidactl/move/plan.h"

extern const char lua_move_back[], lua_move_refuse[];

bool moved_read(moved_t *self, wire_t *source)
{
    buffer_t value = {0};
    bool moved = plan_read(source, STORE_FORM_KEY, &value) &&
                 text_equal(buffer_text(&value), TEXT_LITERAL(STORE_FORM_MOVED));
    if (moved) {
        plan_read(source, STORE_FORM_MOVED_KEY, &value);
        const char *space = value.size > 0 ? memchr(value.data, ' ', value.size) : NULL;
        if (!space || value.size >= MOVED_TEXT_SIZE || space - value.data >= MOVED_TOKEN_SIZE)
            fail("redis at %s: it has moved, but its key " STORE_FORM_MOVED_KEY " does not say where",
                 wire_name(source));
        snprintf(self->text, sizeof self->text, "%.*s", TEXT_ARG(buffer_text(&value)));
        snprintf(self->token, sizeof self->token, "%.*s", (int)(space - value.data), value.data);
        self->address = self->text + strlen(self->token) + 1;
    }
    buffer_free(&value);
    return moved;
}

void moved_send_away(const moved_t *self, wire_t *source, store_t *target)
{
    buffer_t form = {0};
    target_read(target, STORE_FORM_KEY, &form);
    bool used = text_equal(buffer_text(&form), TEXT_LITERAL(STORE_FORM));
    buffer_free(&form);
    handover_send_away(source);
    say(stdout, "moved  to %s already; %s", self->address,
        used ? "it is in use there" : "no process has been there yet (--back takes the store back)");
}

/* ---- counts ---- */

static bool nothing_is_missing(const counts_t *old, const counts_t *new)
{
    for (size_t kind = 0; kind < COUNTS_KINDS; kind++)
        if (new->of[kind] < old->of[kind])
            return false;
    return true;
}

void moved_compare(store_t *source, store_t *target)
{
    counts_t old = counts_take(source), new = counts_take(target);
    if (!nothing_is_missing(&old, &new)) /* SCAN may give a key twice where a table shrinks */
        old = counts_take(source);
    say(stdout, "count  %-12s %12s %12s", "", "old", "new");
    for (counts_kind_t kind = 0; kind < COUNTS_KINDS; kind++)
        say(stdout, "       %-12s %12lld %12lld", counts_name(kind), (long long)old.of[kind],
            (long long)new.of[kind]);
    if (!nothing_is_missing(&old, &new))
        fail("the new side has less than the old one: keep the old one, and find out what has been deleted");
}

/* ---- back ---- */

static bool refuse_target(const moved_t *self, store_t *target, bool forced)
{
    static store_script_t script = {.body = lua_move_refuse};
    store_begin_script(target, &script, 1);
    store_add(target, TEXT_LITERAL(STORE_FORM_KEY));
    store_add(target, text_of(self->token));
    store_add(target, forced ? TEXT_LITERAL("1") : TEXT_LITERAL("0"));
    bool refused = store_ask_int(target) == 1;
    if (refused)
        target_send_away(target);
    return refused;
}

void moved_back(const moved_t *self, wire_t *source, store_t *target, bool forced)
{
    if (!target && !forced)
        fail("%s does not answer, so nobody knows whether something was written there: with --yes the old "
             "Redis "
             "serves again, without that",
             self->address);
    if (target && !refuse_target(self, target, forced))
        fail("%s is in use: what was written there would be lost; with --yes the old Redis serves again, "
             "without "
             "that",
             self->address);
    buffer_t body = {0};
    buffer_append_literal(&body, "#!lua flags=allow-oom"); /* it may be why the store was to move */
    buffer_append_text(&body, text_of(lua_move_back));
    wire_words(source, "EVAL");
    wire_add(source, buffer_text(&body));
    wire_words(source, "2 " STORE_FORM_KEY " " STORE_FORM_MOVED_KEY);
    wire_add(source, text_of(self->text));
    if (wire_ask_int(source, "EVAL") != 1)
        fail("somebody else has changed where the store has moved: nothing was done");
    say(stdout, "back   %s serves again", wire_name(source));
    buffer_free(&body);
}
