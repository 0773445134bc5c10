/* SPDX-License-Identifier: Apache-2.0 */
#include "common/observe/listener.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "common/process/descriptors.h"
#include "tests/support/leak_check.h"
#include "tests/support/loop_wait.h"

TestSuite(listener, .fini = leak_check, .timeout = 30);

typedef struct {
    loop_t *loop;
    listener_t *listener;
    struct sockaddr_un address;
    socklen_t size;
    int accepted;
} fixture_t;

static void accepted(void *context, int fd)
{
    ((fixture_t *)context)->accepted++;
    close(fd);
}

/* Listens on an abstract address that the system chooses. */
static void fixture_open(fixture_t *fixture)
{
    *fixture = (fixture_t){.loop = loop_new(), .size = sizeof fixture->address};
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    fixture->address.sun_family = AF_UNIX;
    cr_assert_eq(bind(fd, (struct sockaddr *)&fixture->address, sizeof fixture->address.sun_family), 0);
    getsockname(fd, (struct sockaddr *)&fixture->address, &fixture->size);
    cr_assert_eq(listen(fd, 8), 0);
    fixture->listener = listener_new(fixture->loop, fd, "test", accepted, fixture);
    cr_assert_not_null(fixture->listener);
}

static void fixture_close(fixture_t *fixture)
{
    listener_destroy(&fixture->listener);
    loop_destroy(&fixture->loop);
}

static int fixture_connect(const fixture_t *fixture)
{
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    cr_assert_eq(connect(fd, (const struct sockaddr *)&fixture->address, fixture->size), 0);
    return fd;
}

static bool has_accepted(void *context)
{
    return ((fixture_t *)context)->accepted > 0;
}

/* Gives back the limit that held before. */
static rlim_t change_limit(rlim_t limit)
{
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    rlim_t old = files.rlim_cur;
    files.rlim_cur = limit;
    cr_assert_eq(setrlimit(RLIMIT_NOFILE, &files), 0);
    return old;
}

Test(listener, connection_is_given_to_the_owner)
{
    fixture_t fixture;
    fixture_open(&fixture);
    int client = fixture_connect(&fixture);
    cr_assert(loop_wait(fixture.loop, has_accepted, &fixture, 10000));
    close(client);
    fixture_close(&fixture);
}

Test(listener, without_descriptors_it_rests_and_then_goes_on)
{
    fixture_t fixture;
    fixture_open(&fixture);
    int client = fixture_connect(&fixture);
    rlim_t old = change_limit(3);
    clock_t before = clock();
    loop_spend(fixture.loop, 500);
    cr_assert_leq(clock() - before, CLOCKS_PER_SEC / 10, "it does not spin");
    cr_assert_eq(fixture.accepted, 0);
    change_limit(old);
    cr_assert(loop_wait(fixture.loop, has_accepted, &fixture, 10000));
    close(client);
    fixture_close(&fixture);
}

Test(descriptors, limit_is_raised_as_far_as_wanted_and_never_lowered)
{
    change_limit(64);
    descriptors_raise_limit(100);
    cr_assert_eq(descriptors_limit(), 100);
    descriptors_raise_limit(50);
    cr_assert_eq(descriptors_limit(), 100);
}

Test(descriptors, reserve_is_a_quarter_and_64_at_most)
{
    change_limit(64);
    cr_assert_eq(descriptors_reserve_begin(), 48);
    change_limit(1024);
    cr_assert_eq(descriptors_reserve_begin(), 960);
}
