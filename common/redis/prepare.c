/* SPDX-License-Identifier: Apache-2.0 */
#include "common/redis/prepare.h"

#include "base/buffer.h"
#include "base/hash.h"

static size_t send_step(redis_link_t *link, const redis_command_t *command)
{
    static const redis_waiter_t step = {.prepares = true};
    redis_link_write(link, command);
    redis_link_expect(link, &step);
    return 1;
}

static size_t send_word(redis_link_t *link, text_t word)
{
    redis_command_t command = {0};
    redis_add(&command, word);
    return send_step(link, &command);
}

static size_t log_in(redis_link_t *link, const redis_options_t *options)
{
    if (!options->password || !options->password[0])
        return 0;
    redis_command_t command = {0};
    redis_add_literal(&command, "AUTH");
    if (options->user && options->user[0])
        redis_add(&command, text_of(options->user));
    redis_add(&command, text_of(options->password));
    return send_step(link, &command);
}

size_t redis_prepare_scripts(redis_link_t *link, const redis_scripts_t *scripts)
{
    for (size_t i = 0; i < scripts->count; i++) {
        redis_command_t command = {0};
        redis_add_literal(&command, "SCRIPT");
        redis_add_literal(&command, "LOAD");
        redis_add(&command, text_of(scripts->counts[i].script->body));
        send_step(link, &command);
    }
    return scripts->count;
}

/* No replica has to be waited for, but a server that cannot wait, or a user who may not, says so now. */
static size_t try_to_wait(redis_link_t *link)
{
    redis_command_t command = {0};
    redis_add_literal(&command, "WAIT");
    redis_add_literal(&command, "0");
    redis_add_literal(&command, "0");
    return send_step(link, &command);
}

static size_t ask_form(redis_link_t *link, const redis_options_t *options)
{
    redis_script_counts_t counts = {.script = options->form};
    redis_script_name_t name;
    hash_sha1(name.hex, text_of(options->form->body));
    const redis_scripts_t scripts = {.count = 1, .counts = &counts, .names = &name};
    redis_command_t key = {0}, call;
    redis_add(&key, text_of(options->form_key));
    redis_scripts_call(&scripts, 0, 1, &key, &call);
    return redis_prepare_scripts(link, &scripts) + send_step(link, &call);
}

/* The PING comes last because a Redis that is loading answers LOADING to it even when there is nothing else
 * to ask. */
size_t redis_prepare_connection(redis_link_t *link, const redis_options_t *options,
                                const redis_scripts_t *scripts, bool find_master)
{
    size_t steps = log_in(link, options);
    if (find_master)
        steps += send_word(link, TEXT_LITERAL("ROLE"));
    if (options->replicas > 0)
        steps += try_to_wait(link);
    steps += redis_prepare_scripts(link, scripts);
    if (options->form)
        steps += ask_form(link, options);
    return steps + send_word(link, TEXT_LITERAL("PING"));
}

void redis_ask_replicas(redis_link_t *link, const redis_options_t *options)
{
    static const redis_waiter_t confirmation = {.confirms = true};
    char count_digits[24], timeout_digits[24];
    buffer_t count = {count_digits, 0, sizeof count_digits};
    buffer_t timeout = {timeout_digits, 0, sizeof timeout_digits};
    buffer_append_int(&count, options->replicas);
    buffer_append_int(&timeout, options->replication_timeout);
    redis_command_t command = {0};
    redis_add_literal(&command, "WAIT");
    redis_add(&command, buffer_text(&count));
    redis_add(&command, buffer_text(&timeout));
    redis_link_write(link, &command);
    redis_link_expect(link, &confirmation);
}
