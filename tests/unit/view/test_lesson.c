/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The lessons of three recorded connections, byte for byte as in tests/golden, in both languages,
 * as text and as HTML.  After a change that is meant:
 *
 *     make update-lessons
 *
 * and then look at what git diff says.
 */
#include "config.h"

#include "lib/view/lesson.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "lib/base/file.h"
#include "tests/unit/view/hskit.h"

enum { PATH_SIZE = 512, PAGE_CAP = 1 << 20 };

static bool updates;

static const struct golden {
    const char *name, *vectors;
} goldens[] = {
    {"rsa12", HSKIT_RSA},
    {"ecdhe12", HSKIT_ECDHE},
    {"13", HSKIT_13},
};

static void golden_path(char out[PATH_SIZE], const struct golden *g, enum lang lang, bool html)
{
    const char *top = getenv("top_srcdir");

    snprintf(out, PATH_SIZE, "%s/tests/golden/lesson-%s.%s.%s", top == NULL ? "." : top, g->name,
             lang_code(lang), html ? "html" : "txt");
}

/* Shows the first line that differs, in both. */
static void show(struct span wanted, struct span found)
{
    unsigned line = 1;

    for (;; line++) {
        struct span a = span_head(wanted, span_find(wanted, '\n'));
        struct span b = span_head(found, span_find(found, '\n'));
        if (!span_eq(a, b) || a.n == wanted.n) {
            print_error("line %u\n- %.*s\n+ %.*s\n", line, (int)a.n, (const char *)a.p, (int)b.n,
                        (const char *)b.p);
            return;
        }
        wanted = span_tail(wanted, a.n + 1);
        found = span_tail(found, b.n + 1);
    }
}

static void hold(const char *path, const struct buf *page)
{
    struct file f;

    assert_int_equal(page->err, ERR_OK);
    assert_true(kit_is_safe(buf_span(page)));
    if (updates) {
        FILE *out = fopen(path, "w");
        assert_non_null(out);
        assert_int_equal(fwrite(page->p, 1, page->n, out), page->n);
        assert_int_equal(fclose(out), 0);
        return;
    }
    assert_int_equal(file_read(&f, path, PAGE_CAP), ERR_OK);
    bool same = span_eq(f.bytes, buf_span(page));
    if (!same)
        show(f.bytes, buf_span(page));
    file_close(&f);
    if (!same)
        fail_msg("%s is another one: see the head of this test", path);
}

/* The recordings have no chain worth a verdict: the factory's is judged in its place. */
static void open_golden(struct hskit *k, const struct golden *g)
{
    hskit_open(k, g->vectors, true);
    hskit_run(k);
    fc_rekey(&k->kit.t.arena, &k->kit.leaf, FKEY_RSA2048_A);
    k->view.reason = kit_judge(&k->kit);
    assert_int_equal(k->view.reason, REASON_OK);
    k->view.report = &k->kit.t.report;
    k->view.judged = &k->kit.in;
}

static void test_golden(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof goldens / sizeof goldens[0]; i++) {
        struct hskit k;
        open_golden(&k, &goldens[i]);
        for (int lang = 0; lang < LANG_COUNT; lang++) {
            char path[PATH_SIZE];
            struct buf page;
            buf_init(&page, PAGE_CAP);
            hs_lesson(&page, &k.view, (enum lang)lang, &k.kit.style);
            golden_path(path, &goldens[i], (enum lang)lang, false);
            hold(path, &page);
            buf_truncate(&page, 0);
            hs_lesson_html(&page, &k.view, (enum lang)lang);
            golden_path(path, &goldens[i], (enum lang)lang, true);
            hold(path, &page);
            buf_wipe(&page);
        }
        hskit_close(&k);
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_golden),
    };

    updates = argc > 1 && strcmp(argv[1], "update") == 0;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
