/* SPDX-License-Identifier: GPL-3.0-or-later */
/* crlscope: which certificates and reasons a CRL speaks about (RFC 5280 6.3.3 (b), (c), (d)). */
#ifndef TB_LIB_PATH_CRLSCOPE_H
#define TB_LIB_PATH_CRLSCOPE_H

#include "lib/base/budget.h"
#include "lib/x509/crl.h"

/*
 * crlscope_implicit is the distribution point that stands for the CRLs that a certificate's
 * issuer publishes without naming them (6.3.3, last paragraph): its name is the issuer's.
 */
enum err crlscope_implicit(struct crl_dp *out, const struct cert *c,
                           struct arena *arena) MUST_CHECK;

enum scope {
    SCOPE_OTHER_ISSUER, /* the CRL is somebody else's */
    SCOPE_OUTSIDE,      /* it is for other certificates or distribution points */
    SCOPE_COVERS,
};

/* crlscope_of holds a complete CRL against a certificate at one of its distribution points.
 * LIMIT where the arena or the budget of comparisons is used up. */
enum err crlscope_of(enum scope *out, const struct crl *crl, const struct cert *c,
                     const struct crl_dp *dp, struct arena *arena,
                     struct budget *budget) MUST_CHECK;

/* crlscope_reasons is the interim reasons mask of 6.3.3 (d). */
uint32_t crlscope_reasons(const struct crl *crl, const struct crl_dp *dp);

/* crlscope_order sorts CRLs, the newest first: by thisUpdate, and by cRLNumber where that is the
 * same (5.2.3).  0: neither supersedes the other. */
int crlscope_order(const struct crl *a, const struct crl *b);

/* crlscope_extends: delta can be combined with this complete CRL: the same issuer, scope and key
 * identifier (6.3.3 (c)), and numbers that fit each other (5.2.4). */
bool crlscope_extends(const struct crl *delta, const struct crl *complete);

#endif
