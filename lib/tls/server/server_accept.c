/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/tls/server/server_accept.h"

#include "lib/tls/core/cert_compress.h"
#include "lib/tls/core/ext_rules.h"
#include "lib/tls/server/server12.h"
#include "lib/tls/server/server13.h"
#include "lib/tls/server/server_exts.h"

enum {
    SCSV_FALLBACK = 0x5600,
    GROUP_BYTES = 1 << 13, /* a bit for each group */
};

/* --- the version -------------------------------------------------------------------------- */

/* RFC 9846 4.3.1: supported_versions alone counts, if it is there. */
static bool client_speaks(const struct tls *tls, const struct client_hello *hello, uint16_t version)
{
    struct fail fail = {0};
    struct span list;

    if (ext_get(hello->exts, TLSX_SUPPORTED_VERSIONS, &list))
        return ext_list8of16_parse(&list, list, &fail) == ERR_OK && list16_has(list, version);
    (void)tls;
    return version == TLS_1_2 && hello->version >= TLS_1_2;
}

/* The newest version that both support. */
static enum err choose_version(struct tls *tls, const struct client_hello *hello)
{
    uint16_t version = 0;

    /* RFC 9846 E.5: a hello with SSL 3.0 as its version is refused, whatever its extensions say. */
    if (hello->version <= TLS_SSL_3)
        return conn_fail(tls, ERR_TLS_CLIENT_VERSION, hello->random);
    for (uint16_t v = tls->config.max_version; v >= tls->config.min_version && version == 0; v--) {
        if (client_speaks(tls, hello, v))
            version = v;
    }
    if (version == 0)
        return conn_fail(tls, ERR_TLS_CLIENT_VERSION, hello->random);
    if (tls->info.retried && version != tls->info.version) /* RFC 9846 4.2.2 */
        return conn_fail(tls, ERR_TLS_RETRY_CHANGED, hello->random);
    tls->info.version = version;
    tls->info.newest_offered = client_speaks(tls, hello, TLS_1_3) ? TLS_1_3 : hello->version;
    /* RFC 7507 3: an attacker may have made the client believe that we support nothing newer. */
    if (version < tls->config.max_version && list16_has(hello->suites, SCSV_FALLBACK))
        return conn_fail(tls, ERR_TLS_FALLBACK, hello->suites);
    return ERR_OK;
}

/* --- what TLS 1.3 asks of it --------------------------------------------------------------- */

/* RFC 9846 4.3.9, 4.3.11: the extension must be last, and psk_key_exchange_modes must be there.
 * Early data without a PSK is skipped like rejected early data: a server has three ways to treat
 * it, and an alert is none of them (4.3.10). */
static enum err check_psk(struct tls *tls)
{
    struct span data, all = tls->hello_exts;

    if (!ext_get(all, TLSX_PRE_SHARED_KEY, &data))
        return ERR_OK;
    if (data.p + data.n != all.p + all.n)
        return conn_fail(tls, ERR_TLS_PSK_LAST, data);
    return server_exts_need(tls, TLSX_PSK_KEY_EXCHANGE_MODES);
}

/* RFC 9846 4.3.8: one share a group, and only of groups that are listed. */
static enum err check_shares(struct tls *tls)
{
    uint8_t may[GROUP_BYTES] = {0};
    struct span data, list = {0}, groups = server_exts_list(tls, TLSX_SUPPORTED_GROUPS);
    struct fail fail = {0};
    struct key_share share;

    if (ext_get(tls->hello_exts, TLSX_KEY_SHARE, &data))
        TRY(conn_parsed(tls, ext_shares_parse(&list, data, &fail), &fail));
    for (size_t i = 0; 2 * i < groups.n; i++)
        may[list16_at(groups, i) >> 3] |= (uint8_t)(1u << (list16_at(groups, i) & 7));
    struct rd r = rd_init(list, &fail);
    while (ext_share_next(&r, &share)) {
        uint8_t bit = (uint8_t)(1u << (share.group & 7));
        if ((may[share.group >> 3] & bit) == 0)
            return conn_fail(tls, ERR_TLS_SHARE_GROUP, data);
        may[share.group >> 3] &= (uint8_t)~bit;
    }
    return ERR_OK;
}

/* What TLS 1.3 requires of a ClientHello. */
static enum err check_13(struct tls *tls, const struct client_hello *hello)
{
    /* RFC 9846 4.2.2: "exactly one byte, set to zero". */
    if (!span_eq(hello->compression, span_of("", 1)))
        return conn_fail(tls, ERR_TLS_CLIENT_COMPRESSION, hello->compression);
    TRY(check_psk(tls));
    /* RFC 9846 9.2, 4.3.9: these are required, since we never use a pre-shared key alone.
     * signature_algorithms is required without one. */
    TRY(server_exts_need(tls, TLSX_SUPPORTED_GROUPS));
    TRY(server_exts_need(tls, TLSX_KEY_SHARE));
    TRY(cert_compress_note(tls, tls->hello_exts));
    return check_shares(tls);
}

/* --- the second one ------------------------------------------------------------------------ */

/* RFC 9846 4.2.2: which extensions may change after a HelloRetryRequest. */
static bool may_change(const struct tls *tls, uint16_t type)
{
    return (type == TLSX_KEY_SHARE && tls->retry_group != 0) || type == TLSX_EARLY_DATA ||
           type == TLSX_COOKIE || type == TLSX_PRE_SHARED_KEY || type == TLSX_PADDING;
}

/* The next extension that must not change. */
static bool next_fixed(const struct tls *tls, struct rd *r, struct ext *ext)
{
    while (ext_next(r, ext)) {
        if (!may_change(tls, ext->type))
            return true;
    }
    return false;
}

/* Compares the two hellos, extension by extension, without those that may change. */
static bool same_extensions(const struct tls *tls, struct span first, struct span second)
{
    struct fail fail = {0};
    struct rd a = rd_init(first, &fail), b = rd_init(second, &fail);
    struct ext x, y;

    while (next_fixed(tls, &a, &x)) {
        if (!next_fixed(tls, &b, &y) || x.type != y.type || !span_eq(x.data, y.data))
            return false;
    }
    return !next_fixed(tls, &b, &y);
}

/* RFC 9846 4.2.2, 4.3.10: t->hello is still the first one here. */
static enum err check_second(struct tls *tls, const struct client_hello *hello)
{
    struct client_hello first;
    struct fail fail = {0};
    struct msg was;
    struct span data;

    if (!msg_split(&was, buf_span(&tls->hello)) ||
        client_hello_parse(&first, was.body, &fail) != ERR_OK)
        return conn_fail(tls, ERR_TLS_MESSAGE_FORM, hello->random);
    if (hello->version != first.version || !span_eq(hello->random, first.random) ||
        !span_eq(hello->session_id, first.session_id) || !span_eq(hello->suites, first.suites) ||
        !span_eq(hello->compression, first.compression) ||
        !same_extensions(tls, first.exts, hello->exts))
        return conn_fail(tls, ERR_TLS_RETRY_CHANGED, hello->random);
    if (ext_get(hello->exts, TLSX_EARLY_DATA, &data))
        return conn_fail(tls, ERR_TLS_RETRY_CHANGED, data);
    /* A PSK that was offered may be updated or dropped, but none may be added. */
    if (ext_get(hello->exts, TLSX_PRE_SHARED_KEY, &data) &&
        !ext_rules_has(tls, TLSX_PRE_SHARED_KEY))
        return conn_fail(tls, ERR_TLS_RETRY_CHANGED, data);
    return ERR_OK;
}

/* RFC 9846 4.3.2: if we sent a cookie, it must come back. */
static enum err check_cookie(struct tls *tls)
{
    return tls->info.retried && tls->cookie.n > 0 ? server_exts_need(tls, TLSX_COOKIE) : ERR_OK;
}

/* --- what both versions answer ------------------------------------------------------------- */

/* RFC 7301 3.2: the first of our protocols that the client supports. */
static enum err choose_alpn(struct tls *tls)
{
    struct fail fail = {0};
    struct span theirs, name;

    if (tls->config.alpn.n == 0 || !ext_get(tls->hello_exts, TLSX_ALPN, &theirs))
        return ERR_OK;
    TRY(conn_parsed(tls, ext_alpn_parse(&theirs, theirs, &fail), &fail));
    struct rd r = rd_init(tls->config.alpn, &fail);
    while (ext_alpn_next(&r, &name)) {
        if (ext_alpn_has(theirs, name))
            return buf_keep(&tls->alpn, &tls->info.alpn, name);
    }
    return conn_fail(tls, ERR_TLS_NO_COMMON_ALPN, theirs);
}

/* RFC 8449 4: the client's limit binds us, ours binds the client. */
static void note_size_limit(struct tls *tls)
{
    uint16_t limit, most = (uint16_t)(RECORD_PLAIN_MAX + (tls->info.version == TLS_1_3 ? 1 : 0));
    struct fail fail = {0};
    struct span data;

    if (!ext_get(tls->hello_exts, TLSX_RECORD_SIZE_LIMIT, &data) ||
        ext_u16_parse(&limit, data, &fail) != ERR_OK)
        return;
    tls->info.peer_record_limit = limit < most ? limit : most;
    if (tls->config.record_size_limit == 0 || tls->config.record_size_limit > most)
        tls->config.record_size_limit = most;
    tls->size_limited = true;
}

/* A server that could negotiate TLS 1.3 but picks 1.2 sets the downgrade sentinel (RFC 9846
 * 4.2.3). */
static void make_random(struct tls *tls)
{
    rng_fill(&tls->config.rng, tls->server_random, RANDOM_SIZE);
    if (tls->info.version == TLS_1_2 && tls->config.max_version == TLS_1_3)
        memcpy(tls->server_random + RANDOM_SIZE - sizeof downgrade_12, downgrade_12,
               sizeof downgrade_12);
    tls->info.server_random = span_of(tls->server_random, RANDOM_SIZE);
    memcpy(tls->prf.server_random, tls->server_random, RANDOM_SIZE);
}

/* --- all of it ------------------------------------------------------------------------------ */

/* Keeps the message: from now on `hello` points into our copy. */
static enum err keep(struct tls *tls, struct client_hello *hello, struct span bytes)
{
    struct fail fail = {0};
    struct msg m;

    buf_truncate(&tls->hello, 0);
    buf_put(&tls->hello, bytes);
    TRY(tls->hello.err);
    if (!msg_split(&m, buf_span(&tls->hello)))
        return conn_fail(tls, ERR_TLS_MESSAGE_FORM, bytes);
    TRY(conn_parsed(tls, client_hello_parse(hello, m.body, &fail), &fail));
    tls->hello_exts = hello->exts;
    memcpy(tls->client_random, hello->random.p, RANDOM_SIZE);
    memcpy(tls->prf.client_random, tls->client_random, RANDOM_SIZE);
    tls->info.client_random = span_of(tls->client_random, RANDOM_SIZE);
    tls->session_id_n = hello->session_id.n;
    if (tls->session_id_n > 0)
        memcpy(tls->session_id, hello->session_id.p, tls->session_id_n);
    return ERR_OK;
}

/* Lets the caller choose another configuration for this server name; it stays a server's. */
static enum err ask_choose(struct tls *tls, const struct client_hello *hello)
{
    const struct tls_server *server = tls->config.server;

    if (tls->config.faults != NULL)
        fault_tell(tls, FAULT_START);
    if (server->choose == NULL || tls->info.retried)
        return ERR_OK;
    enum err e = server->choose(tls->config.ctx, &tls->config, hello, tls->info.server_name);
    if (tls->config.server == NULL)
        tls->config.server = server;
    return e == ERR_OK ? ERR_OK : conn_fail(tls, e, tls->info.server_name);
}

/* Notes which signature schemes the client accepts (RFC 9846 4.3.3).  A client of TLS 1.2 that
 * lists none accepts SHA-1 only (RFC 5246 7.4.1.4.1). */
static enum err note_schemes(struct tls *tls)
{
    struct span theirs = server_exts_list(tls, TLSX_SIGNATURE_ALGORITHMS);
    bool is_silent = !ext_rules_has(tls, TLSX_SIGNATURE_ALGORITHMS) && tls->info.version < TLS_1_3;

    buf_truncate(&tls->request_schemes, 0);
    for (size_t i = 0; scheme_at(i) != NULL; i++) {
        const struct scheme *s = scheme_at(i);
        if (list16_has(theirs, s->id) || (is_silent && s->digest == DIGEST_SHA1))
            buf_u16(&tls->request_schemes, s->id);
    }
    return tls->request_schemes.err;
}

/* The order matters: the caller may choose another configuration by the server's name, and the
 * version decides which rules the hello must follow. */
enum err server_accept_hello(struct tls *tls, const struct msg *msg)
{
    struct client_hello hello;
    struct fail fail = {0};

    TRY(conn_parsed(tls, client_hello_parse(&hello, msg->body, &fail), &fail));
    if (tls->info.retried)
        TRY(check_second(tls, &hello));
    TRY(keep(tls, &hello, msg->bytes));
    TRY(server_exts_check(tls));
    /* RFC 5246 7.4.1.2: the null method must be among them. */
    if (span_find(hello.compression, 0) == hello.compression.n)
        return conn_fail(tls, ERR_TLS_CLIENT_COMPRESSION, hello.compression);
    TRY(ask_choose(tls, &hello));
    TRY(choose_version(tls, &hello));
    TRY(tls->info.version == TLS_1_3 ? check_13(tls, &hello) : server_exts_check12(tls));
    TRY(check_cookie(tls));
    TRY(note_schemes(tls));
    TRY(choose_alpn(tls));
    tls->info.answers = ANSWERS_READ;
    note_size_limit(tls);
    make_random(tls);
    return tls->info.version == TLS_1_3 ? server13_begin(tls, &hello) : server12_begin(tls, &hello);
}
