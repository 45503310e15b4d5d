/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store_kit: what the tests of these files share. */
#ifndef TB_TESTS_UNIT_TRUST_STORE_KIT_H
#define TB_TESTS_UNIT_TRUST_STORE_KIT_H

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

static inline struct store *fresh(void)
{
    struct store *s;

    assert_int_equal(store_new(&s), ERR_OK);
    return s;
}

/* How many anchors have this subject, each asked for as the judge does. */
static inline size_t found(struct store *s, const char *name)
{
    struct anchors anchors = store_anchors(s);
    struct span subject = fc_name(A, name);
    const struct link *link;
    size_t n = 0;

    while ((link = kit_find(&anchors, subject, n)) != NULL) {
        assert_true(name_eq(link->cert->subject, subject));
        assert_int_equal(link->source, SOURCE_ANCHOR);
        assert_non_null(link->origin);
        n++;
    }
    return n;
}

static inline size_t each(struct store *s)
{
    size_t n = 0;

    while (store_each(s, n) != NULL)
        n++;
    return n;
}

/* Loads one file and expects num anchors. */
static inline struct store *loads(struct span bytes, size_t num)
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

/* The same DER is one anchor, whatever its wrapping; the same name with another key is another. */
static inline void test_once(void **state)
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

#endif
