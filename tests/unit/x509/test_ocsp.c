/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/x509/ocsp.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "lib/base/cal.h"
#include "tests/factory/focsp.h"

struct fixture {
    struct arena arena;
    struct fc_spec ca, leaf;
    struct fc_ocsp spec;
    struct ocsp_response response;
};

static int setup(void **state)
{
    struct fixture *x = calloc(1, sizeof *x);

    assert_non_null(x);
    arena_init(&x->arena, 16 << 20);
    x->ca = fc_intermediate(&x->arena);
    x->leaf = fc_leaf(&x->arena);
    x->spec = fc_ocsp_of(&x->arena, &x->ca, &x->leaf);
    *state = x;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *x = *state;

    arena_free(&x->arena);
    free(x);
    return 0;
}

static enum err parse(struct fixture *x)
{
    struct fail f = {0};

    return ocsp_parse(&x->response, fc_ocsp(&x->arena, &x->spec), &f);
}

static struct ocsp_single single_of(struct fixture *x)
{
    struct span rest = x->response.singles;
    struct ocsp_single s;

    assert_true(ocsp_next(&rest, &s));
    return s;
}

#define assert_sound(x)                                              \
    do {                                                             \
        assert_int_equal(parse(x), ERR_OK);                          \
        assert_string_equal(err_id((x)->response.defect.err), "OK"); \
        assert_string_equal(err_id(single_of(x).defect.err), "OK");  \
    } while (0)
#define assert_defect(x, want)                                               \
    do {                                                                     \
        assert_int_equal(parse(x), ERR_OK);                                  \
        assert_string_equal(err_id((x)->response.defect.err), err_id(want)); \
    } while (0)
#define assert_single(x, want)                                              \
    do {                                                                    \
        assert_int_equal(parse(x), ERR_OK);                                 \
        assert_string_equal(err_id(single_of(x).defect.err), err_id(want)); \
    } while (0)

static void test_fields(void **state)
{
    struct fixture *x = *state;
    const struct ocsp_response *r = &x->response;
    struct span rest;
    struct span der;

    assert_sound(x);
    assert_int_equal(r->result, OCSP_SUCCESSFUL);
    assert_true(r->is_basic);
    assert_true(span_eq(r->key_hash, fkey_id(&x->arena, x->ca.key)));
    assert_int_equal(r->name.n, 0);
    assert_int_equal(r->produced_at, FC_NOW - 3600);
    assert_int_equal(r->num_singles, 1);
    assert_int_equal(r->certs.n, 0);
    assert_int_equal(r->nonce.n, 0);
    struct ocsp_single s = single_of(x);
    assert_int_equal(s.id.digest, DIGEST_SHA1);
    assert_true(span_eq(s.id.serial, x->leaf.serial));
    assert_int_equal(s.id.name_hash.n, 20);
    assert_true(span_eq(s.id.key_hash, fkey_id(&x->arena, x->ca.key)));
    assert_int_equal(s.status, OCSP_GOOD);
    assert_int_equal(s.this_update, FC_NOW - 3600);
    assert_int_equal(s.next_update, FC_NOW + 3 * FC_DAY);
    assert_true(s.has_next);

    struct fc_spec responder = fc_responder(&x->arena, &x->ca);
    fc_ocsp_by(&x->arena, &x->spec, &responder);
    assert_sound(x);
    assert_true(span_eq(r->name, responder.subject));
    assert_int_equal(r->key_hash.n, 0);
    rest = r->certs;
    assert_true(ocsp_next_cert(&rest, &der));
    assert_true(span_eq(der, fc_cert(&x->arena, &responder)));
    assert_false(ocsp_next_cert(&rest, &der));
}

static void test_statuses(void **state)
{
    struct fixture *x = *state;
    struct mint_single *m = &x->spec.spec.singles[0];

    m->status = MINT_UNKNOWN;
    assert_sound(x);
    assert_int_equal(single_of(x).status, OCSP_UNKNOWN);
    m->status = MINT_REVOKED;
    assert_sound(x);
    assert_int_equal(single_of(x).status, OCSP_REVOKED);
    assert_int_equal(single_of(x).revoked_at, FC_NOW - 2 * FC_DAY);
    assert_int_equal(single_of(x).reason, CRL_NO_REASON);
    m->reason = 1;
    assert_sound(x);
    assert_int_equal(single_of(x).reason, 1);
    m->reason = 7; /* RFC 5280 5.3.1: "value 7 is not used" */
    assert_single(x, ERR_CRL_REASON);
    assert_int_equal(single_of(x).reason, CRL_UNREAD_REASON);
    m->reason = 11;
    assert_single(x, ERR_DER_INTEGER_RANGE);
    m->status_raw = FD(&x->arena, DER_CTXC(1), fd_time(&x->arena, FC_NOW));
    assert_int_equal(parse(x), ERR_DER_TAG); /* a UTCTime */
    m->status_raw = fd_tlv(&x->arena, DER_CTX(3), SPAN_LIT(""));
    assert_int_equal(parse(x), ERR_DER_TAG);
    m->status_raw = fd_tlv(&x->arena, DER_CTX(0), SPAN_LIT("\x00"));
    assert_int_equal(parse(x), ERR_DER_TRAILING);
}

static void test_frame(void **state)
{
    struct fixture *x = *state;
    struct fc_spec responder = fc_responder(&x->arena, &x->ca);
    struct span nonce = mint_nonce(&x->arena, SPAN_LIT("0123456789abcdef"));

    fc_ocsp_by(&x->arena, &x->spec, &responder);
    mint_add(&x->spec.spec.exts, FC_OID_OCSP_NONCE, false, nonce);
    struct span der = fc_ocsp(&x->arena, &x->spec);
    for (size_t n = 0; n < der.n; n++) {
        struct fail f = {0};
        assert_int_not_equal(ocsp_parse(&x->response, span_head(der, n), &f), ERR_OK);
        assert_int_not_equal(f.err, ERR_OK);
    }
    struct fail f = {0};
    struct span more = FD_CAT(&x->arena, der, SPAN_LIT("\x05\x00"));
    assert_int_equal(ocsp_parse(&x->response, more, &f), ERR_DER_TRAILING);
}

static void test_result(void **state)
{
    struct fixture *x = *state;

    for (unsigned i = 1; i < 8; i++) {
        x->spec.spec.result = i;
        assert_defect(x, ERR_OK);
        assert_int_equal(x->response.result, i);
        assert_false(x->response.has_bytes);
    }
    assert_string_equal(ocsp_result_name(OCSP_TRY_LATER), "tryLater");
    assert_null(ocsp_result_name(4));
    x->spec.spec.bytes_raw = FD(&x->arena, DER_CTXC(0),
                                FD(&x->arena, DER_SEQUENCE, fd_oid(&x->arena, FC_UNKNOWN_OID),
                                   fd_octets(&x->arena, SPAN_LIT("x"))));
    assert_defect(x, ERR_OCSP_BYTES);
    x->spec.spec.result = 0;
    assert_defect(x, ERR_OK);
    assert_false(x->response.is_basic);
    struct fail f = {0};
    assert_int_equal(ocsp_parse(&x->response, SPAN_LIT("\x30\x03\x0a\x01\x00"), &f), ERR_OK);
    assert_int_equal(x->response.defect.err, ERR_OCSP_BYTES);
}

static void test_version(void **state)
{
    struct fixture *x = *state;

    x->spec.spec.version = 2;
    assert_defect(x, ERR_OCSP_VERSION);
    /* The default, encoded. */
    x->spec.spec.version_raw = FD(&x->arena, DER_CTXC(0), fd_int(&x->arena, 0));
    assert_sound(x);
}

static void test_times(void **state)
{
    struct fixture *x = *state;
    struct mint_ocsp *m = &x->spec.spec;
    struct span fraction = fd_str(&x->arena, DER_GENERALIZED_TIME, "20260601000000.5Z");

    m->singles[0].next_update = INT64_MIN;
    assert_sound(x);
    assert_false(single_of(x).has_next);
    assert_int_equal(single_of(x).next_update, INT64_MIN);
    m->singles[0].next_update = m->singles[0].this_update - 1;
    assert_single(x, ERR_OCSP_VALIDITY);
    m->singles[0].next_raw = FD(&x->arena, DER_CTXC(0), fraction);
    assert_single(x, ERR_DER_TIME);
    assert_true(single_of(x).has_next);
    assert_int_equal(single_of(x).next_update, INT64_MIN);
    m->singles[0].next_raw = (struct span){0};
    m->singles[0].this_raw = fraction;
    assert_single(x, ERR_DER_TIME);
    assert_int_equal(single_of(x).this_update, CAL_LAST);
    m->produced_raw = fraction;
    assert_defect(x, ERR_DER_TIME);
    assert_int_equal(x->response.produced_at, CAL_LAST);
}

static void test_extensions(void **state)
{
    struct fixture *x = *state;
    struct mint_exts *e = &x->spec.spec.exts, *s = &x->spec.spec.singles[0].exts;
    char longest[OCSP_NONCE_MAX + 1] = {0};

    mint_add(e, FC_UNKNOWN_OID, false, fd_null(&x->arena));
    mint_add(s, FC_UNKNOWN_OID, false, fd_null(&x->arena));
    assert_sound(x);
    assert_false(x->response.unknown_critical);
    assert_false(single_of(x).unknown_critical);
    mint_set(e, FC_UNKNOWN_OID, true, fd_null(&x->arena));
    assert_sound(x);
    assert_true(x->response.unknown_critical);
    assert_false(single_of(x).unknown_critical);
    mint_set(s, FC_UNKNOWN_OID, true, fd_null(&x->arena));
    assert_sound(x);
    assert_true(single_of(x).unknown_critical);
    mint_set(s, FC_OID_OCSP_SCT_LIST, false, fd_octets(&x->arena, SPAN_LIT("list")));
    assert_sound(x);
    assert_true(span_eq(single_of(x).scts, SPAN_LIT("list")));
    mint_add(s, FC_OID_OCSP_SCT_LIST, false, fd_octets(&x->arena, SPAN_LIT("list")));
    assert_single(x, ERR_EXT_DUPLICATE);
    mint_set(e, FC_OID_OCSP_NONCE, true, mint_nonce(&x->arena, span_of(longest, OCSP_NONCE_MAX)));
    assert_defect(x, ERR_OK);
    assert_int_equal(x->response.nonce.n, OCSP_NONCE_MAX);
    mint_set(e, FC_OID_OCSP_NONCE, false, mint_nonce(&x->arena, span_of(longest, sizeof longest)));
    assert_defect(x, ERR_OCSP_NONCE_LENGTH);
    mint_set(e, FC_OID_OCSP_NONCE, false, mint_nonce(&x->arena, SPAN_LIT("")));
    assert_defect(x, ERR_OCSP_NONCE_LENGTH);
    e->num = 0;
    e->raw = FD(&x->arena, DER_CTXC(1), fd_tlv(&x->arena, DER_SEQUENCE, SPAN_LIT("")));
    assert_defect(x, ERR_EXT_EMPTY);
}

static void test_several(void **state)
{
    struct fixture *x = *state;
    struct mint_ocsp *m = &x->spec.spec;
    struct ocsp_single s;

    m->singles[1] = fc_single(&x->arena, &x->ca, &x->leaf, DIGEST_SHA256);
    m->num_singles = 2;
    assert_sound(x);
    assert_int_equal(x->response.num_singles, 2);
    struct span rest = x->response.singles;
    assert_true(ocsp_next(&rest, &s));
    assert_true(ocsp_next(&rest, &s));
    assert_int_equal(s.id.digest, DIGEST_SHA256);
    assert_int_equal(s.id.key_hash.n, 32);
    assert_false(ocsp_next(&rest, &s));
    m->num_singles = 0;
    m->singles_raw = fd_tlv(&x->arena, DER_SEQUENCE, SPAN_LIT(""));
    assert_int_equal(parse(x), ERR_OK);
    assert_int_equal(x->response.num_singles, 0);
    m->singles_raw = FD(&x->arena, DER_SEQUENCE, fd_null(&x->arena));
    assert_int_equal(parse(x), ERR_DER_TAG);
}

static void test_request(void **state)
{
    struct fixture *x = *state;
    struct cert ca, leaf;
    struct fail f = {0};
    struct buf out;

    assert_int_equal(cert_parse(&ca, fc_cert(&x->arena, &x->ca), &f), ERR_OK);
    assert_int_equal(cert_parse(&leaf, fc_cert(&x->arena, &x->leaf), &f), ERR_OK);
    struct span id = mint_cert_id(&x->arena, DIGEST_SHA1, x->leaf.issuer,
                                  fkey_spki(&x->arena, x->ca.key), x->leaf.serial);
    struct span list = FD(&x->arena, DER_SEQUENCE, FD(&x->arena, DER_SEQUENCE, id));
    buf_init(&out, 4096);
    ocsp_put_request(&out, &leaf, &ca, SPAN_LIT(""));
    assert_int_equal(out.err, ERR_OK);
    assert_true(
        span_eq(buf_span(&out), FD(&x->arena, DER_SEQUENCE, FD(&x->arena, DER_SEQUENCE, list))));
    buf_truncate(&out, 0);
    ocsp_put_request(&out, &leaf, &ca, SPAN_LIT("0123456789abcdef"));
    struct mint_exts exts = {0};
    mint_add(&exts, FC_OID_OCSP_NONCE, false, mint_nonce(&x->arena, SPAN_LIT("0123456789abcdef")));
    struct span with = FD(&x->arena, DER_SEQUENCE, list, mint_field(&x->arena, DER_CTXC(2), &exts));
    assert_true(span_eq(buf_span(&out), FD(&x->arena, DER_SEQUENCE, with)));
    buf_free(&out);
    /* A serial number without end does not fit, and nothing half is sent. */
    static const uint8_t endless[8192] = {1};
    leaf.serial = span_of(endless, sizeof endless);
    buf_init(&out, 1 << 20);
    ocsp_put_request(&out, &leaf, &ca, SPAN_LIT(""));
    assert_int_equal(out.err, ERR_LIMIT);
    buf_free(&out);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_fields),  TEST(test_statuses),   TEST(test_frame),
        TEST(test_result),  TEST(test_version),    TEST(test_times),
        TEST(test_several), TEST(test_extensions), TEST(test_request),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
