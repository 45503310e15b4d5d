/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/tls/server/server_accept.h"

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
static bool client_speaks(const struct tls *t, const struct client_hello *m, uint16_t version)
{
    struct fail fail = {0};
    struct span list;

    if (ext_get(m->exts, TLSX_SUPPORTED_VERSIONS, &list))
        return ext_list8of16_parse(&list, list, &fail) == ERR_OK && list16_has(list, version);
    (void)t;
    return version == TLS_1_2 && m->version >= TLS_1_2;
}

/* The newest version that both support. */
static enum err choose_version(struct tls *t, const struct client_hello *m)
{
    uint16_t version = 0;

    /* RFC 9846 E.5: a hello with SSL 3.0 as its version is refused, whatever its extensions say. */
    if (m->version <= TLS_SSL_3)
        return conn_fail(t, ERR_TLS_CLIENT_VERSION, m->random);
    for (uint16_t v = t->config.max_version; v >= t->config.min_version && version == 0; v--) {
        if (client_speaks(t, m, v))
            version = v;
    }
    if (version == 0)
        return conn_fail(t, ERR_TLS_CLIENT_VERSION, m->random);
    if (t->info.retried && version != t->info.version) /* RFC 9846 4.2.2 */
        return conn_fail(t, ERR_TLS_RETRY_CHANGED, m->random);
    t->info.version = version;
    /* RFC 7507 3: an attacker may have made the client believe that we support nothing newer. */
    if (version < t->config.max_version && list16_has(m->suites, SCSV_FALLBACK))
        return conn_fail(t, ERR_TLS_FALLBACK, m->suites);
    return ERR_OK;
}

/* --- what TLS 1.3 asks of it --------------------------------------------------------------- */

/* RFC 9846 4.3.9, 4.3.11: the extension must be last, and psk_key_exchange_modes must be there.
 * Early data without a PSK is skipped like rejected early data: a server has three ways to treat
 * it, and an alert is none of them (4.3.10). */
static enum err check_psk(struct tls *t)
{
    struct span data, all = t->hello_exts;

    if (!ext_get(all, TLSX_PRE_SHARED_KEY, &data))
        return ERR_OK;
    if (data.p + data.n != all.p + all.n)
        return conn_fail(t, ERR_TLS_PSK_LAST, data);
    return server_exts_need(t, TLSX_PSK_KEY_EXCHANGE_MODES);
}

/* RFC 9846 4.3.8: one share a group, and only of groups that are listed. */
static enum err check_shares(struct tls *t)
{
    uint8_t may[GROUP_BYTES] = {0};
    struct span data, list = {0}, groups = server_exts_list(t, TLSX_SUPPORTED_GROUPS);
    struct fail fail = {0};
    struct key_share share;

    if (ext_get(t->hello_exts, TLSX_KEY_SHARE, &data))
        TRY(conn_parsed(t, ext_shares_parse(&list, data, &fail), &fail));
    for (size_t i = 0; 2 * i < groups.n; i++)
        may[list16_at(groups, i) >> 3] |= (uint8_t)(1u << (list16_at(groups, i) & 7));
    struct rd r = rd_init(list, &fail);
    while (ext_share_next(&r, &share)) {
        uint8_t bit = (uint8_t)(1u << (share.group & 7));
        if ((may[share.group >> 3] & bit) == 0)
            return conn_fail(t, ERR_TLS_SHARE_GROUP, data);
        may[share.group >> 3] &= (uint8_t)~bit;
    }
    return ERR_OK;
}

/* What TLS 1.3 requires of a ClientHello. */
static enum err check_13(struct tls *t, const struct client_hello *m)
{
    /* RFC 9846 4.2.2: "exactly one byte, set to zero". */
    if (!span_eq(m->compression, span_of("", 1)))
        return conn_fail(t, ERR_TLS_CLIENT_COMPRESSION, m->compression);
    TRY(check_psk(t));
    /* RFC 9846 9.2, 4.3.9: these are required, since we never use a pre-shared key alone.
     * signature_algorithms is required without one. */
    TRY(server_exts_need(t, TLSX_SUPPORTED_GROUPS));
    TRY(server_exts_need(t, TLSX_KEY_SHARE));
    return check_shares(t);
}

/* --- the second one ------------------------------------------------------------------------ */

/* RFC 9846 4.2.2: which extensions may change after a HelloRetryRequest. */
static bool may_change(const struct tls *t, uint16_t type)
{
    return (type == TLSX_KEY_SHARE && t->retry_group != 0) || type == TLSX_EARLY_DATA ||
           type == TLSX_COOKIE || type == TLSX_PRE_SHARED_KEY || type == TLSX_PADDING;
}

/* The next extension that must not change. */
static bool next_fixed(const struct tls *t, struct rd *r, struct ext *x)
{
    while (ext_next(r, x)) {
        if (!may_change(t, x->type))
            return true;
    }
    return false;
}

/* Compares the two hellos, extension by extension, without those that may change. */
static bool same_extensions(const struct tls *t, struct span first, struct span second)
{
    struct fail fail = {0};
    struct rd a = rd_init(first, &fail), b = rd_init(second, &fail);
    struct ext x, y;

    while (next_fixed(t, &a, &x)) {
        if (!next_fixed(t, &b, &y) || x.type != y.type || !span_eq(x.data, y.data))
            return false;
    }
    return !next_fixed(t, &b, &y);
}

/* RFC 9846 4.2.2, 4.3.10: t->hello is still the first one here. */
static enum err check_second(struct tls *t, const struct client_hello *m)
{
    struct client_hello first;
    struct fail fail = {0};
    struct msg was;
    struct span data;

    if (!msg_split(&was, buf_span(&t->hello)) ||
        client_hello_parse(&first, was.body, &fail) != ERR_OK)
        return conn_fail(t, ERR_TLS_MESSAGE_FORM, m->random);
    if (m->version != first.version || !span_eq(m->random, first.random) ||
        !span_eq(m->session_id, first.session_id) || !span_eq(m->suites, first.suites) ||
        !span_eq(m->compression, first.compression) || !same_extensions(t, first.exts, m->exts))
        return conn_fail(t, ERR_TLS_RETRY_CHANGED, m->random);
    if (ext_get(m->exts, TLSX_EARLY_DATA, &data))
        return conn_fail(t, ERR_TLS_RETRY_CHANGED, data);
    /* A PSK that was offered may be updated or dropped, but none may be added. */
    if (ext_get(m->exts, TLSX_PRE_SHARED_KEY, &data) && !ext_rules_has(t, TLSX_PRE_SHARED_KEY))
        return conn_fail(t, ERR_TLS_RETRY_CHANGED, data);
    return ERR_OK;
}

/* RFC 9846 4.3.2: if we sent a cookie, it must come back. */
static enum err check_cookie(struct tls *t)
{
    return t->info.retried && t->cookie.n > 0 ? server_exts_need(t, TLSX_COOKIE) : ERR_OK;
}

/* --- what both versions answer ------------------------------------------------------------- */

/* RFC 7301 3.2: the first of our protocols that the client supports. */
static enum err choose_alpn(struct tls *t)
{
    struct fail fail = {0};
    struct span theirs, name;

    if (t->config.alpn.n == 0 || !ext_get(t->hello_exts, TLSX_ALPN, &theirs))
        return ERR_OK;
    TRY(conn_parsed(t, ext_alpn_parse(&theirs, theirs, &fail), &fail));
    struct rd r = rd_init(t->config.alpn, &fail);
    while (ext_alpn_next(&r, &name)) {
        if (ext_alpn_has(theirs, name))
            return buf_keep(&t->alpn, &t->info.alpn, name);
    }
    return conn_fail(t, ERR_TLS_NO_COMMON_ALPN, theirs);
}

/* RFC 8449 4: the client's limit binds us, ours binds the client. */
static void note_size_limit(struct tls *t)
{
    uint16_t limit, most = (uint16_t)(RECORD_PLAIN_MAX + (t->info.version == TLS_1_3 ? 1 : 0));
    struct fail fail = {0};
    struct span data;

    if (!ext_get(t->hello_exts, TLSX_RECORD_SIZE_LIMIT, &data) ||
        ext_u16_parse(&limit, data, &fail) != ERR_OK)
        return;
    t->info.peer_record_limit = limit < most ? limit : most;
    if (t->config.record_size_limit == 0 || t->config.record_size_limit > most)
        t->config.record_size_limit = most;
    t->size_limited = true;
}

/* A server that could negotiate TLS 1.3 but picks 1.2 sets the downgrade sentinel (RFC 9846
 * 4.2.3). */
static void make_random(struct tls *t)
{
    rng_fill(&t->config.rng, t->server_random, RANDOM_SIZE);
    if (t->info.version == TLS_1_2 && t->config.max_version == TLS_1_3)
        memcpy(t->server_random + RANDOM_SIZE - sizeof downgrade_12, downgrade_12,
               sizeof downgrade_12);
    t->info.server_random = span_of(t->server_random, RANDOM_SIZE);
    memcpy(t->prf.server_random, t->server_random, RANDOM_SIZE);
}

/* --- all of it ------------------------------------------------------------------------------ */

/* Keeps the message: from now on `hello` points into our copy. */
static enum err keep(struct tls *t, struct client_hello *hello, struct span bytes)
{
    struct fail fail = {0};
    struct msg m;

    buf_truncate(&t->hello, 0);
    buf_put(&t->hello, bytes);
    TRY(t->hello.err);
    if (!msg_split(&m, buf_span(&t->hello)))
        return conn_fail(t, ERR_TLS_MESSAGE_FORM, bytes);
    TRY(conn_parsed(t, client_hello_parse(hello, m.body, &fail), &fail));
    t->hello_exts = hello->exts;
    memcpy(t->client_random, hello->random.p, RANDOM_SIZE);
    memcpy(t->prf.client_random, t->client_random, RANDOM_SIZE);
    t->info.client_random = span_of(t->client_random, RANDOM_SIZE);
    t->session_id_n = hello->session_id.n;
    if (t->session_id_n > 0)
        memcpy(t->session_id, hello->session_id.p, t->session_id_n);
    return ERR_OK;
}

/* Lets the caller choose another configuration for this server name; it stays a server's. */
static enum err ask_choose(struct tls *t, const struct client_hello *hello)
{
    const struct tls_server *server = t->config.server;

    if (t->config.faults != NULL)
        fault_tell(t, FAULT_START);
    if (server->choose == NULL || t->info.retried)
        return ERR_OK;
    enum err e = server->choose(t->config.ctx, &t->config, hello, t->info.server_name);
    if (t->config.server == NULL)
        t->config.server = server;
    return e == ERR_OK ? ERR_OK : conn_fail(t, e, t->info.server_name);
}

/* Notes which signature schemes the client accepts (RFC 9846 4.3.3).  A client of TLS 1.2 that
 * lists none accepts SHA-1 only (RFC 5246 7.4.1.4.1). */
static enum err note_schemes(struct tls *t)
{
    struct span theirs = server_exts_list(t, TLSX_SIGNATURE_ALGORITHMS);
    bool is_silent = !ext_rules_has(t, TLSX_SIGNATURE_ALGORITHMS) && t->info.version < TLS_1_3;

    buf_truncate(&t->request_schemes, 0);
    for (size_t i = 0; scheme_at(i) != NULL; i++) {
        const struct scheme *s = scheme_at(i);
        if (list16_has(theirs, s->id) || (is_silent && s->digest == DIGEST_SHA1))
            buf_u16(&t->request_schemes, s->id);
    }
    return t->request_schemes.err;
}

/* The order matters: the caller may choose another configuration by the server's name, and the
 * version decides which rules the hello must follow. */
enum err server_accept_hello(struct tls *t, const struct msg *m)
{
    struct client_hello hello;
    struct fail fail = {0};

    TRY(conn_parsed(t, client_hello_parse(&hello, m->body, &fail), &fail));
    if (t->info.retried)
        TRY(check_second(t, &hello));
    TRY(keep(t, &hello, m->bytes));
    TRY(server_exts_check(t));
    /* RFC 5246 7.4.1.2: the null method must be among them. */
    if (span_find(hello.compression, 0) == hello.compression.n)
        return conn_fail(t, ERR_TLS_CLIENT_COMPRESSION, hello.compression);
    TRY(ask_choose(t, &hello));
    TRY(choose_version(t, &hello));
    TRY(t->info.version == TLS_1_3 ? check_13(t, &hello) : server_exts_check12(t));
    TRY(check_cookie(t));
    TRY(note_schemes(t));
    TRY(choose_alpn(t));
    note_size_limit(t);
    make_random(t);
    return t->info.version == TLS_1_3 ? server13_begin(t, &hello) : server12_begin(t, &hello);
}
