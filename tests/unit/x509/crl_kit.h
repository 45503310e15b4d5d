/* SPDX-License-Identifier: GPL-3.0-or-later */
/* crl_kit: what the tests of these files share. */
#ifndef TB_TESTS_UNIT_X509_CRL_KIT_H
#define TB_TESTS_UNIT_X509_CRL_KIT_H

#include "lib/x509/crl.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/factory/factory.h"

struct fixture {
    struct arena arena;
    struct fc_spec ca;
    struct fc_crl spec;
    struct crl crl;
    struct fail fail;
};

static inline int setup(void **state)
{
    struct fixture *x = calloc(1, sizeof *x);

    if (x == NULL)
        return -1;
    arena_init(&x->arena, 64 << 20);
    x->ca = fc_intermediate(&x->arena);
    x->spec = fc_crl_of(&x->arena, &x->ca);
    *state = x;
    return 0;
}

static inline int teardown(void **state)
{
    struct fixture *x = *state;

    arena_free(&x->arena);
    free(x);
    return 0;
}

static inline enum err parse(struct fixture *x)
{
    x->fail = (struct fail){0};
    return crl_parse(&x->crl, fc_crl(&x->arena, &x->spec), &x->fail);
}

/* The CRL decodes and breaks this rule first. */
#define assert_defect(x, e)                                              \
    do {                                                                 \
        assert_int_equal(parse(x), ERR_OK);                              \
        assert_true((x)->crl.num_defects > 0);                           \
        assert_string_equal(err_id((x)->crl.defects[0].err), err_id(e)); \
    } while (0)

#define assert_sound(x)                            \
    do {                                           \
        assert_int_equal(parse(x), ERR_OK);        \
        assert_int_equal((x)->crl.num_defects, 0); \
    } while (0)

static inline bool finds(struct fixture *x, struct span serial, struct span issuer,
                         struct crl_entry *out)
{
    struct cert c = {.serial = serial, .issuer = issuer};
    uint64_t work = 100;
    bool found;

    assert_int_equal(name_id_of(&c.issuer_id, issuer), ERR_OK);
    assert_int_equal(crl_find(&found, out, &x->crl, &c, &work), ERR_OK);
    return found;
}

static inline struct span idp_of(struct fixture *x, struct fc_idp idp)
{
    return fc_idp(&x->arena, idp);
}

#endif
