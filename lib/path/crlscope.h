/* SPDX-License-Identifier: GPL-3.0-or-later */
/* crlscope: which certificates and reasons a CRL covers (RFC 5280 6.3.3 (b), (c), (d)). */
#ifndef TB_LIB_PATH_CRLSCOPE_H
#define TB_LIB_PATH_CRLSCOPE_H

#include "lib/path/crlnames.h"
#include "lib/x509/crl.h"

/* A DistributionPointName (4.2.1.13), of a certificate or of a CRL. */
struct crl_point_name {
    bool present;
    struct crlnames full;
    struct span relative; /* content of nameRelativeToCRLIssuer, or empty */
};

/* A distribution point of a certificate. */
struct crl_point {
    struct crl_point_name name;
    uint32_t reasons;
    bool has_issuer; /* cRLIssuer is there */
    struct crlnames issuer;
};

/*
 * The distribution points of a certificate.  The last element is not in the certificate: it has the
 * issuer's name and stands for the CRLs which the issuer publishes without naming them (6.3.3, last
 * paragraph).
 */
struct crl_points {
    struct crl_point *list;
    size_t num;
};

/* crlscope_points reads a certificate's points into the arena, once for all CRLs.  LIMIT as for
 * crlscope_of. */
enum err crlscope_points(struct crl_points *out, const struct cert *cert, struct arena *arena,
                         struct budget *budget) MUST_CHECK;

/* A CRL, and the name of its distribution point, which is read when it is first needed. */
struct crl_known {
    const struct crl *crl;
    bool is_read;               /* `name` was read from issuingDistributionPoint */
    struct crl_point_name name; /* a relative name is in `full`, too */
};

enum scope {
    SCOPE_OTHER_ISSUER, /* the CRL is from another issuer */
    SCOPE_OUTSIDE,      /* it is for other certificates or distribution points */
    SCOPE_COVERS,
};

/* crlscope_of finds whether a complete CRL covers a certificate at one of its distribution points.
 * LIMIT if the arena or the budget of comparisons is used up. */
enum err crlscope_of(enum scope *out, struct crl_known *known, const struct cert *cert,
                     const struct crl_point *point, struct arena *arena,
                     struct budget *budget) MUST_CHECK;

/* crlscope_reasons is the interim reasons mask of 6.3.3 (d). */
uint32_t crlscope_reasons(const struct crl *crl, const struct crl_point *point);

/* crlscope_order compares two CRLs for sorting, the newest first: by thisUpdate, then by cRLNumber
 * (5.2.3). 0: neither supersedes the other. */
int crlscope_order(const struct crl *a, const struct crl *b);

/* crlscope_extends: the delta CRL updates this complete CRL: the same issuer, scope and key
 * identifier (6.3.3 (c)), and a higher number. */
bool crlscope_extends(const struct crl *delta, const struct crl *complete);

/* crlscope_reaches: the delta's base is not newer than the complete CRL, so that no change between
 * the two is missing and they can be combined (5.2.4). */
bool crlscope_reaches(const struct crl *delta, const struct crl *complete);

#endif
