/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * msg: the handshake messages of TLS 1.2 and 1.3, in both directions.
 *
 * A parser takes the body of a message (without the four bytes of type and length) and returns
 * spans into it.  It checks the form and nothing else.  A writer appends the whole message, header
 * included.  Messages that differ between the versions have two structs.
 */
#ifndef TB_LIB_TLS_WIRE_MSG_H
#define TB_LIB_TLS_WIRE_MSG_H

#include "lib/tls/wire/ext.h"

enum { RANDOM_SIZE = 32, SESSION_ID_MAX = 32, MSG_HEADER = 4 };

/* A message as it is sent. */
struct msg {
    uint8_t type; /* enum message_type, or unknown */
    struct span body;
    struct span bytes; /* header and body, which the transcript hashes */
};

/* msg_split returns the first message in bytes.  False if it is not complete. */
bool msg_split(struct msg *out, struct span bytes);

/* msg_need is the size of the first message with its header, as far as it is known; at least
 * MSG_HEADER. */
size_t msg_need(struct span bytes);

/* msg_open writes a header; buf_close fills in its length. */
struct buf_mark msg_open(struct buf *out, enum message_type type);

struct client_hello {
    uint16_t version; /* legacy_version in TLS 1.3 */
    struct span random, session_id;
    struct span suites;      /* 16-bit numbers */
    struct span compression; /* bytes */
    struct span exts;        /* a checked list */
    bool has_exts;           /* old clients have none (RFC 5246 7.4.1.2) */
};
enum err client_hello_parse(struct client_hello *out, struct span body,
                            struct fail *fail) MUST_CHECK;
void client_hello_put(struct buf *out, const struct client_hello *hello);

/* ServerHello and HelloRetryRequest, which only its random distinguishes (RFC 9846 4.2.3). */
struct server_hello {
    uint16_t version;
    struct span random, session_id;
    uint16_t suite;
    uint8_t compression;
    struct span exts;
    bool has_exts;
    bool is_retry;
};
enum err server_hello_parse(struct server_hello *out, struct span body,
                            struct fail *fail) MUST_CHECK;
void server_hello_put(struct buf *out, const struct server_hello *hello);
extern const uint8_t hello_retry_random[RANDOM_SIZE];

/* The last eight bytes of ServerHello.random from a server that could have chosen a newer version
 * (RFC 9846 4.2.3). */
extern const uint8_t downgrade_12[8], downgrade_11[8];

/* EncryptedExtensions: a checked list. */
enum err encrypted_extensions_parse(struct span *exts, struct span body,
                                    struct fail *fail) MUST_CHECK;
void encrypted_extensions_put(struct buf *out, struct span exts);

/* Certificate.  `list` contains the entries; cert_entry_next iterates over them.  In TLS 1.3, an
 * entry also has extensions. */
struct certificate_msg {
    struct span context; /* TLS 1.3: certificate_request_context */
    struct span list;
    bool is_13;
};
struct cert_entry {
    struct span cert; /* DER */
    struct span exts; /* TLS 1.3: a checked list */
};
enum err certificate_parse(struct certificate_msg *out, bool is_13, struct span body,
                           struct fail *fail) MUST_CHECK;
bool cert_entry_next(struct rd *r, bool is_13, struct cert_entry *out);
void certificate_put(struct buf *out, bool is_13, struct span context,
                     const struct cert_entry *entries, size_t num);

/* CompressedCertificate (RFC 8879 4). */
struct compressed_certificate {
    uint16_t algorithm;
    uint32_t length; /* uncompressed */
    struct span data;
};
enum err compressed_certificate_parse(struct compressed_certificate *out, struct span body,
                                      struct fail *fail) MUST_CHECK;
/* A way to compress certificates.  decompress writes exactly out_n bytes, or fails with
 * TLS_COMPRESSED_DATA or _LENGTH. */
struct cert_codec {
    uint16_t algorithm;
    enum err (*decompress)(uint8_t *out, size_t out_n, struct span in);
    enum err (*compress)(struct buf *out, struct span in); /* NULL: it only decompresses */
    bool always;                                           /* compress what is longer then, too */
};
const struct cert_codec *cert_codec_find(uint16_t algorithm); /* NULL: we have none */

/* compressed_certificate_unpack appends the whole Certificate message, of which at most max bytes
 * after its header are accepted.  Errors: TLS_COMPRESSED_TOO_LONG, checked before anything is
 * allocated; those of the codec; LIMIT, MEMORY. */
enum err compressed_certificate_unpack(struct buf *out, const struct compressed_certificate *packed,
                                       const struct cert_codec *codec, size_t max) MUST_CHECK;
/* compressed_certificate_put appends the message for a whole Certificate message. */
enum err compressed_certificate_put(struct buf *out, const struct cert_codec *codec,
                                    struct span message) MUST_CHECK;

/* CertificateRequest of TLS 1.2 (RFC 5246 7.4.4) and of TLS 1.3 (RFC 9846 4.4.2). */
struct certificate_request12 {
    struct span types;       /* bytes */
    struct span schemes;     /* 16-bit numbers */
    struct span authorities; /* as ext_ca_next reads it */
};
enum err certificate_request12_parse(struct certificate_request12 *out, struct span body,
                                     struct fail *fail) MUST_CHECK;
void certificate_request12_put(struct buf *out, const struct certificate_request12 *request);
struct certificate_request13 {
    struct span context, exts;
};
enum err certificate_request13_parse(struct certificate_request13 *out, struct span body,
                                     struct fail *fail) MUST_CHECK;
void certificate_request13_put(struct buf *out, const struct certificate_request13 *request);

/* CertificateVerify; its form is the same in TLS 1.2 (RFC 5246 7.4.8). */
struct certificate_verify {
    uint16_t scheme;
    struct span signature;
};
enum err certificate_verify_parse(struct certificate_verify *out, struct span body,
                                  struct fail *fail) MUST_CHECK;
void certificate_verify_put(struct buf *out, const struct certificate_verify *verify);

/* ServerKeyExchange (RFC 8422 5.4, RFC 5246 7.4.3).  `params` are the signed bytes. */
enum { NAMED_CURVE = 3 };
struct server_key_exchange {
    struct span params;
    uint8_t curve_type; /* ECDHE: 3 is named_curve; with any other, the rest is not read */
    uint16_t group;     /* ECDHE */
    struct span p, g;   /* DHE */
    struct span key;    /* ECDHE: the point, DHE: Y */
    struct span rsa;    /* export RSA: the modulus */
    uint16_t scheme;
    struct span signature;
};
enum err server_key_exchange_parse(struct server_key_exchange *out, enum suite_kx kx,
                                   struct span body, struct fail *fail) MUST_CHECK;
/* server_key_exchange_params appends the signed bytes, made from the fields.
 * server_key_exchange_put writes the whole message from the struct, with the params in it. */
void server_key_exchange_params(struct buf *out, enum suite_kx kx,
                                const struct server_key_exchange *exchange);
void server_key_exchange_put(struct buf *out, const struct server_key_exchange *exchange);
/* server_key_exchange_read reads the message of any suite with one in any version from SSL 3.0 to
 * TLS 1.2.  Before TLS 1.2 signatures have no scheme, and anonymous suites and those with a
 * pre-shared key have no signature (RFC 4346 7.4.3, RFC 4279 3, RFC 5489 2).  An RSA key of export
 * suites is `rsa`.  TLS_MESSAGE_FORM: a suite without this message, or one that we do not know. */
enum err server_key_exchange_read(struct server_key_exchange *out, const struct suite *suite,
                                  uint16_t version, struct span body, struct fail *fail) MUST_CHECK;

/* number_bits is the length of a big-endian number, leading zeros not counted.
 * server_key_exchange_bits is that of the DHE prime. */
unsigned number_bits(struct span number);
unsigned server_key_exchange_bits(const struct server_key_exchange *exchange);

/* ClientKeyExchange: the encrypted premaster (RSA), the point (ECDHE) or Y (DHE). */
enum err client_key_exchange_parse(struct span *out, enum suite_kx kx, struct span body,
                                   struct fail *fail) MUST_CHECK;
void client_key_exchange_put(struct buf *out, enum suite_kx kx, struct span key);

/* CertificateStatus of TLS 1.2 (RFC 6066 8), with its OCSP response. */
enum err certificate_status_parse(struct span *response, struct span body,
                                  struct fail *fail) MUST_CHECK;
void certificate_status_put(struct buf *out, struct span response);

/* NewSessionTicket of TLS 1.2 (RFC 5077 3.3) and of TLS 1.3 (RFC 9846 4.7.1). */
struct new_session_ticket {
    uint32_t lifetime;
    uint32_t age_add;  /* 1.3 */
    struct span nonce; /* 1.3 */
    struct span ticket;
    struct span exts; /* 1.3, a checked list */
};
enum err new_session_ticket12_parse(struct new_session_ticket *out, struct span body,
                                    struct fail *fail) MUST_CHECK;
enum err new_session_ticket13_parse(struct new_session_ticket *out, struct span body,
                                    struct fail *fail) MUST_CHECK;
void new_session_ticket12_put(struct buf *out, const struct new_session_ticket *ticket);
void new_session_ticket13_put(struct buf *out, const struct new_session_ticket *ticket);

/* KeyUpdate: 0 is update_not_requested, 1 update_requested; others fail with
 * TLS_KEY_UPDATE_VALUE. */
enum err key_update_parse(uint8_t *request, struct span body, struct fail *fail) MUST_CHECK;
void key_update_put(struct buf *out, uint8_t request);

/* Messages without inner structure: Finished; and ServerHelloDone, HelloRequest and EndOfEarlyData,
 * which are empty. */
void msg_put(struct buf *out, enum message_type type, struct span body);

#endif
