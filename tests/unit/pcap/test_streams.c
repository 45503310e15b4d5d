/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tests/unit/pcap/streams_kit.h"

static void test_plain(void **state)
{
    (void)state;
    wire_open(&w);
    wire_a(&w, 101, 501, 0, "hello");
    wire_b(&w, 501, 106, 0, "world");
    wire_a(&w, 106, 506, TCP_FIN, "");
    wire_b(&w, 506, 107, 0, "!");
    wire_b(&w, 507, 107, TCP_FIN, "bye");
    wire_a(&w, 107, 511, 0, "");
    wire_is(&w, "1:open 1>hello 1<world 1>eof 1<! 1<bye 1<eof 1:fin");
}

static void test_ip6(void **state)
{
    (void)state;
    wire_free(&w);
    wire_init(&w, 16);
    wire_pcap(&w, 0xa1b2c3d4, LINK_RAW);
    wire_open(&w);
    wire_a(&w, 101, 501, 0, "hello");
    wire_is(&w, "1:open 1>hello 1:end");
}

/* What comes too early waits; what comes twice is reported once, and the first copy counts. */
static void test_order(void **state)
{
    struct told t = {0};

    (void)state;
    wire_open(&w);
    wire_a(&w, 106, 501, 0, "fg");
    wire_a(&w, 101, 501, 0, "abcde");
    wire_a(&w, 109, 501, 0, "i");
    wire_a(&w, 108, 501, 0, "h");
    told_is(&t, "1:open 1>abcde 1>fg 1>h 1>i 1:end");
    assert_int_equal(t.sums.retransmitted, 0);
    assert_int_equal(t.sums.gaps, 0);

    wire_open(&w);
    wire_a(&w, 101, 501, 0, "abc");
    wire_a(&w, 101, 501, 0, "ABC");
    wire_a(&w, 102, 501, 0, "B");
    wire_a(&w, 103, 501, 0, "Cd");
    wire_a(&w, 100, 501, 0, "xABCDe");
    told_is(&t, "1:open 1>abc 1>d 1>e 1:end");
    assert_int_equal(t.sums.retransmitted, 4);

    wire_open(&w);
    wire_a(&w, 105, 501, 0, "efgh");
    wire_a(&w, 106, 501, 0, "FG");       /* within */
    wire_a(&w, 108, 501, 0, "Hi");       /* over its end */
    wire_a(&w, 104, 501, 0, "dEFGHIjk"); /* around it */
    wire_a(&w, 115, 501, 0, "o");
    wire_a(&w, 113, 501, 0, "mnOp"); /* around one, behind others */
    wire_a(&w, 112, 501, 0, "l");
    wire_a(&w, 101, 501, 0, "abcDEFGHIJKLMNOPq"); /* fills the rest, and continues */
    told_is(&t, "1:open 1>abc 1>d 1>efgh 1>i 1>jk 1>l 1>mn 1>o 1>p 1>q 1:end");
    assert_int_equal(t.sums.retransmitted, 5);
}

static void test_wrap(void **state)
{
    (void)state;
    wire_a(&w, UINT32_MAX - 3, 0, S, "");
    wire_b(&w, UINT32_MAX, UINT32_MAX - 2, S, "");
    wire_a(&w, UINT32_MAX - 2, 0, 0, "abc");
    wire_a(&w, 2, 0, 0, "fgh");
    wire_a(&w, 0, 0, 0, "de");
    wire_b(&w, 0, 5, 0, "xyz");
    wire_a(&w, UINT32_MAX - 1, 3, 0, "BCDEFGHi");
    wire_b(&w, 3, 6, 0, "!");
    wire_is(&w, "1:open 1>abc 1>de 1>fgh 1<xyz 1>i 1<! 1:end");
}

/* Missing bytes are named where the flow ends, however it does. */
static void test_missing(void **state)
{
    struct told t = {0};

    (void)state;
    wire_open(&w);
    wire_a(&w, 101, 501, 0, "ab");
    wire_a(&w, 110, 501, 0, "jk");
    wire_a(&w, 114, 501, 0, "n");
    told_is(&t, "1:open 1>ab 1>gap7 1>jk 1>gap2 1>n 1:end");
    assert_int_equal(t.sums.gaps, 2);

    wire_open(&w);
    wire_a(&w, 103, 501, 0, "c");
    wire_b(&w, 501, 101, TCP_RST, "");
    wire_b(&w, 501, 101, 0, "not told");
    wire_is(&w, "1:open 1>gap2 1>c 1:reset CAPTURE_LATE@305");

    again();
    wire_open(&w);
    wire_a(&w, 105, 501, TCP_FIN, "");
    wire_b(&w, 501, 0, TCP_FIN, "x");
    wire_is(&w, "1:open 1<x 1<eof 1>gap4 1>eof 1:fin");

    again();
    wire_open(&w);
    wire_a(&w, 105, 501, TCP_FIN, "e");
    wire_b(&w, 502, 0, TCP_FIN, "");
    wire_is(&w, "1:open 1>gap4 1>e 1>eof 1<gap1 1<eof 1:fin");

    again();
    wire_open(&w);
    wire_a(&w, 105, 501, TCP_FIN, "");
    wire_is(&w, "1:open 1>gap4 1>eof 1:end");
}

/* A RST waits for what was sent before it, and for what its sender had received. */
static void test_reset(void **state)
{
    (void)state;
    wire_open(&w);
    wire_a(&w, 104, 501, TCP_RST, "");
    wire_a(&w, 101, 501, 0, "abc");
    other_open();
    wire_is(&w, "1:open 1>abc 1:reset 2:open 2:end");

    again();
    wire_open(&w);
    wire_a(&w, 101, 504, TCP_RST, "");
    wire_b(&w, 501, 101, 0, "xyz");
    other_open();
    wire_is(&w, "1:open 1<xyz 1:reset 2:open 2:end");

    again();
    wire_open(&w);
    wire_a(&w, 104, 0, TCP_RST, "");
    wire_b(&w, 501, 101, 0, "xyz");
    other_open();
    wire_is(&w, "1:open 1<xyz 2:open 1:reset 2:end");

    again();
    wire_open(&w); /* less than was reported: an end that did not get it yet may believe it */
    wire_a(&w, 101, 501, 0, "abc");
    wire_a(&w, 101, 0, TCP_RST, "");
    other_open();
    wire_is(&w, "1:open 1>abc 2:open 1:reset 2:end");
}

/* A FIN waits for what comes before it; behind it there is nothing. */
static void test_fin(void **state)
{
    (void)state;
    wire_open(&w);
    wire_a(&w, 103, 501, TCP_FIN, "cd");
    wire_b(&w, 501, 101, TCP_FIN, "");
    wire_a(&w, 101, 501, 0, "ab");
    wire_is(&w, "1:open 1<eof 1>ab 1>cd 1>eof 1:fin");

    again();
    wire_open(&w);
    wire_a(&w, 101, 501, TCP_FIN, "ab");
    wire_a(&w, 101, 501, TCP_FIN, "ab");
    wire_a(&w, 104, 501, 0, "xyz");
    wire_a(&w, 102, 501, TCP_FIN, "bxyz");
    wire_b(&w, 501, 104, TCP_FIN, "!");
    wire_is(&w, "1:open 1>ab 1>eof CAPTURE_LATE@308 1<! 1<eof 1:fin");

    again();
    wire_open(&w); /* all of it once more, when all but the end was reported */
    wire_a(&w, 103, 501, TCP_FIN, "cd");
    wire_b(&w, 501, 101, TCP_FIN, "");
    wire_a(&w, 101, 501, TCP_FIN, "abcd");
    wire_is(&w, "1:open 1<eof 1>ab 1>cd 1>eof 1:fin");

    again();
    wire_open(&w); /* what is held lies behind the FIN */
    wire_a(&w, 104, 501, 0, "xyz");
    wire_a(&w, 101, 501, TCP_FIN, "ab");
    wire_b(&w, 501, 104, TCP_FIN, "");
    wire_is(&w, "1:open 1>ab 1>eof 1<eof 1:fin");
}

/* Probes and remarks are not part of the stream. */
static void test_probes(void **state)
{
    (void)state;
    wire_open(&w);
    wire_a(&w, 101, 501, 0, "ab");
    wire_a(&w, 102, 501, 0, "");   /* keep-alive, */
    wire_a(&w, 102, 501, 0, "\1"); /* with a byte */
    wire_a(&w, 103, 501, 0, "c");  /* into a closed window, */
    wire_a(&w, 103, 501, 0, "cd"); /* and when it is open again */
    wire_b(&w, 501, 105, TCP_RST, "go away");
    wire_is(&w, "1:open 1>ab 1>c 1>d 1:reset");
}

static void test_syn(void **state)
{
    (void)state;
    wire_a(&w, 100, 0, S, "early"); /* RFC 7413 */
    wire_b(&w, 500, 106, S, "answer");
    wire_a(&w, 101, 507, 0, "early!");
    wire_is(&w, "1:open 1>early 1<answer 1>! 1:end");

    again();
    wire_a(&w, 100, 0, S, "");
    wire_a(&w, 100, 0, S, "");
    wire_b(&w, 500, 101, S, "");
    wire_b(&w, 500, 101, S, "");
    wire_a(&w, 101, 501, 0, "abc");
    wire_a(&w, 100, 0, S, "");
    wire_is(&w, "1:open 1>abc 1:end");

    again();
    wire_a(&w, 100, 0, S, ""); /* refused */
    wire_b(&w, 0, 101, TCP_RST, "");
    wire_is(&w, "1:open 1:reset");

    again();
    wire_b(&w, 500, 101, S, ""); /* the answer first: a opened it all the same */
    wire_a(&w, 101, 501, 0, "abc");
    wire_a(&w, 100, 0, S, "");
    wire_b(&w, 501, 104, 0, "xyz");
    wire_is(&w, "1:seen 1>abc 1<xyz 1:end");
}

/* Other numbers between the same ports: another connection. */
static void test_reuse(void **state)
{
    (void)state;
    wire_open(&w);
    wire_a(&w, 101, 501, 0, "one");
    wire_a(&w, 105, 501, 0, "x");
    wire_a(&w, 9000, 0, S, "");
    wire_b(&w, 7000, 9001, S, "");
    wire_a(&w, 9001, 7001, 0, "two");
    wire_is(&w, "1:open 1>one 1>gap1 1>x 1:reused 2:open 2>two 2:end");

    again();
    wire_open(&w);
    wire_a(&w, 101, 0, TCP_FIN, "");
    wire_b(&w, 501, 0, TCP_FIN, "");
    wire_a(&w, 100, 0, S, ""); /* late */
    wire_b(&w, 500, 101, S, "");
    wire_a(&w, 9000, 0, S, "");
    wire_a(&w, 9001, 0, 0, "two");
    wire_is(&w, "1:open 1>eof 1<eof 1:fin 2:open 2>two 2:end");

    again();
    wire_a(&w, 100, 0, S, "");
    wire_a(&w, 101, 0, TCP_RST, "");
    wire_b(&w, 500, 101, S,
           ""); /* its SYN was not captured, or comes late: a new one at any rate */
    wire_is(&w, "1:open 1:reset 2:seen 2:end");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_plain), TEST(test_ip6),   TEST(test_order),  TEST(test_wrap), TEST(test_missing),
        TEST(test_fin),   TEST(test_reset), TEST(test_probes), TEST(test_syn),  TEST(test_reuse),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
