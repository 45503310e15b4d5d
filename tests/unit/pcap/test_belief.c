/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/pcap/belief.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/pcap/support.h"

/* As in test_streams.c: a continues with 101, b with 501. */
static struct wire w;

static int setup(void **state)
{
    (void)state;
    wire_begin(&w);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    wire_free(&w);
    return 0;
}

static void again(void)
{
    wire_free(&w);
    wire_begin(&w);
}

/* Another connection: what was reported before it did not wait for the end. */
static void other_open(void)
{
    w.a.port++;
    wire_a(&w, 100, 0, S, "");
    w.a.port--;
}

/* RFC 9293 3.10.7.4, RFC 5961 3.2: what ends pay no heed to ends nothing. */
static void test_stray_reset(void **state)
{
    (void)state;
    wire_open(&w); /* before what b had said that it has */
    wire_a(&w, 101, 501, 0, "abc");
    wire_b(&w, 501, 104, 0, "x");
    wire_a(&w, 103, 0, TCP_RST, "");
    wire_a(&w, 104, 502, 0, "d");
    wire_is(&w, "1:open 1>abc 1<x CAPTURE_SEQUENCE@308 1>d 1:end");

    again();
    wire_open(&w); /* behind the window */
    wire_a(&w, 101 + 0xffff + 1, 501, TCP_RST, "");
    wire_a(&w, 101, 501, 0, "abc");
    wire_is(&w, "1:open CAPTURE_SEQUENCE@192 1>abc 1:end");

    again();
    wire_open(&w); /* in the window, but not what is next: both sides go on */
    wire_a(&w, 104, 501, TCP_RST, "");
    w.us++;
    wire_a(&w, 101, 501, 0, "abc");
    wire_a(&w, 104, 501, 0, "d");
    wire_b(&w, 501, 105, 0, "x");
    wire_is(&w, "1:open 1>abc 1>d 1<x 1:end");

    again();
    wire_open(&w); /* b has more than that: it did not heed it */
    wire_a(&w, 101, 501, 0, "abc");
    wire_a(&w, 101, 0, TCP_RST, "");
    w.us++;
    wire_b(&w, 501, 104, 0, "x");
    wire_is(&w, "1:open 1>abc 1<x 1:end");

    again();
    wire_open(&w); /* at the same time it may have been sent before */
    wire_a(&w, 101, 501, 0, "abc");
    wire_a(&w, 101, 0, TCP_RST, "");
    wire_b(&w, 501, 104, 0, "x");
    wire_is(&w, "1:open 1>abc 1<x 1:reset");

    again();
    wire_a(&w, 100, 0, S, ""); /* RFC 9293 3.10.7.3: an answer to a SYN acknowledges it */
    wire_b(&w, 0, 0, TCP_RST, "");
    wire_b(&w, 0, 99, TCP_RST, "");
    wire_b(&w, 500, 101, S, "");
    wire_a(&w, 101, 501, 0, "abc");
    wire_is(&w, "1:open CAPTURE_SEQUENCE@80 1>abc 1:end");
}

/* A SYN alone does not end a connection (RFC 5961 4.2); what answers it does. */
static void test_stray_syn(void **state)
{
    (void)state;
    wire_open(&w);
    wire_a(&w, 101, 501, 0, "abc");
    wire_a(&w, 9000, 0, S, "");
    wire_b(&w, 501, 104, 0, "");
    wire_a(&w, 104, 501, 0, "d");
    wire_is(&w, "1:open 1>abc 1>d 1:end");

    again();
    wire_open(&w);
    wire_a(&w, 9000, 0, S, "");
    wire_b(&w, 7000, 9001, S, "");
    wire_a(&w, 9001, 7001, 0, "new");
    wire_a(&w, 101, 0, TCP_RST, ""); /* of the first, late */
    wire_b(&w, 7001, 9004, 0, "old");
    wire_is(&w, "1:open 1:reused 2:open 2>new CAPTURE_SEQUENCE@363 2<old 2:end");

    again();
    wire_open(&w); /* its answer comes first */
    wire_b(&w, 7000, 9001, S, "");
    wire_a(&w, 9000, 0, S, "");
    wire_a(&w, 9001, 7001, 0, "new");
    wire_is(&w, "1:open 1:reused 2:seen 2>new 2:end");

    again();
    wire_open(&w); /* the same number again, after the end */
    wire_a(&w, 101, 501, TCP_FIN, "");
    wire_b(&w, 501, 102, TCP_FIN, "");
    w.us++;
    wire_open(&w);
    wire_a(&w, 101, 501, 0, "abc");
    wire_is(&w, "1:open 1>eof 1<eof 1:fin 2:open 2>abc 2:end");
}

/* Without a SYN, what comes first may not be the first. */
static void test_swapped(void **state)
{
    (void)state;
    wire_a(&w, 9003, 7000, 0, "lo");
    wire_a(&w, 9000, 7000, 0, "hel");
    wire_b(&w, 7000, 9005, 0, "world");
    other_open();
    wire_is(&w, "1:seen 1>hel 1>lo 2:open 1<world 1:end 2:end");

    again();
    wire_a(&w, 9003, 7000, 0, "lo");
    wire_a(&w, 9005, 7000, TCP_FIN, "");
    wire_a(&w, 9000, 7000, 0, "hel");
    wire_b(&w, 7000, 9006, TCP_FIN, "");
    wire_is(&w, "1:seen 1>hel 1>lo 1>eof 1<eof 1:fin");

    again();
    wire_a(&w, 9000, 7000, 0, "a"); /* b is not captured: it is not waited for */
    wire_a(&w, 9001, 7000, 0, "b");
    wire_a(&w, 9002, 7000, 0, "c");
    wire_a(&w, 9003, 7000, 0, "d");
    other_open();
    wire_is(&w, "1:seen 1>a 1>b 1>c 1>d 2:open 1:end 2:end");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_stray_reset, setup, teardown),
        cmocka_unit_test_setup_teardown(test_stray_syn, setup, teardown),
        cmocka_unit_test_setup_teardown(test_swapped, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
