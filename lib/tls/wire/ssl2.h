/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ssl2: the messages of SSL 2.0 that are not encrypted (draft-hickman-netscape-ssl, 1995): the
 * hellos of both sides and ERROR.  They are read and written so that they can be recognised and
 * shown; nothing here speaks the protocol (RFC 6176 3).
 *
 * Clients that also knew newer versions sent CLIENT-HELLO in this form with the number of the
 * newest one (RFC 5246 E.2).  Its cipher kinds begin with a byte 0 where they are suites of SSL 3.0
 * or TLS.
 */
#ifndef TB_LIB_TLS_WIRE_SSL2_H
#define TB_LIB_TLS_WIRE_SSL2_H

#include "lib/base/buf.h"
#include "lib/base/rd.h"

enum ssl2_message { SSL2_ERROR = 0, SSL2_CLIENT_HELLO = 1, SSL2_SERVER_HELLO = 4 };
enum ssl2_error {
    SSL2_NO_CIPHER = 1,
    SSL2_NO_CERTIFICATE = 2,
    SSL2_BAD_CERTIFICATE = 4,
    SSL2_UNSUPPORTED_CERTIFICATE = 6
};
enum {
    SSL2_HEADER = 2, /* of a record without padding, whose first bit is set */
    SSL2_RECORD_MAX = 32767,
    SSL2_KIND_SIZE = 3,
    SSL2_CHALLENGE_MIN = 16,
    SSL2_CHALLENGE_MAX = 32,
    SSL2_CERTIFICATE_X509 = 1,
};

/* ssl2_is_record is true if the bytes begin with a record of SSL 2.0 that holds one of the messages
 * above and is as long as that needs: SSL2_HEADER + 1 bytes are looked at. */
bool ssl2_is_record(struct span in);

/* ssl2_record_need is the size of the first record with its header, of which SSL2_HEADER bytes are
 * there. */
size_t ssl2_record_need(struct span in);

struct ssl2_client_hello {
    uint16_t version; /* 0x0002, or what the client would rather speak */
    struct span kinds, session_id, challenge;
};
struct ssl2_server_hello {
    uint8_t session_id_hit, certificate_type;
    uint16_t version;
    struct span certificate; /* DER */
    struct span kinds;       /* that both sides have */
    struct span connection_id;
};

/* Parsers of the content of a record, the type of the message included. */
enum err ssl2_client_hello_parse(struct ssl2_client_hello *out, struct span content,
                                 struct fail *fail) MUST_CHECK;
enum err ssl2_server_hello_parse(struct ssl2_server_hello *out, struct span content,
                                 struct fail *fail) MUST_CHECK;
enum err ssl2_error_parse(uint16_t *code, struct span content, struct fail *fail) MUST_CHECK;

/* Writers of whole records. */
void ssl2_client_hello_put(struct buf *out, const struct ssl2_client_hello *hello);
void ssl2_server_hello_put(struct buf *out, const struct ssl2_server_hello *hello);
void ssl2_error_put(struct buf *out, uint16_t code);

enum ssl2_kind {
#define SSL2_KIND(wire, ID, name) SSL2_KIND_##ID = wire,
#include "lib/tls/wire/ssl2kinds.def"
#undef SSL2_KIND
};
uint32_t ssl2_kind_at(struct span kinds, size_t i); /* there are kinds.n / SSL2_KIND_SIZE */
const char *ssl2_kind_name(uint32_t kind);          /* NULL: unknown, or a suite of TLS */
const char *ssl2_error_name(uint16_t code);         /* "NO-CIPHER-ERROR", or NULL */

#endif
