/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * harness: what the conformance harnesses share: certificates and CRLs from PEM or DER, anchors
 * from a list, the tally of verdicts.
 */
#ifndef TB_TESTS_HARNESS_HARNESS_H
#define TB_TESTS_HARNESS_HARNESS_H

#include <jansson.h>

#include "lib/path/judge.h"

/* Certificates of one case; everything lives in the arena. */
struct links {
    struct link *list;
    size_t num, cap;
};

/* These are false where the text does not decode: *why says what is wrong. */
bool links_add_pem(struct links *l, struct arena *a, const char *pem, enum source s, enum err *why);
bool links_add_der(struct links *l, struct arena *a, struct span der, enum source s, enum err *why);

struct crls {
    const struct crl **list;
    size_t num, cap;
};
bool crls_add_pem(struct crls *l, struct arena *a, const char *pem, enum err *why);
bool crls_add_der(struct crls *l, struct arena *a, struct span der, enum err *why);

/* Anchors from a list. */
struct anchors links_anchors(struct links *l);

/* The tally. */
struct tally {
    unsigned agree, false_accept, false_reject, skipped;
};

/* tally_add counts a verdict and prints a line where it is not the expected one. */
void tally_add(struct tally *t, const char *id, bool expected, bool got, const char *why);
void tally_skip(struct tally *t, const char *id, const char *why);

/* tally_end prints the last line; the exit code. */
int tally_end(const struct tally *t);

/* Strings and arrays of a JSON object; NULL or 0 where they are missing. */
const char *json_text(const json_t *o, const char *key);

/* The reason of a report's headline, with its rule, for people: into the arena. */
const char *report_why(const struct report *r);

#endif
