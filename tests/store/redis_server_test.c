/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/redis_server.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buffer.h"
#include "tests/support/leak_check.h"

TestSuite(redis_server, .fini = leak_check);

Test(redis_server, keeps_its_data_over_a_kill)
{
    redis_server_t *server = redis_server_new(NULL);
    redis_server_do(server, "SET a 1");
    redis_server_kill(server);
    redis_server_start(server);
    redis_reply_t *reply = redis_server_ask(server, "GET a");
    cr_assert_eq(reply->type, REDIS_REPLY_STRING);
    cr_assert_str_eq(reply->str, "1");
    redis_reply_free(reply);
    redis_server_destroy(&server);
}

Test(redis_server, takes_options_and_leaves_nothing_behind)
{
    const char *const options[] = {"--maxmemory", "5mb", NULL};
    redis_server_t *server = redis_server_new(options);
    redis_reply_t *reply = redis_server_ask(server, "CONFIG GET maxmemory");
    cr_assert_str_eq(reply->element[1]->str, "5242880");
    redis_reply_free(reply);
    char *path = memory_copy_text(text_of(redis_server_address(server) + 5));
    cr_assert_eq(access(path, F_OK), 0);
    redis_server_destroy(&server);
    cr_assert_neq(access(path, F_OK), 0);
    free(path);
}
