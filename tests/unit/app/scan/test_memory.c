/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How much memory live hosts take: 1,000 at a time, each of which has sent its hello and waits.
 * The servers are sockets that the system answers for: nothing of them is counted.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <malloc.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "app/scan/host_scan.h"
#include "lib/net/watch.h"

enum { HOSTS = 1000, LISTENERS = 10, BACKLOG = HOSTS / LISTENERS + 8 };
#define SECOND ((uint64_t)1000000)

/* The bar: 1,000 live hosts in 16 MiB.  Few of them are in the middle of a handshake at a time. */
enum { HANDSHAKE_BYTES = (16 << 20) / HOSTS, HOST_BYTES = 10 << 10 };

/* The allocator of the sanitizers has its own count. */
extern size_t __sanitizer_get_current_allocated_bytes(void) __attribute__((weak));

static size_t allocated(void)
{
    return __sanitizer_get_current_allocated_bytes != NULL
               ? __sanitizer_get_current_allocated_bytes()
               : mallinfo2().uordblks;
}

static struct crowd {
    int fds[LISTENERS];
    uint16_t ports[LISTENERS];
    struct net_loop *loop;
    struct net_alarm *alarm;
    size_t before, live, ended;
} crowd;

static void open_files(void)
{
    struct rlimit limit;

    assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
    limit.rlim_cur = limit.rlim_max;
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
    if (limit.rlim_cur < HOSTS + 100)
        skip();
}

static void listen_at(size_t i)
{
    struct sockaddr_in at = {.sin_family = AF_INET};
    socklen_t n = sizeof at;

    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    crowd.fds[i] = socket(AF_INET, SOCK_STREAM, 0);
    assert_true(crowd.fds[i] >= 0);
    assert_int_equal(bind(crowd.fds[i], (struct sockaddr *)&at, sizeof at), 0);
    assert_int_equal(listen(crowd.fds[i], BACKLOG), 0);
    assert_int_equal(getsockname(crowd.fds[i], (struct sockaddr *)&at, &n), 0);
    crowd.ports[i] = ntohs(at.sin_port);
}

/* All wait by now. */
static void measure(void *ctx)
{
    (void)ctx;
    crowd.live = allocated() - crowd.before;
    net_stop(crowd.loop);
}

static void begin(void)
{
    open_files();
    crowd = (struct crowd){.live = 0};
    for (size_t i = 0; i < LISTENERS; i++)
        listen_at(i);
    assert_int_equal(net_loop_new(&crowd.loop), ERR_OK);
    assert_int_equal(net_alarm_new(&crowd.alarm, crowd.loop, measure, NULL), ERR_OK);
    net_alarm_set(crowd.alarm, SECOND);
    crowd.before = allocated();
}

static void end(const char *what, size_t most)
{
    net_alarm_end(crowd.alarm);
    net_loop_free(crowd.loop);
    for (size_t i = 0; i < LISTENERS; i++)
        close(crowd.fds[i]);
    print_message("%s: %zu bytes\n", what, crowd.live / HOSTS);
    assert_true(crowd.live / HOSTS <= most);
}

/* --- hosts --------------------------------------------------------------------------------- */

static void on_done(void *ctx, struct host_scan *host)
{
    (void)ctx;
    (void)host;
    crowd.ended++;
}

static void test_hosts(void **state)
{
    static const unsigned num_hosts = HOSTS;
    struct rng_system random = {0};
    struct host_scan *hosts = calloc(HOSTS, sizeof *hosts);

    (void)state;
    assert_non_null(hosts);
    begin();
    const struct scan_plan plan = {.loop = crowd.loop,
                                   .num_running = &num_hosts,
                                   .timeout_us = 60 * SECOND,
                                   .limit_us = 60 * SECOND,
                                   .rng = rng_system(&random)};

    for (size_t i = 0; i < HOSTS; i++) {
        hosts[i] =
            (struct host_scan){.plan = &plan,
                               .request = {.host = "127.0.0.1", .port = crowd.ports[i % LISTENERS]},
                               .done = on_done};
        assert_int_equal(host_scan_start(&hosts[i]), ERR_OK);
    }
    assert_int_equal(net_run(crowd.loop), ERR_OK);
    assert_int_equal(crowd.ended, 0);
    for (size_t i = 0; i < HOSTS; i++)
        host_scan_free(&hosts[i]);
    free(hosts);
    crowd.live += HOSTS * sizeof *hosts;
    end("a host that waits", HOST_BYTES);
}

/* --- handshakes ---------------------------------------------------------------------------- */

static void on_outcome(void *ctx, const struct attempt_outcome *o)
{
    (void)ctx;
    (void)o;
    crowd.ended++;
}

static void test_handshakes(void **state)
{
    static struct attempt *attempts[HOSTS];
    struct tls_config config = tls_config_default();

    (void)state;
    begin();
    config.server_name = SPAN_LIT("example.org");
    const struct attempt_ask ask = {.depth = ATTEMPT_HANDSHAKE, .config = &config};

    for (size_t i = 0; i < HOSTS; i++) {
        const struct attempt_site site = {
            crowd.loop,
            {.host = "127.0.0.1", .port = crowd.ports[i % LISTENERS], .timeout_us = 60 * SECOND}};

        assert_int_equal(attempt_start(&attempts[i], &site, &ask, on_outcome, NULL), ERR_OK);
    }
    assert_int_equal(net_run(crowd.loop), ERR_OK);
    assert_int_equal(crowd.ended, 0);
    for (size_t i = 0; i < HOSTS; i++)
        attempt_drop(attempts[i]);
    end("a handshake that waits", HANDSHAKE_BYTES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hosts),
        cmocka_unit_test(test_handshakes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
