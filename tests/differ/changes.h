/* SPDX-License-Identifier: GPL-3.0-or-later */
/* changes: those that changes_exts.c and changes_names.c make, as rows of changes.c. */
#ifndef TB_TESTS_DIFFER_CHANGES_H
#define TB_TESTS_DIFFER_CHANGES_H

#include "tests/differ/breed.h"

/* Names and what they are compared with. */
void change_subject(struct kin *k, size_t i);
void change_issuer(struct kin *k, size_t i);
void change_constraints(struct kin *k, size_t i);
void change_names(struct kin *k, size_t i);

/* Other extensions, and CRLs. */
void change_basic(struct kin *k, size_t i);
void change_usage(struct kin *k, size_t i);
void change_purposes(struct kin *k, size_t i);
void change_identifiers(struct kin *k, size_t i);
void change_policies(struct kin *k, size_t i);
void change_extension(struct kin *k, size_t i);
void change_order(struct kin *k, size_t i);
void change_crl(struct kin *k, size_t i);

#endif
