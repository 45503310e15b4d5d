/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Merkle Tree certificates: their fields are shown, and nothing of them is verified. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "tests/unit/view/viewkit.h"

#define PROOF      "1.3.6.1.5.5.7.6.67"
#define ANCHOR_ID  "1.3.6.1.5.5.7.25.3"
#define ANCHOR_05  "1.3.6.1.4.1.44363.47.1"
#define CA_EXT     "1.3.6.1.5.5.7.1.38"
#define ID_32473_1 "\x81\xfd\x59\x01" /* 32473.1, the example of the draft */

/* Log 1, entry 5; no extensions, subtree [4, 6), one hash, one cosigner. */
#define HASH      "0123456789abcdef0123456789ABCDEF"
#define SUBTREE   "\0\0\0\0\0\4\0\0\0\0\0\6"
#define SIGNATURE "\4" ID_32473_1 "\0\2\xab\xcd"

static struct span name_of(struct arena *a, const char *type, uint8_t tag, struct span value)
{
    struct span attribute = FD(a, DER_SEQUENCE, fd_oid(a, type), fd_tlv(a, tag, value));

    return FD(a, DER_SEQUENCE, FD(a, DER_SET, attribute));
}

/* A certificate with this proof, parsed. */
static void make(struct viewkit *k, struct cert *c, struct span proof)
{
    struct arena *a = &k->t.arena;
    struct fail fail = {0};

    k->leaf.serial = SPAN_LIT("\1\0\0\0\0\0\5");
    k->leaf.issuer = name_of(a, ANCHOR_ID, DER_RELATIVE_OID, SPAN_LIT(ID_32473_1));
    k->leaf.inner_alg = k->leaf.outer_alg = FD(a, DER_SEQUENCE, fd_oid(a, PROOF));
    k->leaf.signature_raw = fd_bits(a, proof);
    assert_int_equal(cert_parse(c, fc_cert(a, &k->leaf), &fail), ERR_OK);
}

static void test_fields(void **state)
{
    struct viewkit k;
    struct cert c;

    (void)state;
    kit_open(&k, "x");
    make(&k, &c, SPAN_LIT("\0\0" SUBTREE "\0\x20" HASH "\0\x09" SIGNATURE));
    cert_text(&k.out, &c, &k.style);
    assert_true(kit_has(&k, "Issuer trustAnchorID=32473.1 Serial 01:00:00:00:00:00:05"));
    assert_true(kit_has(&k, "Signature mtcProof"));
    assert_true(kit_has(&k, "Mtc proof Log 1 Index 5 Start 4 End 6 Inclusion proof "
                            "30:31:32:33"));
    assert_true(kit_has(&k, "Signatures - Cosigner 32473.1 Signature ab:cd"));
    /* A negative serial number is no place in a log. */
    buf_truncate(&k.out, 0);
    c.serial = SPAN_LIT("\xff\xff\xff\xff\xff\xff\xff\xff");
    cert_text(&k.out, &c, &k.style);
    assert_true(kit_has(&k, "Mtc proof Start 4 End 6"));
    kit_close(&k);
}

/* What is no proof is said to be none. */
static void test_no_proofs(void **state)
{
    static const struct span bad[] = {
        SPAN_INIT(""),
        SPAN_INIT("\0\0" SUBTREE "\0\0\0"),
        SPAN_INIT("\0\0" SUBTREE "\0\0\0\0more"),
        SPAN_INIT("\0\0" SUBTREE "\0\0\0\x08" SIGNATURE),
        SPAN_INIT("\0\0" SUBTREE "\0\0\0\5\0\0\2\xab\xcd"),
        SPAN_INIT("\0\1" SUBTREE "\0\0\0\0"),
    };

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct viewkit k;
        struct cert c;

        kit_open(&k, "x");
        make(&k, &c, bad[i]);
        cert_text(&k.out, &c, &k.style);
        assert_true(kit_has(&k, "Mtc proof not readable"));
        kit_close(&k);
    }
}

/* Names with the number of a trust anchor: the draft's two forms, and what is no number. */
static void test_names(void **state)
{
    static const struct {
        const char *type;
        uint8_t tag;
        struct span value;
        const char *text;
    } some[] = {
        {ANCHOR_ID, DER_RELATIVE_OID, SPAN_INIT(ID_32473_1), "trustAnchorID=32473.1"},
        {ANCHOR_05, DER_UTF8_STRING, SPAN_INIT("32473.1"), "trustAnchorID-draft05=32473.1"},
        {ANCHOR_ID, DER_RELATIVE_OID, SPAN_INIT("\x80\1"), "trustAnchorID=#8001"},
        {ANCHOR_ID, DER_RELATIVE_OID, SPAN_INIT("\1\x81"), "trustAnchorID=#0181"},
        {ANCHOR_ID, DER_RELATIVE_OID, SPAN_INIT(""), "trustAnchorID="},
    };
    struct arena a;

    (void)state;
    arena_init(&a, 1 << 20);
    for (size_t i = 0; i < sizeof some / sizeof some[0]; i++) {
        struct buf text;

        buf_init(&text, 1 << 16);
        name_print(&text, name_of(&a, some[i].type, some[i].tag, some[i].value));
        assert_true(span_eq(buf_span(&text), span_str(some[i].text)));
        buf_free(&text);
    }
    arena_free(&a);
}

static void test_ca(void **state)
{
    struct viewkit k;
    struct cert c;
    struct fail fail = {0};

    (void)state;
    kit_open(&k, "x");
    struct arena *a = &k.t.arena;
    struct span alg = FD(a, DER_SEQUENCE, fd_oid(a, "1.2.840.10045.4.3.2"));
    struct span min = fd_tlv(a, DER_INTEGER, SPAN_LIT("\1\0\0\0\0\0\0"));
    struct span max = fd_tlv(a, DER_INTEGER, SPAN_LIT("\1\0\0\0\0\0\x64"));
    fc_add(&k.ca.exts, CA_EXT, true, FD(a, DER_SEQUENCE, alg, min, max));
    assert_int_equal(cert_parse(&c, fc_cert(a, &k.ca), &fail), ERR_OK);
    cert_text(&k.out, &c, &k.style);
    assert_true(kit_has(&k, "mtcCertificationAuthority-SHA256 (critical) Subtree signature "
                            "ecdsa-with-SHA256 Min serial 01:00:00:00:00:00:00 Max serial "
                            "01:00:00:00:00:00:64"));
    kit_close(&k);
}

/* The proof is not checked, so the certificate is not accepted, and the reason says why. */
static void test_verdict(void **state)
{
    struct viewkit k;
    struct cert c;

    (void)state;
    kit_open(&k, "x");
    make(&k, &c, SPAN_LIT("\0\0" SUBTREE "\0\x20" HASH "\0\x09" SIGNATURE));
    k.ca.subject = k.leaf.issuer;
    assert_true(trial_anchor(&k.t, fc_cert(&k.t.arena, &k.root)));
    assert_true(trial_helper(&k.t, fc_cert(&k.t.arena, &k.ca)));
    assert_int_equal(trial_judge(&k.t, fc_cert(&k.t.arena, &k.leaf)), REASON_UNSUPPORTED_ALGORITHM);
    assert_non_null(trial_finding(&k.t, RULE_SIGNATURE_UNSUPPORTED));
    kit_close(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fields),  cmocka_unit_test(test_no_proofs),
        cmocka_unit_test(test_names),   cmocka_unit_test(test_ca),
        cmocka_unit_test(test_verdict),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
