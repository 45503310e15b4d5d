/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * crlite: the status of a certificate from a directory of CRLite filters (C2SP upki-revocation,
 * "Revocation check procedure").  The caller reads or maps the files.
 */
#ifndef TB_LIB_CRLITE_CRLITE_H
#define TB_LIB_CRLITE_CRLITE_H

#include "lib/crlite/crlite_index.h"

struct crlite_filter {
    const char *name;  /* for people */
    struct span bytes; /* of the file */
};

/* A directory: filter i is the one with name i of the index. */
struct crlite {
    struct crlite_index index;
    const struct crlite_filter *filters;
    const char *origin; /* the directory */
};

enum crlite_status {
    CRLITE_NOT_COVERED,  /* no filter covers the logs and times of the SCTs */
    CRLITE_NOT_ENROLLED, /* those that do were made without the CRLs of the issuer */
    CRLITE_NOT_REVOKED,
    CRLITE_REVOKED,
};

struct crlite_answer {
    enum crlite_status status;
    const struct crlite_filter *filter; /* the newest of those with this answer; NULL: none */
    uint64_t until; /* the latest time that it covers: milliseconds since 1970 */
};

/*
 * crlite_ask asks every filter that covers one of the query's SCTs.  *work pays 1 for each
 * CRLITE_WORK_BYTES bytes that are read; LIMIT if it is used up.  CRLITE_VERSION, CRLITE_FILTER:
 * one of the filters, out->filter, is malformed, and none says that the certificate is revoked.
 * CRLITE_COVERAGE: no filter covers what the index says.
 */
enum { CRLITE_WORK_BYTES = 512 };
enum err crlite_ask(struct crlite_answer *out, const struct crlite *crlite,
                    const struct crlite_query *query, uint64_t *work) MUST_CHECK;

#endif
