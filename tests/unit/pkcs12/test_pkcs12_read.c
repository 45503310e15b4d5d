/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/pkcs12/pkcs12.h"

#include "lib/asn1/derput.h"
#include "lib/base/b64.h"
#include "tests/unit/crypto/kit.h"
#include "tests/unit/crypto/kit_rng.h"

static const char vector[] =
#include "tests/unit/pkcs12/rfc9579.def"
    ;

enum { VECTOR_ITEMS = 2, VECTOR_WORK = 3 * 2048 };

static struct arena a;
static struct span rfc;

static int open_arena(void **state)
{
    struct fail fail = {0};
    struct buf b;

    (void)state;
    arena_init(&a, 16 << 20);
    buf_init(&b, 1 << 13);
    assert_int_equal(b64_decode(&b, span_str(vector), &fail), ERR_OK);
    rfc = fd_copy(&a, buf_span(&b));
    buf_free(&b);
    return 0;
}

static int close_arena(void **state)
{
    (void)state;
    arena_free(&a);
    return 0;
}

static enum err read_with(struct pkcs12 *file, struct span bytes, struct span passphrase,
                          uint64_t iterations)
{
    const struct pkcs12_terms terms = {passphrase, &iterations, &a};
    struct fail fail = {0};

    enum err err = pkcs12_read(file, bytes, &terms, &fail);
    assert_int_equal(err, fail.err);
    return err;
}

/* Reads and forgets. */
static enum err try(struct span bytes, const char *passphrase)
{
    struct pkcs12 file;
    enum err err = read_with(&file, bytes,
                             passphrase == NULL ? (struct span){0} : span_str(passphrase), 100000);

    pkcs12_free(&file);
    return err;
}

static void test_rfc(void **state)
{
    struct pkcs12 file;
    struct buf label;

    (void)state;
    assert_true(is_pkcs12(rfc));
    assert_int_equal(read_with(&file, rfc, SPAN_LIT("1234"), VECTOR_WORK), ERR_OK);
    assert_int_equal(file.num, VECTOR_ITEMS);
    assert_int_equal(file.integrity, PKCS12_CHECKED);
    assert_int_equal(file.items[0].kind, PKCS12_CERT);
    assert_int_equal(file.items[1].kind, PKCS12_KEY);
    assert_true(file.items[0].key_id.n == 20 &&
                span_eq(file.items[0].key_id, file.items[1].key_id));
    assert_false(pkcs12_is_old(&file));
    buf_init(&label, 200);
    pbe_label(&label, &file.mac);
    assert_true(span_eq(buf_span(&label), SPAN_LIT("PBMAC1 with HMAC-SHA-256, PBKDF2 with "
                                                   "HMAC-SHA-256, 2048 iterations")));
    buf_free(&label);
    pkcs12_free(&file);
}

/* A wrong passphrase differs from none, and the budget is one for the whole file. */
static void test_passphrases(void **state)
{
    struct pkcs12 file;

    (void)state;
    assert_int_equal(try(rfc, "12345"), ERR_PASSPHRASE_WRONG);
    assert_int_equal(try(rfc, ""), ERR_PASSPHRASE_WRONG);
    assert_int_equal(try(rfc, NULL), ERR_PASSPHRASE_MISSING);
    assert_int_equal(read_with(&file, rfc, SPAN_LIT("1234"), VECTOR_WORK - 1),
                     ERR_PASSPHRASE_LIMIT);
    pkcs12_free(&file);
    assert_int_equal(read_with(&file, rfc, SPAN_LIT("1234"), 2047), ERR_PASSPHRASE_LIMIT);
    pkcs12_free(&file);
    assert_int_equal(read_with(&file, rfc, (struct span){0}, 2048), ERR_PASSPHRASE_MISSING);
    assert_int_equal(file.integrity, PKCS12_NOT_CHECKED);
    assert_int_equal(file.num_locked, VECTOR_ITEMS);
    pkcs12_free(&file);
}

/* Where a byte string is in the file. */
static size_t find(struct span bytes, struct span what)
{
    size_t at = 0;

    while (at + what.n <= bytes.n && memcmp(bytes.p + at, what.p, what.n) != 0)
        at++;
    assert_true(at + what.n <= bytes.n);
    return at;
}

/* RFC 9579 A.4 to A.6: another number of iterations, another salt, no length of the key.  The first
 * two are changes of the file; for the third, its length is made too short instead. */
static void test_pbmac1(void **state)
{
    struct span salt =
        SPAN_LIT("\x04\x08\x6f\x47\x3c\x38\xb0\x2e\x31\x73\x02\x02\x08\x00\x02\x01\x20");
    size_t at = find(rfc, salt);

    (void)state;
    assert_int_equal(try(kit_changed(&a, rfc, at + 13, 1), "1234"), ERR_PASSPHRASE_WRONG);
    assert_int_equal(try(kit_changed(&a, rfc, at + 2, 1), "1234"), ERR_PASSPHRASE_WRONG);
    assert_int_equal(try(kit_changed(&a, rfc, at + 16, 0x20 ^ 19), "1234"), ERR_PBE_FORM);
    assert_int_equal(try(kit_changed(&a, rfc, at + 16, 0x20 ^ 20), "1234"), ERR_PASSPHRASE_WRONG);
    assert_int_equal(try(kit_changed(&a, rfc, at + 16, 0xa0), "1234"), ERR_PBE_FORM);
}

/* No byte that the MAC covers can be changed without being noticed. */
static void test_every_byte(void **state)
{
    /* What is before and after: the head of the PFX, and MacData. */
    size_t first = find(rfc, SPAN_LIT("\x30\x82\x09\xee")),
           last = find(rfc, SPAN_LIT("\x30\x79\x30\x6d"));

    (void)state;
    for (size_t i = first; i < last; i += 11)
        assert_int_equal(try(kit_changed(&a, rfc, i, 0x10), "1234"), ERR_PASSPHRASE_WRONG);
}

static void test_cut(void **state)
{
    (void)state;
    for (size_t n = 0; n < rfc.n; n += 13)
        assert_int_not_equal(try(span_head(rfc, n), "1234"), ERR_OK);
}

/* --- made here ------------------------------------------------------------------------------ */

#define DATA  "1.2.840.113549.1.7.1"
#define BAG   "1.2.840.113549.1.12.10.1."
#define PKCS9 "1.2.840.113549.1.9."

static struct span seq(struct span content)
{
    return fd_tlv(&a, DER_SEQUENCE, content);
}

static struct span content_info(const char *type, struct span content)
{
    return seq(FD_CAT(&a, fd_oid(&a, type), fd_tlv(&a, DER_CTXC(0), content)));
}

static struct span octets(struct span content)
{
    return fd_tlv(&a, DER_OCTET_STRING, content);
}

/* A PFX without a MAC, of one part with these bags. */
static struct span pfx(struct span bags)
{
    struct span safe = seq(content_info(DATA, octets(seq(bags))));

    return seq(FD_CAT(&a, fd_hex(&a, "020103"), content_info(DATA, octets(safe))));
}

static struct span cert_bag(struct span cert, struct span attributes)
{
    struct span value =
        seq(FD_CAT(&a, fd_oid(&a, PKCS9 "22.1"), fd_tlv(&a, DER_CTXC(0), octets(cert))));

    return seq(FD_CAT(&a, fd_oid(&a, BAG "3"), fd_tlv(&a, DER_CTXC(0), value), attributes));
}

static struct span attribute(const char *type, struct span value)
{
    return seq(FD_CAT(&a, fd_oid(&a, type), fd_tlv(&a, DER_SET, value)));
}

static void test_attributes(void **state)
{
    /* "ä", U+1F600, half a pair */
    struct span name = fd_tlv(&a, DER_BMP_STRING, fd_hex(&a, "00e4d83dde00d83d"));
    struct span set = fd_tlv(
        &a, DER_SET,
        FD_CAT(&a, attribute(PKCS9 "20", name), attribute(PKCS9 "21", octets(SPAN_LIT("id"))),
               attribute("2.16.840.1.113894.746875.1.1", fd_oid(&a, "2.5.29.37.0"))));
    struct span file_bytes = pfx(
        FD_CAT(&a, cert_bag(SPAN_LIT("one"), set), cert_bag(SPAN_LIT("two"), (struct span){0})));
    struct pkcs12 file;

    (void)state;
    assert_int_equal(read_with(&file, file_bytes, (struct span){0}, 0), ERR_OK);
    assert_int_equal(file.integrity, PKCS12_NO_MAC);
    assert_int_equal(file.num, 2);
    assert_true(span_eq(file.items[0].der, SPAN_LIT("one")));
    assert_true(span_eq(file.items[0].name, SPAN_LIT("\xc3\xa4\xf0\x9f\x98\x80\xef\xbf\xbd")));
    assert_true(span_eq(file.items[0].key_id, SPAN_LIT("id")));
    assert_true(file.items[0].is_java_trusted);
    assert_true(span_eq(file.items[1].der, SPAN_LIT("two")));
    assert_false(file.items[1].is_java_trusted);
    assert_int_equal(file.items[1].name.n + file.items[1].key_id.n, 0);
    pkcs12_free(&file);
}

/* Bags of other kinds are counted; bags in bags are read, up to a depth. */
static void test_bags(void **state)
{
    struct span secret =
        seq(FD_CAT(&a, fd_oid(&a, BAG "5"), fd_tlv(&a, DER_CTXC(0), seq(SPAN_LIT("")))));
    struct span key =
        seq(FD_CAT(&a, fd_oid(&a, BAG "1"), fd_tlv(&a, DER_CTXC(0), seq(SPAN_LIT("\x05\x00")))));
    struct span nested = FD_CAT(&a, secret, key);
    struct pkcs12 file;

    (void)state;
    for (unsigned depth = 1; depth < 6; depth++) {
        enum err err = read_with(&file, pfx(nested), SPAN_LIT(""), 0);
        assert_int_equal(err, depth <= 4 ? ERR_OK : ERR_DER_DEPTH);
        if (err == ERR_OK) {
            assert_int_equal(file.num, 1);
            assert_int_equal(file.num_skipped, 1);
            assert_int_equal(file.items[0].kind, PKCS12_KEY);
            assert_true(span_eq(file.items[0].der, SPAN_LIT("\x30\x02\x05\x00")));
        }
        pkcs12_free(&file);
        nested = seq(FD_CAT(&a, fd_oid(&a, BAG "6"), fd_tlv(&a, DER_CTXC(0), seq(nested))));
    }
}

/* BER: indefinite lengths, and the data in parts. */
static void test_ber(void **state)
{
    struct span safe =
        seq(content_info(DATA, octets(seq(cert_bag(SPAN_LIT("c"), fd_hex(&a, ""))))));
    struct span half = span_head(safe, 20), rest = span_tail(safe, 20);
    struct span end = fd_hex(&a, "0000");
    struct span parts = FD_CAT(&a, fd_hex(&a, "2480"), octets(half), octets(rest), end);
    struct span info =
        FD_CAT(&a, fd_hex(&a, "3080"), fd_oid(&a, DATA), fd_hex(&a, "a080"), parts, end, end);
    struct span bytes = FD_CAT(&a, fd_hex(&a, "3080020103"), info, end, fd_hex(&a, ""));
    struct pkcs12 file;

    (void)state;
    assert_true(is_pkcs12(bytes));
    assert_int_equal(read_with(&file, bytes, SPAN_LIT(""), 0), ERR_OK);
    assert_int_equal(file.num, 1);
    assert_true(span_eq(file.items[0].der, SPAN_LIT("c")));
    pkcs12_free(&file);
}

static void test_refused(void **state)
{
    struct span version4 =
        seq(FD_CAT(&a, fd_hex(&a, "020104"), content_info(DATA, octets(seq(fd_hex(&a, ""))))));
    struct span is_signed = seq(FD_CAT(&a, fd_hex(&a, "020103"),
                                       content_info("1.2.840.113549.1.7.2", seq(fd_hex(&a, "")))));
    struct span enveloped = seq(
        FD_CAT(&a, fd_hex(&a, "020103"),
               content_info(
                   DATA, octets(seq(content_info("1.2.840.113549.1.7.3", seq(fd_hex(&a, ""))))))));
    struct span other = seq(
        FD_CAT(&a, fd_hex(&a, "020103"),
               content_info(
                   DATA, octets(seq(content_info("1.2.840.113549.1.7.5", seq(fd_hex(&a, ""))))))));

    (void)state;
    assert_int_equal(try(version4, ""), ERR_PKCS12_FORM);
    assert_int_equal(try(is_signed, ""), ERR_PKCS12_PUBLIC);
    assert_int_equal(try(enveloped, ""), ERR_PKCS12_PUBLIC);
    assert_int_equal(try(other, ""), ERR_PKCS12_FORM);
    assert_int_equal(try(fd_hex(&a, "3003020103"), ""), ERR_PKCS12_FORM);
    assert_int_equal(try(fd_hex(&a, ""), ""), ERR_PKCS12_FORM);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rfc),     cmocka_unit_test(test_passphrases),
        cmocka_unit_test(test_pbmac1),  cmocka_unit_test(test_every_byte),
        cmocka_unit_test(test_cut),     cmocka_unit_test(test_attributes),
        cmocka_unit_test(test_bags),    cmocka_unit_test(test_ber),
        cmocka_unit_test(test_refused),
    };

    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
