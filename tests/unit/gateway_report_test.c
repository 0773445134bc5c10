/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>

#include "gateway/gateway_metrics.h"
#include "tests/support/leak_check.h"

TestSuite(gateway_report, .fini = leak_check, .timeout = 20);

static report_t sum, worker;

static void clear(void)
{
    report_clear(&sum);
    report_clear(&worker);
}

/* Makes the worker's report one of a ready thread that sees one instance so. */
static void see(instance_state_t state, const char *endpoint)
{
    report_clear(&worker);
    worker.workers = 1;
    worker.ready = true;
    worker.guard.credentials.data.connected = worker.guard.credentials.subscriber.connected = true;
    worker.instances = memory_new_zeroed(sizeof *worker.instances);
    worker.instances[0] = (report_instance_t){.service = SERVICE_CRM,
                                              .endpoint = memory_copy_text(text_of(endpoint)),
                                              .state = state,
                                              .calls = 1,
                                              .given = 10,
                                              .failovers = 2,
                                              .reconnects = 3};
    worker.instance_count = 1;
}

static void assert_written(const char *line)
{
    buffer_t out = {0};
    gateway_metrics_write(&out, &sum);
    cr_assert_not_null(memmem(out.data, out.size, line, strlen(line)), "%s", line);
    buffer_free(&out);
}

Test(gateway_report, instance_has_the_worst_state_that_a_thread_sees)
{
    static const struct {
        instance_state_t one, other, worst;
    } cases[] = {{INSTANCE_LIVE, INSTANCE_LIVE, INSTANCE_LIVE},
                 {INSTANCE_LIVE, INSTANCE_LEAVING, INSTANCE_LEAVING},
                 {INSTANCE_CONNECTING, INSTANCE_LEAVING, INSTANCE_CONNECTING},
                 {INSTANCE_CONNECTING, INSTANCE_SUSPECT, INSTANCE_SUSPECT}};
    for (size_t i = 0; i < 2 * sizeof cases / sizeof *cases; i++) {
        bool turned = i % 2;
        see(turned ? cases[i / 2].other : cases[i / 2].one, "tcp://a:1");
        report_merge(&sum, &worker);
        see(turned ? cases[i / 2].one : cases[i / 2].other, "tcp://a:1");
        report_merge(&sum, &worker);
        cr_assert_eq(sum.instance_count, 1);
        cr_assert_eq(sum.instances[0].state, cases[i / 2].worst, "case %zu", i);
        clear();
    }
}

Test(gateway_report, counts_of_an_instance_are_summed_up)
{
    for (size_t i = 0; i < 3; i++) {
        see(INSTANCE_LIVE, "tcp://a:1");
        report_merge(&sum, &worker);
    }
    assert_written("leida_upstream_instance_calls_total{service=\"crm\",endpoint=\"tcp://a:1\"} 30\n");
    assert_written("leida_upstream_instance_takeovers_total{service=\"crm\",endpoint=\"tcp://a:1\"} 6\n");
    assert_written("leida_upstream_instance_reconnects_total{service=\"crm\",endpoint=\"tcp://a:1\"} 9\n");
    assert_written("leida_upstream_instance_in_flight{service=\"crm\",endpoint=\"tcp://a:1\"} 3\n");
    assert_written("leida_gateway_threads 3\n");
    clear();
}

Test(gateway_report, instances_are_told_apart_by_endpoint_and_service)
{
    see(INSTANCE_LIVE, "tcp://a:1");
    report_merge(&sum, &worker);
    see(INSTANCE_SUSPECT, "tcp://b:1");
    report_merge(&sum, &worker);
    worker.instances[0].service = SERVICE_CHAT;
    report_merge(&sum, &worker);
    cr_assert_eq(sum.instance_count, 3);
    assert_written(
        "leida_upstream_instance_state{service=\"crm\",endpoint=\"tcp://a:1\",state=\"live\"} 1\n");
    assert_written("{service=\"crm\",endpoint=\"tcp://b:1\",state=\"live\"} 0\n");
    assert_written("{service=\"chat\",endpoint=\"tcp://b:1\",state=\"suspect\"} 1\n");
    clear();
}

Test(gateway_report, ready_and_connected_are_what_all_threads_are)
{
    see(INSTANCE_LIVE, "tcp://a:1");
    report_merge(&sum, &worker);
    cr_assert(sum.ready && sum.guard.credentials.data.connected &&
              sum.guard.credentials.subscriber.connected);
    worker.ready = false;
    worker.guard.credentials.data.connected = false;
    buffer_append_literal(&worker.missing, "redis not connected\n");
    report_merge(&sum, &worker);
    report_merge(&sum, &worker);
    see(INSTANCE_LIVE, "tcp://a:1");
    report_merge(&sum, &worker);
    cr_assert_not(sum.ready);
    cr_assert(text_equal(buffer_text(&sum.missing), text_of("redis not connected\n")), "it is said once");
    assert_written("leida_redis_connected{connection=\"credentials\"} 0\n");
    assert_written("leida_redis_connected{connection=\"subscriber\"} 1\n");
    clear();
}

static void see_masters(size_t masters, size_t connected)
{
    see(INSTANCE_LIVE, "tcp://a:1");
    worker.guard.credentials.data.masters = masters;
    worker.guard.credentials.data.masters_connected = connected;
    worker.guard.credentials.data.redirections[REDIS_REDIRECTED_ASK] = 2;
    report_merge(&sum, &worker);
}

Test(gateway_report, of_masters_the_worst_is_told)
{
    see_masters(3, 3);
    see_masters(4, 2);
    see_masters(3, 3);
    assert_written("leida_redis_masters{connection=\"credentials\"} 4\n");
    assert_written("leida_redis_masters_connected{connection=\"credentials\"} 2\n");
    assert_written("leida_redis_redirections_total{connection=\"credentials\",kind=\"ask\"} 6\n");
    assert_written("leida_redis_redirections_total{connection=\"credentials\",kind=\"moved\"} 0\n");
    clear();
}

Test(gateway_report, requests_of_the_threads_are_summed_up)
{
    see(INSTANCE_LIVE, "tcp://a:1");
    tally_add(&worker.traffic.answers, METHOD_CONTACTS, STATUS_DONE, 700);
    worker.traffic.request_bytes = 5;
    worker.services[SERVICE_CRM].late_replies = 4;
    worker.services[SERVICE_CRM].malformed = 3;
    report_merge(&sum, &worker);
    report_merge(&sum, &worker);
    assert_written("leida_http_requests_total{route=\"contacts\",status=\"200\",code=\"200\"} 2\n");
    assert_written("leida_http_request_duration_seconds_bucket{route=\"contacts\",le=\"0.001\"} 2\n");
    assert_written("leida_http_request_body_bytes_total 10\n");
    assert_written("leida_upstream_late_replies_total{service=\"crm\"} 8\n");
    assert_written("leida_upstream_malformed_total{service=\"crm\"} 6\n");
    clear();
}
