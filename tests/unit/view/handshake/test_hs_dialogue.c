/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/handshake/hs_dialogue.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/view/hskit.h"

#define SAID(dialogue_id, is_sent, text)             \
    (&(struct event){.kind = EVENT_DIALOGUE,         \
                     .type = DIALOGUE_##dialogue_id, \
                     .sent = (is_sent),              \
                     .bytes = SPAN_LIT(text)})

/* A proxy, then PostgreSQL behind it. */
static void open_dialogue(struct hskit *k)
{
    hskit_open(k, HSKIT_ECDHE, false);
    event_log_add(&k->events, 100, SAID(HTTP, true, "CONNECT a:5432 HTTP/1.1\r\nHost: a\r\n\r\n"));
    event_log_add(&k->events, 200, SAID(HTTP, false, "HTTP/1.1 200 #<b>;\33[1m\r\n\r\n"));
    event_log_add(&k->events, 300, SAID(POSTGRES, true, "\0\0\0\10\4\322\26\57"));
    event_log_add(&k->events, 400, SAID(POSTGRES, false, "S"));
    hskit_run(k);
}

static void test_packets(void **state)
{
    struct hskit k;

    (void)state;
    open_dialogue(&k);
    hs_packets(&k.kit.out, &k.view, &k.kit.style);
    assert_true(kit_has(&k.kit, "LENGTH 0.10 ms client proxy HTTP proxy CONNECT a:5432 HTTP/1.1 36 "
                                "0.20 ms proxy client HTTP proxy HTTP/1.1 200 #<b>;\\1b[1m 26 "
                                "0.30 ms client server PostgreSQL SSLRequest 8 "
                                "0.40 ms server client PostgreSQL S: yes 1 "
                                "1 0.50 ms client server 1 Handshake ClientHello (1) 151 "));
    hskit_close(&k);
}

static void test_trace(void **state)
{
    struct hskit k;

    (void)state;
    open_dialogue(&k);
    hs_trace(&k.kit.out, &k.view, &k.kit.style, true);
    assert_true(kit_has(&k.kit, "client \u2192 proxy HTTP proxy, before TLS 0.10 ms "));
    assert_true(kit_has(&k.kit, " Host: a [486f73743a20610d0a] [0d0a] "));
    assert_true(kit_has(&k.kit, " SSLRequest: asks the server to begin TLS "));
    assert_true(kit_has(&k.kit, "[0000000804d2162f] "));
    buf_truncate(&k.kit.out, 0);
    hs_trace(&k.kit.out, &k.view, &k.kit.style, false);
    assert_true(kit_has(&k.kit, " HTTP/1.1 200 #<b>;\\1b[1m "));
    assert_false(kit_has(&k.kit, "486f73743a20610d0a"));
    assert_true(kit_is_safe(buf_span(&k.kit.out)));
    hskit_close(&k);
}

/* A message without end is cut, in lines and in columns. */
static void test_long(void **state)
{
    static char text[1 << 14];
    struct hskit k;

    (void)state;
    memset(text, 'a', sizeof text);
    for (size_t i = 1000; i < sizeof text; i += 100)
        text[i] = '\n';
    hskit_open(&k, HSKIT_ECDHE, false);
    event_log_add(&k.events, 0,
                  &(struct event){.kind = EVENT_DIALOGUE,
                                  .type = DIALOGUE_FTP,
                                  .bytes = span_of(text, sizeof text)});
    hs_trace(&k.kit.out, &k.view, &k.kit.style, false);
    assert_true(kit_has(&k.kit, " ... and 11483 bytes more "));
    assert_true(k.kit.out.n < 6000);
    hskit_close(&k);
}

static void test_diagrams(void **state)
{
    struct hskit k;

    (void)state;
    open_dialogue(&k);
    hs_diagram(&k.kit.out, &k.view, HS_DIAGRAM_MERMAID, &k.kit.style);
    assert_true(kit_has(&k.kit, " participant C as client "
                                "participant P as proxy "
                                "participant S as server "));
    assert_true(kit_has(&k.kit, " opt through the proxy "
                                "C->>P: CONNECT a:5432 HTTP/1.1 (2 lines) (0.10 ms) "
                                "P->>C: HTTP/1.1 200 __b___1b[1m (0.20 ms) "
                                "end "
                                "opt STARTTLS (PostgreSQL) "
                                "C->>S: SSLRequest (0.30 ms) "
                                "S->>C: S: yes (0.40 ms) "
                                "end "
                                "C->>S: ClientHello (0.50 ms) "));
    buf_truncate(&k.kit.out, 0);
    hs_diagram(&k.kit.out, &k.view, HS_DIAGRAM_TEXT, &k.kit.style);
    assert_true(kit_has(&k.kit, " PostgreSQL: SSLRequest "));
    buf_truncate(&k.kit.out, 0);
    hs_diagram(&k.kit.out, &k.view, HS_DIAGRAM_SVG, &k.kit.style);
    assert_true(kit_has(&k.kit, ">HTTP proxy: HTTP/1.1 200 #&lt;b&gt;;\\1b[1m<"));
    hskit_close(&k);
}

/* Its messages are no flights of TLS. */
static void test_steps(void **state)
{
    struct hskit k;

    (void)state;
    open_dialogue(&k);
    hs_timing(&k.kit.out, &k.view, &k.kit.style);
    assert_false(kit_has(&k.kit, "SSLRequest"));
    hskit_close(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_packets),  cmocka_unit_test(test_trace), cmocka_unit_test(test_long),
        cmocka_unit_test(test_diagrams), cmocka_unit_test(test_steps),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
