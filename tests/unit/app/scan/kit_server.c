/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tests/unit/app/scan/kit_server.h"

#include "app/scan/offer_order.h"
#include "lib/tls/wire/msg.h"
#include "lib/tls/wire/record.h"
#include "lib/tls/wire/ssl2.h"
#include "tests/unit/tls/wire/flights.h"

enum { NOTHING = -1, SILENCE = -2, FALLBACK_SCSV = 0x5600 };

/* What one hello offers, and what the server makes of it. */
struct choice {
    struct kit_server *server;
    struct client_hello hello;
    struct span message;
    struct kit_ids groups, schemes, versions;
    bool has_groups, has_schemes, has_sni, has_share;
    uint16_t version, suite, group, scheme;
    bool is_retry;
    unsigned row;
};

static struct kit_ids *list_of(struct span data, struct kit_ids *out)
{
    for (size_t i = 0; i + 1 < data.n && out->num < KIT_IDS; i += 2)
        out->v[out->num++] = (uint16_t)(data.p[i] << 8 | data.p[i + 1]);
    return out;
}

static bool has(const struct kit_ids *ids, uint16_t id)
{
    for (size_t i = 0; i < ids->num; i++) {
        if (ids->v[i] == id)
            return true;
    }
    return false;
}

static bool ext_of(const struct choice *c, uint16_t type, struct span *data)
{
    return c->hello.has_exts && ext_get(c->hello.exts, type, data);
}

static void read_lists(struct choice *c)
{
    struct fail fail = {0};
    struct span data, list;

    if (ext_of(c, TLSX_SUPPORTED_GROUPS, &data) && ext_list16_parse(&list, data, &fail) == ERR_OK)
        c->has_groups = list_of(list, &c->groups)->num > 0;
    if (ext_of(c, TLSX_SIGNATURE_ALGORITHMS, &data) &&
        ext_list16_parse(&list, data, &fail) == ERR_OK)
        c->has_schemes = list_of(list, &c->schemes)->num > 0;
    if (ext_of(c, TLSX_SUPPORTED_VERSIONS, &data) &&
        ext_list8of16_parse(&list, data, &fail) == ERR_OK)
        list_of(list, &c->versions);
    if (ext_of(c, TLSX_KEY_SHARE, &data) && ext_shares_parse(&list, data, &fail) == ERR_OK)
        c->has_share = list.n > 0;
    c->has_sni = ext_of(c, TLSX_SERVER_NAME, &data);
    c->server->has_broken |= fail.err != ERR_OK;
}

/* --- quirks -------------------------------------------------------------------------------- */

static bool has_grease_suite(const struct choice *c)
{
    for (size_t i = 0; i + 1 < c->hello.suites.n; i += 2) {
        if (is_grease((uint16_t)(c->hello.suites.p[i] << 8 | c->hello.suites.p[i + 1])))
            return true;
    }
    return false;
}

static bool has_unknown_ext(const struct choice *c)
{
    struct fail fail = {0};
    struct rd r = rd_init(c->hello.exts, &fail);
    struct ext ext;

    while (ext_next(&r, &ext)) {
        if (ext.type == 0x7a69)
            return true;
    }
    return false;
}

static bool offers_web(const struct choice *c)
{
    struct span data;

    return ext_of(c, TLSX_ALPN, &data) && data.n > 2 &&
           ext_alpn_has(span_tail(data, 2), SPAN_LIT("h2"));
}

static bool is_disliked(const struct choice *c, size_t records)
{
    size_t n = c->message.n;
    const struct {
        unsigned quirk;
        bool applies;
    } rows[] = {
        {KIT_NO_EMPTY_SHARE, has(&c->versions, TLS_1_3) && !c->has_share},
        {KIT_FEW_SUITES, c->hello.suites.n > 2 * 128},
        {KIT_NO_GREASE, has_grease_suite(c)},
        {KIT_NO_LARGE, n > 1400},
        {KIT_NO_SPLIT, records > 1},
        {KIT_NO_MEDIUM, n >> 8 == 1},
        {KIT_NO_VERSION, has(&c->versions, 0x0305)},
        {KIT_NO_LEGACY, c->hello.version > TLS_1_2},
        {KIT_NO_EXTENSION, has_unknown_ext(c)},
        {KIT_NO_WEB, offers_web(c)},
        {KIT_NEEDS_SNI, !c->has_sni},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if ((c->server->quirks & rows[i].quirk) != 0 && rows[i].applies)
            return true;
    }
    return false;
}

/* --- choices ------------------------------------------------------------------------------- */

static bool speaks(const struct choice *c, unsigned row)
{
    uint16_t number = scan_version_numbers[row];

    if ((c->server->versions >> row & 1) == 0)
        return false;
    if (c->versions.num > 0 && ((c->server->versions >> SCAN_1_3 & 1) != 0 ||
                                (c->server->quirks & KIT_READS_VERSIONS) != 0))
        return has(&c->versions, number);
    return number <= c->hello.version && row != SCAN_1_3;
}

static bool choose_version(struct choice *c)
{
    for (c->row = SCAN_1_3; c->row >= SCAN_SSL_3; c->row--) {
        if (speaks(c, c->row)) {
            c->version = scan_version_numbers[c->row];
            return true;
        }
    }
    return false;
}

/* The first of one list that is in the other. */
static uint16_t common(const struct kit_ids *first, const struct kit_ids *other)
{
    for (size_t i = 0; i < first->num; i++) {
        if (has(other, first->v[i]))
            return first->v[i];
    }
    return 0;
}

static uint16_t choose_group(const struct choice *c, const struct kit_ids *own)
{
    if ((c->server->quirks & KIT_ONE_GROUP) != 0)
        return own->v[0];
    if (!c->has_groups)
        return own->num > 0 && c->version < TLS_1_3 ? own->v[0] : 0;
    return c->server->by_server ? common(own, &c->groups) : common(&c->groups, own);
}

bool kit_server_signs(uint16_t suite)
{
    return offer_suite_has(suite, "DHE_RSA_") || offer_suite_has(suite, "DHE_ECDSA_") ||
           offer_suite_has(suite, "DHE_DSS_");
}

/* With KIT_TWO_KEYS only those of the key that the suite needs. */
static uint16_t choose_scheme(const struct choice *c, uint16_t suite)
{
    struct kit_ids own = {.num = 0};

    for (size_t i = 0; i < c->server->schemes.num; i++) {
        uint16_t scheme = c->server->schemes.v[i];
        bool is_ecdsa = strncmp(scheme_find(scheme)->name, "ecdsa", 5) == 0;

        if ((c->server->quirks & KIT_TWO_KEYS) == 0 ||
            is_ecdsa == offer_suite_has(suite, "_ECDSA_"))
            own.v[own.num++] = scheme;
    }
    return (c->server->quirks & KIT_ONE_SCHEME) != 0 ? own.v[0] : common(&own, &c->schemes);
}

/* Can the suite be used with the groups and schemes of this client? */
static bool fits(struct choice *c, uint16_t suite)
{
    c->group = c->scheme = 0;
    if (c->version == TLS_1_3)
        return (c->group = choose_group(c, &c->server->groups13)) != 0;
    if ((offer_suite_has(suite, "_ECDHE_") || offer_suite_has(suite, "_ECDH_anon_")) &&
        ((c->group = choose_group(c, &c->server->groups12)) == 0 ||
         (c->server->has_ecdsa && c->has_groups && !has(&c->groups, GROUP_SECP256R1))))
        return false;
    if (!kit_server_signs(suite) || c->version != TLS_1_2)
        return true;
    c->scheme = c->has_schemes ? choose_scheme(c, suite) : SCHEME_RSA_PKCS1_SHA1;
    return c->scheme != 0 || (c->server->quirks & KIT_TWO_KEYS) != 0;
}

static uint16_t suite_at_place(const struct choice *c, size_t i)
{
    const uint8_t *p = c->hello.suites.p + 2 * i;

    return (uint16_t)(p[0] << 8 | p[1]);
}

static bool offers(const struct choice *c, uint16_t suite)
{
    for (size_t i = 0; i < c->hello.suites.n / 2; i++) {
        if (suite_at_place(c, i) == suite)
            return true;
    }
    return false;
}

/* The client's order, or the server's; with KIT_CHACHA_FIRST its ChaCha20 first. */
static bool choose_suite(struct choice *c)
{
    const struct kit_ids *own = &c->server->suites[c->row];
    bool swaps = (c->server->quirks & KIT_CHACHA_FIRST) != 0 &&
                 offer_suite_has(suite_at_place(c, 0), "CHACHA20");

    for (size_t i = 0; !c->server->by_server && i < c->hello.suites.n / 2; i++) {
        c->suite = suite_at_place(c, i);
        if (has(own, c->suite) && fits(c, c->suite))
            return true;
    }
    for (unsigned round = 0; c->server->by_server && round < 2; round++) {
        for (size_t i = 0; i < own->num; i++) {
            c->suite = own->v[i];
            bool is_chacha = offer_suite_has(c->suite, "CHACHA20");

            if (offers(c, c->suite) && fits(c, c->suite) && (!swaps || is_chacha == (round == 0)))
                return true;
        }
    }
    return false;
}

static bool falls_back(const struct choice *c)
{
    return c->server->fallback && offers(c, FALLBACK_SCSV) &&
           c->server->versions >> (c->row + 1) != 0;
}

/* --- the answer ---------------------------------------------------------------------------- */

static bool put_alpn(struct choice *c, struct buf *exts)
{
    struct fail fail = {0};
    struct span data, list;

    if (!ext_of(c, TLSX_ALPN, &data) || ext_alpn_parse(&list, data, &fail) != ERR_OK)
        return true;
    for (size_t i = 0; i < 4 && c->server->alpn[i] != NULL; i++) {
        struct span name = span_str(c->server->alpn[i]);

        if (ext_alpn_has(list, name)) {
            uint8_t one[64] = {(uint8_t)name.n};

            memcpy(one + 1, name.p, name.n);
            ext_alpn_put(exts, span_of(one, name.n + 1));
            return true;
        }
    }
    return true;
}

static void put_exts(struct choice *c, struct buf *exts)
{
    struct span data;

    if (c->version == TLS_1_3) {
        ext_u16_put(exts, TLSX_SUPPORTED_VERSIONS, TLS_1_3);
        if (c->is_retry)
            ext_u16_put(exts, TLSX_KEY_SHARE, c->group);
        else
            ext_share_put(exts, &(struct key_share){c->group, SPAN_LIT("key")});
        return;
    }
    if (c->server->ems && ext_of(c, TLSX_EXTENDED_MASTER_SECRET, &data))
        ext_put(exts, TLSX_EXTENDED_MASTER_SECRET, (struct span){0});
    if (c->server->etm && ext_of(c, TLSX_ENCRYPT_THEN_MAC, &data) &&
        offer_suite_has(c->suite, "_CBC_"))
        ext_put(exts, TLSX_ENCRYPT_THEN_MAC, (struct span){0});
    if (c->server->renegotiation && ext_of(c, TLSX_RENEGOTIATION_INFO, &data))
        ext_put(exts, TLSX_RENEGOTIATION_INFO, SPAN_LIT("\0"));
    (void)put_alpn(c, exts);
}

static void put_key_exchange(struct choice *c, struct buf *out)
{
    struct server_key_exchange x = {.curve_type = NAMED_CURVE,
                                    .group = c->group,
                                    .p = c->server->dh_p,
                                    .g = SPAN_LIT("\2"),
                                    .key = SPAN_LIT("key"),
                                    .scheme = c->scheme,
                                    .signature = SPAN_LIT("signature")};
    bool is_dhe = offer_suite_has(c->suite, "_DHE_") || offer_suite_has(c->suite, "_DH_anon_");
    struct buf body;

    if (!is_dhe && c->group == 0)
        return;
    buf_init(&body, 4096);
    if (offer_suite_has(c->suite, "_PSK_"))
        buf_u16(&body, 0); /* no hint (RFC 4279 3) */
    server_key_exchange_params(&body, is_dhe ? SUITE_KX_DHE : SUITE_KX_ECDHE, &x);
    if (kit_server_signs(c->suite)) {
        if (c->version == TLS_1_2)
            buf_u16(&body, x.scheme);
        struct buf_mark mark = buf_open16(&body);

        buf_put(&body, x.signature);
        buf_close(&body, mark);
    }
    flights_message(out, c->version, HS_SERVER_KEY_EXCHANGE, buf_span(&body));
    buf_free(&body);
}

static void put_hello(struct choice *c, struct buf *out)
{
    struct buf exts, message;

    buf_init(&exts, 4096);
    buf_init(&message, 4096);
    put_exts(c, &exts);
    const struct server_hello hello = {
        .version = c->version < TLS_1_2 ? c->version : TLS_1_2,
        .random = c->is_retry ? span_of(hello_retry_random, RANDOM_SIZE) : SPAN_LIT(FLIGHTS_RANDOM),
        .session_id = c->hello.session_id,
        .suite = c->suite,
        .compression = c->server->deflate && c->version < TLS_1_3 && c->hello.compression.n > 1,
        .exts = buf_span(&exts),
        .has_exts = exts.n > 0,
    };

    server_hello_put(&message, &hello);
    flights_record(out, CONTENT_HANDSHAKE, c->version < TLS_1_2 ? c->version : TLS_1_2,
                   buf_span(&message));
    buf_free(&exts);
    buf_free(&message);
    if (c->version == TLS_1_3)
        return;
    put_key_exchange(c, out);
    flights_message(out, c->version, HS_SERVER_HELLO_DONE, (struct span){0});
}

/* Joins the records of a hello; returns how many there are. */
static size_t join(struct buf *out, struct span in)
{
    struct fail fail = {0};
    struct record record;
    bool is_complete = true;
    size_t num = 0;

    while (in.n > 0 && is_complete &&
           record_split(&record, &is_complete, in, RECORD_PLAIN_MAX, &fail) == ERR_OK) {
        buf_put(out, record.fragment);
        in = span_tail(in, record.bytes.n);
        num++;
    }
    return num;
}

/* An alert, NOTHING if the hello is answered, or SILENCE. */
static int decide(struct choice *c, size_t records)
{
    read_lists(c);
    if (is_disliked(c, records))
        return ALERT_HANDSHAKE_FAILURE;
    if (!choose_version(c))
        return ALERT_PROTOCOL_VERSION;
    if (falls_back(c))
        return ALERT_INAPPROPRIATE_FALLBACK;
    c->is_retry = c->version == TLS_1_3;
    if (!choose_suite(c)) {
        if ((c->server->quirks & KIT_LIES) == 0)
            return ALERT_HANDSHAKE_FAILURE;
        c->suite = c->server->suites[c->row].v[0];
        c->group = 0;
        return NOTHING;
    }
    if (c->scheme == 0 && c->version == TLS_1_2 && kit_server_signs(c->suite))
        return ALERT_HANDSHAKE_FAILURE;
    return NOTHING;
}

static void refuse(const struct kit_server *server, struct buf *out, struct attempt_outcome *o,
                   int alert)
{
    bool is_own = alert == ALERT_INAPPROPRIATE_FALLBACK;

    if ((server->quirks & KIT_INTERNAL) != 0 && !is_own)
        alert = ALERT_INTERNAL_ERROR;
    if ((server->quirks & KIT_HANGS_UP) != 0 && !is_own) {
        o->kind = ATTEMPT_CLOSED;
    } else if ((server->quirks & KIT_SILENT) != 0) {
        o->kind = ATTEMPT_SILENT;
    } else {
        const uint8_t content[] = {ALERT_FATAL, (uint8_t)alert};

        flights_record(out, CONTENT_ALERT, TLS_1_2, span_of(content, sizeof content));
        o->kind = ATTEMPT_ALERTED;
        o->alert = (uint8_t)alert;
    }
}

static void answer_ssl2(struct kit_server *server, struct buf *out, struct attempt_outcome *o)
{
    const struct ssl2_server_hello hello = {.version = TLS_SSL_2,
                                            .certificate_type = SSL2_CERTIFICATE_X509,
                                            .certificate = SPAN_LIT("certificate"),
                                            .kinds = SPAN_LIT("\x01\x00\x80\x07\x00\xc0"),
                                            .connection_id = SPAN_LIT("0123456789abcdef")};

    if ((server->versions >> SCAN_SSL_2 & 1) != 0)
        ssl2_server_hello_put(out, &hello);
    else
        refuse(server, out, o, ALERT_PROTOCOL_VERSION);
}

static void answer_tls(struct kit_server *server, struct buf *out, struct attempt_outcome *o,
                       struct span in)
{
    struct choice c = {.server = server};
    struct fail fail = {0};
    struct buf message;

    buf_init(&message, 1 << 17);
    size_t records = join(&message, in);

    c.message = buf_span(&message);
    if (client_hello_parse(&c.hello, span_tail(c.message, MSG_HEADER), &fail) != ERR_OK) {
        server->has_broken = true;
        refuse(server, out, o, ALERT_DECODE_ERROR);
    } else {
        int alert = decide(&c, records);

        if (alert == NOTHING)
            put_hello(&c, out);
        else
            refuse(server, out, o, alert);
    }
    buf_free(&message);
}

/* One byte, in three of four answers. */
static void garble(const struct kit_server *server, struct buf *answer)
{
    uint8_t random[4];

    if ((server->quirks & KIT_GARBLES) == 0 || answer->n == 0)
        return;
    rng_fill(&server->rng, random, sizeof random);
    if (random[0] % 4 != 0)
        answer->p[(size_t)(random[1] << 8 | random[2]) % answer->n] ^= random[3];
}

void kit_server_answer(struct kit_server *server, struct attempt_outcome *out,
                       struct server_flight *flight, struct span hello)
{
    struct buf answer;

    *out = (struct attempt_outcome){.kind = ATTEMPT_ANSWERED, .connected = true, .flight = flight};
    buf_init(&answer, 1 << 16);
    server_flight_init(flight);
    server->hellos++;
    if (hello.n > 0 && hello.p[0] >= 0x80)
        answer_ssl2(server, &answer, out);
    else
        answer_tls(server, &answer, out, hello);
    garble(server, &answer);
    server_flight_feed(flight, buf_span(&answer));
    if (flight->state == FLIGHT_BROKEN) {
        out->kind = ATTEMPT_BROKEN;
        server->has_broken |= (server->quirks & KIT_GARBLES) == 0;
    }
    out->is_complete = out->kind == ATTEMPT_ANSWERED;
    out->heard = answer.n > 0;
    buf_free(&answer);
}
