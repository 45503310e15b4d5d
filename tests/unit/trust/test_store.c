/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tests/unit/trust/store_kit.h"

static void test_forms(void **state)
{
    struct span one = kit_root("CN=One", 1), two = kit_root("CN=Two", 2);

    (void)state;
    struct store *s = loads(FD_CAT(A, SPAN_LIT("# One\n"), kit_pem("CERTIFICATE", one),
                                   kit_pem("X509 CERTIFICATE", two)),
                            2);
    assert_int_equal(found(s, "CN=One"), 1);
    assert_int_equal(found(s, "CN=two"), 1); /* RFC 5280 7.1: case is folded */
    assert_int_equal(found(s, "CN=Three"), 0);
    assert_string_equal(store_origin(s), kit_path("roots"));
    store_free(s);
    store_free(loads(one, 1));
    store_free(loads(FD_CAT(A, one, two), 2));
    store_free(loads(SPAN_LIT(""), 0));
    store_free(loads(SPAN_LIT("no certificate\n"), 0));
    struct span p7 = FD(A, DER_SEQUENCE, fd_oid(A, "1.2.840.113549.1.7.2"),
                        FD(A, DER_CTXC(0),
                           FD(A, DER_SEQUENCE, fd_int(A, 1), fd_tlv(A, DER_SET, (struct span){0}),
                              FD(A, DER_SEQUENCE, fd_oid(A, "1.2.840.113549.1.7.1")),
                              FD(A, DER_CTXC(0), one, two), fd_tlv(A, DER_SET, (struct span){0}))));
    s = loads(p7, 2);
    assert_int_equal(found(s, "CN=Two"), 1);
    store_free(s);
    store_free(loads(kit_pem("PKCS7", p7), 2));
    store_free(loads(kit_pem("CERTIFICATE", p7), 2));
}

/* What is broken is left out, and the others stand. */
static void test_broken(void **state)
{
    struct span one = kit_root("CN=One", 1), two = kit_root("CN=Two", 2);
    struct span begin = SPAN_LIT("-----BEGIN CERTIFICATE-----\n");

    (void)state;
    struct store *s = loads(FD_CAT(A, kit_pem("CERTIFICATE", span_head(one, one.n - 1)),
                                   kit_pem("CERTIFICATE", FD_CAT(A, one, SPAN_LIT("x"))),
                                   kit_pem("CERTIFICATE", two)),
                            1);
    assert_int_equal(found(s, "CN=One"), 0);
    assert_int_equal(found(s, "CN=Two"), 1);
    store_free(s);
    store_free(loads(FD_CAT(A, begin, kit_pem("CERTIFICATE", two)), 1));
    store_free(loads(FD_CAT(A, begin, SPAN_LIT("MII*\n-----END CERTIFICATE-----\n"),
                            kit_pem("CERTIFICATE", two)),
                     1));
    store_free(loads(FD_CAT(A, kit_pem("PRIVATE KEY", two), kit_pem("CERTIFICATE", two)), 1));
    store_free(loads(kit_pem("CERTIFICATE", span_head(one, 20)), 0));
    store_free(loads(span_head(one, 100), 0));
}

/* Trust settings behind a certificate: RFC 5280 purposes as OIDs. */
static struct span trusted(const char *trust, const char *reject)
{
    struct span der = kit_root("CN=One", 1), settings = {0};

    if (trust != NULL)
        settings = FD(A, DER_SEQUENCE, fd_oid(A, trust));
    if (reject != NULL)
        settings = FD_CAT(A, settings, FD(A, DER_CTXC(0), fd_oid(A, reject)));
    return kit_pem("TRUSTED CERTIFICATE", FD_CAT(A, der, fd_tlv(A, DER_SEQUENCE, settings)));
}

/* For which purposes the one anchor of a file is one: a letter each. */
static const char *fits(struct span file)
{
    static const char letters[] = "scmx*";
    static char out[sizeof letters];
    struct store *s = loads(file, 1);
    char *end = out;

    for (int p = PURPOSE_SERVER; p <= PURPOSE_ANY; p++) {
        if ((store_each(s, 0)->unfit & purpose_trust((enum purpose)p)) == 0)
            *end++ = letters[p];
    }
    *end = 0;
    store_free(s);
    return out;
}

static void test_trusted(void **state)
{
    struct span plain = kit_pem("CERTIFICATE", kit_root("CN=One", 1));
    struct span odd = FD_CAT(A, kit_root("CN=One", 1), SPAN_LIT("\x30\x02\x30\x05"));
    struct span none = FD_CAT(A, kit_root("CN=One", 1), SPAN_LIT("\x30\x02\x30\x00"));

    (void)state;
    assert_string_equal(fits(plain), "scmx*");
    assert_string_equal(fits(kit_pem("TRUSTED CERTIFICATE", kit_root("CN=One", 1))), "scmx*");
    assert_string_equal(fits(trusted(NULL, NULL)), "scmx*");
    assert_string_equal(fits(trusted(FC_EKU_SERVER, NULL)), "s");
    assert_string_equal(fits(trusted(FC_EKU_CLIENT, NULL)), "c");
    assert_string_equal(fits(trusted(FC_EKU_EMAIL, NULL)), "m");
    assert_string_equal(fits(trusted("1.3.6.1.5.5.7.3.3", NULL)), "x");
    assert_string_equal(fits(trusted("1.2.3", NULL)), "");
    assert_string_equal(fits(trusted(FC_EKU_ANY, NULL)), "scmx*");
    assert_string_equal(fits(trusted(NULL, FC_EKU_SERVER)), "cmx");
    assert_string_equal(fits(trusted(NULL, FC_EKU_CLIENT)), "smx");
    assert_string_equal(fits(trusted(NULL, FC_EKU_EMAIL)), "scx");
    assert_string_equal(fits(trusted(NULL, "1.3.6.1.5.5.7.3.3")), "scm");
    assert_string_equal(fits(trusted(NULL, "1.2.3")), "scmx");
    assert_string_equal(fits(trusted(NULL, FC_EKU_ANY)), "");
    assert_string_equal(fits(trusted(FC_EKU_SERVER, FC_EKU_SERVER)), "");
    assert_string_equal(fits(trusted(FC_EKU_ANY, FC_EKU_SERVER)), "cmx");
    assert_string_equal(fits(kit_pem("TRUSTED CERTIFICATE", none)), "");
    assert_string_equal(fits(kit_pem("TRUSTED CERTIFICATE", odd)), "");
}

/* Settings that are not read to their end, or in another order, might reject. */
static void test_trusted_order(void **state)
{
    struct span root = kit_root("CN=One", 1);
    struct span client = fd_oid(A, FC_EKU_CLIENT), server = fd_oid(A, FC_EKU_SERVER);
    struct span named = FD(A, DER_SEQUENCE, server), rejected = FD(A, DER_CTXC(0), client);
    struct span label = fd_tlv(A, DER_UTF8_STRING, SPAN_LIT("a name"));
    struct span id = fd_tlv(A, DER_OCTET_STRING, SPAN_LIT("id"));
    struct span other = FD(A, DER_CTXC(1), FD(A, DER_SEQUENCE, server));
    const struct {
        struct span settings;
        const char *fits;
    } rows[] = {
        {FD(A, DER_SEQUENCE, named, rejected, label, id, other), "s"},
        {FD(A, DER_SEQUENCE, label, id), "scmx*"},
        {FD(A, DER_SEQUENCE, other), "scmx*"},
        {FD(A, DER_SEQUENCE, rejected, named), ""},
        {FD(A, DER_SEQUENCE, label, rejected), ""},
        {FD(A, DER_SEQUENCE, rejected, rejected), ""},
        {FD(A, DER_SEQUENCE, named, named), ""},
        {FD(A, DER_SEQUENCE, fd_tlv(A, DER_CTX(0), client)), ""},
        {FD(A, DER_SEQUENCE, FD(A, DER_SET, client)), ""},
        {FD_CAT(A, FD(A, DER_SEQUENCE, named), FD(A, DER_SEQUENCE, rejected)), ""},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct span file = FD_CAT(A, root, rows[i].settings);
        assert_string_equal(fits(kit_pem("TRUSTED CERTIFICATE", file)), rows[i].fits);
    }
}

/* Of several copies each may name further purposes; what one rejects is rejected, in any order and
 * however each is encoded. */
static void test_trusted_copies(void **state)
{
    struct span plain = kit_pem("CERTIFICATE", kit_root("CN=One", 1));
    struct span server = trusted(FC_EKU_SERVER, NULL), client = trusted(FC_EKU_CLIENT, NULL);
    struct span no_client = trusted(NULL, FC_EKU_CLIENT);
    const struct {
        struct span a, b;
        const char *fits;
    } rows[] = {{plain, no_client, "smx"},
                {server, no_client, "smx"},
                {client, no_client, "smx"},
                {plain, server, "scmx*"},
                {server, client, "sc"}};
    struct store *s;
    size_t added;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_string_equal(fits(FD_CAT(A, rows[i].a, rows[i].b)), rows[i].fits);
        assert_string_equal(fits(FD_CAT(A, rows[i].b, rows[i].a)), rows[i].fits);
    }
    /* From two files: both count as read, though there is one anchor. */
    s = loads(plain, 1);
    const struct link *before = store_each(s, 0);
    assert_int_equal(store_add_file(s, kit_write("more", no_client), &added), ERR_OK);
    assert_int_equal(added, 1);
    assert_int_equal(store_size(s), 1);
    assert_int_equal(store_each(s, 0)->unfit & purpose_trust(PURPOSE_CLIENT), EKU_CLIENT);
    assert_int_equal(before->unfit, 0);
    store_free(s);
}

/* The processor's time is bounded for what a file may hold. */
enum { SECONDS = 4 };

static bool is_within_time(clock_t start)
{
    return clock() - start < SECONDS * CLOCKS_PER_SEC;
}

/* What has the same front is not decoded again for each of the others. */
static void test_like_fronts(void **state)
{
    enum { NUM = 5000 };
    struct span empty = FD(A, DER_SEQUENCE, (struct span){0});
    struct store *s = fresh();
    struct buf b;
    size_t added;

    (void)state;
    buf_init(&b, 1 << 24);
    for (uint8_t pem = 0; pem < 2; pem++) {
        for (unsigned i = 0; i < NUM; i++) {
            uint8_t bytes[] = {pem, (uint8_t)(i >> 8), (uint8_t)i};
            struct span tbs = FD(A, DER_SEQUENCE, fd_int(A, 7), empty, empty, empty, empty,
                                 fd_tlv(A, DER_OCTET_STRING, span_of(bytes, sizeof bytes)));
            struct span front = FD(A, DER_SEQUENCE, tbs);
            buf_put(&b, pem ? kit_pem("CERTIFICATE", front) : front);
        }
        struct span file = buf_span(&b);
        clock_t start = clock();
        assert_int_equal(store_add_file(s, kit_write("roots", file), &added), ERR_OK);
        assert_true(is_within_time(start));
        buf_truncate(&b, 0);
    }
    buf_free(&b);
    store_free(s);
}

/* Certificates with one subject are not compared with each other if their numbers differ. */
static void test_like_names(void **state)
{
    enum { NUM = 60000 };
    struct span empty = FD(A, DER_SEQUENCE, (struct span){0});
    struct store *s = fresh();
    struct buf b;
    size_t added;

    (void)state;
    buf_init(&b, 1 << 24);
    for (int i = 0; i < NUM; i++) {
        struct span tbs =
            FD(A, DER_SEQUENCE, fd_int(A, 0x10000 + i), empty, empty, empty, empty, empty);
        buf_put(&b, FD(A, DER_SEQUENCE, tbs));
    }
    const char *path = kit_write("roots", buf_span(&b));
    clock_t start = clock();
    assert_int_equal(store_add_file(s, path, &added), ERR_OK);
    assert_int_equal(added, NUM);
    assert_true(is_within_time(start));
    buf_free(&b);
    store_free(s);
}

#define EE(text) text text

/* A name is not prepared for comparison again for each anchor that bears it. */
static void test_like_subjects(void **state)
{
    enum { NUM = 500, LETTERS = 9 };
    char name[] = "CN=aaaaaaaaa" EE(EE(EE(EE("ÉÉÉÉÉÉÉ"))));
    struct buf b;

    (void)state;
    buf_init(&b, 1 << 24);
    for (int i = 0; i < NUM; i++) {
        for (int bit = 0; bit < LETTERS; bit++)
            name[3 + bit] = (i >> bit & 1) != 0 ? 'A' : 'a';
        buf_put(&b, kit_root(name, i + 1));
    }
    struct store *s = loads(buf_span(&b), NUM);
    clock_t start = clock();
    assert_int_equal(found(s, name), NUM);
    assert_true(is_within_time(start));
    store_free(s);
    buf_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_forms),          cmocka_unit_test(test_once),
        cmocka_unit_test(test_broken),         cmocka_unit_test(test_trusted),
        cmocka_unit_test(test_trusted_copies), cmocka_unit_test(test_trusted_order),
        cmocka_unit_test(test_like_fronts),    cmocka_unit_test(test_like_names),
        cmocka_unit_test(test_like_subjects),
    };

    return cmocka_run_group_tests(tests, kit_set_up, kit_tear_down);
}
