/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/tls/wire/hello_offer.h"

#include "lib/tls/wire/msg.h"
#include "lib/tls/wire/record.h"
#include "lib/tls/wire/ssl2.h"
#include "lib/tls/wire/vec.h"

enum { EXT_HEADER = 4 };

/* RFC 8701 3.1: a value of its own in each place, chosen at random. */
enum grease_place {
    GREASE_SUITE,
    GREASE_GROUP, /* its key share has the same value */
    GREASE_VERSION,
    GREASE_SCHEME,
    GREASE_FIRST, /* the extensions at either end differ */
    GREASE_LAST,
    GREASE_PLACES
};

struct writing {
    struct buf *out;
    const struct hello_offer *offer;
    uint16_t grease[GREASE_PLACES]; /* 0: none */
};

static bool has(const struct hello_offer *offer, enum offer_with what)
{
    return (offer->with & what) != 0;
}

static void choose_grease(struct writing *w, const struct rng *rng)
{
    uint8_t random[GREASE_PLACES];

    if (!has(w->offer, OFFER_GREASE))
        return;
    rng_fill(rng, random, sizeof random);
    if (random[GREASE_FIRST] >> 4 == random[GREASE_LAST] >> 4)
        random[GREASE_LAST] ^= 0x10;
    for (size_t i = 0; i < GREASE_PLACES; i++) {
        uint8_t b = (uint8_t)((random[i] & 0xf0) | 0x0a);

        w->grease[i] = (uint16_t)(b << 8 | b);
    }
}

/* The values of a list, GREASE first. */
static void put_list(struct buf *out, const struct offer_list *list, uint16_t grease)
{
    if (grease != 0)
        buf_u16(out, grease);
    for (size_t i = 0; i < list->num; i++)
        buf_u16(out, list->v[i]);
}

/* An extension with such a list, whose length has two bytes. */
static void put_list16(struct writing *w, uint16_t type, const struct offer_list *list,
                       enum grease_place place)
{
    if (list->num == 0)
        return;
    struct buf_mark x = ext_open(w->out, type), inner = buf_open16(w->out);

    put_list(w->out, list, w->grease[place]);
    buf_close(w->out, inner);
    buf_close(w->out, x);
}

static void put_versions(struct writing *w)
{
    const struct offer_list *list = &w->offer->versions;

    if (list->num == 0)
        return;
    struct buf_mark x = ext_open(w->out, TLSX_SUPPORTED_VERSIONS), inner = buf_open8(w->out);

    put_list(w->out, list, w->grease[GREASE_VERSION]);
    buf_close(w->out, inner);
    buf_close(w->out, x);
}

static bool offers(const struct hello_offer *offer, uint16_t version)
{
    for (size_t i = 0; i < offer->versions.num; i++) {
        if (offer->versions.v[i] == version)
            return true;
    }
    return false;
}

/* RFC 9846 4.3.8: a client may send an empty vector to ask for a HelloRetryRequest. */
static void put_shares(struct writing *w)
{
    static const uint8_t nothing = 0;

    if (!offers(w->offer, TLS_1_3))
        return;
    struct buf_mark x = ext_open(w->out, TLSX_KEY_SHARE), list = buf_open16(w->out);

    if (w->grease[GREASE_GROUP] != 0 && w->offer->shares.n > 0) {
        buf_u16(w->out, w->grease[GREASE_GROUP]);
        vec_put(w->out, buf_open16(w->out), span_of(&nothing, sizeof nothing));
    }
    buf_put(w->out, w->offer->shares);
    buf_close(w->out, list);
    buf_close(w->out, x);
}

/* Extensions whose data does not depend on the offer. */
static void put_if(struct writing *w, enum offer_with what)
{
    static const struct {
        enum offer_with with;
        uint16_t type;
        struct span data;
    } rows[] = {
        {OFFER_EMS, TLSX_EXTENDED_MASTER_SECRET, {NULL, 0}},
        {OFFER_ETM, TLSX_ENCRYPT_THEN_MAC, {NULL, 0}},
        {OFFER_STATUS, TLSX_STATUS_REQUEST, SPAN_INIT("\x01\0\0\0\0")},
        {OFFER_SCT, TLSX_SCT, {NULL, 0}},
        {OFFER_RENEGOTIATION, TLSX_RENEGOTIATION_INFO, SPAN_INIT("\0")},
        {OFFER_HEARTBEAT, TLSX_HEARTBEAT, SPAN_INIT("\x01")}, /* peer_allowed_to_send */
        {OFFER_PSK_MODES, TLSX_PSK_KEY_EXCHANGE_MODES, SPAN_INIT("\x01\x01")}, /* psk_dhe_ke */
        {OFFER_COMPRESSIONS, TLSX_COMPRESS_CERTIFICATE, SPAN_INIT("\x06\0\x02\0\x01\0\x03")},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (rows[i].with == what && has(w->offer, what))
            ext_put(w->out, rows[i].type, rows[i].data);
    }
}

/* RFC 8422 5.1.2: uncompressed points are the only ones left, and TLS 1.3 has no such extension. */
static void put_point_formats(struct writing *w)
{
    if (w->offer->groups.num > 0 && !(w->offer->versions.num == 1 && offers(w->offer, TLS_1_3)))
        ext_list8_put(w->out, TLSX_EC_POINT_FORMATS, SPAN_LIT("\0"));
}

/* What the client says about the server and itself, then how to compute, in the order that is
 * common in browsers. */
static void put_first(struct writing *w)
{
    const struct hello_offer *offer = w->offer;

    if (w->grease[GREASE_FIRST] != 0)
        ext_put(w->out, w->grease[GREASE_FIRST], (struct span){0});
    if (offer->server_name.n > 0)
        ext_sni_put(w->out, offer->server_name);
    put_if(w, OFFER_EMS);
    put_if(w, OFFER_RENEGOTIATION);
    put_list16(w, TLSX_SUPPORTED_GROUPS, &offer->groups, GREASE_GROUP);
    put_point_formats(w);
    if (has(offer, OFFER_TICKET))
        ext_put(w->out, TLSX_SESSION_TICKET, offer->ticket);
    if (offer->alpn.n > 0)
        ext_alpn_put(w->out, offer->alpn);
    put_if(w, OFFER_STATUS);
    put_if(w, OFFER_ETM);
    put_list16(w, TLSX_SIGNATURE_ALGORITHMS, &offer->schemes, GREASE_SCHEME);
}

static void put_second(struct writing *w)
{
    static const uint8_t nothing = 0;

    put_if(w, OFFER_SCT);
    put_if(w, OFFER_HEARTBEAT);
    put_shares(w);
    put_if(w, OFFER_PSK_MODES);
    put_versions(w);
    if (w->offer->cookie.n > 0)
        ext_cookie_put(w->out, w->offer->cookie);
    put_if(w, OFFER_COMPRESSIONS);
    if (w->grease[GREASE_LAST] != 0) /* RFC 8701 3.1: of any length; some servers fail on 0 */
        ext_put(w->out, w->grease[GREASE_LAST], span_of(&nothing, sizeof nothing));
}

/* RFC 7685 3: as many zeros as the message lacks.  An extension cannot be shorter than its
 * header. */
static void put_padding(struct writing *w, size_t message_at)
{
    size_t n = w->out->n - message_at + EXT_HEADER + w->offer->extra.n;

    if (w->out->err != ERR_OK || n - EXT_HEADER >= w->offer->message_n)
        return;
    struct buf_mark x = ext_open(w->out, TLSX_PADDING);
    size_t num_zeros = w->offer->message_n > n ? w->offer->message_n - n : 0;
    uint8_t *zeros = num_zeros == 0 ? NULL : buf_room(w->out, num_zeros);

    if (zeros != NULL)
        memset(zeros, 0, num_zeros);
    buf_close(w->out, x);
}

static void put_suites(struct writing *w)
{
    struct buf_mark list = buf_open16(w->out);

    put_list(w->out, &w->offer->suites, w->grease[GREASE_SUITE]);
    if (has(w->offer, OFFER_FALLBACK))
        buf_u16(w->out, TLS_FALLBACK_SCSV);
    buf_close(w->out, list);
}

static void put_session_id(struct writing *w, const struct rng *rng)
{
    uint8_t random[SESSION_ID_MAX];
    struct span id = w->offer->session_id;

    if (id.n == 0 && has(w->offer, OFFER_SESSION_ID)) {
        rng_fill(rng, random, sizeof random);
        id = span_of(random, sizeof random);
    }
    vec_put(w->out, buf_open8(w->out), id);
}

/* ClientHello (RFC 9846 4.2.2; RFC 6101 5.6.1.2 for SSL 3.0). */
static void put_message(struct writing *w, const struct rng *rng)
{
    size_t at = w->out->n;
    struct buf_mark message = msg_open(w->out, HS_CLIENT_HELLO);
    uint8_t random[RANDOM_SIZE];

    rng_fill(rng, random, sizeof random);
    buf_u16(w->out, w->offer->version);
    buf_put(w->out, span_of(random, sizeof random));
    put_session_id(w, rng);
    put_suites(w);
    vec_put(w->out, buf_open8(w->out),
            has(w->offer, OFFER_DEFLATE) ? SPAN_LIT("\x01\0") : SPAN_LIT("\0"));
    if (!has(w->offer, OFFER_NO_EXTENSIONS)) {
        struct buf_mark exts = buf_open16(w->out);

        put_first(w);
        put_second(w);
        put_padding(w, at);
        buf_put(w->out, w->offer->extra);
        buf_close(w->out, exts);
    }
    buf_close(w->out, message);
}

/* RFC 9846 5.1: the first ClientHello has 0x0301, and a second one 0x0303; SSL 3.0 its own. */
static uint16_t record_version(const struct hello_offer *offer)
{
    if (offer->record_version != 0)
        return offer->record_version;
    if (offer->cookie.n > 0)
        return TLS_1_2;
    return offer->version < TLS_1_0 ? offer->version : TLS_1_0;
}

static void put_records(struct buf *out, const struct hello_offer *offer, struct span message)
{
    size_t most = offer->record_n;

    if (most == 0 || most > RECORD_PLAIN_MAX)
        most = RECORD_PLAIN_MAX;
    while (message.n > 0) {
        struct span fragment = span_head(message, most);
        uint8_t header[RECORD_HEADER];

        record_header(header, CONTENT_HANDSHAKE, record_version(offer), fragment.n);
        buf_put(out, span_of(header, sizeof header));
        buf_put(out, fragment);
        message = span_tail(message, most);
    }
}

void hello_offer_put(struct buf *out, const struct hello_offer *offer, const struct rng *rng)
{
    enum { HELLO_MAX = 1 << 17 }; /* more than two lengths of 16 bits can hold */
    struct buf message;
    struct writing w = {.out = &message, .offer = offer};

    buf_init(&message, HELLO_MAX);
    choose_grease(&w, rng);
    put_message(&w, rng);
    if (message.err == ERR_OK)
        put_records(out, offer, buf_span(&message));
    else if (out->err == ERR_OK)
        out->err = message.err;
    buf_free(&message);
}

void hello_offer_ssl2_put(struct buf *out, struct span kinds, const struct rng *rng)
{
    uint8_t challenge[SSL2_CHALLENGE_MIN];
    const struct ssl2_client_hello hello = {
        .version = TLS_SSL_2,
        .kinds = kinds,
        .challenge = span_of(challenge, sizeof challenge),
    };

    rng_fill(rng, challenge, sizeof challenge);
    ssl2_client_hello_put(out, &hello);
}
