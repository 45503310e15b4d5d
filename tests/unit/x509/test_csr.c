/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/x509/csr.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "lib/x509/extlist.h"
#include "tests/factory/factory.h"

#define REQUEST "1.2.840.113549.1.9.14"

struct fixture {
    struct arena arena;
    struct fc_csr spec;
    struct csr csr;
    struct fail fail;
};

static int setup(void **state)
{
    struct fixture *x = calloc(1, sizeof *x);

    if (x == NULL)
        return -1;
    arena_init(&x->arena, 1 << 20);
    x->spec = fc_csr_default(&x->arena);
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
    x->fail = (struct fail){0};
    return csr_parse(&x->csr, fc_csr(&x->arena, &x->spec), &x->fail);
}

/* The frame decodes, and this is the first thing wrong inside it. */
#define assert_defect(x, e)                                                              \
    do {                                                                                 \
        assert_string_equal(err_id(parse(x)), "OK");                                     \
        assert_true((x)->csr.num_defects > 0);                                           \
        assert_string_equal(err_id((x)->csr.defects[0].err), err_id(e));                 \
    } while (0)

static struct span attribute(struct fixture *x, const char *oid, struct span values)
{
    return FD(&x->arena, DER_SEQUENCE, fd_oid(&x->arena, oid),
              fd_tlv(&x->arena, DER_SET, values));
}

static struct span extensions_of(struct fixture *x, struct span list)
{
    return fd_tlv(&x->arena, DER_SEQUENCE, list);
}

static struct span one_extension(struct fixture *x)
{
    return FD(&x->arena, DER_SEQUENCE, fd_oid(&x->arena, FC_OID_SAN),
              fd_octets(&x->arena, FC_NAMES(&x->arena, fc_dns(&x->arena, "a.example"))));
}

static void test_fields(void **state)
{
    struct fixture *x = *state;
    struct extension e;

    assert_int_equal(parse(x), ERR_OK);
    assert_true(span_eq(x->csr.subject, x->spec.subject));
    assert_int_equal(x->csr.key.kind, KEY_P256);
    assert_true(span_eq(x->csr.spki, fkey_spki(&x->arena, FKEY_P256_C)));
    struct span list = x->csr.extensions;
    assert_true(extension_next(&list, &e, &x->fail));
    assert_int_equal(e.oid, OID_EXT_SAN);
    assert_false(extension_next(&list, &e, &x->fail));
    assert_int_equal(csr_verify(&x->csr), ERR_OK);
}

static void test_keys(void **state)
{
    static const enum fkey keys[] = {FKEY_P384_A, FKEY_ED25519_A, FKEY_RSA2048_A, FKEY_MLDSA87_A};
    struct fixture *x = *state;

    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        x->spec.key = keys[i];
        assert_int_equal(parse(x), ERR_OK);
        assert_int_equal(csr_verify(&x->csr), ERR_OK);
    }
}

static void test_signature(void **state)
{
    struct fixture *x = *state;

    x->spec.corrupt = true;
    assert_int_equal(parse(x), ERR_OK);
    assert_int_not_equal(csr_verify(&x->csr), ERR_OK);
    x->spec.corrupt = false;
    /* Somebody else's key: no proof of possession. */
    x->spec.spki = fkey_spki(&x->arena, FKEY_P256_D);
    assert_int_equal(parse(x), ERR_OK);
    assert_int_equal(csr_verify(&x->csr), ERR_SIG_MISMATCH);
    x->spec.spki = fkey_spki(&x->arena, FKEY_RSA2048_A);
    assert_int_equal(parse(x), ERR_OK);
    assert_int_equal(csr_verify(&x->csr), ERR_ALG_KEY_MISMATCH);
}

/* RFC 4055 5: "MUST accept the parameters being absent as well as present". */
static void test_rsa_no_null(void **state)
{
    struct fixture *x = *state;

    x->spec.key = FKEY_RSA2048_A;
    x->spec.alg = FD(&x->arena, DER_SEQUENCE, fd_oid(&x->arena, "1.2.840.113549.1.1.11"));
    assert_int_equal(parse(x), ERR_OK);
    assert_true(x->csr.sigalg.no_null);
    assert_int_equal(csr_verify(&x->csr), ERR_OK);
    x->spec.alg = FD(&x->arena, DER_SEQUENCE, fd_oid(&x->arena, "1.2.840.113549.1.1.5"));
    assert_defect(x, ERR_ALG_PARAMETERS);
}

static void test_unusable_key(void **state)
{
    struct fixture *x = *state;
    struct span none = {0};

    x->spec.spki = fkey_spki_with(&x->arena, FC_UNKNOWN_OID, none, SPAN_LIT("\x01"));
    assert_int_equal(parse(x), ERR_OK);
    assert_int_equal(csr_verify(&x->csr), ERR_KEY_UNKNOWN);
}

static void test_frame(void **state)
{
    struct fixture *x = *state;
    struct span der = fc_csr(&x->arena, &x->spec);

    for (size_t n = 0; n < der.n; n++) {
        struct fail f = {0};
        assert_int_not_equal(csr_parse(&x->csr, span_head(der, n), &f), ERR_OK);
    }
    struct fail f = {0};
    struct span more = FD_CAT(&x->arena, der, SPAN_LIT("\x05\x00"));
    assert_int_equal(csr_parse(&x->csr, more, &f), ERR_DER_TRAILING);
}

static void test_rules(void **state)
{
    struct fixture *x = *state;

    x->spec.version = 1;
    assert_defect(x, ERR_CSR_VERSION);
    x->spec.version = 0;
    x->spec.subject = SPAN_LIT("\x30\x02\x31\x00");
    assert_int_equal(parse(x), ERR_OK);
    assert_int_equal(x->csr.num_defects, 1);
    /* An empty subject is for the CA to judge. */
    x->spec.subject = fc_name(&x->arena, "");
    assert_int_equal(parse(x), ERR_OK);
    x->spec.alg = FD(&x->arena, DER_SEQUENCE, fd_oid(&x->arena, "1.2.840.10045.4.3.2"),
                     fd_null(&x->arena));
    assert_defect(x, ERR_ALG_ECDSA_PARAMETERS);
}

static void test_attributes(void **state)
{
    struct fixture *x = *state;
    struct span password =
        attribute(x, "1.2.840.113549.1.9.7", fd_str(&x->arena, DER_UTF8_STRING, "x"));
    struct span request = attribute(x, REQUEST, extensions_of(x, one_extension(x)));
    struct span none = {0};

    x->spec.attributes_raw = fd_tlv(&x->arena, DER_CTXC(0), none);
    assert_int_equal(parse(x), ERR_OK);
    assert_null(x->csr.extensions.p);
    x->spec.attributes_raw = fd_null(&x->arena);
    assert_int_equal(parse(x), ERR_DER_TAG);
    x->spec.attributes_raw = FD(&x->arena, DER_CTXC(0), password, request);
    assert_int_equal(parse(x), ERR_OK);
    assert_true(x->csr.extensions.n > 0);
    x->spec.attributes_raw = FD(&x->arena, DER_CTXC(0), request, password);
    assert_defect(x, ERR_DER_SET_ORDER);
    x->spec.attributes_raw = FD(&x->arena, DER_CTXC(0), request, request);
    assert_defect(x, ERR_CSR_EXTENSIONS_TWICE);
    x->spec.attributes_raw = FD(&x->arena, DER_CTXC(0), attribute(x, FC_UNKNOWN_OID, none));
    assert_defect(x, ERR_DER_EMPTY);
}

static void test_extension_request(void **state)
{
    struct fixture *x = *state;
    struct span one = one_extension(x), two = FD_CAT(&x->arena, one, one), none = {0};
    const struct {
        struct span values;
        enum err err;
    } cases[] = {
        {extensions_of(x, one), ERR_OK},
        {extensions_of(x, two), ERR_EXT_DUPLICATE},
        {extensions_of(x, none), ERR_EXT_EMPTY},
        {extensions_of(x, fd_null(&x->arena)), ERR_DER_TAG},
        {FD_CAT(&x->arena, extensions_of(x, one), extensions_of(x, one)), ERR_DER_TRAILING},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        x->spec.attributes_raw =
            FD(&x->arena, DER_CTXC(0), attribute(x, REQUEST, cases[i].values));
        assert_int_equal(parse(x), ERR_OK);
        assert_int_equal(x->csr.num_defects, cases[i].err != ERR_OK);
        assert_int_equal(x->csr.defects[0].err, cases[i].err);
        assert_non_null(x->csr.extensions.p);
    }
}

/* What asks for extensions, or may do so, and cannot be read is not absent. */
static void test_extensions_unread(void **state)
{
    struct fixture *x = *state;
    struct arena *a = &x->arena;
    struct span none = {0}, good = attribute(x, REQUEST, extensions_of(x, one_extension(x)));
    const struct {
        struct span attributes;
        bool unread;
    } cases[] = {
        {none, false},
        {good, false},
        {attribute(x, FC_UNKNOWN_OID, fd_null(a)), false},
        {attribute(x, REQUEST, fd_octets(a, SPAN_LIT("x"))), true},
        {attribute(x, REQUEST, none), true},
        {fd_null(a), true},
        {FD(a, DER_SEQUENCE, fd_oid(a, REQUEST)), true},
        {SPAN_LIT("\x30\x05\x06"), true},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        x->spec.attributes_raw = fd_tlv(a, DER_CTXC(0), cases[i].attributes);
        assert_int_equal(parse(x), ERR_OK);
        assert_int_equal(x->csr.exts_unread, cases[i].unread);
        assert_true(!cases[i].unread || x->csr.extensions.p == NULL);
    }
}

/* What is wrong with one extension, its frame or its value, hides neither the other nor a name. */
static void test_extension_defects(void **state)
{
    struct fixture *x = *state;
    struct span critical = FD(&x->arena, DER_SEQUENCE, fd_oid(&x->arena, FC_OID_KU),
                              SPAN_LIT("\x01\x01\x01"),
                              fd_octets(&x->arena, SPAN_LIT("\x03\x02\x07\x80")));
    struct span value = FD(&x->arena, DER_SEQUENCE, fd_oid(&x->arena, FC_OID_KU),
                           fd_octets(&x->arena, SPAN_LIT("\x03\x02\x07\xff")));
    const struct {
        struct span first;
        enum err err;
    } cases[] = {{critical, ERR_DER_BOOLEAN}, {value, ERR_DER_UNUSED_BITS}};

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct span list = FD_CAT(&x->arena, cases[i].first, one_extension(x));
        struct extension e;

        x->spec.attributes_raw =
            FD(&x->arena, DER_CTXC(0), attribute(x, REQUEST, extensions_of(x, list)));
        assert_defect(x, cases[i].err);
        assert_int_equal(x->csr.num_defects, 1);
        list = x->csr.extensions;
        assert_true(extension_next(&list, &e, &x->fail) && e.oid == OID_EXT_KU);
        assert_true(extension_next(&list, &e, &x->fail) && e.oid == OID_EXT_SAN);
        assert_int_equal(csr_verify(&x->csr), ERR_OK);
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_fields),   TEST(test_keys),       TEST(test_signature),
        TEST(test_unusable_key), TEST(test_frame),  TEST(test_rules),
        TEST(test_attributes),   TEST(test_extension_request), TEST(test_rsa_no_null),
        TEST(test_extension_defects), TEST(test_extensions_unread),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
