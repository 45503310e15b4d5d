/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/pcap/streams.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/pcap/support.h"

/* Each test is a capture, and what must be reported of it: see support.h.  After wire_open, a
 * continues with 101 and b with 501. */
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

/* told_is is wire_is for a capture that is not read in all ways; the sums stay. */
static void told_is(struct told *t, const char *text)
{
    tell(t, buf_span(&w.file), SIZE_MAX);
    assert_string_equal(t->text, text);
    assert_int_equal(t->at_end, ERR_OK);
    told_free(t);
    again();
}

/* Another connection: what was reported before it did not wait for the end. */
static void other_open(void)
{
    w.a.port++;
    wire_a(&w, 100, 0, S, "");
    w.a.port--;
}

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

/* Connections whose beginning is not in the capture. */
static void test_middle(void **state)
{
    (void)state;
    wire_b(&w, 7000, 9000, 0, ""); /* nothing to tell of */
    wire_b(&w, 7000, 9000, TCP_FIN, "");
    wire_b(&w, 7000, 9000, TCP_RST, "x");
    wire_is(&w, "");

    again();
    wire_b(&w, 7000, 9000, 0, "from b");
    wire_a(&w, 9000, 7006, 0, "from a");
    wire_b(&w, 7006, 9006, TCP_FIN, "");
    wire_a(&w, 9006, 7007, TCP_FIN, "");
    wire_is(&w, "1:seen 1>from b 1<from a 1>eof 1<eof 1:fin");

    again();
    wire_a(&w, 9000, 7000, 0, "x");
    wire_b(&w, 7000, 9001, TCP_FIN, "");
    wire_a(&w, 9001, 7001, TCP_FIN, "");
    wire_is(&w, "1:seen 1>x 1<eof 1>eof 1:fin");

    again();
    wire_a(&w, 9000, 7000, 0, "x");
    wire_b(&w, 6999, 9001, 0, ""); /* a keep-alive is no beginning */
    wire_b(&w, 7000, 9001, 0, "y");
    wire_is(&w, "1:seen 1>x 1<y 1:end");
}

/* What comes for a flow that is closed does not open another. */
static void test_late(void **state)
{
    struct told t = {0};

    (void)state;
    wire_open(&w);
    wire_a(&w, 101, 501, TCP_FIN, "ab");
    wire_b(&w, 501, 104, TCP_FIN, "");
    wire_a(&w, 101, 501, TCP_FIN, "ab");
    wire_b(&w, 501, 104, TCP_FIN, "");
    wire_a(&w, 104, 502, 0, "");
    wire_a(&w, 104 + (1u << 30) + 1, 502, 0, "");
    told_is(&t, "1:open 1>ab 1>eof 1<eof 1:fin");
    assert_int_equal(t.sums.flows, 1);
    assert_int_equal(t.sums.retransmitted, 1);
    assert_int_equal(t.sums.tcp, 9);
}

/* An answer is reported after its question, even if it was captured before it. */
static void test_causes(void **state)
{
    (void)state;
    wire_open(&w);
    wire_b(&w, 501, 106, 0, "world");
    wire_b(&w, 506, 106, 0, "!");
    wire_a(&w, 101, 501, 0, "hello");
    wire_is(&w, "1:open 1>hello 1<world 1<! 1:end");

    again();
    wire_open(&w); /* several times there and back */
    wire_b(&w, 503, 105, 0, "4");
    wire_a(&w, 104, 503, 0, "4");
    wire_b(&w, 502, 104, 0, "3");
    wire_a(&w, 103, 502, 0, "3");
    wire_b(&w, 501, 103, 0, "2");
    wire_a(&w, 101, 501, 0, "12");
    wire_is(&w, "1:open 1>12 1<2 1>3 1<3 1>4 1<4 1:end");

    again();
    wire_open(&w); /* a FIN was received as well */
    wire_b(&w, 501, 104, 0, "bye");
    wire_a(&w, 101, 501, TCP_FIN, "ab");
    other_open();
    wire_is(&w, "1:open 1>ab 1>eof 1<bye 2:open 1:end 2:end");

    again();
    wire_open(&w); /* never captured */
    wire_b(&w, 501, 106, 0, "world");
    wire_b(&w, 507, 106, 0, "s");
    wire_is(&w, "1:open 1<world 1<gap1 1<s 1:end");

    again();
    wire_open(&w); /* bytes are missing rather there where they are known to be */
    wire_b(&w, 501, 107, 0, "world");
    w.us++;
    wire_a(&w, 106, 501, 0, "!");
    wire_is(&w, "1:open 1>gap5 1>! 1<world 1:end");

    again();
    wire_open(&w); /* both wait: the earlier one first */
    wire_b(&w, 501, 106, 0, "b");
    w.us++;
    wire_a(&w, 101, 506, 0, "a");
    wire_is(&w, "1:open 1<b 1>a 1:end");

    again();
    wire_open(&w);
    wire_b(&w, 501, 106 + (1u << 30), 0, "no window is that large");
    other_open();
    wire_is(&w, "1:open 1<no window is that large 2:open 1:end 2:end");

    again();
    wire_a(&w, 0xfffffff0, 0, S, ""); /* without ACK, the 0 that stands there says nothing */
    wire_b(&w, 500, 0xfffffff1, S, "");
    wire_b(&w, 501, 0, 0, "no ACK");
    other_open();
    wire_is(&w, "1:open 1<no ACK 2:open 1:end 2:end");

    again();
    wire_b(&w, 501, 106, 0, "of a, nothing is seen");
    wire_is(&w, "1:seen 1>of a, nothing is seen 1:end");
}

/* Segments outside of any window, RFC 9293 3.4. */
static void test_window(void **state)
{
    struct told t = {0};

    (void)state;
    wire_open(&w);
    size_t before = w.file.n;
    wire_a(&w, 102 + (1u << 30), 501, 0, "stray");
    wire_a(&w, 102 + (1u << 30), 501, TCP_RST, "");
    wire_a(&w, 101, 501, 0, "ab");
    assert_int_equal(before, 24 + 3 * 56);
    told_is(&t, "1:open CAPTURE_SEQUENCE@192 1>ab 1:end");
    assert_int_equal(t.sums.skipped, 2);

    wire_open(&w);
    wire_a(&w, 101 + (1u << 30), 501, 0, "far");
    told_is(&t, "1:open CAPTURE_SEQUENCE@192 1:end"); /* more than b said that it takes */

    wire_a(&w, 101, 0, 0, "ab"); /* b said nothing */
    wire_a(&w, 101 + (1u << 30), 501, 0, "far");
    told_is(&t, "1:seen 1>ab 1>gap1073741822 1>far 1:end");
}

/* Nobody waits for ever; the clock is the capture's. */
static void test_linger(void **state)
{
    (void)state;
    wire_open(&w);
    wire_a(&w, 103, 501, 0, "cd");
    wire_b(&w, 503, 101, 0, "z");
    w.us += STREAMS_LINGER;
    wire_a(&w, 105, 501, 0, "e");
    w.us += 1;
    w.a.port++;
    wire_a(&w, 100, 0, S, "");
    w.us -= 2 * (uint64_t)STREAMS_LINGER; /* the clock was set back */
    wire_a(&w, 102, 0, 0, "b");
    w.us -= 5;
    other_open();
    wire_is(&w, "1:open 1>gap2 1>cd 1>e 1<gap2 1<z 2:open 3:open 1:end 2>gap1 2>b 2:end 3:end");
}

/* What was cut off in the capture is missing at once, and stays so. */
static void test_cut(void **state)
{
    struct told t = {0};
    struct buf packet;

    (void)state;
    buf_init(&packet, 4096);
    for (uint32_t early = 0; early < 2; early++) {
        wire_open(&w);
        if (early == 0)
            wire_a(&w, 101, 501, 0, "ab");
        for (int i = 0; i < 2; i++) {
            buf_truncate(&packet, 0);
            ip_tcp(&packet, &w.a, &w.b, 103, 501, 0, SPAN_LIT("cdefg"));
            wire_packet_cut(&w, span_head(buf_span(&packet), packet.n - 3), (uint32_t)packet.n);
        }
        wire_a(&w, 107, 501, 0, "Gh");
        if (early == 1)
            wire_a(&w, 101, 501, 0, "ab");
        told_is(&t, early == 0 ? "1:open 1>ab 1>cd 1>gap3 CAPTURE_CUT@250 1>h 1:end"
                               : "1:open CAPTURE_CUT@192 1>ab 1>cd 1>gap3 1>h 1:end");
        assert_int_equal(t.sums.skipped, 2);
    }
    buf_free(&packet);
}

/* Several at once; neither ports nor addresses are mistaken for others. */
static void test_several(void **state)
{
    struct pcapng_end a;

    (void)state;
    wire_a(&w, 100, 0, S, "");
    a = w.a;
    w.a.port++;
    wire_a(&w, 200, 0, S, "");
    w.a.ip[3]++;
    wire_a(&w, 300, 0, S, "");
    w.b.port++;
    wire_a(&w, 400, 0, S, "4");
    w.b.port--;
    wire_a(&w, 301, 0, 0, "3");
    w.a.ip[3]--;
    wire_a(&w, 201, 0, 0, "2");
    w.a = a;
    wire_a(&w, 101, 0, 0, "1");
    memset(w.a.ip, 0, sizeof w.a.ip); /* the same bytes, as an IPv6 address */
    memcpy(w.a.ip, a.ip, 4);
    w.a.ip_n = w.b.ip_n = 16;
    wire_a(&w, 101, 0, 0, "6");
    w.b = w.a; /* to itself */
    wire_a(&w, 700, 0, S, "7");
    wire_is(&w, "1:open 2:open 3:open 4:open 4>4 3>3 2>2 1>1 5:seen 6:open 6>7 "
                "4:end 3:end 2:end 1:end 5>6 5:end 6:end");
}

/* Held data are reported with the time at which they came. */
static void test_time(void **state)
{
    struct told t = {0};
    uint64_t came;

    (void)state;
    wire_open(&w);
    w.us += 5;
    came = w.us;
    wire_a(&w, 102, 501, 0, "b");
    w.us += 5;
    wire_a(&w, 101, 501, 0, "a");
    told_is(&t, "1:open 1>a 1>b 1:end");
    assert_int_equal(t.last_us, came);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_plain),   TEST(test_ip6),    TEST(test_order),  TEST(test_wrap),
        TEST(test_missing), TEST(test_fin),    TEST(test_reset),  TEST(test_probes),
        TEST(test_syn),     TEST(test_reuse),  TEST(test_middle), TEST(test_late),
        TEST(test_causes),  TEST(test_window), TEST(test_linger), TEST(test_cut),
        TEST(test_several), TEST(test_time),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
