/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/tls/client/server_hello.h"

#include "lib/tls/client/client12.h"
#include "lib/tls/client/client13.h"
#include "lib/tls/core/ext_rules.h"

/* A server that could negotiate TLS 1.3 but picks an older version sets the downgrade sentinel at
 * the end of its random (RFC 9846 4.2.3). */
static bool is_downgrade(const struct tls *tls, uint16_t version, struct span random)
{
    struct span mark = span_tail(random, RANDOM_SIZE - sizeof downgrade_12);

    return version < TLS_1_3 && (span_eq(mark, span_of(downgrade_11, sizeof downgrade_11)) ||
                                 (tls->config.max_version == TLS_1_3 &&
                                  span_eq(mark, span_of(downgrade_12, sizeof downgrade_12))));
}

/* RFC 5246 E.1: a server that supports none of the offered versions answers with its highest.  That
 * breaks no rule, unless the random says that it supports more. */
static enum err refuse_version(struct tls *tls, const struct server_hello *hello)
{
    bool may_be_all =
        hello->version >= TLS_SSL_3 && hello->version <= TLS_1_2 && !tls->info.retried;

    if (!may_be_all)
        return conn_fail(tls, ERR_TLS_VERSION, hello->random);
    tls->info.server_version = hello->version;
    return conn_fail(tls,
                     is_downgrade(tls, hello->version, hello->random) ? ERR_TLS_DOWNGRADE
                                                                      : ERR_TLS_VERSION_NOT_OURS,
                     hello->random);
}

/* RFC 9846 4.3.1: the version that was chosen, and whether it may be. */
static enum err take_version(struct tls *tls, const struct server_hello *hello)
{
    struct fail fail = {0};
    struct span data, exts = hello->has_exts ? hello->exts : (struct span){0};
    uint16_t version = hello->version;
    bool is_retried = tls->info.retried;

    if (ext_get(exts, TLSX_SUPPORTED_VERSIONS, &data)) {
        if (!ext_rules_has(tls, TLSX_SUPPORTED_VERSIONS))
            return conn_fail(tls, ERR_TLS_EXT_UNSOLICITED, data);
        TRY(conn_parsed(tls, ext_u16_parse(&version, data, &fail), &fail));
        if (version != TLS_1_3)
            return conn_fail(tls, is_retried ? ERR_TLS_HRR_VERSION : ERR_TLS_VERSION_EXT, data);
        if (hello->version != TLS_1_2) /* RFC 9846 4.2.3 */
            return conn_fail(tls, ERR_TLS_LEGACY_VERSION, hello->random);
    } else if (hello->is_retry && tls->config.max_version == TLS_1_3) {
        return conn_fail(tls, ERR_TLS_EXT_MISSING, hello->random); /* RFC 9846 4.2.4 */
    } else if (version != TLS_1_2 || tls->config.min_version != TLS_1_2) {
        return refuse_version(tls, hello);
    }
    if (is_retried && version != TLS_1_3) /* RFC 9846 4.2.4 */
        return conn_fail(tls, ERR_TLS_HRR_VERSION, hello->random);
    /* RFC 9846 E.3: the server that issued the ticket supports TLS 1.3. */
    if (tls->info.early_data == EARLY_OFFERED && version != TLS_1_3)
        return conn_fail(tls, ERR_TLS_EARLY_DATA_VERSION, hello->random);
    tls->info.version = version;
    return ERR_OK;
}

/* The suite must have been offered, be one of the version, and be the one of an earlier retry. */
static enum err take_suite(struct tls *tls, const struct server_hello *hello)
{
    const struct suite *s = suite_find(hello->suite);

    if (s == NULL || s->kx == SUITE_KX_NONE || !conn_lists(&tls->config.suites, hello->suite))
        return conn_fail(tls, ERR_TLS_SUITE, hello->random);
    if (suite_is_13(s) != (tls->info.version == TLS_1_3))
        return conn_fail(tls, ERR_TLS_SUITE_VERSION, hello->random);
    if (tls->info.retried && s != tls->suite) /* RFC 9846 4.2.4 */
        return conn_fail(tls, ERR_TLS_SUITE_CHANGED, hello->random);
    tls->suite = s;
    tls->info.suite = s;
    return ERR_OK;
}

/* The rules that hold for both versions and for HelloRetryRequest (RFC 9846 4.2.3). */
static enum err check(struct tls *tls, const struct server_hello *hello)
{
    bool is_13;

    TRY(take_version(tls, hello));
    is_13 = tls->info.version == TLS_1_3;
    /* RFC 9846 5.1: the keys change after it, or it is our turn. */
    if (is_13 && !tls->message.ends_record)
        return conn_fail(tls, ERR_TLS_EXCESS_DATA, hello->random);
    /* Only TLS 1.3 allows a ChangeCipherSpec before the ServerHello. */
    if (!is_13 && tls->ccs_records > 0)
        return conn_fail(tls, ERR_TLS_CCS, hello->random);
    if (is_downgrade(tls, tls->info.version,
                     hello->random)) /* an attacker cannot remove the sentinel */
        return conn_fail(tls, ERR_TLS_DOWNGRADE, hello->random);
    TRY(take_suite(tls, hello));
    if (hello->compression != 0)
        return conn_fail(tls, ERR_TLS_COMPRESSION, hello->random);
    if (is_13 && !span_eq(hello->session_id, span_of(tls->session_id, tls->session_id_n)))
        return conn_fail(tls, ERR_TLS_SESSION_ID_ECHO, hello->session_id);
    enum ext_place place = !is_13 ? IN_SH12 : hello->is_retry ? IN_HRR : IN_SH;
    return ext_rules_allow(tls, hello->has_exts ? hello->exts : (struct span){0}, place);
}

/* What follows depends on the version.  A HelloRetryRequest replaces the first ClientHello in the
 * transcript by its hash (RFC 9846 4.1). */
enum err server_hello_receive(struct tls *tls, const struct msg *msg)
{
    struct fail fail = {0};
    struct server_hello hello;

    TRY(conn_parsed(tls, server_hello_parse(&hello, msg->body, &fail), &fail));
    TRY(check(tls, &hello));
    if (hello.is_retry && tls->info.version == TLS_1_3) {
        if (tls->info.retried) /* RFC 9846 4.2.4 */
            return conn_fail(tls, ERR_TLS_HRR_SECOND, msg->bytes);
        transcript_start(&tls->transcript, tls->suite->hash);
        transcript_retry(&tls->transcript);
        transcript_add(&tls->transcript, msg->bytes);
        return client13_retry(tls, &hello);
    }
    memcpy(tls->server_random, hello.random.p, RANDOM_SIZE);
    tls->info.server_random = span_of(tls->server_random, RANDOM_SIZE);
    if (!tls->info.retried)
        transcript_start(&tls->transcript, tls->suite->hash);
    transcript_add(&tls->transcript, msg->bytes);
    if (tls->info.version == TLS_1_3) {
        transcript_drop(&tls->transcript);
        return client13_begin(tls, &hello);
    }
    tls->compat_ccs_due = false;
    return client12_begin(tls, &hello);
}
