/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lint: what one certificate breaks of RFC 5280 and the CA/Browser Forum Baseline Requirements.
 *
 * A lint looks at the certificate alone and judges no trust: it is for those who issue certificates
 * and those who choose a CA.  lints.def has one row for each, with the section of the rule and the
 * day from which it is in force; a rule applies to certificates that were issued while it was.
 */
#ifndef TB_LIB_LINT_LINT_H
#define TB_LIB_LINT_LINT_H

#include "lib/x509/cert.h"

enum lint {
#define LINT(id, level, who, needs, check, arg, number, since, until, ref, text) LINT_##id,
#include "lib/lint/lints.def"
#undef LINT
    LINT_COUNT
};

enum lint_level { LINT_NOTICE, LINT_WARNING, LINT_ERROR };

enum lint_result {
    LINT_NOT_FOR,    /* the rule is about other certificates */
    LINT_NOT_THEN,   /* it was not in force when the certificate was issued */
    LINT_UNREADABLE, /* what it is about cannot be read, which other lints say */
    LINT_KEPT,
    LINT_BROKEN,
};

/* lint_run compares one certificate with a rule. */
enum lint_result lint_run(enum lint lint, const struct cert *cert);

/* The columns of lints.def.  lint_name writes the id with hyphens, "ca-subject-empty", and a
 * terminator. */
enum { LINT_NAME_SIZE = 40 };
void lint_name(char out[LINT_NAME_SIZE], enum lint lint);
enum lint_level lint_level(enum lint lint);
const char *lint_level_name(enum lint_level level); /* "error" */
const char *lint_ref(enum lint lint);               /* "RFC 5280 4.1.2.6" */
const char *lint_text(enum lint lint);              /* the breach in a sentence */

/*
 * The Baseline Requirements are for public CAs.  lint_is_for_public: the rule is one of theirs.
 * lint_says_public: the certificate itself says that they hold for it, by a policy of the
 * CA/Browser Forum (CA/B BR 7.1.6.1), or by SCTs or the poison of a precertificate (RFC 6962 3.1,
 * 3.3).  Roots say nothing.
 */
bool lint_is_for_public(enum lint lint);
bool lint_says_public(const struct cert *cert);

/* lint_level_in is the level of a rule that this certificate breaks: one that is for public CAs is
 * a notice if nothing says that its CA is public. */
enum lint_level lint_level_in(enum lint lint, const struct cert *cert);

/* lint_since writes the first day of the rule, "2012-07-01"; false if it has always been there. */
enum { LINT_DAY_SIZE = 12 };
bool lint_since(char out[LINT_DAY_SIZE], enum lint lint);

#endif
