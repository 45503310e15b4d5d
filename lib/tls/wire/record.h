/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * record: the record layer (RFC 5246 6, RFC 9846 5): cutting the stream into records.
 */
#ifndef TB_LIB_TLS_WIRE_RECORD_H
#define TB_LIB_TLS_WIRE_RECORD_H

#include "lib/base/buf.h"
#include "lib/tls/wire/tables.h"

enum {
    RECORD_HEADER = 5,
    RECORD_PLAIN_MAX = 1 << 14,
    RECORD_CIPHER12_MAX = (1 << 14) + 2048, /* RFC 5246 6.2.3 */
    RECORD_CIPHER13_MAX = (1 << 14) + 256,  /* RFC 9846 5.2 */
};

/* A record as it stands in the stream. */
struct record {
    uint8_t type;
    uint16_t version;
    struct span fragment;
    struct span bytes; /* header and fragment */
};

/*
 * record_split takes the first record off the front of in: *complete is false where more bytes are
 * needed.  It judges the header, as soon as all of it is there: `max` is the most that a fragment
 * may measure (TLS_CIPHERTEXT_OVERFLOW where that is more than RECORD_PLAIN_MAX, else
 * TLS_RECORD_OVERFLOW), TLS_RECORD_TYPE, TLS_RECORD_VERSION where the major version is not 3.
 */
enum err record_split(struct record *out, bool *complete, struct span in, size_t max,
                      struct fail *fail) MUST_CHECK;

/* record_header writes the header of a record with n bytes, record_seq a sequence number.
 * record_ad writes both: what TLS 1.2 authenticates beside the content (RFC 5246 6.2.3.1). */
enum { RECORD_SEQ = 8, RECORD_AD = RECORD_SEQ + RECORD_HEADER };
void record_header(uint8_t out[RECORD_HEADER], uint8_t type, uint16_t version, size_t n);
void record_seq(uint8_t out[RECORD_SEQ], uint64_t seq);
void record_ad(uint8_t out[RECORD_AD], uint64_t seq, uint8_t type, uint16_t version, size_t n);

/* record_looks_like names what else speaks: "HTTP", "SMTP", "SSH", "an SSLv2 server", …; NULL where
 * it may be TLS.  in: the first bytes received. */
const char *record_looks_like(struct span in);

#endif
