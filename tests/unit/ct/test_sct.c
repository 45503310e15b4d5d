/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/factory/flog.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])
#define NOW_MS       (FC_NOW * 1000)

/* A certificate with one timestamp, and what follows from it. */
struct scene {
    struct arena a;
    struct fc_spec leaf;
    struct cert cert;
    struct sct_entry entry;
    struct sct sct;
    struct keyinfo log;
};

static void open_scene(struct scene *s)
{
    arena_init(&s->a, 1 << 25);
    s->leaf = fc_leaf(&s->a);
}

static void parse_cert(struct cert *out, struct span der)
{
    struct fail fail = {0};

    assert_int_equal(cert_parse(out, der, &fail), ERR_OK);
}

static void parse_key(struct scene *s, enum fkey log)
{
    struct fail fail = {0};

    assert_int_equal(keyinfo_parse(&s->log, fkey_spki(&s->a, log), &fail), ERR_OK);
}

/* The only timestamp in the leaf. */
static enum err take(struct scene *s)
{
    struct fail fail = {0};
    struct span list, raw;

    parse_cert(&s->cert, fc_cert(&s->a, &s->leaf));
    assert_int_equal(sct_list_of_ext(&list, s->cert.ext[EXT_SCT_LIST].val, &fail), ERR_OK);
    assert_true(sct_list_next(&list, &raw, &fail));
    enum err e = sct_parse(&s->sct, raw, &fail);
    assert_int_equal(e, fail.err);
    assert_int_equal(list.n, 0);
    return e;
}

/* Verifies it as a judge does: over the precertificate, rebuilt from the certificate. */
static enum err verify(struct scene *s, enum sct_entry_type type)
{
    struct buf tbs, msg;

    s->entry = (struct sct_entry){.type = type, .body = s->cert.der};
    sct_entry_hash_issuer(&s->entry, fkey_spki(&s->a, s->leaf.issuer_key));
    buf_init(&tbs, 1 << 16);
    buf_init(&msg, 1 << 16);
    if (type == SCT_PRECERT_ENTRY) {
        assert_int_equal(precert_tbs(&tbs, &s->cert), ERR_OK);
        s->entry.body = buf_span(&tbs);
    }
    sct_signed(&msg, &s->sct, &s->entry);
    assert_int_equal(msg.err, ERR_OK);
    enum err e = sct_verify(&s->sct, &s->log, buf_span(&msg));
    buf_free(&tbs);
    buf_free(&msg);
    return e;
}

/* Each row: one thing that is not as it should be, and what verifying says. */
struct signed_row {
    const char *name;
    struct flog_spec spec;
    enum fkey key;
    enum sct_entry_type type;
    enum err want;
};

#define SPEC(...)                 \
    {                             \
        .ms = NOW_MS, __VA_ARGS__ \
    }
#define P256 FKEY_P256_D
#define RSA  FKEY_RSA2048_A

static const struct signed_row signed_rows[] = {
    {"good", SPEC(.log = P256), P256, SCT_PRECERT_ENTRY, ERR_OK},
    {"good, RSA", SPEC(.log = RSA), RSA, SCT_PRECERT_ENTRY, ERR_OK},
    {"another log's key", SPEC(.log = P256), FKEY_P256_E, SCT_PRECERT_ENTRY, ERR_SIG_MISMATCH},
    {"a bit of the signature", SPEC(.log = RSA, .corrupt = true), RSA, SCT_PRECERT_ENTRY,
     ERR_SIG_MISMATCH},
    {"an entry of another type", SPEC(.log = P256, .wrong_type = true), P256, SCT_PRECERT_ENTRY,
     ERR_SIG_MISMATCH},
    {"the certificate itself", SPEC(.log = P256), P256, SCT_X509_ENTRY, ERR_SIG_MISMATCH},
    {"another issuer", SPEC(.log = P256, .has_issuer = true, .issuer = FKEY_P256_A), P256,
     SCT_PRECERT_ENTRY, ERR_SIG_MISMATCH},
    {"SHA-384", SPEC(.log = P256, .hash = 5), P256, SCT_PRECERT_ENTRY, ERR_SCT_ALGORITHM},
    {"RSA said of ECDSA", SPEC(.log = P256, .kind = 1), P256, SCT_PRECERT_ENTRY, ERR_SCT_ALGORITHM},
    {"ECDSA said of RSA", SPEC(.log = RSA, .kind = 3), RSA, SCT_PRECERT_ENTRY, ERR_SCT_ALGORITHM},
    {"RSA of 1024 bits", SPEC(.log = FKEY_RSA1024_A), FKEY_RSA1024_A, SCT_PRECERT_ENTRY,
     ERR_SCT_ALGORITHM},
    {"P-384", SPEC(.log = FKEY_P384_A), FKEY_P384_A, SCT_PRECERT_ENTRY, ERR_SCT_ALGORITHM},
};

static void test_signatures(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(signed_rows); i++) {
        const struct signed_row *row = &signed_rows[i];
        struct scene s;

        open_scene(&s);
        flog_embed(&s.a, &s.leaf, &row->spec, 1);
        assert_int_equal(take(&s), ERR_OK);
        parse_key(&s, row->key);
        enum err e = verify(&s, row->type);
        if (e != row->want)
            print_error("%s: %s\n", row->name, err_id(e));
        assert_int_equal(e, row->want);
        arena_free(&s.a);
    }
}

/* The time and the extensions are signed. */
static void test_signed_fields(void **state)
{
    struct flog_spec spec = {.log = P256, .ms = NOW_MS};
    struct scene s;

    (void)state;
    open_scene(&s);
    spec.extensions = flog_index(&s.a, 7);
    flog_embed(&s.a, &s.leaf, &spec, 1);
    assert_int_equal(take(&s), ERR_OK);
    parse_key(&s, P256);
    assert_int_equal(verify(&s, SCT_PRECERT_ENTRY), ERR_OK);
    s.sct.timestamp_ms++;
    assert_int_equal(verify(&s, SCT_PRECERT_ENTRY), ERR_SIG_MISMATCH);
    s.sct.timestamp_ms--;
    s.sct.extensions = flog_index(&s.a, 8);
    assert_int_equal(verify(&s, SCT_PRECERT_ENTRY), ERR_SIG_MISMATCH);
    arena_free(&s.a);
}

/* A timestamp that a handshake brings is for the certificate as it is (RFC 6962 3.2). */
static void test_x509_entry(void **state)
{
    struct flog_spec spec = {.log = P256, .ms = NOW_MS};
    struct fail fail = {0};
    struct scene s;

    (void)state;
    open_scene(&s);
    parse_cert(&s.cert, fc_cert(&s.a, &s.leaf));
    struct sct_entry entry = {.type = SCT_X509_ENTRY, .body = s.cert.der};
    assert_int_equal(sct_parse(&s.sct, flog_sct(&s.a, &spec, &entry), &fail), ERR_OK);
    parse_key(&s, P256);
    assert_int_equal(verify(&s, SCT_X509_ENTRY), ERR_OK);
    arena_free(&s.a);
}

/* --- the form of a timestamp --------------------------------------------------------------- */

#define LOG    "0123456789abcdef0123456789abcdef"
#define TIME   "\0\0\x01\x9e\x80\x7a\xed\xf4"
#define SIGNED "\x04\x03\0\x02\xab\xcd"

static const struct {
    struct span raw;
    enum err want;
    int64_t index;
} forms[] = {
    {SPAN_INIT("\0" LOG TIME "\0\0" SIGNED), ERR_OK, -1},
    {SPAN_INIT("\0" LOG TIME "\0\0" SIGNED "x"), ERR_SCT_FORM, -1},
    {SPAN_INIT("\0" LOG TIME "\0\0\x04\x03\0\x03\xab\xcd"), ERR_SCT_FORM, -1},
    {SPAN_INIT("\0" LOG TIME "\0\x09" SIGNED), ERR_SCT_FORM, -1},
    {SPAN_INIT("\0" LOG), ERR_SCT_FORM, -1},
    {SPAN_INIT(""), ERR_SCT_FORM, -1},
    {SPAN_INIT("\x01" LOG TIME "\0\0" SIGNED), ERR_SCT_VERSION, -1},
    {SPAN_INIT("\0" LOG "\0\0\xe6\x77\xd2\x1f\xdb\xff\0\0" SIGNED), ERR_OK, -1},
    {SPAN_INIT("\0" LOG "\0\0\xe6\x77\xd2\x1f\xdc\0\0\0" SIGNED), ERR_SCT_TIME, -1},
    {SPAN_INIT("\0" LOG "\xff\xff\xff\xff\xff\xff\xff\xff\0\0" SIGNED), ERR_SCT_TIME, -1},
    /* Extensions: the index of a tiled log, and what is none. */
    {SPAN_INIT("\0" LOG TIME "\0\x08\0\0\x05\0\0\0\x01\x02" SIGNED), ERR_OK, 258},
    {SPAN_INIT("\0" LOG TIME "\0\x08\0\0\x05\xff\xff\xff\xff\xff" SIGNED), ERR_OK, SCT_INDEX_MAX},
    {SPAN_INIT("\0" LOG TIME "\0\x0b\x01\0\0\0\0\x05\0\0\0\0\x09" SIGNED), ERR_OK, 9},
    {SPAN_INIT("\0" LOG TIME "\0\x08\x02\0\x05\0\0\0\0\x09" SIGNED), ERR_OK, -1},
    {SPAN_INIT("\0" LOG TIME "\0\x07\0\0\x04\0\0\0\x09" SIGNED), ERR_OK, -1},
    {SPAN_INIT("\0" LOG TIME "\0\x09\0\0\x06\0\0\0\0\0\x09" SIGNED), ERR_OK, -1},
    {SPAN_INIT("\0" LOG TIME "\0\x09\0\0\x05\0\0\0\0\x09x" SIGNED), ERR_OK, -1},
    {SPAN_INIT("\0" LOG TIME "\0\x10\0\0\x05\0\0\0\0\x09\0\0\x05\0\0\0\0\x09" SIGNED), ERR_OK, -1},
};

static void test_forms(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(forms); i++) {
        struct fail fail = {0};
        struct sct sct;
        enum err e = sct_parse(&sct, forms[i].raw, &fail);

        if (e != forms[i].want || sct.leaf_index != forms[i].index)
            print_error("row %zu: %s, index %jd\n", i, err_id(e), (intmax_t)sct.leaf_index);
        assert_int_equal(e, forms[i].want);
        assert_int_equal(fail.err, e);
        assert_int_equal(sct.leaf_index, forms[i].index);
    }
}

static const struct {
    struct span list;
    size_t num; /* of timestamps before the end or the error */
    enum err want;
} lists[] = {
    {SPAN_INIT("\0\x03\0\x01x"), 1, ERR_OK},
    {SPAN_INIT("\0\x06\0\x01x\0\x01y"), 2, ERR_OK},
    {SPAN_INIT("\0\0"), 0, ERR_SCT_FORM},              /* an empty list */
    {SPAN_INIT("\0\x03\0\x01xy"), 0, ERR_SCT_FORM},    /* bytes after it */
    {SPAN_INIT("\0\x04\0\x01x"), 0, ERR_SCT_FORM},     /* it ends too soon */
    {SPAN_INIT("\0\x05\0\x01x\0\0"), 1, ERR_SCT_FORM}, /* an empty timestamp */
    {SPAN_INIT("\0\x05\0\x01x\0\x09"), 1, ERR_SCT_FORM},
    {SPAN_INIT("\0\x04\0\x01x\0"), 1, ERR_SCT_FORM},
    {SPAN_INIT(""), 0, ERR_SCT_FORM},
};

static void test_lists(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(lists); i++) {
        struct fail fail = {0};
        struct span list, raw;
        size_t num = 0;

        if (sct_list_open(&list, lists[i].list, &fail) != ERR_OK)
            assert_int_equal(list.n, 0);
        while (sct_list_next(&list, &raw, &fail))
            num++;
        assert_int_equal(num, lists[i].num);
        assert_int_equal(fail.err, lists[i].want);
    }
}

/* --- the precertificate -------------------------------------------------------------------- */

/* The rebuilt TBSCertificate is that of the certificate made without timestamps. */
static void rebuilds(struct scene *s, struct span value)
{
    struct fc_spec pre = s->leaf;
    struct cert without;
    struct buf tbs;

    fc_drop(&pre.exts, FLOG_OID_SCTS);
    fc_set(&s->leaf.exts, FLOG_OID_SCTS, false, value);
    parse_cert(&s->cert, fc_cert(&s->a, &s->leaf));
    parse_cert(&without, fc_cert(&s->a, &pre));
    buf_init(&tbs, 1 << 20);
    assert_int_equal(precert_tbs(&tbs, &s->cert), ERR_OK);
    assert_true(span_eq(buf_span(&tbs), without.tbs));
    buf_free(&tbs);
}

/* The list may be at any place among the extensions, and long enough to change the size of any
 * length around it. */
static void test_rebuilt(void **state)
{
    static const size_t sizes[] = {1, 100, 120, 130, 260, 65000};

    (void)state;
    for (size_t n = 0; n < COUNT(sizes); n++) {
        struct scene s;

        open_scene(&s);
        size_t num = s.leaf.exts.num;
        for (size_t place = 0; place <= num; place++) {
            struct span value = span_of(fd_alloc(&s.a, sizes[n]), sizes[n]);
            s.leaf = fc_leaf(&s.a);
            fc_add(&s.leaf.exts, FLOG_OID_SCTS, false, value);
            struct mint_ext moved = s.leaf.exts.list[place];
            s.leaf.exts.list[place] = s.leaf.exts.list[num];
            s.leaf.exts.list[num] = moved;
            rebuilds(&s, value);
        }
        arena_free(&s.a);
    }
}

/* Without another extension the field itself is absent. */
static void test_rebuilt_alone(void **state)
{
    struct scene s;

    (void)state;
    open_scene(&s);
    s.leaf.exts.num = 0;
    fc_add(&s.leaf.exts, FLOG_OID_SCTS, false, SPAN_LIT("x"));
    rebuilds(&s, SPAN_LIT("y"));
    arena_free(&s.a);
}

static void test_not_rebuilt(void **state)
{
    struct scene s;
    struct buf tbs;

    (void)state;
    open_scene(&s);
    buf_init(&tbs, 1 << 16);
    parse_cert(&s.cert, fc_cert(&s.a, &s.leaf));
    assert_int_equal(precert_tbs(&tbs, &s.cert), ERR_SCT_NOT_EMBEDDED);
    fc_add(&s.leaf.exts, FLOG_OID_SCTS, false, SPAN_LIT("x"));
    fc_add(&s.leaf.exts, FLOG_OID_SCTS, false, SPAN_LIT("x"));
    parse_cert(&s.cert, fc_cert(&s.a, &s.leaf));
    assert_int_equal(precert_tbs(&tbs, &s.cert), ERR_EXT_DUPLICATE);
    assert_int_equal(tbs.n, 0);
    buf_free(&tbs);
    arena_free(&s.a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_signatures),    cmocka_unit_test(test_signed_fields),
        cmocka_unit_test(test_x509_entry),    cmocka_unit_test(test_forms),
        cmocka_unit_test(test_lists),         cmocka_unit_test(test_rebuilt),
        cmocka_unit_test(test_rebuilt_alone), cmocka_unit_test(test_not_rebuilt),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
