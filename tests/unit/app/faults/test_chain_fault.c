/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>

#include "app/faults/chain_fault.h"
#include "tests/factory/trial.h"
#include "tests/unit/crypto/kit_rng.h"

/* A row's chain takes no more memory than this. */
enum { ARENA_MOST = 8 << 20 };

static const char *const name = "localhost";

struct bench {
    struct kit_rng bytes;
    struct rng rng;
    struct arena arena;
    struct test_pki base;
};

static int open_bench(void **state)
{
    static struct bench b;

    b.bytes = (struct kit_rng){.seed = 1};
    b.rng = kit_rng(&b.bytes);
    arena_init(&b.arena, 1 << 20);
    *state = &b;
    return test_pki_make(&b.base, &b.arena, &name, 1, FC_NOW, &b.rng) != ERR_OK;
}

static int close_bench(void **state)
{
    struct bench *b = *state;

    test_pki_free(&b->base);
    arena_free(&b->arena);
    return 0;
}

/* The verdict of our own judge, as `handshake` asks for it. */
static enum reason judge(struct trial *t, const struct bench *b, const struct chain_fault *c,
                         const char *host, int64_t at)
{
    trial_forget(t);
    assert_true(trial_anchor(t, b->base.root));
    for (size_t i = 1; i < c->num_certs; i++)
        assert_true(trial_helper(t, c->certs[i]));
    for (size_t i = 0; i < c->num_crls; i++)
        assert_true(trial_crl(t, c->crls[i]));
    t->in.revocation = c->num_crls > 0 ? REVOCATION_HARD : REVOCATION_OFF;
    t->in.time = at;
    assert_true(trial_host(t, host));
    return trial_judge(t, c->certs[0]);
}

/* Nothing else is wrong with the chain than what the row is for; but a name that is not of its form
 * does not match either, and what names two algorithms cannot be checked with one. */
static void check_only(const struct trial *t, enum reason reason)
{
    for (size_t i = 0; i < t->report.chosen.num_findings; i++) {
        const struct finding *f = &t->report.chosen.findings[i];

        if (f->severity != SEVERITY_ERROR)
            continue;
        if (reason == REASON_MALFORMED &&
            (f->rule == RULE_HOST_MISMATCH || f->rule == RULE_SIGNATURE_ALGORITHM))
            continue;
        assert_int_equal(rule_reason(f->rule), reason);
    }
}

static void check_row(const struct bench *b, size_t row, const char *host)
{
    const struct server_fault *bad = chain_fault_bad(row);
    /* What the handshake notices, the judge does not. */
    bool in_handshake = bad->reason == REASON_PEER_VIOLATION;
    enum reason due = in_handshake ? REASON_OK : bad->reason;
    struct chain_fault c;
    struct arena a;
    struct trial t;

    arena_init(&a, ARENA_MOST);
    trial_open(&t);
    assert_int_equal(chain_fault_make(&c, &a, chain_fault_at(row), &b->base, host, FC_NOW), ERR_OK);
    enum reason reason = judge(&t, b, &c, host, FC_NOW);
    if (reason != due)
        print_error("%s for %s: %s\n", bad->name, host, reason_code(reason));
    assert_int_equal(reason, due);
    if (due != REASON_UNDECODABLE) {
        check_only(&t, due);
        assert_int_equal(privkey_fits(c.key, &t.in.leaf.cert->key), !in_handshake);
    }
    chain_fault_free(&c);
    trial_close(&t);
    arena_free(&a);
}

/* Each chain has the verdict that its row promises, for a name under localhost and for an
 * address. */
static void test_verdicts(void **state)
{
    for (size_t row = 0; row < chain_fault_count(); row++) {
        const char *label = chain_fault_bad(row)->name;
        char host[150];

        snprintf(host, sizeof host, "%s.localhost", label);
        check_row(*state, row, host);
        /* Too long for a commonName. */
        snprintf(host, sizeof host, "%s.%060d.localhost", label, 0);
        check_row(*state, row, host);
        check_row(*state, row, "127.0.0.1");
        check_row(*state, row, "2001:db8::1");
    }
}

/* What a row says of a good client and of ours go together, and names are labels of DNS. */
static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < chain_fault_count(); i++) {
        const struct server_fault *bad = chain_fault_bad(i);
        struct span text = span_str(bad->name);

        assert_ptr_equal(chain_fault_find(text), chain_fault_at(i));
        assert_int_equal(bad->kind, SERVER_FAULT_CERTIFICATE);
        assert_int_equal(bad->must == SERVER_FAULT_REFUSE, bad->reason != REASON_OK);
        assert_in_range(text.n, 1, 63);
        for (size_t k = 0; k < text.n; k++)
            assert_non_null(strchr("abcdefghijklmnopqrstuvwxyz0123456789-", text.p[k]));
    }
    assert_null(chain_fault_find(SPAN_LIT("")));
    assert_null(chain_fault_find(SPAN_LIT("expire")));
}

static struct chain_fault make(const struct bench *b, struct arena *a, const char *row)
{
    struct chain_fault c;

    assert_int_equal(
        chain_fault_make(&c, a, chain_fault_find(span_str(row)), &b->base, name, FC_NOW), ERR_OK);
    return c;
}

/* A second earlier it was good. */
static void test_by_a_second(void **state)
{
    struct chain_fault c;
    struct arena a;
    struct trial t;

    arena_init(&a, ARENA_MOST);
    trial_open(&t);
    c = make(*state, &a, "expired-by-a-second");
    assert_int_equal(judge(&t, *state, &c, name, FC_NOW - 1), REASON_OK);
    assert_int_equal(judge(&t, *state, &c, name, FC_NOW), REASON_EXPIRED);
    chain_fault_free(&c);
    trial_close(&t);
    arena_free(&a);
}

/* The revoked one is good to whoever has no CRL. */
static void test_without_crl(void **state)
{
    struct chain_fault c;
    struct arena a;
    struct trial t;

    arena_init(&a, ARENA_MOST);
    trial_open(&t);
    c = make(*state, &a, "revoked");
    assert_int_equal(judge(&t, *state, &c, name, FC_NOW), REASON_REVOKED);
    c.num_crls = 0;
    assert_int_equal(judge(&t, *state, &c, name, FC_NOW), REASON_OK);
    chain_fault_free(&c);
    trial_close(&t);
    arena_free(&a);
}

/* What a good client accepts is strange all the same. */
static void test_warnings(void **state)
{
    static const struct {
        const char *row;
        enum rule rule;
    } rows[] = {
        {"must-staple", RULE_MUST_STAPLE},
        {"no-eku", RULE_EKU_ABSENT},
        {"zero-serial", RULE_SERIAL_ZERO},
        {"negative-serial", RULE_SERIAL_NEGATIVE},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct chain_fault c;
        struct arena a;
        struct trial t;

        arena_init(&a, ARENA_MOST);
        trial_open(&t);
        c = make(*state, &a, rows[i].row);
        assert_int_equal(judge(&t, *state, &c, name, FC_NOW), REASON_OK);
        assert_non_null(trial_finding(&t, rows[i].rule));
        chain_fault_free(&c);
        trial_close(&t);
        arena_free(&a);
    }
}

/* What is sent behind the leaf: how many certificates in all, and what the last of them is. */
static void test_sent(void **state)
{
    static const struct {
        const char *row;
        size_t num;
        bool root, self, expired; /* for the root's name; by itself; of the past */
        enum digest digest;       /* of its signature */
    } rows[] = {
        {"root-sent", 3, true, true, false, DIGEST_SHA256},
        {"sha1-root", 3, true, true, false, DIGEST_SHA1},
        {"expired-root-sent", 3, true, true, true, DIGEST_SHA256},
        {"cross-signed-expired", 3, true, false, true, DIGEST_SHA256},
        {"extra-certificates", 5, false, true, false, DIGEST_SHA256},
        {"huge-chain", 30, false, true, false, DIGEST_SHA256},
        {"long-chain", 13, false, false, false, DIGEST_SHA256},
        {"leaf-twice", 3, false, false, false, DIGEST_SHA256},
        {"wrong-order", 3, false, false, false, DIGEST_SHA256},
    };
    const struct bench *b = *state;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct fail fail = {0};
        struct chain_fault c;
        struct arena a;
        struct cert last;

        arena_init(&a, ARENA_MOST);
        c = make(b, &a, rows[i].row);
        assert_int_equal(c.num_certs, rows[i].num);
        assert_int_equal(cert_parse(&last, c.certs[c.num_certs - 1], &fail), ERR_OK);
        assert_int_equal(span_eq(last.subject, b->base.root_name), rows[i].root);
        assert_int_equal(span_eq(last.subject, last.issuer), rows[i].self);
        assert_int_equal(last.not_after < FC_NOW, rows[i].expired);
        assert_int_equal(last.sigalg.digest, rows[i].digest);
        assert_int_equal(span_eq(c.certs[1], b->base.root),
                         strcmp(rows[i].row, "wrong-order") == 0);
        chain_fault_free(&c);
        arena_free(&a);
    }
}

static size_t total(const struct chain_fault *c)
{
    size_t n = 0;

    for (size_t i = 0; i < c->num_certs; i++)
        n += c->certs[i].n;
    return n;
}

/* Large enough to be a nuisance, small enough for a client that takes 256 KiB. */
static void test_sizes(void **state)
{
    static const char *const rows[] = {"huge-chain", "many-names"};

    for (size_t i = 0; i < 2; i++) {
        struct chain_fault c;
        struct arena a;

        arena_init(&a, ARENA_MOST);
        c = make(*state, &a, rows[i]);
        assert_in_range(total(&c), (64 << 10) + 1, 255 << 10);
        chain_fault_free(&c);
        arena_free(&a);
    }
}

static void test_long_lived(void **state)
{
    struct chain_fault c;
    struct arena a;
    struct trial t;

    arena_init(&a, ARENA_MOST);
    trial_open(&t);
    c = make(*state, &a, "long-lived");
    assert_int_equal(judge(&t, *state, &c, name, FC_NOW), REASON_OK);
    assert_true(t.in.leaf.cert->not_after > FC_NOW + 9 * 365 * FC_DAY);
    chain_fault_free(&c);
    trial_close(&t);
    arena_free(&a);
}

/* Faults of public CAs only: a root of one's own makes webpki silent, and cabf refuses. */
static void test_public(void **state)
{
    struct chain_fault c;
    struct arena a;
    struct trial t;

    arena_init(&a, ARENA_MOST);
    trial_open(&t);
    c = make(*state, &a, "over-long");
    assert_int_equal(judge(&t, *state, &c, name, FC_NOW), REASON_OK);
    assert_null(trial_finding(&t, RULE_VALIDITY_TOO_LONG));
    t.in.profile = PROFILE_CABF;
    assert_int_equal(judge(&t, *state, &c, name, FC_NOW), REASON_VALIDITY_TOO_LONG);
    assert_int_equal(trial_finding(&t, RULE_VALIDITY_TOO_LONG)->a, 200 * FC_DAY + 1);
    chain_fault_free(&c);
    t.in.profile = PROFILE_WEBPKI;
    c = make(*state, &a, "client-auth");
    assert_int_equal(judge(&t, *state, &c, name, FC_NOW), REASON_OK);
    assert_int_equal(t.in.leaf.cert->eku, EKU_SERVER | EKU_CLIENT);
    chain_fault_free(&c);
    trial_close(&t);
    arena_free(&a);
}

/* A CA of one fault is another one each time; where it has none, it is the one of the good leaf. */
static void test_fresh(void **state)
{
    struct chain_fault one, two;
    struct arena a;

    arena_init(&a, ARENA_MOST);
    one = make(*state, &a, "not-a-ca");
    two = make(*state, &a, "not-a-ca");
    assert_false(span_eq(one.certs[1], two.certs[1]));
    assert_false(span_eq(privkey_spki(one.key), privkey_spki(two.key)));
    chain_fault_free(&one);
    chain_fault_free(&two);
    one = make(*state, &a, "expired");
    assert_true(span_eq(one.certs[1], ((struct bench *)*state)->base.intermediate));
    chain_fault_free(&one);
    arena_free(&a);
}

static void test_refused(void **state)
{
    struct bench *b = *state;
    struct chain_fault c;
    struct arena a;

    for (size_t i = 0; i < chain_fault_count(); i++) {
        arena_init(&a, ARENA_MOST);
        assert_int_equal(chain_fault_make(&c, &a, chain_fault_at(i), &b->base, "a b", FC_NOW),
                         ERR_HOST_FORM);
        arena_free(&a);
        arena_init(&a, 16 << 10);
        enum err err = chain_fault_make(&c, &a, chain_fault_at(i), &b->base, name, FC_NOW);
        assert_true(err == ERR_OK || err == ERR_LIMIT);
        chain_fault_free(&c);
        arena_free(&a);
    }
}

/* Wherever the memory ends, that is said. */
static void test_no_memory(void **state)
{
    struct bench *b = *state;
    enum err err = ERR_LIMIT;

    for (size_t cap = 0; err != ERR_OK; cap += 16) {
        struct chain_fault c;
        struct arena a;

        assert_true(cap < 1 << 16);
        arena_init(&a, cap);
        err =
            chain_fault_make(&c, &a, chain_fault_find(SPAN_LIT("no-eku")), &b->base, name, FC_NOW);
        assert_int_equal(err, c.num_certs > 0 ? ERR_OK : ERR_LIMIT);
        chain_fault_free(&c);
        arena_free(&a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_verdicts),    cmocka_unit_test(test_rows),
        cmocka_unit_test(test_by_a_second), cmocka_unit_test(test_without_crl),
        cmocka_unit_test(test_warnings),    cmocka_unit_test(test_sent),
        cmocka_unit_test(test_sizes),       cmocka_unit_test(test_fresh),
        cmocka_unit_test(test_refused),     cmocka_unit_test(test_long_lived),
        cmocka_unit_test(test_public),      cmocka_unit_test(test_no_memory),
    };

    return cmocka_run_group_tests(tests, open_bench, close_bench);
}
