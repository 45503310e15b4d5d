/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/net/starttls.h"

/* LDAP: RFC 4511 4.14, an extended request and its response. */

enum { BER_INTEGER = 0x02, BER_OCTETS = 0x04, BER_ENUMERATED = 0x0a, BER_SEQUENCE = 0x30 };
enum { LDAP_EXTENDED_RESPONSE = 0x78 };

enum ber { BER_OK, BER_SHORT, BER_BAD };

/* Takes an element with a tag of one byte and a definite length (RFC 4511 5.1) off *in and sets
 * *out to its content.  SHORT: more bytes are needed. */
static enum ber ber_take(struct span *in, uint8_t tag, struct span *out)
{
    size_t n, head = 2;

    if (in->n > 0 && in->p[0] != tag)
        return BER_BAD;
    if (in->n < 2)
        return BER_SHORT;
    n = in->p[1];
    if (n >= 0x80) {
        size_t octets = n - 0x80;
        if (octets == 0 || octets > 4)
            return BER_BAD;
        if (in->n < 2 + octets)
            return BER_SHORT;
        n = 0;
        for (size_t i = 0; i < octets; i++)
            n = n << 8 | in->p[2 + i];
        head += octets;
    }
    if (n > PREAMBLE_IN_MAX)
        return BER_BAD;
    if (in->n - head < n)
        return BER_SHORT;
    *out = span_head(span_tail(*in, head), n);
    *in = span_tail(*in, head + n);
    return BER_OK;
}

/* Reads the response in a message: its number, the result code, a name and a text. */
static enum preamble_state ldap_result(struct preamble *preamble, struct span message)
{
    struct span id, response, code, dn, words;

    if (ber_take(&message, BER_INTEGER, &id) != BER_OK ||
        ber_take(&message, LDAP_EXTENDED_RESPONSE, &response) != BER_OK ||
        ber_take(&response, BER_ENUMERATED, &code) != BER_OK || code.n != 1 ||
        ber_take(&response, BER_OCTETS, &dn) != BER_OK ||
        ber_take(&response, BER_OCTETS, &words) != BER_OK)
        return starttls_refuse(preamble, buf_span(&preamble->in));
    if (code.p[0] != 0) {
        buf_printf(&preamble->why, "the server refused StartTLS with result %u, ", code.p[0]);
        preamble_quote(preamble, words);
        return preamble_fail(preamble, ERR_NET_STARTTLS, "%s", "");
    }
    if (id.n != 1 || id.p[0] != 1) /* a response to another request */
        return starttls_refuse(preamble, buf_span(&preamble->in));
    return PREAMBLE_DONE;
}

enum preamble_state starttls_ldap(struct preamble *preamble)
{
    /* LDAPMessage number 1 with an ExtendedRequest (0x77) that has only a requestName (0x80): the
     * OID of StartTLS (RFC 4511 4.14.1). */
    static const char request[] = "\x30\x1d\x02\x01\x01\x77\x18\x80\x16"
                                  "1.3.6.1.4.1.1466.20037";
    struct span in = buf_span(&preamble->in), message;

    if (!preamble->begun) {
        preamble->begun = true;
        preamble->waiting = "the answer to StartTLS";
        buf_put(&preamble->out, span_str(request));
    }
    enum ber found = ber_take(&in, BER_SEQUENCE, &message);
    if (found == BER_SHORT)
        return PREAMBLE_MORE;
    if (found == BER_BAD)
        return starttls_refuse(preamble, buf_span(&preamble->in));
    enum preamble_state state = ldap_result(preamble, message);
    if (state != PREAMBLE_DONE)
        return state;
    preamble_take(preamble, preamble->in.n - in.n);
    return starttls_silent(preamble);
}

/* PostgreSQL: SSLRequest, answered by one byte. */

enum preamble_state starttls_postgres(struct preamble *preamble)
{
    if (!preamble->begun) {
        preamble->begun = true;
        preamble->waiting = "the answer to SSLRequest";
        /* The length of the message and the request code, 1234 in the high half and 5679 in the
         * low. */
        buf_u32(&preamble->out, 8);
        buf_u32(&preamble->out, 80877103);
    }
    if (preamble->in.n == 0)
        return PREAMBLE_MORE;
    if (preamble->in.p[0] == 'N')
        return preamble_fail(preamble, ERR_NET_STARTTLS, "the server does not offer TLS");
    if (preamble->in.p[0] != 'S')
        return starttls_refuse(preamble, buf_span(&preamble->in));
    preamble_take(preamble, 1);
    return starttls_silent(preamble);
}

/* MySQL: the server's greeting, and the first half of the client's answer. */

enum { MYSQL_GREETING = 10, MYSQL_ERROR = 0xff, MYSQL_UTF8 = 33 };
enum {
    CLIENT_LONG_PASSWORD = 0x1,
    CLIENT_PROTOCOL_41 = 0x200,
    CLIENT_SSL = 0x800,
    CLIENT_TRANSACTIONS = 0x2000,
    CLIENT_SECURE_CONNECTION = 0x8000
};

/* Appends the low `width` bytes of a value in little-endian order. */
static void put_le(struct buf *out, uint32_t value, unsigned width)
{
    for (unsigned i = 0; i < width; i++)
        buf_u8(out, (uint8_t)(value >> (8 * i)));
}

/* The greeting: 10, version, NUL, 4 bytes of thread, 8 of challenge, 0, then the capabilities. */
static bool mysql_capabilities(struct span greeting, unsigned *out)
{
    struct span rest = span_tail(greeting, 1);

    rest = span_tail(rest, span_find(rest, 0) + 1 + 4 + 8 + 1);
    if (rest.n < 2)
        return false;
    *out = rest.p[0] | (unsigned)rest.p[1] << 8;
    return true;
}

/* The first 32 bytes of the answer: capabilities with CLIENT_SSL, without a user. */
static void mysql_ask(struct preamble *preamble)
{
    put_le(&preamble->out, 32, 3);
    buf_u8(&preamble->out, 1); /* the second packet */
    put_le(&preamble->out,
           CLIENT_LONG_PASSWORD | CLIENT_PROTOCOL_41 | CLIENT_SSL | CLIENT_TRANSACTIONS |
               CLIENT_SECURE_CONNECTION,
           4);
    put_le(&preamble->out, 1 << 24, 4); /* longest packet */
    buf_u8(&preamble->out, MYSQL_UTF8);
    for (int i = 0; i < 23; i++)
        buf_u8(&preamble->out, 0);
}

enum preamble_state starttls_mysql(struct preamble *preamble)
{
    unsigned capabilities;

    preamble->waiting = "the greeting";
    if (preamble->in.n < 5)
        return PREAMBLE_MORE;
    size_t n = preamble->in.p[0] | (size_t)preamble->in.p[1] << 8 | (size_t)preamble->in.p[2] << 16;
    uint8_t first = preamble->in.p[4];
    if (n == 0 || n > PREAMBLE_IN_MAX - 4 || preamble->in.p[3] != 0 ||
        (first != MYSQL_GREETING && first != MYSQL_ERROR))
        return starttls_refuse(preamble, buf_span(&preamble->in));
    if (preamble->in.n < 4 + n)
        return PREAMBLE_MORE;
    struct span packet = span_head(span_tail(buf_span(&preamble->in), 4), n);
    if (first == MYSQL_ERROR) /* number, then words: "Host … is blocked" */
        return starttls_refuse(preamble, span_tail(packet, 3));
    if (!mysql_capabilities(packet, &capabilities))
        return starttls_refuse(preamble, buf_span(&preamble->in));
    if ((capabilities & CLIENT_SSL) == 0)
        return preamble_fail(preamble, ERR_NET_STARTTLS, "the server does not offer TLS");
    preamble_take(preamble, 4 + n);
    if (starttls_silent(preamble) == PREAMBLE_FAILED)
        return PREAMBLE_FAILED;
    mysql_ask(preamble);
    return PREAMBLE_DONE;
}
