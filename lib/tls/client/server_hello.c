/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/tls/client/server_hello.h"

#include "lib/tls/client/client12.h"
#include "lib/tls/client/client13.h"
#include "lib/tls/core/ext_rules.h"

/* A server that could negotiate TLS 1.3 but picks an older version sets the downgrade sentinel at
 * the end of its random (RFC 9846 4.2.3). */
static bool is_downgrade(const struct tls *t, uint16_t version, struct span random)
{
    struct span mark = span_tail(random, RANDOM_SIZE - sizeof downgrade_12);

    return version < TLS_1_3 && (span_eq(mark, span_of(downgrade_11, sizeof downgrade_11)) ||
                                 (t->config.max_version == TLS_1_3 &&
                                  span_eq(mark, span_of(downgrade_12, sizeof downgrade_12))));
}

/* RFC 5246 E.1: a server that supports none of the offered versions answers with its highest.  That
 * breaks no rule, unless the random says that it supports more. */
static enum err refuse_version(struct tls *t, const struct server_hello *m)
{
    bool may_be_all = m->version >= TLS_SSL_3 && m->version <= TLS_1_2 && !t->info.retried;

    if (!may_be_all)
        return conn_fail(t, ERR_TLS_VERSION, m->random);
    t->info.server_version = m->version;
    return conn_fail(
        t, is_downgrade(t, m->version, m->random) ? ERR_TLS_DOWNGRADE : ERR_TLS_VERSION_NOT_OURS,
        m->random);
}

/* RFC 9846 4.3.1: the version that was chosen, and whether it may be. */
static enum err take_version(struct tls *t, const struct server_hello *m)
{
    struct fail fail = {0};
    struct span data, exts = m->has_exts ? m->exts : (struct span){0};
    uint16_t version = m->version;
    bool is_retried = t->info.retried;

    if (ext_get(exts, TLSX_SUPPORTED_VERSIONS, &data)) {
        if (!ext_rules_has(t, TLSX_SUPPORTED_VERSIONS))
            return conn_fail(t, ERR_TLS_EXT_UNSOLICITED, data);
        TRY(conn_parsed(t, ext_u16_parse(&version, data, &fail), &fail));
        if (version != TLS_1_3)
            return conn_fail(t, is_retried ? ERR_TLS_HRR_VERSION : ERR_TLS_VERSION_EXT, data);
        if (m->version != TLS_1_2) /* RFC 9846 4.2.3 */
            return conn_fail(t, ERR_TLS_LEGACY_VERSION, m->random);
    } else if (m->is_retry && t->config.max_version == TLS_1_3) {
        return conn_fail(t, ERR_TLS_EXT_MISSING, m->random); /* RFC 9846 4.2.4 */
    } else if (version != TLS_1_2 || t->config.min_version != TLS_1_2) {
        return refuse_version(t, m);
    }
    if (is_retried && version != TLS_1_3) /* RFC 9846 4.2.4 */
        return conn_fail(t, ERR_TLS_HRR_VERSION, m->random);
    /* RFC 9846 E.3: the server that issued the ticket supports TLS 1.3. */
    if (t->info.early_data == EARLY_OFFERED && version != TLS_1_3)
        return conn_fail(t, ERR_TLS_EARLY_DATA_VERSION, m->random);
    t->info.version = version;
    return ERR_OK;
}

static enum err take_suite(struct tls *t, const struct server_hello *m)
{
    const struct suite *s = suite_find(m->suite);

    if (s == NULL || s->kx == SUITE_KX_NONE || !conn_lists(&t->config.suites, m->suite))
        return conn_fail(t, ERR_TLS_SUITE, m->random);
    if (suite_is_13(s) != (t->info.version == TLS_1_3))
        return conn_fail(t, ERR_TLS_SUITE_VERSION, m->random);
    if (t->info.retried && s != t->suite) /* RFC 9846 4.2.4 */
        return conn_fail(t, ERR_TLS_SUITE_CHANGED, m->random);
    t->suite = s;
    t->info.suite = s;
    return ERR_OK;
}

/* The rules that hold for both versions and for HelloRetryRequest (RFC 9846 4.2.3). */
static enum err check(struct tls *t, const struct server_hello *m)
{
    bool is_13;

    TRY(take_version(t, m));
    is_13 = t->info.version == TLS_1_3;
    /* RFC 9846 5.1: the keys change after it, or it is our turn. */
    if (is_13 && !t->message.ends_record)
        return conn_fail(t, ERR_TLS_EXCESS_DATA, m->random);
    /* Only TLS 1.3 allows a ChangeCipherSpec before the ServerHello. */
    if (!is_13 && t->ccs_records > 0)
        return conn_fail(t, ERR_TLS_CCS, m->random);
    if (is_downgrade(t, t->info.version, m->random)) /* an attacker cannot remove the sentinel */
        return conn_fail(t, ERR_TLS_DOWNGRADE, m->random);
    TRY(take_suite(t, m));
    if (m->compression != 0)
        return conn_fail(t, ERR_TLS_COMPRESSION, m->random);
    if (is_13 && !span_eq(m->session_id, span_of(t->session_id, t->session_id_n)))
        return conn_fail(t, ERR_TLS_SESSION_ID_ECHO, m->session_id);
    enum ext_place place = !is_13 ? IN_SH12 : m->is_retry ? IN_HRR : IN_SH;
    return ext_rules_allow(t, m->has_exts ? m->exts : (struct span){0}, place);
}

/* What follows depends on the version.  A HelloRetryRequest replaces the first ClientHello in the
 * transcript by its hash (RFC 9846 4.1). */
enum err server_hello_receive(struct tls *t, const struct msg *m)
{
    struct fail fail = {0};
    struct server_hello hello;

    TRY(conn_parsed(t, server_hello_parse(&hello, m->body, &fail), &fail));
    TRY(check(t, &hello));
    if (hello.is_retry && t->info.version == TLS_1_3) {
        if (t->info.retried) /* RFC 9846 4.2.4 */
            return conn_fail(t, ERR_TLS_HRR_SECOND, m->bytes);
        transcript_start(&t->transcript, t->suite->hash);
        transcript_retry(&t->transcript);
        transcript_add(&t->transcript, m->bytes);
        return client13_retry(t, &hello);
    }
    memcpy(t->server_random, hello.random.p, RANDOM_SIZE);
    t->info.server_random = span_of(t->server_random, RANDOM_SIZE);
    if (!t->info.retried)
        transcript_start(&t->transcript, t->suite->hash);
    transcript_add(&t->transcript, m->bytes);
    if (t->info.version == TLS_1_3) {
        transcript_drop(&t->transcript);
        return client13_begin(t, &hello);
    }
    t->compat_ccs_due = false;
    return client12_begin(t, &hello);
}
