/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hostile values in a lesson, as text and as HTML. */
#include "config.h"

#include "tests/unit/view/lesson/lesson_kit.h"

static bool holds(const struct buf *b, const char *part)
{
    return memmem(b->p, b->n, part, strlen(part)) != NULL;
}

/* Names from outside that try to be markup, or to steer a terminal. */
static void test_hostile(void **state)
{
    struct tls_info info;
    struct hskit k;
    struct buf b;

    (void)state;
    hskit_open(&k, HSKIT_ECDHE, true);
    hskit_run(&k);
    info = *k.view.info;
    info.alpn = SPAN_LIT("<script>alert(1)</script>");
    k.view.info = &info;
    k.view.host = k.view.input = "a<b>\"&\x1b[31m'$(reboot)";
    k.view.message = "it said <i> & went\n";
    static const uint8_t no_chain[] = {0, 0, 1, 0xff, 0, 0};
    info.chain = span_of(no_chain, sizeof no_chain);
    look(&k.view);
    look(&(struct hs_view){.events = &k.events, .input = "", .message = "<"});
    buf_init(&b, PAGE_CAP);
    hs_lesson_html(&b, &k.view, LANG_EN);
    markup_check(buf_span(&b));
    assert_true(holds(&b, "a&lt;b&gt;&quot;&amp;\\1b[31m&#39;$(reboot)</h1>"));
    assert_true(holds(&b, "--trace HOST</pre>"));
    buf_truncate(&b, 0);
    k.view.host = "{sni}`";
    hs_lesson_html(&b, &k.view, LANG_EN);
    assert_true(holds(&b, "{sni}`</h1>"));
    buf_free(&b);
    hskit_close(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hostile),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
