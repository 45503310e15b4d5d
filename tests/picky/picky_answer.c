/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the hello is answered with. */
#include "config.h"

#include "tests/picky/picky.h"

#include <string.h>

#include "lib/tls/wire/msg.h"
#include "lib/tls/wire/record.h"
#include "lib/tls/wire/ssl2.h"
#include "lib/tls/wire/vec.h"

/* A hello that is being answered, and what was chosen. */
struct answering {
    struct buf *out;
    const struct picky *picky;
    struct client_hello hello;
    size_t message_n, num_records;
    uint16_t version, suite, group, scheme;
    bool is_retry;
};

static bool has(const struct numbers *list, uint16_t value)
{
    for (size_t i = 0; i < list->num; i++) {
        if (list->v[i] == value)
            return true;
    }
    return false;
}

static struct span ext_of(const struct answering *a, uint16_t type)
{
    struct span data;

    return ext_get(a->hello.exts, type, &data) ? data : (struct span){0};
}

static bool offers(const struct answering *a, uint16_t type)
{
    struct span data;

    return ext_get(a->hello.exts, type, &data);
}

/* --- what it refuses ----------------------------------------------------------------------- */

static bool has_grease(struct span list)
{
    for (size_t i = 0; i < list.n / 2; i++) {
        if (is_grease(list16_at(list, i)))
            return true;
    }
    return false;
}

static bool is_hated(const struct answering *a)
{
    unsigned hates = a->picky->hates;
    struct fail fail = {0};
    struct rd r = rd_init(a->hello.exts, &fail);
    struct ext x;

    if ((hates & PICKY_HATES_SPLIT) != 0 && a->num_records > 1)
        return true;
    if ((hates & PICKY_HATES_GREASE) != 0 && has_grease(a->hello.suites))
        return true;
    if ((hates & PICKY_HATES_VERSIONS) != 0 &&
        (a->hello.version > TLS_1_3 ||
         has_grease(span_tail(ext_of(a, TLSX_SUPPORTED_VERSIONS), 1))))
        return true;
    while (ext_next(&r, &x)) {
        if ((hates & PICKY_HATES_GREASE) != 0 && is_grease(x.type))
            return true;
        if ((hates & PICKY_HATES_EXTENSIONS) != 0 && x.type > TLSX_RENEGOTIATION_INFO)
            return true;
    }
    return a->picky->longest != 0 && a->message_n > a->picky->longest;
}

static bool lacks_something(const struct answering *a)
{
    static const struct {
        unsigned need;
        uint16_t type;
    } rows[] = {
        {PICKY_NEEDS_SNI, TLSX_SERVER_NAME},
        {PICKY_NEEDS_ALPN, TLSX_ALPN},
        {PICKY_NEEDS_GROUPS, TLSX_SUPPORTED_GROUPS},
        {OFFER_EMS, TLSX_EXTENDED_MASTER_SECRET},
        {OFFER_RENEGOTIATION, TLSX_RENEGOTIATION_INFO},
        {OFFER_TICKET, TLSX_SESSION_TICKET},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if ((a->picky->needs & rows[i].need) != 0 && !offers(a, rows[i].type))
            return true;
    }
    return false;
}

/* --- what it chooses ----------------------------------------------------------------------- */

/* The newest version that both have: supported_versions counts, if there is one. */
static bool choose_version(struct answering *a)
{
    struct span offered = span_tail(ext_of(a, TLSX_SUPPORTED_VERSIONS), 1);
    uint16_t newest = 0;

    for (size_t i = 0; i < a->picky->versions.num; i++) {
        uint16_t version = a->picky->versions.v[i];
        bool fits = offered.n > 0 ? list16_has(offered, version)
                                  : version <= TLS_1_2 && version <= a->hello.version;

        if (fits && version >= TLS_SSL_3 && version > newest)
            newest = version;
    }
    a->version = newest;
    if (newest != 0 && (a->picky->has & OFFER_FALLBACK) != 0 && newest < TLS_1_2 &&
        list16_has(a->hello.suites, TLS_FALLBACK_SCSV) && has(&a->picky->versions, TLS_1_2))
        return false; /* RFC 7507 3 */
    return newest != 0;
}

/* The first of one list that is in the other, or 0. */
static uint16_t choose(const struct answering *a, const struct numbers *mine, struct span theirs)
{
    size_t num = a->picky->by_client ? theirs.n / 2 : mine->num;

    for (size_t i = 0; i < num; i++) {
        uint16_t value = a->picky->by_client ? list16_at(theirs, i) : mine->v[i];

        if (has(mine, value) && list16_has(theirs, value))
            return value;
    }
    return 0;
}

static bool begins(const struct suite *suite, const char *begin)
{
    return strncmp(suite->name, begin, strlen(begin)) == 0;
}

static bool is_ecdh(const struct suite *suite)
{
    return begins(suite, "TLS_ECDHE_") || begins(suite, "TLS_ECDH_anon_");
}

static bool is_anonymous(const struct suite *suite)
{
    return strstr(suite->name, "_anon_") != NULL;
}

/* AEAD and MACs with SHA-2 are of TLS 1.2, and the suites of TLS 1.3 have their own names. */
static bool version_has(uint16_t version, const struct suite *suite)
{
    bool is_13 = strstr(suite->name, "_WITH_") == NULL;
    bool is_new = strstr(suite->name, "_GCM_") != NULL || strstr(suite->name, "_CCM") != NULL ||
                  strstr(suite->name, "SHA256") != NULL || strstr(suite->name, "SHA384") != NULL;

    return is_13 == (version >= TLS_1_3) && (version >= TLS_1_2 || !is_new) &&
           (version >= TLS_1_0 || !is_ecdh(suite)); /* RFC 8422 1 */
}

/* In TLS 1.2 a scheme of the suite's kind of key. */
static bool choose_scheme(struct answering *a, const struct suite *suite)
{
    struct span offered = span_tail(ext_of(a, TLSX_SIGNATURE_ALGORITHMS), 2);

    a->scheme = 0;
    if (a->version < TLS_1_2 || a->version > TLS_1_2 || is_anonymous(suite) || offered.n == 0)
        return true;
    for (size_t i = 0; i < a->picky->schemes.num; i++) {
        const struct scheme *s = scheme_find(a->picky->schemes.v[i]);
        bool is_ecdsa = s != NULL && strncmp(s->name, "ecdsa", 5) == 0;

        if (s != NULL && list16_has(offered, s->id) &&
            is_ecdsa == (strstr(suite->name, "_ECDSA_") != NULL)) {
            a->scheme = s->id;
            return true;
        }
    }
    return strstr(suite->name, "TLS_RSA_") == suite->name;
}

static bool suite_works(struct answering *a, uint16_t id)
{
    const struct suite *suite = suite_find(id);
    struct span groups = span_tail(ext_of(a, TLSX_SUPPORTED_GROUPS), 2);

    if (suite == NULL || !version_has(a->version, suite) || !choose_scheme(a, suite))
        return false;
    a->group = 0;
    if (a->version >= TLS_1_3)
        a->group = choose(a, &a->picky->groups, groups);
    else if (is_ecdh(suite)) /* RFC 8422 4: without the extension it may choose any */
        a->group = groups.n > 0 ? choose(a, &a->picky->groups, groups) : GROUP_SECP256R1;
    else
        return true;
    return a->group != 0;
}

static bool choose_suite(struct answering *a)
{
    const struct numbers *mine = &a->picky->suites;
    struct span theirs = a->hello.suites;
    size_t num = a->picky->by_client ? theirs.n / 2 : mine->num;

    for (size_t i = 0; i < num; i++) {
        uint16_t id = a->picky->by_client ? list16_at(theirs, i) : mine->v[i];

        if (has(mine, id) && list16_has(theirs, id) && suite_works(a, id)) {
            a->suite = id;
            return true;
        }
    }
    return false;
}

/* --- what it writes ------------------------------------------------------------------------ */

/* Each message has a record of its own. */
static void put_record(struct answering *a, struct buf *message)
{
    uint8_t header[RECORD_HEADER];
    uint16_t version = a->version >= TLS_1_3 ? TLS_1_2 : a->version;

    for (struct span rest = buf_span(message); rest.n > 0;
         rest = span_tail(rest, RECORD_PLAIN_MAX)) {
        struct span fragment = span_head(rest, RECORD_PLAIN_MAX);

        record_header(header, CONTENT_HANDSHAKE, version, fragment.n);
        buf_put(a->out, span_of(header, sizeof header));
        buf_put(a->out, fragment);
    }
    buf_free(message);
}

static void begin(struct buf *message)
{
    enum { MESSAGE_MAX = 1 << 20 };

    buf_init(message, MESSAGE_MAX);
}

static void put_zeros(struct buf *out, size_t n)
{
    uint8_t *room = buf_room(out, n);

    if (room != NULL)
        memset(room, 0x42, n);
}

/* The protocol that both know, or an empty span. */
static struct span choose_alpn(const struct answering *a)
{
    struct span theirs = span_tail(ext_of(a, TLSX_ALPN), 2), name;
    struct fail fail = {0};
    struct rd r = rd_init(buf_span(&a->picky->alpn), &fail);

    while (ext_alpn_next(&r, &name)) {
        if (ext_alpn_has(theirs, name))
            return name;
    }
    return (struct span){0};
}

static void put_exts12(const struct answering *a, struct buf *exts)
{
    static const struct {
        unsigned what;
        uint16_t type;
        struct span data;
    } rows[] = {
        {OFFER_EMS, TLSX_EXTENDED_MASTER_SECRET, {NULL, 0}},
        {OFFER_ETM, TLSX_ENCRYPT_THEN_MAC, {NULL, 0}},
        {OFFER_TICKET, TLSX_SESSION_TICKET, {NULL, 0}},
        {OFFER_STATUS, TLSX_STATUS_REQUEST, {NULL, 0}},
        {OFFER_RENEGOTIATION, TLSX_RENEGOTIATION_INFO, SPAN_INIT("\0")},
        {OFFER_HEARTBEAT, TLSX_HEARTBEAT, SPAN_INIT("\x01")},
        {OFFER_SCT, TLSX_SCT, SPAN_INIT("\0\x05\0\x03sct")},
    };
    struct span alpn = choose_alpn(a);

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        bool signalled = rows[i].what == OFFER_RENEGOTIATION &&
                         list16_has(a->hello.suites, TLS_EMPTY_RENEGOTIATION_INFO_SCSV);

        if ((a->picky->has & rows[i].what) != 0 && (signalled || offers(a, rows[i].type)))
            ext_put(exts, rows[i].type, rows[i].data);
    }
    if (alpn.n > 0) {
        struct buf_mark x = ext_open(exts, TLSX_ALPN), list = buf_open16(exts);

        vec_put(exts, buf_open8(exts), alpn);
        buf_close(exts, list);
        buf_close(exts, x);
    }
}

/* A share of 32 bytes, or a HelloRetryRequest if the client has none for the group. */
static void put_exts13(struct answering *a, struct buf *exts)
{
    uint8_t key[32];
    struct fail fail = {0};
    struct rd r = rd_init(span_tail(ext_of(a, TLSX_KEY_SHARE), 2), &fail);
    struct key_share share;

    memset(key, 0x42, sizeof key);
    a->is_retry = true;
    while (ext_share_next(&r, &share)) {
        if (share.group == a->group)
            a->is_retry = false;
    }
    ext_u16_put(exts, TLSX_SUPPORTED_VERSIONS, TLS_1_3);
    if (a->is_retry)
        ext_u16_put(exts, TLSX_KEY_SHARE, a->group);
    else
        ext_share_put(exts, &(struct key_share){a->group, span_of(key, sizeof key)});
}

static void put_hello(struct answering *a)
{
    static const uint8_t random[RANDOM_SIZE] = "a server that tests scans      ";
    struct buf message, exts;

    begin(&message);
    begin(&exts);
    if (a->version >= TLS_1_3)
        put_exts13(a, &exts);
    else if (a->hello.has_exts || (a->picky->has & OFFER_RENEGOTIATION) != 0)
        put_exts12(a, &exts);
    bool deflates = (a->picky->has & OFFER_DEFLATE) != 0 && a->version < TLS_1_3 &&
                    memchr(a->hello.compression.p, 1, a->hello.compression.n) != NULL;
    const struct server_hello hello = {
        .version = a->version >= TLS_1_3 ? TLS_1_2 : a->version,
        .random = span_of(a->is_retry ? hello_retry_random : random, RANDOM_SIZE),
        .session_id = a->version >= TLS_1_3 ? a->hello.session_id : SPAN_LIT("session"),
        .suite = a->suite,
        .compression = deflates,
        .exts = buf_span(&exts),
        .has_exts = exts.n > 0,
    };

    server_hello_put(&message, &hello);
    buf_free(&exts);
    put_record(a, &message);
}

static void put_certificate(struct answering *a)
{
    struct span der = a->picky->chain.bytes.n > 0 ? a->picky->chain.bytes : SPAN_LIT("leaf");
    struct buf message;

    begin(&message);
    certificate_put(&message, false, (struct span){0}, &(struct cert_entry){.cert = der}, 1);
    put_record(a, &message);
}

/* ServerKeyExchange: parameters, and a signature where the suite has one. */
static void put_exchange(struct answering *a, const struct suite *suite)
{
    struct buf message;

    if (!is_ecdh(suite) && !begins(suite, "TLS_DHE_") && !begins(suite, "TLS_DH_anon_"))
        return;
    begin(&message);
    struct buf_mark m = msg_open(&message, HS_SERVER_KEY_EXCHANGE);
    if (is_ecdh(suite)) {
        buf_u8(&message, NAMED_CURVE);
        buf_u16(&message, a->group);
        vec_put(&message, buf_open8(&message), SPAN_LIT("a point"));
    } else {
        struct buf_mark p = buf_open16(&message);

        put_zeros(&message, (a->picky->dh_bits + 7) / 8);
        buf_close(&message, p);
        message.p[p.at + 2] |= 0x80;
        vec_put(&message, buf_open16(&message), SPAN_LIT("\x02"));
        vec_put(&message, buf_open16(&message), SPAN_LIT("a public value"));
    }
    if (!is_anonymous(suite)) {
        if (a->version >= TLS_1_2)
            buf_u16(&message, a->scheme != 0 ? a->scheme : 0x0201);
        vec_put(&message, buf_open16(&message), SPAN_LIT("a signature"));
    }
    buf_close(&message, m);
    put_record(a, &message);
}

static void put_flight(struct answering *a)
{
    const struct suite *suite = suite_find(a->suite);
    struct buf message;

    put_hello(a);
    if (a->version >= TLS_1_3) {
        /* No key fits it: clients that go on stop here. */
        if (!a->is_retry)
            buf_put(a->out, SPAN_LIT("\x17\x03\x03\0\x20no keys, so nobody can read this"));
        return;
    }
    if (!is_anonymous(suite))
        put_certificate(a);
    put_exchange(a, suite);
    begin(&message);
    msg_put(&message, HS_SERVER_HELLO_DONE, (struct span){0});
    put_record(a, &message);
}

/* --- from the bytes ------------------------------------------------------------------------ */

/* SSL 2.0: the kinds that both have (draft-hickman-netscape-ssl: the server sends its choice). */
static bool answer_ssl2(struct buf *out, const struct picky *picky, struct span bytes)
{
    struct ssl2_client_hello hello;
    struct fail fail = {0};
    struct span mine = buf_span(&picky->kinds);
    struct buf kinds;

    if (!has(&picky->versions, TLS_SSL_2) ||
        ssl2_client_hello_parse(&hello, span_tail(bytes, SSL2_HEADER), &fail) != ERR_OK)
        return false;
    begin(&kinds);
    for (size_t i = 0; i < mine.n / SSL2_KIND_SIZE; i++) {
        for (size_t j = 0; j < hello.kinds.n / SSL2_KIND_SIZE; j++) {
            if (ssl2_kind_at(mine, i) == ssl2_kind_at(hello.kinds, j))
                buf_u24(&kinds, ssl2_kind_at(mine, i));
        }
    }
    if (kinds.n > 0)
        ssl2_server_hello_put(out, &(struct ssl2_server_hello){
                                       .certificate_type = SSL2_CERTIFICATE_X509,
                                       .version = TLS_SSL_2,
                                       .certificate = picky->chain.bytes.n > 0 ? picky->chain.bytes
                                                                               : SPAN_LIT("leaf"),
                                       .kinds = buf_span(&kinds),
                                       .connection_id = SPAN_LIT("a connection id."),
                                   });
    buf_free(&kinds);
    return out->n > 0;
}

/* Joins the records of the hello and reads it. */
static bool read_hello(struct answering *a, struct buf *message, struct span bytes)
{
    struct fail fail = {0};
    struct record r;
    struct msg m;
    bool complete = true;

    while (bytes.n > 0 && complete) {
        if (record_split(&r, &complete, bytes, RECORD_PLAIN_MAX, &fail) != ERR_OK)
            return false;
        if (complete) {
            a->num_records++;
            buf_put(message, r.fragment);
            bytes = span_tail(bytes, r.bytes.n);
        }
    }
    a->message_n = message->n;
    return msg_split(&m, buf_span(message)) &&
           client_hello_parse(&a->hello, m.body, &fail) == ERR_OK;
}

bool picky_answer(struct buf *out, const struct picky *picky, struct span bytes)
{
    struct answering a = {.out = out, .picky = picky};
    struct buf message;
    bool answers = false;

    if (ssl2_is_record(bytes))
        return answer_ssl2(out, picky, bytes);
    begin(&message);
    if (read_hello(&a, &message, bytes) && !is_hated(&a) && !lacks_something(&a) &&
        choose_version(&a) && choose_suite(&a)) {
        put_flight(&a);
        answers = true;
    }
    buf_free(&message);
    return answers;
}
