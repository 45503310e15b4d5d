/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <sys/stat.h>
#include <unistd.h>

#include "app/verify/cert_input.h"
#include "tests/unit/trust/trustkit.h"

#define A &kit_arena

static struct span leaf(void)
{
    struct fc_spec s = fc_leaf(A);

    return fc_cert(A, &s);
}

static struct span intermediate(void)
{
    struct fc_spec s = fc_intermediate(A);

    return fc_cert(A, &s);
}

static struct span root(void)
{
    struct fc_spec s = fc_root(A);

    return fc_cert(A, &s);
}

static struct span crl(void)
{
    struct fc_spec s = fc_root(A);
    struct fc_crl c = fc_crl_of(A, &s);

    return fc_crl(A, &c);
}

static struct span csr(void)
{
    struct fc_csr r = fc_csr_default(A);

    return fc_csr(A, &r);
}

static struct span cert_pem(struct span der)
{
    return kit_pem("CERTIFICATE", der);
}

static struct span pkcs7(struct span certs)
{
    return FD(A, DER_SEQUENCE, fd_oid(A, "1.2.840.113549.1.7.2"),
              FD(A, DER_CTXC(0),
                 FD(A, DER_SEQUENCE, fd_int(A, 1), fd_tlv(A, DER_SET, (struct span){0}),
                    FD(A, DER_SEQUENCE, fd_oid(A, "1.2.840.113549.1.7.1")),
                    fd_tlv(A, DER_CTXC(0), certs), fd_tlv(A, DER_SET, (struct span){0}))));
}

static struct span key(void)
{
    struct span alg = FD(A, DER_SEQUENCE, fd_oid(A, "1.3.101.112"));

    return kit_pem("PRIVATE KEY", FD(A, DER_SEQUENCE, fd_int(A, 0), alg,
                                     fd_octets(A, SPAN_LIT("\x04\x01k"))));
}

static struct cert_input input;

/* Reads bytes as an operand and expects this error. */
static const struct cert_input *reads(struct span bytes, enum cert_input_want want,
                                      enum err expected)
{
    cert_input_close(&input);
    enum err e = cert_input_read(&input, kit_write("operand", bytes), want, A);
    if (e != expected)
        fail_msg("%s, not %s", err_id(e), err_id(expected));
    assert_int_equal(input.fail.err, expected);
    return &input;
}

static void says(const struct cert_input *in, const char *part)
{
    struct buf b;

    buf_init(&b, 4096);
    cert_input_error(&b, in);
    buf_u8(&b, 0);
    assert_non_null(b.p);
    assert_non_null(strstr((const char *)b.p, "operand: "));
    if (strstr((const char *)b.p, part) == NULL)
        fail_msg("%s", (const char *)b.p);
    assert_null(strchr((const char *)b.p, '\n'));
    buf_free(&b);
}

static size_t notes(const struct cert_input *in)
{
    struct buf b;
    size_t i = 0, n = 0;

    buf_init(&b, 4096);
    while (cert_input_note(&b, in, &i))
        n++;
    buf_free(&b);
    return n;
}

static void test_chain(void **state)
{
    (void)state;
    const struct cert_input *in = reads(FD_CAT(A, key(), cert_pem(leaf()), cert_pem(intermediate()),
                                               cert_pem(root()), kit_pem("X509 CRL", crl())),
                                        CERT_INPUT_CHAIN, ERR_OK);
    assert_int_equal(in->num_certs, 3);
    assert_int_equal(in->num_crls, 1);
    assert_true(span_eq(in->certs[0].cert->der, leaf()));
    assert_true(span_eq(in->certs[1].cert->der, intermediate()));
    assert_int_equal(in->certs[0].source, SOURCE_LEAF);
    assert_int_equal(in->certs[1].source, SOURCE_INPUT);
    assert_string_equal(in->certs[0].origin, kit_path("operand"));
    assert_int_equal(notes(in), 0);
    in = reads(FD_CAT(A, leaf(), intermediate()), CERT_INPUT_CHAIN, ERR_OK);
    assert_int_equal(in->num_certs, 2);
    in = reads(FD_CAT(A, intermediate(), leaf()), CERT_INPUT_CERTS, ERR_OK);
    assert_int_equal(in->certs[0].source, SOURCE_INTERMEDIATES);
}

/* PKCS#7 is a set: the certificate that issued no other is the one to be judged. */
static void test_set(void **state)
{
    struct span lonely = kit_root("CN=Lonely", 7);

    (void)state;
    const struct cert_input *in =
        reads(pkcs7(FD_CAT(A, root(), lonely, intermediate(), leaf())), CERT_INPUT_CHAIN, ERR_OK);
    assert_int_equal(in->num_certs, 4);
    assert_true(span_eq(in->certs[0].cert->der, leaf()));
    assert_true(span_eq(in->certs[1].cert->der, root()));
    assert_true(span_eq(in->certs[2].cert->der, lonely));
    in =
        reads(kit_pem("PKCS7", pkcs7(FD_CAT(A, intermediate(), root()))), CERT_INPUT_CHAIN, ERR_OK);
    assert_true(span_eq(in->certs[0].cert->der, intermediate()));
    /* Roots alone: the first. */
    in = reads(pkcs7(FD_CAT(A, lonely, root())), CERT_INPUT_CHAIN, ERR_OK);
    assert_true(span_eq(in->certs[0].cert->der, lonely));
    /* What is broken in a set is a note; where all is, an error. */
    in =
        reads(pkcs7(FD_CAT(A, SPAN_LIT("\x30\x03\x02\x01\x01"), leaf())), CERT_INPUT_CHAIN, ERR_OK);
    assert_int_equal(notes(in), 1);
    reads(pkcs7(SPAN_LIT("\x30\x03\x02\x01\x01")), CERT_INPUT_CHAIN, ERR_DER_TAG);
    /* Beside a CA that issued nothing here, what is broken was the leaf: the CA is not judged. */
    struct span cut = SPAN_LIT("\x30\x03\x02\x01\x01");
    says(reads(pkcs7(FD_CAT(A, root(), cut, intermediate())), CERT_INPUT_CHAIN, ERR_DER_TAG),
         "byte ");
    reads(pkcs7(FD_CAT(A, cut, root())), CERT_INPUT_CHAIN, ERR_DER_TAG);
    in = reads(pkcs7(FD_CAT(A, cut, root(), leaf(), intermediate())), CERT_INPUT_CHAIN, ERR_OK);
    assert_true(span_eq(in->certs[0].cert->der, leaf()));
    /* An ordered file keeps its order. */
    in = reads(FD_CAT(A, cert_pem(root()), cert_pem(leaf())), CERT_INPUT_CHAIN, ERR_OK);
    assert_true(span_eq(in->certs[0].cert->der, root()));
}

/* Many certificates of one name: names are compared by their ids, in the order of these. */
static void test_large_set(void **state)
{
    struct span one = kit_root("CN=Same", 1);
    size_t num = 2500;
    uint8_t *p = fd_alloc(A, num * one.n);

    (void)state;
    for (size_t i = 0; i < num; i++)
        memcpy(p + i * one.n, one.p, one.n);
    /* Each has issued the others. */
    const struct cert_input *in = reads(pkcs7(span_of(p, num * one.n)), CERT_INPUT_CHAIN, ERR_OK);
    assert_int_equal(in->num_certs, num);
    in = reads(pkcs7(FD_CAT(A, span_of(p, num * one.n), intermediate(), leaf())), CERT_INPUT_CHAIN,
               ERR_OK);
    assert_true(span_eq(in->certs[0].cert->der, leaf()));
}

static void test_broken(void **state)
{
    struct span cut = span_head(intermediate(), intermediate().n - 5);

    (void)state;
    /* A broken helper is a note. */
    const struct cert_input *in = reads(
        FD_CAT(A, cert_pem(leaf()), cert_pem(cut), cert_pem(root())), CERT_INPUT_CHAIN, ERR_OK);
    assert_int_equal(in->num_certs, 2);
    assert_int_equal(notes(in), 1);
    in = reads(FD_CAT(A, cert_pem(leaf()), SPAN_LIT("-----BEGIN CERTIFICATE-----\nMII")),
               CERT_INPUT_CHAIN, ERR_OK);
    assert_int_equal(notes(in), 1);
    /* A broken first certificate is an error, good helpers or not, and says where. */
    in = reads(FD_CAT(A, cert_pem(cut), cert_pem(leaf())), CERT_INPUT_CHAIN, ERR_DER_TRUNCATED);
    says(in, "byte 28 (byte 0 of object 1 decoded): ends in the middle");
    says(reads(span_head(leaf(), 100), CERT_INPUT_CHAIN, ERR_DER_TRUNCATED), "byte 0: ");
    says(reads(SPAN_LIT("-----BEGIN CERTIFICATE-----\nMI*\n-----END CERTIFICATE-----\n"),
               CERT_INPUT_CHAIN, ERR_BASE64),
         "byte 30: not base64 (RFC 4648 4)");
    reads(SPAN_LIT("-----BEGIN CERTIFICATE-----\nMII"), CERT_INPUT_CHAIN, ERR_PEM_END);
    /* Where any certificate will do, one good one does. */
    in = reads(FD_CAT(A, cert_pem(cut), cert_pem(leaf())), CERT_INPUT_CERTS, ERR_OK);
    assert_int_equal(notes(in), 1);
    reads(cert_pem(cut), CERT_INPUT_CERTS, ERR_DER_TRUNCATED);
}

/* What does not decode costs nothing that is kept, however often it stands there: the first ones
 * are reported, the rest is counted. */
static void test_many_broken(void **state)
{
    enum { MANY = 300000 };
    struct cert_input in;
    struct arena arena;
    uint8_t *p = fd_alloc(A, 2 * MANY);

    (void)state;
    for (size_t i = 0; i < MANY; i++)
        memcpy(p + 2 * i, "\x30\x00", 2);
    struct span tiny = span_of(p, 2 * MANY);
    const struct span files[] = {tiny, FD_CAT(A, tiny, crl()), pkcs7(tiny),
                                 kit_pem("PKCS7", pkcs7(tiny))};
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        arena_init(&arena, 4 << 20);
        assert_int_equal(
            cert_input_read(&in, kit_write("operand", files[i]), CERT_INPUT_CHAIN, &arena),
            ERR_DER_TRUNCATED);
        assert_int_equal(in.num_broken, MANY);
        assert_int_equal(in.num_dropped, MANY - CERT_INPUT_BROKEN);
        assert_int_equal(in.num_items, CERT_INPUT_BROKEN + (i == 1));
        assert_int_equal(notes(&in), CERT_INPUT_BROKEN - 1);
        says(&in, "operand: byte ");
        cert_input_close(&in);
        arena_free(&arena);
    }
    /* The first broken one of each kind is kept: it says what the file was meant to be. */
    const struct cert_input *good =
        reads(FD_CAT(A, tiny, span_head(crl(), crl().n - 1)), CERT_INPUT_CRLS, ERR_DER_TRUNCATED);
    assert_int_equal(good->items[good->culprit].item.kind, ITEM_CRL);
}

/* An input that has no room for one object more still has those that were read. */
static void test_no_room(void **state)
{
    struct cert_input in;
    struct arena small;
    const char *path = kit_write("operand", FD_CAT(A, FD_CAT(A, leaf(), leaf(), leaf(), leaf()),
                                                   FD_CAT(A, leaf(), leaf(), leaf(), leaf()),
                                                   leaf()));

    (void)state;
    for (size_t cap = 1000; cap < 60000; cap += 500) {
        arena_init(&small, cap);
        if (cert_input_read(&in, path, CERT_INPUT_CHAIN, &small) == ERR_LIMIT)
            assert_true(in.num_items == 0 || in.items != NULL);
        cert_input_close(&in);
        arena_free(&small);
    }
}

static void test_something_else(void **state)
{
    struct span alg = FD(A, DER_SEQUENCE, fd_oid(A, "1.3.101.112"));
    struct span encrypted = FD(A, DER_SEQUENCE, alg, fd_octets(A, SPAN_LIT("secret")));
    struct span public = FD(A, DER_SEQUENCE, alg, fd_bits(A, SPAN_LIT("key")));
    struct span pfx = FD(A, DER_SEQUENCE, fd_int(A, 3),
                         FD(A, DER_SEQUENCE, fd_oid(A, "1.2.840.113549.1.7.1")));
    struct span legacy = SPAN_LIT("-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\n"
                                  "Zm9v\n-----END RSA PRIVATE KEY-----\n");

    (void)state;
    says(reads(key(), CERT_INPUT_CHAIN, ERR_IS_PRIVATE_KEY), ": holds a private key");
    reads(legacy, CERT_INPUT_CHAIN, ERR_IS_ENCRYPTED_KEY);
    reads(encrypted, CERT_INPUT_CHAIN, ERR_IS_ENCRYPTED_KEY);
    reads(public, CERT_INPUT_CHAIN, ERR_IS_PUBLIC_KEY);
    reads(csr(), CERT_INPUT_CHAIN, ERR_IS_CSR);
    reads(kit_pem("CERTIFICATE REQUEST", csr()), CERT_INPUT_CHAIN, ERR_IS_CSR);
    reads(crl(), CERT_INPUT_CHAIN, ERR_IS_CRL);
    reads(pfx, CERT_INPUT_CHAIN, ERR_IS_PKCS12);
    reads(SPAN_LIT(""), CERT_INPUT_CHAIN, ERR_EMPTY_INPUT);
    reads(SPAN_LIT("hello"), CERT_INPUT_CHAIN, ERR_PEM_NONE);
    reads(SPAN_LIT("\xff\xfe-\0-\0"), CERT_INPUT_CHAIN, ERR_PEM_UTF16);
    reads(pkcs7((struct span){0}), CERT_INPUT_CHAIN, ERR_NO_CERTIFICATE);
    reads(FD(A, DER_SEQUENCE, fd_oid(A, "1.2.840.113549.1.7.3")), CERT_INPUT_CHAIN, ERR_PKCS7_FORM);
    reads(kit_pem("OPENSSH PRIVATE KEY", SPAN_LIT("x")), CERT_INPUT_CHAIN, ERR_IS_SSH_PRIVATE);
    reads(kit_pem("SOMETHING", SPAN_LIT("x")), CERT_INPUT_CHAIN, ERR_NO_CERTIFICATE);
    reads(root(), CERT_INPUT_CRLS, ERR_NO_CRL);
    const struct cert_input *in = reads(FD_CAT(A, root(), crl()), CERT_INPUT_CRLS, ERR_OK);
    assert_int_equal(in->num_crls, 1);
    reads(span_head(crl(), crl().n - 1), CERT_INPUT_CRLS, ERR_DER_TRUNCATED);
    in = reads(FD_CAT(A, key(), kit_pem("X509 CRL", crl())), CERT_INPUT_ANY, ERR_OK);
    assert_int_equal(in->num_items, 2);
}

static void test_unreadable(void **state)
{
    struct cert_input in;
    struct buf b;

    (void)state;
    assert_int_equal(cert_input_read(&in, "/nonexistent/operand", CERT_INPUT_CHAIN, A), ERR_OPEN);
    says(&in, "operand: cannot be opened: No such file or directory");
    cert_input_close(&in);
    assert_int_equal(cert_input_read(&in, "/tmp", CERT_INPUT_CHAIN, A), ERR_IS_DIRECTORY);
    cert_input_close(&in);
    const char *path = kit_write("operand", SPAN_LIT(""));
    assert_int_equal(truncate(path, (off_t)1 << 30), 0);
    assert_int_equal(cert_input_read(&in, path, CERT_INPUT_CHAIN, A), ERR_SIZE_LIMIT);
    assert_int_equal(reason_exit(err_reason(in.fail.err)), 6);
    says(&in, "(64 MiB)");
    cert_input_close(&in);
    /* A path's control characters do not reach the terminal. */
    assert_int_equal(cert_input_read(&in, "/none/\x1b[31m", CERT_INPUT_CHAIN, A), ERR_OPEN);
    buf_init(&b, 4096);
    cert_input_error(&b, &in);
    assert_int_equal(span_find(buf_span(&b), 0x1b), b.n);
    buf_free(&b);
    cert_input_close(&in);
}

static void test_session_cache(void **state)
{
    struct cert_input in;
    struct arena small;

    (void)state;
    const char *path = kit_write("operand", cert_pem(leaf()));
    for (size_t cap = 0; cap < 6000; cap += 100) {
        arena_init(&small, cap);
        enum err e = cert_input_read(&in, path, CERT_INPUT_CHAIN, &small);
        assert_true(e == ERR_LIMIT || e == ERR_OK);
        cert_input_close(&in);
        arena_free(&small);
    }
}

static int tear_down(void **state)
{
    cert_input_close(&input);
    return kit_tear_down(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_chain),          cmocka_unit_test(test_set),
        cmocka_unit_test(test_large_set),      cmocka_unit_test(test_broken),
        cmocka_unit_test(test_something_else), cmocka_unit_test(test_unreadable),
        cmocka_unit_test(test_session_cache),         cmocka_unit_test(test_many_broken),
        cmocka_unit_test(test_no_room),
    };

    return cmocka_run_group_tests(tests, kit_set_up, tear_down);
}
