/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "lib/path/purpose.h"
#include "tests/unit/trust/trustkit.h"
#include "trust/places.h"
#include "trust/subject_hash.h"

#define A &kit_arena

static struct store *fresh(void)
{
    struct store *s;

    assert_int_equal(store_new(&s), ERR_OK);
    return s;
}

/* How many anchors have this subject, each asked for as the judge does. */
static size_t found(struct store *s, const char *name)
{
    struct anchors anchors = store_anchors(s);
    struct span subject = fc_name(A, name);
    const struct link *link;
    size_t n = 0;

    while ((link = anchors.find(anchors.store, subject, n)) != NULL) {
        assert_true(name_eq(link->cert->subject, subject));
        assert_int_equal(link->source, SOURCE_ANCHOR);
        assert_non_null(link->origin);
        n++;
    }
    return n;
}

/* Reads what lookups may have missed, as the judge does before a verdict of no. */
static bool finds_more(struct store *s)
{
    struct anchors anchors = store_anchors(s);

    return anchors.more(anchors.store, anchors.generation);
}

static size_t each(struct store *s)
{
    size_t n = 0;

    while (store_each(s, n) != NULL)
        n++;
    return n;
}

/* Loads one file and expects num anchors. */
static struct store *loads(struct span bytes, size_t num)
{
    struct store *s = fresh();
    size_t added = 99;

    assert_int_equal(store_add_file(s, kit_write("roots", bytes), &added), ERR_OK);
    /* Copies count as found. */
    assert_true(num == 0 ? added == 0 : added >= num);
    assert_int_equal(store_size(s), num);
    assert_int_equal(each(s), num);
    return s;
}

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

/* The same DER is one anchor, whatever its wrapping; the same name with another key is another. */
static void test_once(void **state)
{
    struct span one = kit_root("CN=One", 1), other = kit_root("CN=One", 2);
    struct buf crlf;
    struct store *s;
    size_t added;

    (void)state;
    buf_init(&crlf, 1 << 16);
    struct span text = kit_pem("CERTIFICATE", one);
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '\n')
            buf_u8(&crlf, '\r');
        buf_u8(&crlf, text.p[i]);
    }
    s = loads(FD_CAT(A, text, buf_span(&crlf), text, kit_pem("CERTIFICATE", other)), 2);
    assert_int_equal(found(s, "CN=One"), 2);
    assert_int_equal(store_add_file(s, kit_write("der", one), &added), ERR_OK);
    assert_int_equal(added, 1);
    assert_int_equal(found(s, "CN=One"), 2);
    store_free(s);
    buf_free(&crlf);
}

/* Two names of one hash (FNV-1a): the name decides, not the hash. */
static void test_collision(void **state)
{
    (void)state;
    assert_int_equal(name_hash(fc_name(A, "CN=costarring")), name_hash(fc_name(A, "CN=liquid")));
    struct store *s = loads(kit_pem("CERTIFICATE", kit_root("CN=costarring", 1)), 1);
    assert_int_equal(found(s, "CN=costarring"), 1);
    assert_int_equal(found(s, "CN=liquid"), 0);
    store_free(s);
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

/* A bundle larger than the window, with comments, odd blocks and one block larger than it. */
static void test_large(void **state)
{
    enum { ROOTS = 300 };
    struct buf b;
    struct fc_spec huge = fc_root(A);

    (void)state;
    buf_init(&b, 64 << 20);
    for (int i = 0; i < ROOTS; i++) {
        char name[32];
        snprintf(name, sizeof name, "CN=Root %d", i);
        buf_printf(&b, "\n# %s\n", name);
        buf_put(&b, kit_pem("CERTIFICATE", kit_root(name, i + 1)));
        if (i % 50 == 7)
            buf_str(&b, "-----BEGIN CERTIFICATE-----\nZm9v\n-----END X-----\n");
        if (i == 100) {
            uint8_t *filler = fd_alloc(A, 200000);
            fc_set(&huge.exts, FC_UNKNOWN_OID, false, fd_octets(A, span_of(filler, 200000)));
            buf_put(&b, kit_pem("CERTIFICATE", fc_cert(A, &huge)));
        }
    }
    struct store *s = loads(buf_span(&b), ROOTS + 1);
    for (int i = 0; i < ROOTS; i++) {
        char name[32];
        snprintf(name, sizeof name, "CN=Root %d", i);
        assert_int_equal(found(s, name), 1);
    }
    assert_int_equal(found(s, FC_ROOT_NAME), 1);
    store_free(s);
    buf_free(&b);
}

/* A subject that does not fit into the bytes that are looked at first. */
static void test_long_subject(void **state)
{
    char name[6000] = "CN=";

    (void)state;
    memset(name + 3, 'n', sizeof name - 4);
    struct store *s = loads(kit_pem("CERTIFICATE", kit_root(name, 1)), 1);
    assert_int_equal(found(s, name), 1);
    store_free(s);
}

static void test_file_shrinks(void **state)
{
    struct buf b;
    struct store *s = fresh();
    size_t added;

    (void)state;
    buf_init(&b, 1 << 24);
    for (int i = 0; i < 200; i++) {
        char name[32];
        snprintf(name, sizeof name, "CN=Root %d", i);
        buf_put(&b, kit_pem("CERTIFICATE", kit_root(name, i + 1)));
    }
    const char *path = kit_write("roots", buf_span(&b));
    assert_int_equal(store_add_file(s, path, &added), ERR_OK);
    assert_int_equal(added, 200);
    assert_int_equal(truncate(path, 2000), 0);
    /* No signal, no certificate, and the loss is known. */
    assert_int_equal(found(s, "CN=Root 150"), 0);
    assert_int_equal(store_size(s), 199);
    store_free(s);
    buf_free(&b);
}

static void test_unreadable(void **state)
{
    struct store *s = fresh();
    size_t added;

    (void)state;
    assert_int_equal(store_add_file(s, "/nonexistent", &added), ERR_OPEN);
    assert_int_not_equal(store_errno(s), 0);
    assert_int_equal(store_add_file(s, "/tmp", &added), ERR_IS_DIRECTORY);
    assert_int_equal(store_add_dir(s, "/nonexistent", &added), ERR_OPEN);
    assert_int_equal(store_size(s), 0);
    assert_string_equal(store_origin(s), "");
    store_free(s);
    store_free(NULL);
}

static void test_places(void **state)
{
    const char *used;
    size_t added;
    struct store *s = fresh();

    (void)state;
    kit_clear();
    const char *empty = kit_write("empty", SPAN_LIT("nothing\n"));
    const char *dir = kit_dir("dir");
    const char *good = kit_write("good", kit_root("CN=One", 1));
    const char *later = kit_write("later", kit_root("CN=Two", 1));
    const char *list[] = {"/nonexistent", empty, dir, good, later, NULL};
    assert_int_equal(places_add(s, list, &used, &added), ERR_OK);
    assert_string_equal(used, good);
    assert_int_equal(added, 1);
    assert_string_equal(store_origin(s), good);
    store_free(s);

    s = fresh();
    const char *none[] = {"/nonexistent", empty, dir, NULL};
    assert_int_equal(places_add(s, none, &used, &added), ERR_OK);
    assert_null(used);
    assert_int_equal(added, 0);
    store_free(s);
    kit_clear();
}

/* SSL_CERT_FILE and SSL_CERT_DIR: their union, and one may be missing. */
static void test_env(void **state)
{
    struct span one = kit_root("CN=One", 1), two = kit_root("CN=Two", 2);
    char dirs[256];
    const char *used;
    size_t added;

    (void)state;
    kit_clear();
    const char *file = kit_write("file", kit_pem("CERTIFICATE", one));
    const char *dir = kit_dir("dir");
    kit_write("dir/two.pem", kit_pem("CERTIFICATE", two));
    snprintf(dirs, sizeof dirs, "/nonexistent::%s", dir);

    struct store *s = fresh();
    setenv("SSL_CERT_FILE", file, 1);
    setenv("SSL_CERT_DIR", dirs, 1);
    assert_int_equal(store_add_system(s, &used, &added), ERR_OK);
    assert_true(added >= 1);
    assert_non_null(strstr(used, file));
    assert_int_equal(found(s, "CN=One"), 1);
    /* The directory is not hashed: what it holds comes at the latest before a no stands. */
    assert_true(found(s, "CN=Two") == 1 || finds_more(s));
    assert_int_equal(found(s, "CN=Two"), 1);
    assert_int_equal(each(s), 2);
    store_free(s);

    s = fresh();
    setenv("SSL_CERT_FILE", "/nonexistent", 1);
    assert_int_equal(store_add_system(s, &used, &added), ERR_OK);
    assert_int_equal(added, 1);
    assert_int_equal(found(s, "CN=Two"), 1);
    store_free(s);

    s = fresh();
    unsetenv("SSL_CERT_DIR");
    assert_int_equal(store_add_system(s, &used, &added), ERR_OK);
    assert_int_equal(added, 0); /* and no other place is asked */
    assert_null(used);
    store_free(s);
    unsetenv("SSL_CERT_FILE");
    kit_clear();
}

static void *look(void *arg)
{
    struct anchors *anchors = arg;

    for (int i = 0; i < 200; i++) {
        char name[32];
        const struct link *link;
        struct buf b;
        snprintf(name, sizeof name, "Root %d", i % 100);
        buf_init(&b, 256);
        /* SEQUENCE { SET { SEQUENCE { 2.5.4.3, UTF8String } } } */
        uint8_t n = (uint8_t)strlen(name);
        uint8_t head[] = {0x30, (uint8_t)(n + 11),
                          0x31, (uint8_t)(n + 9),
                          0x30, (uint8_t)(n + 7),
                          0x06, 3,
                          0x55, 4,
                          3,    0x0c,
                          n};
        buf_put(&b, span_of(head, sizeof head));
        buf_str(&b, name);
        link = anchors->find(anchors->store, buf_span(&b), 0);
        if (link == NULL || !name_eq(link->cert->subject, buf_span(&b)))
            abort();
        buf_free(&b);
    }
    return NULL;
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

static void test_threads(void **state)
{
    struct buf b;
    pthread_t threads[4];

    (void)state;
    buf_init(&b, 1 << 24);
    for (int i = 0; i < 100; i++) {
        char name[32];
        snprintf(name, sizeof name, "CN=Root %d", i);
        buf_put(&b, kit_pem("CERTIFICATE", kit_root(name, i + 1)));
    }
    struct store *s = fresh();
    size_t added;
    assert_int_equal(store_add_file(s, kit_write("roots", buf_span(&b)), &added), ERR_OK);
    struct anchors anchors = store_anchors(s);
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, look, &anchors), 0);
    for (size_t i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    store_free(s);
    buf_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_forms),
        cmocka_unit_test(test_once),
        cmocka_unit_test(test_broken),
        cmocka_unit_test(test_trusted),
        cmocka_unit_test(test_trusted_copies),
        cmocka_unit_test(test_trusted_order),
        cmocka_unit_test(test_like_fronts),
        cmocka_unit_test(test_like_subjects),
        cmocka_unit_test(test_large),
        cmocka_unit_test(test_long_subject),
        cmocka_unit_test(test_file_shrinks),
        cmocka_unit_test(test_unreadable),
        cmocka_unit_test(test_places),
        cmocka_unit_test(test_env),
        cmocka_unit_test(test_threads),
        cmocka_unit_test(test_collision),
    };

    return cmocka_run_group_tests(tests, kit_set_up, kit_tear_down);
}
