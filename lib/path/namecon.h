/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * namecon: name constraints (RFC 5280 4.2.1.10, 6.1.3 (b) and (c), 6.1.4 (g)).
 *
 * Each CA's constraints are applied on their own to each certificate below it: the intersection
 * and union of 6.1.4 (g) come out the same, without building sets.
 */
#ifndef TB_LIB_PATH_NAMECON_H
#define TB_LIB_PATH_NAMECON_H

#include "lib/base/budget.h"
#include "lib/x509/cert.h"

enum nc_verdict {
    NC_OK,
    NC_EXCLUDED,       /* the name lies in an excluded subtree */
    NC_NOT_PERMITTED,  /* there are permitted subtrees of its kind, and it lies in none */
    NC_UNSUPPORTED,    /* a constraint of a kind that cannot be applied, and a name of that kind */
    NC_MALFORMED_NAME, /* a name is not of its kind's form, so it cannot be compared */
    NC_MALFORMED_CONSTRAINT, /* the constraint itself breaks a rule: see err */
    NC_LIMIT,                /* the budget is used up */
};

struct nc_result {
    enum nc_verdict verdict;
    struct gname name;   /* the name that was refused */
    struct span subtree; /* the GeneralSubtree's base that refused it, its content; may be empty */
    enum err err;        /* MALFORMED_*: the rule broken */
};

/*
 * namecon_check applies the constraints (the value of a CA's nameConstraints extension) to all
 * names of c: subjectAltName, the subject as a directoryName where it is not empty, the subject's
 * emailAddress attributes where there is no rfc822Name in the SAN (6.1.3 (b)), and, where
 * cn_is_host is set, a commonName that looks like a DNS name or IP address where the SAN holds
 * neither of the two: only then could anybody take the commonName for the host's name.  Excluded
 * beats permitted.  An otherName of type SmtpUTF8Mailbox is an e-mail address too (RFC 9598 6).
 */
void namecon_check(struct nc_result *out, struct span value, const struct cert *c, bool cn_is_host,
                   struct budget *budget);

/*
 * namecon_decode checks the encoding and form of a nameConstraints value (also its bases: DNS
 * without wildcard, IP of 8 or 32 bytes with a contiguous mask, minimum 0, no maximum, at least
 * one of permitted and excluded and each not empty).  A dNSName with a leading dot is
 * NC_LEADING_DOT where nothing else is wrong: namecon_check applies it nevertheless.
 */
void namecon_decode(struct span value, struct fail *fail);

#endif
