/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Large and odd files of a store, and where systems keep theirs. */
#include "config.h"

#include "tests/unit/trust/store_kit.h"

/* Reads what lookups may have missed, as the judge does before a verdict of no. */
static bool finds_more(struct store *s)
{
    struct anchors anchors = store_anchors(s);

    return anchors.more(anchors.store, anchors.generation);
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

/* Whether the anchor of this name is one of the system's store. */
static bool is_system(struct store *s, const char *name)
{
    struct anchors anchors = store_anchors(s);
    const struct link *link = kit_find(&anchors, fc_name(A, name), 0);

    assert_non_null(link);
    return link->is_system;
}

/* What the options add is not the system's, unless the system has it too, in either order; what a
 * hashed directory yields later is what the directory is. */
static void test_is_system(void **state)
{
    struct places places;
    const char *used;
    size_t added;
    struct store *s = fresh();

    (void)state;
    kit_clear();
    const char *system = kit_write("system", kit_pem("CERTIFICATE", kit_root("CN=One", 1)));
    const char *own = kit_write("own", kit_pem("CERTIFICATE", kit_root("CN=Two", 2)));
    const char *both = kit_write("both", kit_pem("CERTIFICATE", kit_root("CN=One", 1)));
    const char *dir = kit_dir("dir"), *own_dir = kit_dir("own-dir");
    kit_write("dir/three.pem", kit_pem("CERTIFICATE", kit_root("CN=Three", 3)));
    kit_write("own-dir/four.pem", kit_pem("CERTIFICATE", kit_root("CN=Four", 4)));
    setenv("SSL_CERT_FILE", system, 1);
    setenv("SSL_CERT_DIR", dir, 1);
    assert_int_equal(places_system(&places, &kit_arena), ERR_OK);
    assert_int_equal(store_add_file(s, own, &added), ERR_OK);
    assert_int_equal(places_load(&places, s, &used, &added), ERR_OK);
    places_close(&places);
    assert_int_equal(store_add_file(s, both, &added), ERR_OK);
    assert_int_equal(store_add_dir(s, own_dir, &added), ERR_OK);
    assert_true(is_system(s, "CN=One"));
    assert_false(is_system(s, "CN=Two"));
    (void)finds_more(s); /* reads the directories */
    assert_true(is_system(s, "CN=Three"));
    assert_false(is_system(s, "CN=Four"));
    /* A copy in the system's store makes an own anchor the system's. */
    setenv("SSL_CERT_FILE", own, 1);
    unsetenv("SSL_CERT_DIR");
    assert_int_equal(store_add_system(s, &used, &added), ERR_OK);
    assert_true(is_system(s, "CN=Two"));
    store_free(s);
    unsetenv("SSL_CERT_FILE");
    kit_clear();
}

static void test_places(void **state)
{
    struct places places;
    const char *used;
    size_t added;
    struct store *s = fresh();

    (void)state;
    kit_clear();
    const char *empty = kit_write("empty", SPAN_LIT("nothing\n"));
    const char *dir = kit_dir("dir");
    const char *good = kit_write("good", kit_root("CN=One", 1));
    const char *later = kit_write("later", kit_root("CN=Two", 1));
    const char *list[] = {"/nonexistent", empty, dir, good, later};
    assert_int_equal(places_list(&places, list, sizeof list / sizeof *list, &kit_arena), ERR_OK);
    assert_int_equal(places_load(&places, s, &used, &added), ERR_OK);
    places_close(&places);
    assert_string_equal(used, good);
    assert_int_equal(added, 1);
    assert_string_equal(store_origin(s), good);
    store_free(s);

    s = fresh();
    const char *none[] = {"/nonexistent", empty, dir};
    assert_int_equal(places_list(&places, none, sizeof none / sizeof *none, &kit_arena), ERR_OK);
    assert_int_equal(places_load(&places, s, &used, &added), ERR_OK);
    places_close(&places);
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
        link = kit_find(anchors, buf_span(&b), 0);
        if (link == NULL || !name_eq(link->cert->subject, buf_span(&b)))
            abort();
        buf_free(&b);
    }
    return NULL;
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
        cmocka_unit_test(test_large),        cmocka_unit_test(test_long_subject),
        cmocka_unit_test(test_file_shrinks), cmocka_unit_test(test_unreadable),
        cmocka_unit_test(test_places),       cmocka_unit_test(test_is_system),
        cmocka_unit_test(test_env),          cmocka_unit_test(test_threads),
        cmocka_unit_test(test_collision),
    };

    return cmocka_run_group_tests(tests, kit_set_up, kit_tear_down);
}
