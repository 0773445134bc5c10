/* SPDX-License-Identifier: Apache-2.0 */
#include "common/redis/prepare.h"

#include "base/buffer.h"
#include "common/redis/verdict.h"

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

bool redis_add_login(redis_command_t *command, const char *user, const char *password)
{
    if (!password || !password[0])
        return false;
    redis_add_literal(command, "AUTH");
    if (user && user[0])
        redis_add(command, text_of(user));
    redis_add(command, text_of(password));
    return true;
}

static size_t log_in(redis_link_t *link, const redis_options_t *options)
{
    redis_command_t command = {0};
    return redis_add_login(&command, options->user, options->password) ? send_step(link, &command) : 0;
}

size_t redis_prepare_scripts(redis_link_t *link, const redis_scripts_t *scripts)
{
    for (size_t i = 0; i < scripts->count; i++) {
        redis_command_t command = {0};
        redis_add_literal(&command, "SCRIPT");
        redis_add_literal(&command, "LOAD");
        redis_add(&command, text_of(scripts->bodies[i]));
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

static size_t ask_form(redis_link_t *link, const redis_options_t *options, const char *token)
{
    const redis_script_t *const list[] = {options->form, NULL};
    redis_scripts_t scripts = {0};
    redis_scripts_register(&scripts, list, false);
    redis_command_t key = {0}, call;
    redis_add(&key, text_of(options->form_key));
    redis_add_literal(&key, "0"); /* keys elsewhere */
    if (token)
        redis_add(&key, text_of(token));
    redis_scripts_call(&scripts, 0, 1, &key, &call);
    const size_t steps = redis_prepare_scripts(link, &scripts) + send_step(link, &call);
    redis_scripts_free(&scripts);
    return steps;
}

/* The PING comes last because a Redis that is loading answers LOADING to it even when there is nothing else
 * to ask. */
size_t redis_prepare_connection(redis_link_t *link, const redis_preparation_t *preparation)
{
    const redis_options_t *options = preparation->options;
    size_t steps = log_in(link, options);
    if (preparation->find_master)
        steps += send_word(link, TEXT_LITERAL("ROLE"));
    if (options->replicas > 0)
        steps += try_to_wait(link);
    steps += redis_prepare_scripts(link, preparation->scripts);
    if (preparation->ask_form && options->form)
        steps += ask_form(link, options, preparation->token);
    return steps + send_word(link, TEXT_LITERAL("PING"));
}

/* The array is the answer to ROLE, the only one among them. */
redis_step_t redis_step_judge(const redis_reply_t *reply, const char **why)
{
    if (reply->type == REDIS_REPLY_ERROR) {
        const redis_verdict_t *verdict = redis_reply_judge(reply);
        *why = reply->str;
        return verdict->status == REDIS_OK || verdict->mend == REDIS_MEND_CONNECTION ? REDIS_STEP_HOPELESS
                                                                                     : REDIS_STEP_LATER;
    }
    *why = "it is no master";
    return reply->type == REDIS_REPLY_ARRAY &&
                   (reply->elements == 0 ||
                    !text_equal(redis_text(reply->element[0]), TEXT_LITERAL("master")))
               ? REDIS_STEP_HOPELESS
               : REDIS_STEP_DONE;
}

void redis_ask_once(redis_link_t *link)
{
    static const redis_waiter_t nobody = {.unheard = true};
    redis_command_t command = {0};
    redis_add_literal(&command, "ASKING");
    redis_link_write(link, &command);
    redis_link_expect(link, &nobody);
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
