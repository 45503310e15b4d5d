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
    ALERT_SIZE = 2, /* RFC 9846 6 */
    RECORD_PLAIN_MAX = 1 << 14,
    RECORD_CIPHER12_MAX = (1 << 14) + 2048, /* RFC 5246 6.2.3 */
    RECORD_CIPHER13_MAX = (1 << 14) + 256,  /* RFC 9846 5.2 */
};

/* A record as it is sent. */
struct record {
    uint8_t type;
    uint16_t version;
    struct span fragment;
    struct span bytes; /* header and fragment */
};

/*
 * record_split returns the first record of in; *complete is false if more bytes are needed.  It
 * checks the header as soon as it is complete.  Errors: TLS_RECORD_TYPE; TLS_RECORD_VERSION if the
 * major version is not 3; and if the fragment is longer than `max`, TLS_CIPHERTEXT_OVERFLOW (max is
 * more than RECORD_PLAIN_MAX) or TLS_RECORD_OVERFLOW.
 */
enum err record_split(struct record *out, bool *complete, struct span in, size_t max,
                      struct fail *fail) MUST_CHECK;

/* record_split_first is record_split for the first record of a server.  A server that refuses the
 * version of the hello may have none for its alert, and sends 0 (RFC 9846 5.1: the version of a
 * record is ignored).  record_lacks_version: the bytes are such an alert, as far as they go. */
enum err record_split_first(struct record *out, bool *complete, struct span in, size_t max,
                            struct fail *fail) MUST_CHECK;
bool record_lacks_version(struct span in);

/* record_header writes the header of a record with n bytes, and record_seq a sequence number.
 * record_ad writes both, which TLS 1.2 authenticates in addition to the content (RFC 5246
 * 6.2.3.1). */
enum { RECORD_SEQ = 8, RECORD_AD = RECORD_SEQ + RECORD_HEADER };
void record_header(uint8_t out[RECORD_HEADER], uint8_t type, uint16_t version, size_t n);
void record_seq(uint8_t out[RECORD_SEQ], uint64_t seq);
void record_ad(uint8_t out[RECORD_AD], uint64_t seq, uint8_t type, uint16_t version, size_t n);

/* The content of an alert (RFC 9846 6).  record_alert is false if it has another form. */
enum { ALERT_WARNING = 1, ALERT_FATAL = 2 };
struct alert_content {
    uint8_t level, alert;
};
bool record_alert(struct alert_content *out, struct span content);

/* record_looks_like names the protocol of the first bytes received, if it is not TLS: "HTTP",
 * "SMTP", "SSH", "SSL 2.0", …  NULL if it may be TLS. */
const char *record_looks_like(struct span in);

#endif
