/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * clubcard_writer: makes CRLite filters and their index from lists of certificates, by the
 * description of the format (C2SP upki-revocation) and of its equations (J. M. Schanck, "Clubcards
 * for the WebPKI", IEEE S&P 2025), for tests.
 */
#ifndef TB_TESTS_CRLITE_CLUBCARD_WRITER_H
#define TB_TESTS_CRLITE_CLUBCARD_WRITER_H

#include "lib/base/arena.h"
#include "lib/base/buf.h"
#include "lib/crlite/crlite.h"

enum { CW_ISSUERS_MAX = 8, CW_LOGS_MAX = 8, CW_FILTERS_MAX = 8 };

/* A certificate of an issuer. */
struct cw_cert {
    struct span serial;
    bool revoked;
};

struct cw_issuer {
    uint8_t spki_hash[CRLITE_ID_SIZE];
    const struct cw_cert *certs;
    size_t num_certs;
};

struct cw_log {
    uint8_t id[CRLITE_ID_SIZE];
    uint64_t low, high;
};

struct cw_filter {
    const char *name; /* of its file */
    struct cw_issuer issuers[CW_ISSUERS_MAX];
    size_t num_issuers;
    struct cw_log logs[CW_LOGS_MAX];
    size_t num_logs;
};

/* What a filter came to, for tests that want to see all ways of an answer. */
struct cw_made {
    size_t exceptions, inverted, columns;
};

/* cw_write appends the file.  With fewer rows than equations (rows_percent below 100) some
 * certificates become exceptions; 0 stands for 110. */
void cw_write(struct buf *out, const struct cw_filter *filter, unsigned rows_percent,
              struct cw_made *made, struct arena *arena);

/* cw_write_index appends an index.bin of these filters. */
void cw_write_index(struct buf *out, const struct cw_filter *filters, size_t num);

#endif
