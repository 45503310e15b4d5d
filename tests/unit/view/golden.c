/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tests/unit/view/golden.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "lib/base/file.h"
#include "tests/unit/view/viewkit.h"

enum { PATH_SIZE = 512, PAGE_CAP = 1 << 20 };

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

void golden_hold(const char *name, const char *ext, const struct buf *page, bool updates)
{
    const char *top = getenv("top_srcdir");
    char path[PATH_SIZE];
    struct file f;

    snprintf(path, sizeof path, "%s/tests/golden/%s.%s", top == NULL ? "." : top, name, ext);
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
