/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ext: the extensions of TLS, in both directions.
 *
 * A parser takes the extension_data of one extension and returns spans into it.  It checks the form
 * and nothing else.  A writer appends the whole extension, with its type and length.  Errors of
 * form: TLS_TRUNCATED, TLS_TRAILING, TLS_VECTOR, TLS_EXT_FORM.
 */
#ifndef TB_LIB_TLS_WIRE_EXT_H
#define TB_LIB_TLS_WIRE_EXT_H

#include "lib/base/buf.h"
#include "lib/base/rd.h"
#include "lib/tls/wire/tables.h"

/* One extension of a list. */
struct ext {
    uint16_t type;
    struct span data;
};

/* ext_list_check checks the form of a list of extensions (without its own length): every length
 * fits, and no extension occurs twice (TLS_EXT_DUPLICATE). */
enum err ext_list_check(struct span list, struct fail *fail) MUST_CHECK;

/* ext_next iterates over a checked list: `struct rd r = rd_init(list, &fail);` */
bool ext_next(struct rd *r, struct ext *out);

/* ext_get finds an extension in a checked list. */
bool ext_get(struct span list, uint16_t type, struct span *out);

/* ext_put appends an extension.  After ext_open, the caller appends the data and calls
 * buf_close. */
void ext_put(struct buf *out, uint16_t type, struct span data);
struct buf_mark ext_open(struct buf *out, uint16_t type);

/* server_name (RFC 6066 3): the host_name of a ClientHello, or nothing if it contains none. */
enum err ext_sni_parse(struct span *host, struct span data, struct fail *fail) MUST_CHECK;
void ext_sni_put(struct buf *out, struct span host);

/* A list of 16-bit numbers.  With a length of two bytes: supported_groups, signature_algorithms,
 * signature_algorithms_cert, delegated_credential.  With a length of one byte: a client's
 * supported_versions, compress_certificate. */
enum err ext_list16_parse(struct span *list, struct span data, struct fail *fail) MUST_CHECK;
enum err ext_list8of16_parse(struct span *list, struct span data, struct fail *fail) MUST_CHECK;
void ext_list16_put(struct buf *out, uint16_t type, const uint16_t *values, size_t num);
void ext_list8of16_put(struct buf *out, uint16_t type, const uint16_t *values, size_t num);

/* A list of bytes with a length of one byte: ec_point_formats, psk_key_exchange_modes. */
enum err ext_list8_parse(struct span *list, struct span data, struct fail *fail) MUST_CHECK;
void ext_list8_put(struct buf *out, uint16_t type, struct span list);

/* A single number.  Of two bytes: supported_versions and key_share of a HelloRetryRequest,
 * record_size_limit, pre_shared_key of a ServerHello; of four: early_data of a NewSessionTicket; of
 * one: max_fragment_length, heartbeat, the certificate types of a server. */
enum err ext_u8_parse(uint8_t *out, struct span data, struct fail *fail) MUST_CHECK;
enum err ext_u16_parse(uint16_t *out, struct span data, struct fail *fail) MUST_CHECK;
enum err ext_u32_parse(uint32_t *out, struct span data, struct fail *fail) MUST_CHECK;
void ext_u8_put(struct buf *out, uint16_t type, uint8_t value);
void ext_u16_put(struct buf *out, uint16_t type, uint16_t value);
void ext_u32_put(struct buf *out, uint16_t type, uint32_t value);

/* ext_empty_parse fails with TLS_EXT_FORM if there is data. */
enum err ext_empty_parse(struct span data, struct fail *fail) MUST_CHECK;

/* ALPN (RFC 7301 3.1).  ext_alpn_parse returns the list as it is encoded, each name with a length
 * byte; ext_alpn_one_parse the single name of a server (else TLS_ALPN_FORM).  ext_alpn_has looks
 * for a name in a list.  A client's list of application_settings (ALPS) has the same form. */
enum err ext_alpn_parse(struct span *list, struct span data, struct fail *fail) MUST_CHECK;
enum err ext_alpn_one_parse(struct span *name, struct span data, struct fail *fail) MUST_CHECK;
bool ext_alpn_next(struct rd *r, struct span *name);
bool ext_alpn_has(struct span list, struct span name);
void ext_alpn_put(struct buf *out, struct span list);

/* key_share (RFC 9846 4.3.8): a list of entries from a client, one entry from a server. */
struct key_share {
    uint16_t group;
    struct span key;
};
enum err ext_shares_parse(struct span *list, struct span data, struct fail *fail) MUST_CHECK;
bool ext_share_next(struct rd *r, struct key_share *out);
enum err ext_share_parse(struct key_share *out, struct span data, struct fail *fail) MUST_CHECK;
void ext_shares_put(struct buf *out, const struct key_share *shares, size_t num);
void ext_share_put(struct buf *out, const struct key_share *share);

/* pre_shared_key of a client (RFC 9846 4.3.11), with its identities and binders as lists. */
struct psk_offer {
    struct span identities, binders;
    size_t num; /* identities; there are as many binders, else TLS_EXT_FORM */
};
struct psk_identity {
    struct span identity;
    uint32_t obfuscated_age;
};
enum err ext_psk_parse(struct psk_offer *out, struct span data, struct fail *fail) MUST_CHECK;
bool ext_psk_identity_next(struct rd *r, struct psk_identity *out);
bool ext_psk_binder_next(struct rd *r, struct span *out);
/* ext_psk_put writes one identity and a binder of binder_n zero bytes, which are the last bytes
 * written.  The caller computes the binder over everything before the list of binders and fills it
 * in. *binders is the offset of that list in b, its length included. */
void ext_psk_put(struct buf *out, const struct psk_identity *id, size_t binder_n, size_t *binders);

/* cookie (RFC 9846 4.3.2), renegotiation_info (RFC 5746 3.2). */
enum err ext_cookie_parse(struct span *out, struct span data, struct fail *fail) MUST_CHECK;
void ext_cookie_put(struct buf *out, struct span cookie);
enum err ext_reneg_parse(struct span *out, struct span data, struct fail *fail) MUST_CHECK;
void ext_reneg_put(struct buf *out, struct span connection);

/* status_request of a client (RFC 6066 8), of which only the type ocsp is read further; and the
 * CertificateStatus in an entry of a TLS 1.3 Certificate, with its OCSP response (RFC 9846 4.5.1.1;
 * else TLS_STATUS_FORM). */
enum { STATUS_OCSP = 1 };
struct status_request {
    uint8_t type;
    struct span responders, extensions;
};
enum err ext_status_parse(struct status_request *out, struct span data,
                          struct fail *fail) MUST_CHECK;
void ext_status_put(struct buf *out); /* ocsp, no responders, no extensions */
enum err ext_ocsp_parse(struct span *response, struct span data, struct fail *fail) MUST_CHECK;
void ext_ocsp_put(struct buf *out, struct span response);

/* signed_certificate_timestamp (RFC 6962 3.3): a list of timestamps, each with a length of two
 * bytes. */
enum err ext_sct_parse(struct span *list, struct span data, struct fail *fail) MUST_CHECK;
bool ext_sct_next(struct rd *r, struct span *out);

/* certificate_authorities (RFC 9846 4.3.4): a list of names, each with a length of two bytes. */
enum err ext_cas_parse(struct span *list, struct span data, struct fail *fail) MUST_CHECK;
bool ext_ca_next(struct rd *r, struct span *out);

/* oid_filters (RFC 9846 4.3.5). */
struct oid_filter {
    struct span oid, values; /* oid: the complete DER element */
};
enum err ext_oid_filters_parse(struct span *list, struct span data, struct fail *fail) MUST_CHECK;
bool ext_oid_filter_next(struct rd *r, struct oid_filter *out);

/* delegated_credential in an entry of Certificate (RFC 9345 4). */
struct delegated_credential {
    uint32_t valid_time;    /* seconds from notBefore of the certificate */
    uint16_t scheme;        /* the scheme that the credential's key signs with */
    struct span spki;
    uint16_t signed_scheme; /* the scheme that the certificate's key signed the credential with */
    struct span signature;
};
enum err ext_delegated_parse(struct delegated_credential *out, struct span data,
                             struct fail *fail) MUST_CHECK;

/* encrypted_client_hello of a client in its outer form (RFC 9849 5). */
struct ech_outer {
    uint8_t type; /* 0: outer, 1: inner */
    uint16_t kdf, aead;
    uint8_t config_id;
    struct span enc, payload;
};
enum err ext_ech_parse(struct ech_outer *out, struct span data, struct fail *fail) MUST_CHECK;

#endif
