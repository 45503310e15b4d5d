/* SPDX-License-Identifier: GPL-3.0-or-later */
/* crlscope: which certificates and reasons a CRL speaks about (RFC 5280 6.3.3 (b), (c), (d)). */
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

/* The distribution points of a certificate, and behind them the one that stands for the CRLs which
 * its issuer publishes without naming them (6.3.3, last paragraph): that has the issuer's name. */
struct crl_points {
    struct crl_point *list;
    size_t num;
};

/* crlscope_points reads a certificate's points, once for all CRLs.  LIMIT as for crlscope_of. */
enum err crlscope_points(struct crl_points *out, const struct cert *cert, struct arena *arena,
                         struct budget *budget) MUST_CHECK;

/* A CRL, and what is read of it when it is asked for. */
struct crl_known {
    const struct crl *crl;
    bool is_read;               /* name is, that of the issuingDistributionPoint; */
    struct crl_point_name name; /* full has the relative one, too */
};

enum scope {
    SCOPE_OTHER_ISSUER, /* the CRL is somebody else's */
    SCOPE_OUTSIDE,      /* it is for other certificates or distribution points */
    SCOPE_COVERS,
};

/* crlscope_of holds a complete CRL against a certificate at one of its distribution points.
 * LIMIT where the arena or the budget of comparisons is used up. */
enum err crlscope_of(enum scope *out, struct crl_known *known, const struct cert *cert,
                     const struct crl_point *point, struct arena *arena,
                     struct budget *budget) MUST_CHECK;

/* crlscope_reasons is the interim reasons mask of 6.3.3 (d). */
uint32_t crlscope_reasons(const struct crl *crl, const struct crl_point *point);

/* crlscope_order sorts CRLs, the newest first: by thisUpdate, and by cRLNumber where that is the
 * same (5.2.3).  0: neither supersedes the other. */
int crlscope_order(const struct crl *a, const struct crl *b);

/* crlscope_extends: delta goes on where this complete CRL ends: the same issuer, scope and key
 * identifier (6.3.3 (c)), and a higher number. */
bool crlscope_extends(const struct crl *delta, const struct crl *complete);

/* crlscope_reaches: nothing is missing between the two, and they can be combined (5.2.4). */
bool crlscope_reaches(const struct crl *delta, const struct crl *complete);

#endif
