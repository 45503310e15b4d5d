/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdlib.h>

#include "lib/x509/bundle.h"
#include "tests/bogo/shim.h"

/* The reason for what became of early data, in the words of the tests. */
static const char *early_reason(const struct link *l)
{
    const struct tls_info *info = tls_info(l->tls);
    const struct flags *first = &l->shim->flags[l->resumes ? FLAGS_RESUME : FLAGS_INITIAL];
    const struct session *s = &l->shim->session;

    if (first->server)
        return server_early_reason(l);
    if (info->early_data == EARLY_ACCEPTED)
        return "accept";
    if (info->early_data == EARLY_REJECTED)
        return info->retried ? "hello_retry_request"
                             : (!info->resumed ? "session_not_resumed" : "peer_declined");
    if (!first->enable_early_data)
        return "disabled";
    if (info->version < TLS_1_3)
        return "protocol_version";
    if (!l->resumes)
        return "no_session_offered";
    if (s->alpn.n > 0)
        return "alpn_mismatch";
    return "unsupported_for_session";
}

const char *expect_early_reason(const struct link *l)
{
    const char *want = l->flags->expect_early_reason;

    return want == NULL || strcmp(want, early_reason(l)) == 0 ? NULL : "early data: another reason";
}

/* The certificates received, one after the other, are those of the file. */
static bool peer_certs_equal(const struct link *l)
{
    struct fail fail = {0};
    struct rd r = rd_init(tls_info(l->tls)->chain, &fail);
    struct cert_entry entry;
    struct bundle bundle;
    struct item item;

    if (bundle_open(&bundle, shim_read(l->shim, l->flags->expect_peer_certs), &l->shim->arena) !=
        ERR_OK)
        return false;
    while (bundle_next(&bundle, &item)) {
        if (!cert_entry_next(&r, tls_info(l->tls)->version == TLS_1_3, &entry) ||
            !span_eq(entry.cert, item.der))
            return false;
    }
    return !rd_more(&r);
}

/* "HEX,HEX": the names, as DER. */
static bool authorities_equal(const struct link *l)
{
    struct fail fail = {0};
    struct rd r = rd_init(tls_info(l->tls)->request_authorities, &fail);
    struct span name, left = span_str(l->flags->expect_authorities);
    bool equal = true;

    if (span_eq(left, SPAN_LIT("<EMPTY>")))
        return r.left.n == 0;
    while (equal && ext_ca_next(&r, &name)) {
        struct span hex = span_head(left, span_find(left, ','));
        equal = hex.n == 2 * name.n;
        for (size_t i = 0; equal && i < name.n; i++) {
            static const char digits[] = "0123456789abcdef";
            equal = hex.p[2 * i] == digits[name.p[i] >> 4] &&
                    hex.p[2 * i + 1] == digits[name.p[i] & 15];
        }
        left = span_tail(left, hex.n + 1);
    }
    return equal && left.n == 0;
}

static bool schemes_equal(const struct link *l)
{
    const struct numbers *want = &l->flags->expect_peer_schemes;
    struct span got = tls_info(l->tls)->request_schemes;
    bool equal = got.n == 2 * want->num;

    for (size_t i = 0; equal && i < want->num; i++)
        equal = list16_at(got, i) == want->v[i];
    return equal;
}

static const char *expect_lists(const struct link *l)
{
    const struct flags *f = l->flags;
    const struct tls_info *info = tls_info(l->tls);

    if (f->server)
        return f->expect_peer_certs != NULL && !peer_certs_equal(l) ? "other certificates" : NULL;
    if (f->expect_ocsp.p != NULL && !span_eq(f->expect_ocsp, info->ocsp))
        return "another OCSP response";
    if (f->expect_scts.p != NULL && !span_eq(span_tail(f->expect_scts, 2), info->scts))
        return "other SCTs";
    if (f->expect_types.p != NULL && !span_eq(f->expect_types, info->request_types))
        return "other certificate types";
    if (f->expect_peer_certs != NULL && !peer_certs_equal(l))
        return "other certificates";
    if (f->expect_authorities != NULL && !authorities_equal(l))
        return "other authorities";
    if (f->expect_peer_schemes.num > 0 && !schemes_equal(l))
        return "other signature algorithms";
    return NULL;
}

static const char *expect_resumption(const struct link *l)
{
    const struct flags *f = l->flags;
    const struct tls_info *info = tls_info(l->tls);

    if (info->resumed != (l->resumes && !f->expect_session_miss))
        return info->resumed ? "was resumed" : "was not resumed";
    if (f->expect_early_accepted && info->early_data != EARLY_ACCEPTED)
        return "early data was not accepted";
    bool was_offered = info->early_data != EARLY_NOT_OFFERED || !f->server;
    if (f->expect_early_rejected && was_offered && info->early_data != EARLY_REJECTED)
        return "early data was not rejected";
    if (f->expect_early_not_offered && info->early_data != EARLY_NOT_OFFERED)
        return "early data was offered";
    if (f->server)
        return expect_early_reason(l);
    if (info->version == TLS_1_2 && f->expect_no_session && l->sessions > 0)
        return "a session came";
    if (info->version == TLS_1_2 && f->expect_ticket_renewal && l->sessions == 0)
        return "no new ticket came";
    return expect_early_reason(l);
}

const char *expect_after_handshake(const struct link *l)
{
    const struct flags *f = l->flags;
    const struct tls_info *info = tls_info(l->tls);
    struct span alpn = f->expect_alpn == NULL ? (struct span){0} : span_str(f->expect_alpn);
    const char *wrong = expect_resumption(l);

    if (wrong != NULL)
        return wrong;
    if (f->expect_version != 0 && info->version != f->expect_version)
        return "another version";
    if (f->expect_cipher != 0 && info->suite->id != f->expect_cipher)
        return "another cipher suite";
    bool is_13 = info->version == TLS_1_3;
    if (f->expect_curve != 0 && info->group != f->expect_curve && info->group != 0)
        return "another group";
    uint16_t scheme = f->server ? info->client_scheme : info->scheme;
    if (f->expect_scheme != 0 && scheme != f->expect_scheme && !info->resumed)
        return "another signature scheme";
    /* What is expected by not being said is looked at behind an explicit handshake alone. */
    bool tells_alpn = f->expect_alpn != NULL || !(f->server || f->implicit_handshake);
    if (tells_alpn && !span_eq(info->alpn, alpn))
        return "another application protocol";
    if ((f->expect_hrr && !info->retried) || (f->expect_no_hrr && info->retried))
        return "HelloRetryRequest, or none";
    if (f->expect_ems && !info->ems && !is_13)
        return "no extended master secret";
    if ((f->expect_reneg && !info->secure_renegotiation && !is_13) ||
        (f->expect_no_reneg && info->secure_renegotiation))
        return "renegotiation_info, or none";
    if (f->expect_usage_invalid && !l->usage_was_wrong)
        return "keyUsage was right";
    int credential = f->server ? server_credential(l) : f->num_credentials - 1;
    if (f->expect_credential != NULL && !info->resumed && atoi(f->expect_credential) != credential)
        return "another credential";
    bool shown = !f->server || info->chain.n > 0;
    if (f->expect_verify_result && shown && !info->resumed && l->judged == 0)
        return "nothing was verified";
    return expect_lists(l);
}
