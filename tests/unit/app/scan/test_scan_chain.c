/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The chains of a scan: judged for the name, kept once each, in one order, and bounded. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "app/scan/scan_chain.h"
#include "tests/unit/trust/trustkit.h"

enum { MEMORY = 16 << 20, LIST_MAX = 1 << 20 };

struct bench {
    struct verify_settings settings;
    struct result_settings result;
    struct output out;
    struct arena arena;
    struct verifier verifier;
    struct scan_plan plan;
    struct host_scan host;
    struct buf list;
};

static void bench_open(struct bench *b)
{
    struct fc_spec root = fc_root(&kit_arena);
    const char **list = arena_alloc(&kit_arena, 1, sizeof *list);

    *b = (struct bench){.settings = VERIFY_SETTINGS_DEFAULTS};
    list[0] = kit_write("roots.pem", kit_pem("CERTIFICATE", fc_cert(&kit_arena, &root)));
    b->settings.roots = (struct string_list){.v = list, .num = 1, .cap = 1};
    b->settings.at = FC_NOW;
    output_init(&b->out, "test");
    arena_init(&b->arena, MEMORY);
    arena_init(&b->host.arena, MEMORY);
    verifier_init(&b->verifier, &b->settings, &b->result, &b->out, &b->arena);
    b->plan.verifier = &b->verifier;
    b->host.plan = &b->plan;
    b->host.facts.arena = &b->host.arena;
    b->host.name = FC_HOST;
    b->host.server_name = SPAN_LIT(FC_HOST);
}

static void bench_close(struct bench *b)
{
    verifier_close(&b->verifier);
    arena_free(&b->arena);
    arena_free(&b->host.arena);
    output_free(&b->out);
}

static void put_entry(struct buf *list, struct span der)
{
    struct buf_mark m = buf_open24(list);

    buf_put(list, der);
    buf_close(list, m);
    buf_u16(list, 0);
}

/* A chain as a Certificate message of TLS 1.3 has it, with as many copies of the intermediate. */
static void show(struct bench *b, const struct fc_spec *leaf, int copies, bool without_sni)
{
    struct fc_spec ca = fc_intermediate(&kit_arena);
    struct span der = fc_cert(&kit_arena, leaf), ca_der = fc_cert(&kit_arena, &ca);

    buf_init(&b->list, LIST_MAX);
    put_entry(&b->list, der);
    for (int i = 0; i < copies; i++)
        put_entry(&b->list, ca_der);
    const struct tls_info info = {.version = TLS_1_3, .chain = buf_span(&b->list)};
    assert_true(scan_chain_info(&b->host, &info, without_sni));
    buf_free(&b->list);
}

static const struct scan_chain *chain(const struct bench *b, size_t i)
{
    assert_true(i < b->host.facts.num_chains);
    return &b->host.facts.chains[i];
}

static void test_good(void **state)
{
    struct fc_spec leaf = fc_leaf(&kit_arena);
    struct bench b;

    (void)state;
    bench_open(&b);
    show(&b, &leaf, 1, false);
    assert_true(chain(&b, 0)->is_judged);
    assert_int_equal(chain(&b, 0)->reason, REASON_OK);
    assert_int_equal(chain(&b, 0)->sentence.n, 0);
    assert_int_equal(chain(&b, 0)->not_after, leaf.not_after);
    assert_int_equal(chain(&b, 0)->num, 2);
    bench_close(&b);
}

/* RFC 7672 3.1.3: a mail server's records of public CAs are not usable, in scans too. */
static void test_smtp(void **state)
{
    static const enum reason reasons[] = {REASON_DANE_MISMATCH, REASON_OK};
    static const enum starttls protocols[] = {STARTTLS_IMAP, STARTTLS_SMTP};

    (void)state;
    for (int i = 0; i < 2; i++) {
        struct fc_spec leaf = fc_leaf(&kit_arena);
        struct bench b;
        const char **list = arena_alloc(&kit_arena, 1, sizeof *list);
        bench_open(&b);
        list[0] = "1 1 1 0000000000000000000000000000000000000000000000000000000000000000";
        b.settings.dane = (struct string_list){.v = list, .num = 1, .cap = 1};
        b.plan.starttls = protocols[i];
        show(&b, &leaf, 1, false);
        assert_int_equal(chain(&b, 0)->reason, reasons[i]);
        bench_close(&b);
    }
}

static bool says(struct span sentence, const char *word)
{
    struct span w = span_str(word);

    for (; sentence.n >= w.n; sentence = span_tail(sentence, 1)) {
        if (span_starts(sentence, w))
            return true;
    }
    return false;
}

static void test_refused(void **state)
{
    struct fc_spec leaf = fc_leaf(&kit_arena);
    struct bench b;

    (void)state;
    leaf.not_after = FC_NOW - 1;
    bench_open(&b);
    show(&b, &leaf, 1, false);
    assert_int_equal(chain(&b, 0)->reason, REASON_EXPIRED);
    assert_true(says(chain(&b, 0)->sentence, "expired"));
    bench_close(&b);
    bench_open(&b);
    b.host.name = "other.example";
    b.host.server_name = SPAN_LIT("other.example");
    leaf.not_after = FC_NOW + 1;
    show(&b, &leaf, 1, false);
    assert_int_equal(chain(&b, 0)->reason, REASON_HOST_MISMATCH);
    bench_close(&b);
}

/* Without a verifier nothing is said. */
static void test_not_judged(void **state)
{
    struct fc_spec leaf = fc_leaf(&kit_arena);
    struct bench b;

    (void)state;
    bench_open(&b);
    b.plan.verifier = NULL;
    show(&b, &leaf, 1, false);
    assert_false(chain(&b, 0)->is_judged);
    bench_close(&b);
}

/* The same leaf again is the same chain; one that came with a name is not one without. */
static void test_once(void **state)
{
    struct fc_spec leaf = fc_leaf(&kit_arena), other = fc_leaf(&kit_arena);
    struct bench b;

    (void)state;
    fc_rekey(&kit_arena, &other, FKEY_P256_D);
    for (int order = 0; order < 2; order++) {
        bench_open(&b);
        show(&b, order == 0 ? &leaf : &other, 1, true);
        show(&b, order == 0 ? &other : &leaf, 1, true);
        show(&b, &leaf, 1, false);
        show(&b, &leaf, 1, true);
        assert_int_equal(b.host.facts.num_chains, 2);
        assert_false(chain(&b, 0)->without_sni);
        assert_true(chain(&b, 1)->without_sni);
        assert_true(span_eq(chain(&b, 0)->certs[0], fc_cert(&kit_arena, &leaf)));
        bench_close(&b);
    }
}

static void test_bounds(void **state)
{
    struct fc_spec leaf = fc_leaf(&kit_arena);
    struct bench b;
    size_t bytes = 0;

    (void)state;
    bench_open(&b);
    show(&b, &leaf, 300, false);
    for (size_t i = 0; i < chain(&b, 0)->num; i++)
        bytes += chain(&b, 0)->certs[i].n;
    assert_in_range(bytes, 60 * 1024, 64 * 1024);
    for (int i = 0; i < SCAN_CHAINS_MAX + 2; i++) {
        leaf.not_after = FC_NOW + 1 + i;
        show(&b, &leaf, 1, false);
    }
    assert_int_equal(b.host.facts.num_chains, SCAN_CHAINS_MAX);
    bench_close(&b);
}

/* A leaf that does not decode is no chain. */
static void test_broken(void **state)
{
    const struct tls_info empty = {.version = TLS_1_3};
    struct tls_info broken = {.version = TLS_1_3,
                              .chain = SPAN_LIT("\x00\x00\x02\x30\x05\x00\x00")};
    struct bench b;

    (void)state;
    bench_open(&b);
    assert_false(scan_chain_info(&b.host, &empty, false));
    assert_true(scan_chain_info(&b.host, &broken, false));
    assert_int_equal(b.host.facts.num_chains, 0);
    assert_int_equal(b.host.facts.features[FEATURE_SCTS].answer, SCAN_UNKNOWN);
    assert_int_equal(b.host.facts.features[FEATURE_OCSP_STAPLE].answer, SCAN_UNKNOWN);
    bench_close(&b);
}

/* SCTs in the certificate: an OCTET STRING with the list (RFC 6962 3.3). */
static void test_scts_inside(void **state)
{
    static const uint8_t list[] = {4, 8, 0, 6, 0, 1, 7, 0, 1, 8};
    struct fc_spec leaf = fc_leaf(&kit_arena);
    struct bench b;

    (void)state;
    fc_add(&leaf.exts, "1.3.6.1.4.1.11129.2.4.2", false, span_of(list, sizeof list));
    bench_open(&b);
    show(&b, &leaf, 1, false);
    assert_int_equal(chain(&b, 0)->num_scts_inside, 2);
    assert_int_equal(chain(&b, 0)->num_scts, 2);
    assert_int_equal(b.host.facts.features[FEATURE_SCTS].answer, SCAN_YES);
    bench_close(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good),    cmocka_unit_test(test_smtp),
        cmocka_unit_test(test_refused), cmocka_unit_test(test_not_judged),
        cmocka_unit_test(test_once),    cmocka_unit_test(test_bounds),
        cmocka_unit_test(test_broken),  cmocka_unit_test(test_scts_inside),
    };

    return cmocka_run_group_tests(tests, kit_set_up, kit_tear_down);
}
