/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "trust/directory.h"
#include "trust/subject_hash.h"
#include "tests/unit/trust/trustkit.h"

#define A &kit_arena

/* Writes NAME.pem into d/ and, where link is true, the link that its subject asks for. */
static void put(const char *file, const char *subject, int serial, bool link)
{
    char name[64], hashed[64];
    uint32_t hash;
    unsigned number;

    snprintf(name, sizeof name, "d/%s.pem", file);
    kit_write(name, kit_pem("CERTIFICATE", kit_root(subject, serial)));
    if (!link || !subject_hash(&hash, fc_name(A, subject)))
        return;
    for (number = 0;; number++) {
        snprintf(hashed, sizeof hashed, "d/%08x.%u", (unsigned)hash, number);
        if (access(kit_path(hashed), F_OK) != 0)
            break;
    }
    snprintf(name, sizeof name, "%s.pem", file);
    kit_link(name, hashed);
}

/* Begins with an empty directory d. */
static void start(struct index *x)
{
    kit_clear();
    kit_dir("d");
    index_init(x);
}

/* The directories of the test that runs. */
static struct directory *opened_here[8];
static size_t num_opened;

static struct directory *open_dir(struct index *x, const char *path)
{
    struct opened_file opened;
    struct directory *d;

    (void)file_open(&opened, path); /* one that is not there is looked at all the same */
    assert_int_equal(directory_new(x, &d, path, &opened), ERR_OK);
    opened_here[num_opened++] = d;
    return d;
}

static void finish(struct index *x)
{
    while (num_opened > 0)
        directory_close(opened_here[--num_opened]);
    index_free(x);
}

static struct directory *look(struct index *x, size_t want)
{
    struct directory *d = open_dir(x, kit_path("d"));
    size_t added = 99;
    int sys_errno = 0;

    assert_int_equal(directory_look(x, d, &added, &sys_errno), ERR_OK);
    assert_int_equal(added, want);
    return d;
}

static size_t found(struct index *x, struct directory *d, const char *name)
{
    struct span subject = fc_name(A, name);
    size_t n = 0;
    struct kit_name prepared;

    assert_int_equal(directory_find(x, d, subject), ERR_OK);
    kit_name(&prepared, subject);
    while (index_find(x, &prepared.name, n) != NULL)
        n++;
    return n;
}

/* In a hashed directory a lookup opens what it needs and nothing else. */
static void test_hashed(void **state)
{
    struct index x;
    int sys_errno;

    (void)state;
    start(&x);
    put("one", "CN=One", 1, true);
    put("two", "CN=Two", 1, true);
    put("two-again", "CN=Two", 2, true);
    struct directory *d = look(&x, 3);
    assert_int_equal(x.num, 0);
    assert_int_equal(found(&x, d, "CN=Three"), 0);
    assert_int_equal(x.num, 0);
    assert_int_equal(found(&x, d, "CN=Two"), 2);
    assert_int_equal(x.num, 2);
    assert_int_equal(found(&x, d, "CN=Two"), 2);
    assert_int_equal(d->num_links, 1);
    /* All of it: each certificate once, though it has two names. */
    assert_int_equal(directory_read_all(&x, d, &sys_errno), ERR_OK);
    assert_int_equal(x.num, 3);
    assert_int_equal(d->num_links, 0);
    finish(&x);
}

/* What is open is reached whatever becomes of its name. */
static void test_renamed(void **state)
{
    struct index x;
    int sys_errno;

    (void)state;
    start(&x);
    put("one", "CN=One", 1, true);
    put("two", "CN=Two", 1, false);
    struct directory *d = look(&x, 1);
    assert_int_equal(rename(kit_path("d"), kit_path("elsewhere")), 0);
    assert_int_equal(found(&x, d, "CN=One"), 1);
    assert_int_equal(found(&x, d, "CN=Two"), 0);
    assert_int_equal(directory_read_all(&x, d, &sys_errno), ERR_OK);
    assert_int_equal(found(&x, d, "CN=Two"), 1);
    finish(&x);
}

/* A certificate that no link leads to is found before a verdict of no stands. */
static void test_not_linked(void **state)
{
    struct index x;
    int sys_errno;

    (void)state;
    start(&x);
    put("one", "CN=One", 1, true);
    put("forgotten", "CN=Forgotten", 1, false);
    struct directory *d = look(&x, 1);
    assert_int_equal(found(&x, d, "CN=Forgotten"), 0);
    assert_int_equal(directory_read_all(&x, d, &sys_errno), ERR_OK);
    assert_int_equal(found(&x, d, "CN=Forgotten"), 1);
    assert_int_equal(found(&x, d, "CN=One"), 1);
    finish(&x);
}

/* Without links, or with links named after another hash, everything is read at once. */
static void test_not_hashed(void **state)
{
    struct index x;

    (void)state;
    start(&x);
    put("one", "CN=One", 1, false);
    put("two", "CN=Two", 1, false);
    kit_write("d/README", SPAN_LIT("not a certificate"));
    kit_write("d/.hidden", kit_pem("CERTIFICATE", kit_root("CN=Hidden", 1)));
    kit_write("d/12345678.r0", SPAN_LIT("a CRL")); /* no link to a certificate */
    kit_dir("d/sub");
    assert_int_equal(mkfifo(kit_path("d/fifo"), 0600), 0); /* nobody waits for it */
    kit_link("nowhere", "d/dangling.pem");
    struct directory *d = look(&x, 2);
    assert_true(d->is_read);
    assert_int_equal(found(&x, d, "CN=One"), 1);
    assert_int_equal(found(&x, d, "CN=Hidden"), 0);
    finish(&x);

    start(&x);
    put("one", "CN=One", 1, false);
    put("two", "CN=Two", 1, false);
    kit_link("one.pem", "d/00000001.0");
    d = look(&x, 2);
    assert_true(d->is_read);
    assert_int_equal(found(&x, d, "CN=Two"), 1);
    finish(&x);

    /* Links that lead nowhere say nothing. */
    start(&x);
    put("one", "CN=One", 1, false);
    kit_link("gone.pem", "d/00000001.0");
    d = look(&x, 1);
    finish(&x);
}

/* A name without a reliable hash makes everything be read. */
static void test_unreliable(void **state)
{
    struct index x;

    (void)state;
    start(&x);
    put("one", "CN=One", 1, true);
    put("accent", "CN=\xc3\x89t\xc3\xa9", 1, false);
    struct directory *d = look(&x, 1);
    assert_int_equal(found(&x, d, "CN=\xc3\x89t\xc3\xa9"), 1);
    assert_true(d->is_read);
    finish(&x);
}

static void test_empty(void **state)
{
    struct index x;
    size_t added;
    int sys_errno = 0;

    (void)state;
    start(&x);
    look(&x, 0);
    struct directory *d = open_dir(&x, "/nonexistent");

    assert_int_equal(directory_look(&x, d, &added, &sys_errno), ERR_OPEN);
    assert_int_not_equal(sys_errno, 0);
    finish(&x);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hashed),     cmocka_unit_test(test_not_linked),
        cmocka_unit_test(test_not_hashed), cmocka_unit_test(test_unreliable),
        cmocka_unit_test(test_empty),      cmocka_unit_test(test_renamed),
    };

    return cmocka_run_group_tests(tests, kit_set_up, kit_tear_down);
}
