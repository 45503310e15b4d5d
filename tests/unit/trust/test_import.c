/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stores say about their anchors, as the store hands it on; the formats themselves are in
 * tests/cmd/stores.bats. */
#include "config.h"

#include <stdio.h>
#include <time.h>

#include "tests/unit/trust/store_kit.h"
#include "trust/import.h"

static struct buf text;

/* A file of p11-kit with one root; each line is an attribute. */
static void p11(struct span der, const char *lines)
{
    struct span pem = kit_pem("CERTIFICATE", der);

    buf_printf(&text, "[p11-kit-object-v1]\n%s\n", lines);
    buf_put(&text, pem);
}

static struct store *load(const char *name, enum err expected)
{
    struct store *s = fresh();
    size_t added;

    assert_int_equal(store_add_file(s, kit_write(name, buf_span(&text)), &added), expected);
    buf_truncate(&text, 0);
    return s;
}

static const struct link *first(struct store *s)
{
    const struct link *link = store_each(s, 0);

    assert_non_null(link);
    return link;
}

/* The entries of a listing: certificates, then what is distrusted without one. */
static void test_listing(void **state)
{
    struct store_cursor at = {0};
    struct store_entry entry;

    (void)state;
    p11(kit_root("CN=A", 1), "label: \"An %41\"\ntrusted: true");
    p11(kit_root("CN=B", 2), "label: \"B\"\nx-distrusted: true");
    buf_str(&text, "[p11-kit-object-v1]\nclass: certificate\nx-distrusted: true\n"
                   "issuer: \"0%00\"\nserial-number: \"%02%01%07\"\n");
    struct store *s = load("listing", ERR_OK);
    assert_int_equal(store_format(s), STORE_P11KIT);
    assert_int_equal(store_blocks(s), 2);

    assert_true(store_next(s, &at, &entry));
    assert_non_null(entry.link);
    assert_null(entry.block);
    assert_int_equal(entry.format, STORE_P11KIT);
    assert_int_equal(entry.link->unfit, 0);
    assert_true(span_eq(entry.link->terms->label, span_str("An A")));
    assert_true(store_next(s, &at, &entry));
    assert_non_null(entry.link);
    assert_non_null(entry.block);
    assert_true(entry.block->has_cert);
    assert_int_equal(entry.link->unfit, UINT32_MAX);
    assert_true(store_next(s, &at, &entry));
    assert_null(entry.link);
    assert_true(span_eq(entry.block->serial, SPAN_LIT("\x07")));
    assert_false(store_next(s, &at, &entry));
    store_free(s);
}

/* The same root in two files: terms that differ both hold, equal ones are there once. */
static void test_copies(void **state)
{
    size_t added;
    struct span root = kit_root("CN=A", 1);

    (void)state;
    p11(root, "trusted: true\nnss-server-distrust-after: \"200101000000Z\"");
    struct store *s = load("one", ERR_OK);
    p11(root, "trusted: true\nnss-server-distrust-after: \"210101000000Z\"");
    assert_int_equal(store_add_file(s, kit_write("two", buf_span(&text)), &added), ERR_OK);
    assert_int_equal(store_add_file(s, kit_write("three", buf_span(&text)), &added), ERR_OK);
    buf_truncate(&text, 0);
    const struct anchor_terms *terms = first(s)->terms;
    assert_int_equal(terms->server_distrust_after, 1609459200);
    assert_int_equal(terms->also->server_distrust_after, 1577836800);
    assert_null(terms->also->also);
    store_free(s);
}

/* Terms of two stores that differ in anything both hold. */
static void test_join(void **state)
{
    const struct anchor_terms none = ANCHOR_TERMS_NONE;
    struct anchor_terms other[8];

    (void)state;
    for (size_t i = 0; i < sizeof other / sizeof other[0]; i++)
        other[i] = none;
    other[0].server_distrust_after = 1;
    other[1].email_distrust_after = 1;
    other[2].issued_after = 1;
    other[3].sct_not_after = 1;
    other[4].sct_all_after = 1;
    other[5].path_len = 0;
    other[6].constraints = SPAN_LIT("\x30\x00");
    other[7].otherwise = &none;
    for (size_t i = 0; i < sizeof other / sizeof other[0]; i++) {
        const struct anchor_terms *joined;
        assert_int_equal(terms_join(&joined, &none, &other[i], A), ERR_OK);
        if (joined->also == NULL)
            fail_msg("the terms of row %zu are lost", i);
        assert_int_equal(terms_join(&joined, &other[i], &other[i], A), ERR_OK);
        assert_null(joined->also);
    }
}

/* Very many extensions for one key are refused rather than read again for each certificate. */
static void test_many_stapled(void **state)
{
    struct span root = kit_root("CN=A", 1), spki;
    struct fail fail = {0};
    struct cert cert;

    (void)state;
    assert_int_equal(cert_parse(&cert, root, &fail), ERR_OK);
    spki = kit_pem("PUBLIC KEY", cert.spki);
    for (int n = 64; n <= 65; n++) {
        p11(root, "trusted: true");
        for (int i = 0; i < n; i++) {
            buf_str(&text, "[p11-kit-object-v1]\nclass: x-certificate-extension\n"
                           "object-id: 1.2.3\nvalue: \"0%00\"\n");
            buf_put(&text, spki);
        }
        store_free(load("stapled", n == 64 ? ERR_OK : ERR_LIMIT));
    }
}

/* An anchor with very many different terms is refused rather than judged slowly. */
static void test_many_terms(void **state)
{
    (void)state;
    for (int year = 2000; year < 2040; year++) {
        char lines[80];
        snprintf(lines, sizeof lines, "trusted: true\nnss-server-distrust-after: \"%d0101000000Z\"",
                 year);
        p11(kit_root("CN=A", 1), lines);
    }
    store_free(load("many", ERR_LIMIT));
}

static const struct anchor_block *blocked(struct store *s, struct span der, uint32_t purposes)
{
    struct anchors anchors = store_anchors(s);
    struct fail fail = {0};
    struct cert cert;

    assert_int_equal(cert_parse(&cert, der, &fail), ERR_OK);
    return anchors.blocked(anchors.store, &cert, purposes);
}

/* A certificate, its issuer and number, its key: each finds it, and nothing else is found. */
static void test_blocked(void **state)
{
    struct blocklist list = {0};
    struct span a = kit_root("CN=A", 1), b = kit_root("CN=A", 2);
    struct fail fail = {0};
    struct cert cert_a, cert_b;

    (void)state;
    p11(a, "x-distrusted: true");
    struct store *s = load("blocked", ERR_OK);
    assert_non_null(blocked(s, a, EKU_SERVER));
    assert_null(blocked(s, b, EKU_SERVER));
    store_free(s);

    assert_int_equal(cert_parse(&cert_a, a, &fail), ERR_OK);
    assert_int_equal(cert_parse(&cert_b, b, &fail), ERR_OK);
    assert_null(blocklist_find(&list, &cert_a, UINT32_MAX));
    struct anchor_block block = {
        .purposes = EKU_EMAIL, .issuer = cert_a.issuer, .serial = cert_a.serial};
    assert_int_equal(blocklist_add(&list, &block, A), ERR_OK);
    assert_null(blocklist_find(&list, &cert_a, EKU_SERVER));
    assert_non_null(blocklist_find(&list, &cert_a, EKU_SERVER | EKU_EMAIL));
    assert_null(blocklist_find(&list, &cert_b, UINT32_MAX));
    block = (struct anchor_block){.purposes = UINT32_MAX, .spki = cert_b.spki};
    assert_int_equal(blocklist_add(&list, &block, A), ERR_OK);
    assert_non_null(blocklist_find(&list, &cert_b, EKU_SERVER));
    struct blocklist other = {0};
    block = (struct anchor_block){
        .purposes = UINT32_MAX, .issuer = fc_name(A, "CN=B"), .serial = cert_a.serial};
    assert_int_equal(blocklist_add(&other, &block, A), ERR_OK);
    assert_null(blocklist_find(&other, &cert_a, UINT32_MAX));
}

/* CAs that have a serial number in common are not compared with each other. */
static void test_many_blocks(void **state)
{
    enum { NUM = 60000, SECONDS = 4 };
    struct blocklist list = {0};
    struct cert cert = {.has_fingerprint = true};
    char name[16];

    (void)state;
    cert.serial = SPAN_LIT("\x07");
    clock_t start = clock();
    for (int i = 0; i < NUM; i++) {
        snprintf(name, sizeof name, "CN=%d", i);
        struct anchor_block block = {
            .purposes = UINT32_MAX, .issuer = fc_name(A, name), .serial = cert.serial};
        assert_int_equal(blocklist_add(&list, &block, A), ERR_OK);
        assert_int_equal(name_id_of(&cert.issuer_id, block.issuer), ERR_OK);
        assert_non_null(blocklist_find(&list, &cert, EKU_SERVER));
    }
    for (size_t i = 0; i < NUM; i++) {
        memcpy(cert.issuer_id.bytes, &i, sizeof i);
        assert_null(blocklist_find(&list, &cert, EKU_SERVER));
    }
    assert_true(clock() - start < SECONDS * CLOCKS_PER_SEC);
}

/* No part of a store makes an anchor that the whole would not, and a zero octet hides nothing. */
static void test_cut(void **state)
{
    struct span whole;

    (void)state;
    p11(kit_root("CN=B", 2), "x-distrusted: true");
    p11(kit_root("CN=A", 1), "trusted: true\nnss-server-distrust-after: \"%32%30%30101000000Z\"");
    assert_int_equal(arena_copy(A, &whole, buf_span(&text)), ERR_OK);
    buf_truncate(&text, 0);
    for (size_t n = 20; n + 2 < whole.n; n += 7) {
        struct store *s = fresh();
        size_t added;
        if (store_add_file(s, kit_write("cut", span_head(whole, n)), &added) == ERR_OK)
            assert_int_equal(found(s, "CN=A"), 0);
        store_free(s);
    }
    for (size_t n = 20; n < whole.n; n += 11) {
        struct store *s = fresh();
        size_t added;
        uint8_t octet = whole.p[n];
        ((uint8_t *)whole.p)[n] = 0;
        assert_int_equal(store_add_file(s, kit_write("zero", whole), &added), ERR_STORE_FORM);
        ((uint8_t *)whole.p)[n] = octet;
        store_free(s);
    }
}

/* A directory uses what its other files hold: of one that turns out to be damaged at its end, what
 * it distrusts might be lost, so nothing of it counts. */
static void test_damaged_in_directory(void **state)
{
    const char *dir = kit_dir("damaged");
    size_t added;

    (void)state;
    p11(kit_root("CN=A", 1), "trusted: true");
    p11(kit_root("CN=B", 2), "x-distrusted: true\nnss-server-distrust-after: \"nonsense\"");
    (void)kit_write("damaged/store.p11-kit", buf_span(&text));
    struct store *s = fresh();
    assert_int_equal(store_add_dir(s, dir, &added), ERR_OK);
    store_read_all(s);
    assert_int_equal(found(s, "CN=A"), 0);
    assert_int_equal(store_size(s), 0);
    store_free(s);
    buf_truncate(&text, 0);
}

/* An object of p11-kit behind plain PEM may distrust: such a file is no list of anchors. */
static void test_behind_pem(void **state)
{
    const size_t sizes[] = {0, 100 * 1024}; /* read whole, and in parts */

    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        buf_put(&text, kit_pem("CERTIFICATE", kit_root("CN=A", 1)));
        for (size_t n = 0; n < sizes[i]; n += strlen("# padding\n"))
            buf_str(&text, "# padding\n");
        p11(kit_root("CN=B", 2), "x-distrusted: true");
        struct store *s = load("behind", ERR_STORE_FORM);
        assert_int_equal(found(s, "CN=B"), 0);
        store_free(s);
    }
}

/* Mozilla's store as it is published: what its head says is in it. */
static void test_certdata(void **state)
{
    const char *vectors = getenv("TLSBOX_VECTORS");
    char path[4096];
    struct store *s = fresh();
    size_t added, servers = 0, mails = 0, dates = 0;
    const struct link *link;

    (void)state;
    snprintf(path, sizeof path, "%s/stores/certdata.txt",
             vectors != NULL ? vectors : "../shared/data");
    if (access(path, R_OK) != 0) {
        store_free(s);
        skip();
    }
    assert_int_equal(store_add_file(s, path, &added), ERR_OK);
    assert_int_equal(store_format(s), STORE_CERTDATA);
    for (size_t i = 0; (link = store_each(s, i)) != NULL; i++) {
        servers += (link->unfit & EKU_SERVER) == 0;
        mails += (link->unfit & EKU_EMAIL) == 0;
        dates += link->terms->server_distrust_after != INT64_MAX;
        assert_true(link->terms->label.n > 0);
    }
    assert_int_equal(servers, 121);
    assert_int_equal(mails, 90);
    assert_int_equal(dates, 6);
    store_free(s);
}

static int set_up(void **state)
{
    buf_init(&text, 1 << 22);
    return kit_set_up(state);
}

static int tear_down(void **state)
{
    buf_free(&text);
    return kit_tear_down(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_listing),      cmocka_unit_test(test_join),
        cmocka_unit_test(test_many_stapled), cmocka_unit_test(test_copies),
        cmocka_unit_test(test_many_terms),   cmocka_unit_test(test_blocked),
        cmocka_unit_test(test_many_blocks),  cmocka_unit_test(test_cut),
        cmocka_unit_test(test_certdata),     cmocka_unit_test(test_damaged_in_directory),
        cmocka_unit_test(test_behind_pem),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
