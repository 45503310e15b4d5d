/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Streams that begin in the middle, come late, or are cut. */
#include "config.h"

#include "tests/unit/pcap/streams_kit.h"

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
        TEST(test_middle), TEST(test_late), TEST(test_causes),  TEST(test_window),
        TEST(test_linger), TEST(test_cut),  TEST(test_several), TEST(test_time),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
