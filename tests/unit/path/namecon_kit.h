/* SPDX-License-Identifier: GPL-3.0-or-later */
/* namecon_kit: what the tests of these files share. */
#ifndef TB_TESTS_UNIT_PATH_NAMECON_KIT_H
#define TB_TESTS_UNIT_PATH_NAMECON_KIT_H

#include "lib/path/namecon.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "tests/factory/fext.h"
#include "tests/unit/path/arena_kit.h"

static const struct span none;

/* A certificate with these names; an empty san is none at all. */
static inline struct cert *cert(const char *subject, struct span san)
{
    struct cert *c = fd_alloc(&arena, sizeof *c);

    c->subject = fc_name(&arena, subject);
    if (san.n > 0)
        c->ext[EXT_SAN] =
            (struct cert_ext){.present = true, .val = fd_tlv(&arena, DER_SEQUENCE, san)};
    return c;
}

/* The constraints of a CA applied to c; what is malformed constrains nothing. */
static inline struct nc_result apply(struct span value, const struct cert *c, bool cn_is_host,
                                     struct budget *budget)
{
    struct namecons all = {.arena = &arena};
    struct cert ca = {.ext = {[EXT_NC] = {.present = true, .val = value}}};
    struct nc_result r, again;
    struct budget same = *budget;

    assert_int_equal(namecon_check(&r, &all, &ca, c, cn_is_host, budget), ERR_OK);
    /* What was kept gives the same, and costs the same. */
    assert_int_equal(namecon_check(&again, &all, &ca, c, cn_is_host, &same), ERR_OK);
    assert_int_equal(again.verdict, r.verdict);
    assert_int_equal(same.names, budget->names);
    return r;
}

static inline struct nc_result check(struct span permitted, struct span excluded,
                                     const struct cert *c, bool cn_is_host)
{
    struct budget budget = {.names = 1000};

    return apply(fc_nc(&arena, permitted, excluded), c, cn_is_host, &budget);
}

static inline enum nc_verdict san_verdict(struct span permitted, struct span excluded,
                                          struct span san)
{
    return check(permitted, excluded, cert("", san), false).verdict;
}

static inline void decode(struct span value, enum err want)
{
    struct fail f = {0};
    struct budget budget = {.names = 100};

    namecon_decode(value, &f);
    if (f.err != want)
        fail_msg("%s, not %s", err_id(f.err), err_id(want));
    assert_int_equal(namecon_applies(f.err), want == ERR_OK || want == ERR_NC_LEADING_DOT ||
                                                 want == ERR_NC_EMAIL_EMPTY ||
                                                 want == ERR_NC_URI_EMPTY);
    assert_int_equal(apply(value, cert("", none), false, &budget).verdict, NC_OK);
}

static inline void base(struct span name, enum err want)
{
    struct arena *a = &arena;

    decode(fc_nc(a, name, none), want);
    decode(fc_nc(a, none, name), want);
    decode(fc_nc(a, FD_CAT(a, fc_dns(a, "a"), name), fc_dns(a, "a")), want);
}

#endif
