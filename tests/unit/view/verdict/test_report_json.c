/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/unit/view/schema.h"
#include "tests/unit/view/viewkit.h"

/* The one line in the buffer, checked by the schema as this kind of object. */
static json_t *line(struct viewkit *k, const char *def)
{
    json_t *v = kit_json(&k->out, def);

    buf_truncate(&k->out, 0);
    return v;
}

static json_t *verdict(struct viewkit *k)
{
    assert_int_equal(report_json(&k->out, &k->t.report, &k->in), ERR_OK);
    return line(k, "verdict");
}

static const char *text(const json_t *v, const char *key)
{
    return json_string_value(json_object_get(v, key));
}

static json_int_t number(const json_t *v, const char *key)
{
    assert_true(json_is_integer(json_object_get(v, key)));
    return json_integer_value(json_object_get(v, key));
}

static void test_good(void **state)
{
    struct viewkit k;

    (void)state;
    kit_open(&k, "good.pem");
    assert_int_equal(kit_judge(&k), REASON_OK);
    json_t *v = verdict(&k);
    assert_string_equal(text(v, "command"), "verify");
    assert_string_equal(text(v, "input"), "good.pem");
    assert_true(json_is_true(json_object_get(v, "ok")));
    assert_true(json_is_null(json_object_get(v, "reason")));
    assert_int_equal(number(v, "exit"), 0);
    assert_string_equal(text(v, "host"), "www.example.com");
    assert_string_equal(text(v, "matched"), "www.example.com");
    assert_string_equal(text(v, "purpose"), "server");
    assert_string_equal(text(v, "profile"), "webpki");
    assert_string_equal(text(v, "time"), "2026-06-01T00:00:00Z");
    assert_int_equal(number(v, "paths_tried"), 1);
    assert_int_equal(number(v, "signatures_checked"), 2);
    assert_int_equal(json_array_size(json_object_get(v, "findings")), 0);
    assert_int_equal(json_array_size(json_object_get(v, "rejected")), 0);
    json_t *chain = json_object_get(v, "chain"), *leaf = json_array_get(chain, 0);
    assert_int_equal(json_array_size(chain), 3);
    assert_string_equal(text(leaf, "subject"), "CN=www.example.com");
    assert_string_equal(text(leaf, "issuer"), "CN=Example Intermediate, O=Example Trust, C=US");
    assert_string_equal(text(leaf, "not_after"), "2026-07-01T00:00:00Z");
    assert_string_equal(text(leaf, "key"), "P-256");
    assert_string_equal(text(leaf, "signature"), "ECDSA-SHA256");
    assert_string_equal(text(leaf, "source"), "leaf");
    assert_string_equal(text(json_array_get(chain, 2), "source"), "anchor");
    assert_true(json_is_true(json_object_get(json_array_get(chain, 2), "anchor")));
    json_decref(v);
    kit_close(&k);
}

static void test_bad(void **state)
{
    struct viewkit k;

    (void)state;
    kit_open(&k, "bad.pem");
    k.leaf.not_after = FC_NOW - 1;
    k.t.in.keep_rejected = true;
    assert_int_equal(kit_judge(&k), REASON_EXPIRED);
    json_t *v = verdict(&k), *f = json_array_get(json_object_get(v, "findings"), 0);
    assert_true(json_is_false(json_object_get(v, "ok")));
    assert_string_equal(text(v, "reason"), "expired");
    assert_int_equal(number(v, "exit"), 1);
    assert_string_equal(text(f, "code"), "expired");
    assert_string_equal(text(f, "severity"), "error");
    assert_string_equal(text(f, "rule"), "EXPIRED");
    assert_string_equal(text(f, "ref"), "RFC 5280 6.1.3 (a)(2)");
    assert_int_equal(number(f, "cert"), 0);
    assert_non_null(text(f, "message"));
    assert_non_null(text(f, "hint"));
    json_decref(v);
    kit_close(&k);
}

/* A finding says where in the certificate it is. */
static void test_place(void **state)
{
    struct viewkit k;

    (void)state;
    kit_open(&k, "bad.pem");
    fc_set(&k.leaf.exts, FC_OID_SAN, false,
           FC_NAMES(&k.t.arena, fc_dns(&k.t.arena, FC_HOST), fc_dns(&k.t.arena, "-x..y")));
    assert_int_equal(kit_judge(&k), REASON_MALFORMED);
    json_t *v = verdict(&k), *f = json_array_get(json_object_get(v, "findings"), 0);
    const struct cert *leaf = k.t.report.chosen.links[0].cert;
    assert_string_equal(text(f, "rule"), "SAN_SYNTAX");
    assert_string_equal(text(f, "error"), "NAME_DNS");
    assert_string_equal(text(f, "name"), "-x..y");
    assert_int_equal(number(f, "length"), 5);
    assert_memory_equal(leaf->der.p + number(f, "offset"), "-x..y", 5);
    json_decref(v);
    kit_close(&k);
}

static void test_rejected(void **state)
{
    struct viewkit k;
    struct fc_spec other;

    (void)state;
    kit_open(&k, "bad.pem");
    other = k.ca;
    fc_drop(&other.exts, FC_OID_BC);
    assert_true(trial_helper(&k.t, fc_cert(&k.t.arena, &other)));
    k.t.in.keep_rejected = true;
    k.root.not_after = FC_NOW - 1;
    assert_int_not_equal(kit_judge(&k), REASON_OK);
    json_t *v = verdict(&k), *rejected = json_object_get(v, "rejected");
    assert_true(json_array_size(rejected) >= 1);
    assert_non_null(text(json_array_get(rejected, 0), "reason"));
    json_decref(v);
    kit_close(&k);
}

/* n times the bytes of unit, in a SEQUENCE. */
static struct span many(struct arena *a, struct span unit, size_t n)
{
    uint8_t *p = fd_alloc(a, n * unit.n);

    for (size_t i = 0; i < n; i++)
        memcpy(p + i * unit.n, unit.p, unit.n);
    return fd_tlv(a, DER_SEQUENCE, span_of(p, n * unit.n));
}

/* What a certificate holds is not told again and again: the number of paths is bounded by that. */
static void test_rejected_large(void **state)
{
    enum { NAMES = 100000, OTHERS = 9 };
    struct viewkit k;

    (void)state;
    kit_open(&k, "bad.pem");
    fc_set(&k.leaf.exts, FC_OID_SAN, false, many(&k.t.arena, SPAN_LIT("\x82\0"), NAMES));
    fc_drop(&k.ca.exts, FC_OID_BC);
    for (uint8_t i = 0; i < OTHERS; i++) {
        struct fc_spec other = k.ca;
        other.not_after += i + 1;
        assert_true(trial_helper(&k.t, fc_cert(&k.t.arena, &other)));
    }
    assert_int_not_equal(kit_judge(&k), REASON_OK);
    assert_true(k.t.report.num_rejected >= OTHERS);
    json_t *v = verdict(&k);
    assert_in_range(json_array_size(json_object_get(v, "rejected")), 1, OTHERS - 1);
    json_decref(v);
    kit_close(&k);
}

static const struct finding *only(struct viewkit *k, enum rule rule)
{
    const struct finding *f = trial_finding(&k->t, rule);

    assert_non_null(f);
    return f;
}

/* No message and no name of a finding is as long as a certificate can make it. */
static void test_long_parts(void **state)
{
    struct viewkit k;
    struct buf text;

    (void)state;
    kit_open(&k, "bad.pem");
    struct arena *a = &k.t.arena;
    uint8_t *octets = fd_alloc(a, 400000);
    memset(octets, 0x91, 400000);
    k.leaf.serial = span_of(octets, 400000);
    fc_set(&k.leaf.exts, FC_OID_EKU, false, many(a, SPAN_LIT("\x06\3\x55\x04\x2d"), 300000));
    fc_set(&k.leaf.exts, FC_OID_SAN, false,
           fd_tlv(a, DER_SEQUENCE, fd_tlv(a, DER_CTX(GN_DNS), span_of(octets + 1, 399999))));
    memset(octets + 1, 1, 399999);
    assert_int_not_equal(kit_judge(&k), REASON_OK);
    json_decref(verdict(&k));
    buf_init(&text, 1 << 12);
    finding_message(&text, only(&k, RULE_EKU), &k.t.report.chosen, &k.in);
    finding_message(&text, only(&k, RULE_SERIAL_NEGATIVE), &k.t.report.chosen, &k.in);
    assert_int_equal(text.err, ERR_OK);
    buf_free(&text);
    kit_close(&k);
}

/* --warn is in the findings of a chain that is accepted. */
static void test_reminder(void **state)
{
    struct viewkit k;

    (void)state;
    kit_open(&k, "good.pem");
    k.t.in.warn.seconds = 31 * FC_DAY;
    assert_int_equal(kit_judge(&k), REASON_OK);
    json_t *v = verdict(&k), *f = json_array_get(json_object_get(v, "findings"), 0);
    assert_string_equal(text(f, "rule"), "EXPIRES_SOON");
    assert_string_equal(text(f, "code"), "expires-soon");
    assert_int_equal(json_integer_value(json_object_get(v, "days_left")), 30);
    assert_string_equal(text(v, "valid_until"),
                        text(json_array_get(json_object_get(v, "chain"), 0), "not_after"));
    assert_string_equal(text(f, "severity"), "warning");
    json_decref(v);
    kit_close(&k);
}

static void test_error(void **state)
{
    struct viewkit k;

    (void)state;
    kit_open(&k, "x");
    assert_int_equal(error_json(&k.out, "verify", "a\xff.pem", REASON_UNREADABLE, "no such file"),
                     ERR_OK);
    json_t *v = line(&k, "failure");
    assert_string_equal(text(v, "input"), "a\\ff.pem");
    assert_string_equal(text(v, "reason"), "unreadable");
    assert_int_equal(number(v, "exit"), 3);
    json_decref(v);
    kit_close(&k);
}

static void test_full(void **state)
{
    struct viewkit k;

    (void)state;
    kit_open(&k, "x");
    assert_int_equal(kit_judge(&k), REASON_OK);
    buf_free(&k.out);
    buf_init(&k.out, 100);
    assert_int_equal(report_json(&k.out, &k.t.report, &k.in), ERR_LIMIT);
    kit_close(&k);
}

/* All that show prints. */
static void test_shown(void **state)
{
    struct viewkit k;
    struct fail fail = {0};
    struct crl crl;
    struct csr csr;

    (void)state;
    kit_open(&k, "good.pem");
    assert_int_equal(kit_judge(&k), REASON_OK);
    const struct cert *leaf = k.t.report.chosen.links[0].cert;
    assert_int_equal(cert_json(&k.out, "good.pem", leaf), ERR_OK);
    json_t *v = line(&k, "certificate");
    assert_string_equal(text(v, "type"), "certificate");
    assert_true(json_array_size(json_object_get(v, "extensions")) >= 5);
    json_decref(v);

    struct fc_crl list = fc_crl_of(&k.t.arena, &k.ca);
    fc_revoke(&k.t.arena, &list, SPAN_LIT("\x01\x02"), 1);
    fc_revoke(&k.t.arena, &list, SPAN_LIT("\x03"), -1);
    assert_int_equal(crl_parse(&crl, fc_crl(&k.t.arena, &list), &fail), ERR_OK);
    assert_int_equal(crl_json(&k.out, "x.crl", &crl), ERR_OK);
    v = line(&k, "crl");
    assert_int_equal(number(v, "num_revoked"), 2);
    json_t *first = json_array_get(json_object_get(v, "revoked"), 0);
    assert_string_equal(text(first, "serial"), "0102");
    assert_string_equal(text(first, "reason"), "keyCompromise");
    assert_null(json_object_get(first, "issuer"));
    json_decref(v);

    /* An issuer stands where it changes, once for all the entries that share it. */
    struct fc_idp idp = {.indirect = true};
    struct span other = fc_name(&k.t.arena, "CN=Other");
    fc_add(&list.exts, FC_OID_IDP, true, fc_idp(&k.t.arena, idp));
    fc_set(&list.entries[0].exts, FC_OID_CERT_ISSUER, true,
           FC_NAMES(&k.t.arena, fc_dir(&k.t.arena, other)));
    assert_int_equal(crl_parse(&crl, fc_crl(&k.t.arena, &list), &fail), ERR_OK);
    assert_int_equal(crl_json(&k.out, "x.crl", &crl), ERR_OK);
    v = line(&k, "crl");
    json_t *revoked = json_object_get(v, "revoked");
    assert_string_equal(text(json_array_get(revoked, 0), "issuer"), "CN=Other");
    assert_null(json_object_get(json_array_get(revoked, 1), "issuer"));
    json_decref(v);

    struct fc_csr request = fc_csr_default(&k.t.arena);
    assert_int_equal(csr_parse(&csr, fc_csr(&k.t.arena, &request), &fail), ERR_OK);
    assert_int_equal(csr_json(&k.out, "x.csr", &csr), ERR_OK);
    v = line(&k, "request");
    assert_true(json_is_true(json_object_get(v, "signature_valid")));
    json_decref(v);
    /* A signature that cannot be checked, and extensions that cannot be read. */
    request.spki =
        fkey_spki_with(&k.t.arena, "1.2.840.10045.2.1", fd_oid(&k.t.arena, "1.3.132.0.10"),
                       fkey_bits(&k.t.arena, FKEY_P256_A));
    request.attributes_raw = FD(&k.t.arena, DER_CTXC(0), fd_null(&k.t.arena));
    assert_int_equal(csr_parse(&csr, fc_csr(&k.t.arena, &request), &fail), ERR_OK);
    assert_int_equal(csr_json(&k.out, "x.csr", &csr), ERR_OK);
    v = line(&k, "request");
    assert_true(json_is_null(json_object_get(v, "signature_valid")));
    assert_non_null(text(v, "signature_problem"));
    assert_true(json_is_null(json_object_get(v, "extensions")));
    json_decref(v);

    assert_int_equal(key_json(&k.out, "x.key", &leaf->key, leaf->spki), ERR_OK);
    json_decref(line(&k, "public_key"));
    kit_close(&k);
}

/* The schema is not so wide that everything fits. */
static void test_schema_refuses(void **state)
{
    struct viewkit k;

    (void)state;
    kit_open(&k, "good.pem");
    assert_int_equal(kit_judge(&k), REASON_OK);
    json_t *v = verdict(&k);
    const char *key;
    json_t *member, *copy;
    json_object_foreach(v, key, member)
    {
        copy = json_deep_copy(v);
        json_object_del(copy, key);
        assert_false(schema_check(&schema_own, copy));
        json_decref(copy);
    }
    copy = json_deep_copy(v);
    json_object_set_new(copy, "time", json_string("2026-06-01"));
    assert_false(schema_check(&schema_own, copy));
    json_decref(copy);
    json_decref(v);
    kit_close(&k);
}

/* A timestamp that was not read has no time. */
static void test_timestamps(void **state)
{
    struct sct_answer scts[] = {
        {.source = EVIDENCE_CERT, .leaf_index = -1, .status = SCT_STATUS_MALFORMED},
        {.source = EVIDENCE_CERT, .leaf_index = -1, .status = SCT_STATUS_INVALID},
    };
    struct viewkit k;

    (void)state;
    kit_open(&k, "good.pem");
    assert_int_equal(kit_judge(&k), REASON_OK);
    k.t.report.scts = scts;
    k.t.report.num_scts = 2;
    json_t *v = verdict(&k), *list = json_object_get(v, "scts");
    assert_true(json_is_null(json_object_get(json_array_get(list, 0), "timestamp")));
    assert_string_equal(text(json_array_get(list, 1), "timestamp"), "1970-01-01T00:00:00Z");
    json_decref(v);
    kit_close(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good),           cmocka_unit_test(test_bad),
        cmocka_unit_test(test_place),          cmocka_unit_test(test_rejected),
        cmocka_unit_test(test_rejected_large), cmocka_unit_test(test_long_parts),
        cmocka_unit_test(test_reminder),       cmocka_unit_test(test_error),
        cmocka_unit_test(test_full),           cmocka_unit_test(test_shown),
        cmocka_unit_test(test_schema_refuses), cmocka_unit_test(test_timestamps),
    };

    return cmocka_run_group_tests(tests, schema_set_up, schema_tear_down);
}
