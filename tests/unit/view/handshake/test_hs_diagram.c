/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/handshake/hs_diagram.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/view/hskit.h"

static void test_text(void **state)
{
    struct hskit k;

    (void)state;
    hskit_open(&k, HSKIT_13, false);
    hskit_run(&k);
    k.kit.style.utf8 = false;
    k.kit.style.columns = 60;
    hs_diagram(&k.kit.out, &k.view, HS_DIAGRAM_TEXT, &k.kit.style);
    kit_is(&k.kit, "            client                                    server\n"
                   "   0.50 ms  |--- ClientHello (x25519) ------------------>|\n"
                   "   1.50 ms  |<------------------ ServerHello (x25519) ---|\n"
                   "   2.50 ms  |<=================== EncryptedExtensions ===|\n"
                   "   2.50 ms  |<=========================== Certificate ===|\n"
                   "   2.50 ms  |<===================== CertificateVerify ===|\n"
                   "   2.50 ms  |<============================== Finished ===|\n"
                   "   2.50 ms  |=== Finished ==============================>|\n"
                   "   4.50 ms  |<====================== NewSessionTicket ===|\n"
                   "   5.50 ms  |=== application data, 50 bytes ============>|\n"
                   "   6.50 ms  |<============ application data, 50 bytes ===|\n"
                   "   7.50 ms  |=== Alert: close_notify ===================>|\n"
                   "   8.50 ms  |<=================== Alert: close_notify ===|\n"
                   "\n"
                   "  TLS 1.3, TLS_AES_128_GCM_SHA256, x25519: OK\n"
                   "  - clear   = encrypted\n");
    hskit_close(&k);
}

static void test_mermaid(void **state)
{
    struct hskit k;

    (void)state;
    hskit_open(&k, HSKIT_RSA, false);
    hskit_run(&k);
    k.view.host = "a;b#\x1b.example";
    hs_diagram(&k.kit.out, &k.view, HS_DIAGRAM_MERMAID, &k.kit.style);
    kit_is(&k.kit, "sequenceDiagram\n"
                   "    participant C as client\n"
                   "    participant S as server a_b__.example\n"
                   "    C->>S: ClientHello (0.50 ms)\n"
                   "    S->>C: ServerHello (1.50 ms)\n"
                   "    S->>C: Certificate (1.50 ms)\n"
                   "    S->>C: ServerHelloDone (1.50 ms)\n"
                   "    C->>S: ClientKeyExchange (1.50 ms)\n"
                   "    C->>S: ChangeCipherSpec (1.50 ms)\n"
                   "    C-->>S: Finished (encrypted, 1.50 ms)\n"
                   "    S->>C: NewSessionTicket (2.50 ms)\n"
                   "    S->>C: ChangeCipherSpec (2.50 ms)\n"
                   "    S-->>C: Finished (encrypted, 2.50 ms)\n"
                   "    C-->>S: application data, 5 bytes (encrypted, 3.50 ms)\n"
                   "    S-->>C: application data, 5 bytes (encrypted, 3.50 ms)\n"
                   "    C-->>S: Alert: close_notify (encrypted, 4.50 ms)\n"
                   "    Note over C,S: TLS 1.2, TLS_RSA_WITH_AES_256_GCM_SHA384: OK\n");
    hskit_close(&k);
}

/* Each "<x" has its end, and no text from outside is markup. */
static void test_svg(void **state)
{
    struct hskit k;
    size_t arrows = 0, opened = 0, closed = 0;

    (void)state;
    hskit_open(&k, HSKIT_13, false);
    hskit_run(&k);
    k.view.host = "<script>\"&\x1b";
    hs_diagram(&k.kit.out, &k.view, HS_DIAGRAM_SVG, &k.kit.style);
    assert_true(kit_is_safe(buf_span(&k.kit.out)));
    assert_true(kit_has(&k.kit, "&lt;script&gt;&quot;&amp;\\1b</text>"));
    assert_true(kit_has(&k.kit, "prefers-color-scheme: dark"));
    assert_true(kit_has(&k.kit, ">EncryptedExtensions (encrypted)</text>"));
    assert_true(kit_has(&k.kit, "x25519: OK</text> </svg>"));
    for (struct span s = buf_span(&k.kit.out); s.n > 0; s = span_tail(s, 1)) {
        assert_false(span_starts(s, SPAN_LIT("<script")));
        arrows += span_starts(s, SPAN_LIT("<path ")) ? 1 : 0;
        opened += s.p[0] == '<' && s.n > 1 && s.p[1] != '/' ? 1 : 0;
        closed += span_starts(s, SPAN_LIT("</")) || span_starts(s, SPAN_LIT("/>")) ? 1 : 0;
    }
    assert_int_equal(arrows, 12);
    assert_int_equal(opened, closed);
    hskit_close(&k);
}

/* Data in many records is one arrow. */
static void test_joined(void **state)
{
    struct hskit k;

    (void)state;
    hskit_open(&k, HSKIT_13, false);
    for (int i = 0; i < 3; i++)
        event_log_add(&k.events, 1,
                      &(struct event){.kind = EVENT_DATA, .bytes = SPAN_LIT("12345")});
    event_log_add(&k.events, 1,
                  &(struct event){.kind = EVENT_ALERT, .level = 2, .alert = ALERT_BAD_RECORD_MAC});
    hs_diagram(&k.kit.out, &k.view, HS_DIAGRAM_TEXT, &k.kit.style);
    assert_true(kit_has(&k.kit, "application data, 15 bytes in 3 records"));
    assert_true(kit_has(&k.kit, "Alert: bad_record_mac"));
    hskit_close(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text),
        cmocka_unit_test(test_mermaid),
        cmocka_unit_test(test_svg),
        cmocka_unit_test(test_joined),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
