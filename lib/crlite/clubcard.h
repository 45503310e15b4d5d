/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * clubcard: a CRLite filter, version 4 of the format in C2SP upki-revocation ("Filter file
 * format").
 *
 * A filter is a set of revoked certificates in a few bits for each.  It has a part for each issuer,
 * and answers for certificates that were logged in the logs and times of its coverage.  Spans point
 * into the file, of which a question reads little: the coverage, the issuers, and a few words.
 */
#ifndef TB_LIB_CRLITE_CLUBCARD_H
#define TB_LIB_CRLITE_CLUBCARD_H

#include "lib/base/err.h"

enum { CLUBCARD_VERSION = 4, CRLITE_ID_SIZE = 32 };

/* When a log promised to log a certificate: what an SCT says (RFC 6962 3.2). */
struct crlite_sct {
    const uint8_t *log_id; /* CRLITE_ID_SIZE bytes */
    uint64_t timestamp;    /* milliseconds since 1970 */
};

/* The certificate in question. */
struct crlite_query {
    const uint8_t *issuer; /* SHA-256 of the issuer's SubjectPublicKeyInfo */
    struct span serial;    /* content of the INTEGER */
    const struct crlite_sct *scts;
    size_t num_scts;
};

struct clubcard {
    struct span coverage, issuers, columns, exact; /* lists, without the counts before them */
    uint8_t num_columns;
};

/* clubcard_open checks the whole frame of a file.  Errors: CRLITE_VERSION, CRLITE_FILTER. */
enum err clubcard_open(struct clubcard *out, struct span file, struct fail *fail) MUST_CHECK;

/* clubcard_covers: the filter covers one of the query's SCTs.  CRLITE_FILTER if it has the log of
 * one twice.  It reads the coverage once for each SCT. */
enum err clubcard_covers(bool *out, const struct clubcard *card,
                         const struct crlite_query *query) MUST_CHECK;

/* clubcard_until is the latest time that the filter covers in any log, in milliseconds since 1970:
 * it was made at about that time. */
uint64_t clubcard_until(const struct clubcard *card);

enum clubcard_answer { CLUBCARD_NOT_ENROLLED, CLUBCARD_NOT_REVOKED, CLUBCARD_REVOKED };

/* clubcard_ask looks a certificate up, whether it is covered or not. */
enum clubcard_answer clubcard_ask(const struct clubcard *card, const struct crlite_query *query);

#endif
