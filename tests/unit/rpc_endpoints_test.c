/* SPDX-License-Identifier: Apache-2.0 */
#include "common/rpc/client/endpoints.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <criterion/criterion.h>

#include "common/observe/log.h"
#include "tests/support/leak_check.h"

static char folder[] = "/tmp/leida-endpoints-XXXXXX", file[64], list[80];
static endpoints_t *endpoints;
static buffer_t found;

static void set_up(void)
{
    log_set_level(LOG_ERROR); /* what cannot be looked up is a warning */
    cr_assert_not_null(mkdtemp(folder));
    snprintf(file, sizeof file, "%s/list", folder);
    snprintf(list, sizeof list, "@%s", file);
}

static void tear_down(void)
{
    if (endpoints)
        endpoints_destroy(&endpoints);
    buffer_free(&found);
    unlink(file);
    rmdir(folder);
    leak_check();
}

TestSuite(rpc_endpoints, .init = set_up, .fini = tear_down);

static void write_file(const char *text)
{
    FILE *out = fopen(file, "w");
    cr_assert(out && fputs(text, out) >= 0 && fclose(out) == 0);
}

static void check_found(const char *wanted)
{
    buffer_clear(&found);
    endpoints_resolve(endpoints, &found);
    cr_assert(text_equal(buffer_text(&found), text_of(wanted)), "\"%.*s\", not \"%s\"",
              TEXT_ARG(buffer_text(&found)), wanted);
}

Test(rpc_endpoints, addresses_are_fixed_names_and_files_are_not)
{
    static const char *const fixed[] = {
        "",
        "tcp://127.0.0.1:7101",
        "tcp://127.0.0.1:7101,tcp://[::1]:7102 ipc:///run/chat",
        "inproc://x",
        "tcp://[fe80::1%eth0]:7101",
        "tcp://:7101",
        "tcp://nowhere", /* no endpoint at all: connecting says so */
    };
    static const char *const other[] = {
        "tcp://chat:7101",
        "@/etc/leida/chat",
        "tcp://127.0.0.1:7101 tcp://chat:7101",
        "tcp://127.0.0.1.example:7101",
        "tcp://127.0.0.256:7101",
        "ipc:///a\n@b",
    };
    for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++)
        cr_assert(endpoints_are_fixed(fixed[i]), "%s", fixed[i]);
    for (size_t i = 0; i < sizeof other / sizeof *other; i++)
        cr_assert_not(endpoints_are_fixed(other[i]), "%s", other[i]);
}

Test(rpc_endpoints, addresses_stand_for_themselves_in_their_order)
{
    endpoints = endpoints_new("tcp://10.0.0.2:1,,\ttcp://10.0.0.1:1\r\nipc:///run/chat tcp://10.0.0.2:1");
    check_found("tcp://10.0.0.2:1 tcp://10.0.0.1:1 ipc:///run/chat tcp://10.0.0.2:1 ");
}

Test(rpc_endpoints, name_stands_for_its_addresses)
{
    endpoints = endpoints_new("tcp://localhost:7101");
    endpoints_resolve(endpoints, &found);
    cr_assert(memmem(found.data, found.size, "tcp://127.0.0.1:7101 ", 21), "%.*s",
              TEXT_ARG(buffer_text(&found)));
    buffer_t again = {0};
    endpoints_resolve(endpoints, &again);
    cr_assert(text_equal(buffer_text(&found), buffer_text(&again)), "the same as long as nothing changes");
    buffer_free(&again);
}

Test(rpc_endpoints, name_that_is_none_stands_for_nothing)
{
    endpoints = endpoints_new("tcp://a..b:7101 tcp://10.0.0.1:1");
    check_found("tcp://10.0.0.1:1 ");
}

Test(rpc_endpoints, file_is_followed_and_what_it_said_last_is_kept)
{
    endpoints = endpoints_new(list);
    check_found("");
    write_file("tcp://10.0.0.1:1\ntcp://10.0.0.2:1\r\n\n");
    check_found("tcp://10.0.0.1:1 tcp://10.0.0.2:1 ");
    write_file("ipc:///run/chat");
    check_found("ipc:///run/chat ");
    unlink(file);
    check_found("ipc:///run/chat ");
    write_file("");
    check_found("");
}

Test(rpc_endpoints, file_named_in_a_file_is_not_read)
{
    endpoints = endpoints_new(list);
    buffer_append_format(&found, "%s tcp://10.0.0.1:1%c", list, '\0');
    write_file(found.data);
    check_found("tcp://10.0.0.1:1 ");
}

Test(rpc_endpoints, file_too_large_is_not_read)
{
    endpoints = endpoints_new(list);
    write_file("tcp://10.0.0.1:1");
    check_found("tcp://10.0.0.1:1 ");
    for (size_t i = 0; i < 8192; i++)
        buffer_append_literal(&found, "10.0.0.2 ");
    buffer_append_char(&found, '\0');
    write_file(found.data);
    check_found("tcp://10.0.0.1:1 ");
}
