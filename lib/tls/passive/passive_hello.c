/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/tls/passive/passive_inside.h"

/* A list of 16-bit numbers, without GREASE (RFC 8701). */
static void take_numbers(struct numbers *out, struct span list)
{
    out->num = 0;
    for (size_t i = 0; i < list.n / 2 && out->num < NAMES_MAX; i++) {
        if (!is_grease(list16_at(list, i)))
            out->v[out->num++] = list16_at(list, i);
    }
}

static void take_list(struct numbers *out, struct span exts, uint16_t type)
{
    struct fail fail = {0};
    struct span data, list;

    if (ext_get(exts, type, &data) && ext_list16_parse(&list, data, &fail) == ERR_OK)
        take_numbers(out, list);
}

/* RFC 9846 4.3.1: the versions in the extension; without it, all up to the one in the hello. */
static void take_versions(struct passive *w, struct span exts)
{
    struct tls_config *o = w->offer;
    struct fail fail = {0};
    struct span data, list;
    struct numbers versions;

    o->min_version = o->max_version = w->client.version;
    if (!ext_get(exts, TLSX_SUPPORTED_VERSIONS, &data) ||
        ext_list8of16_parse(&list, data, &fail) != ERR_OK)
        return;
    take_numbers(&versions, list);
    for (size_t i = 0; i < versions.num; i++) {
        uint16_t v = versions.v[i];
        o->max_version = i == 0 || v > o->max_version ? v : o->max_version;
        o->min_version = i == 0 || v < o->min_version ? v : o->min_version;
    }
}

/* Fills in the offer in the form of a client's configuration, so that the same views show both. */
static void take_offer(struct passive *w)
{
    struct span exts = w->client.exts, data;
    struct fail fail = {0};

    take_numbers(&w->offer->suites, w->client.suites);
    take_list(&w->offer->groups, exts, TLSX_SUPPORTED_GROUPS);
    take_list(&w->offer->schemes, exts, TLSX_SIGNATURE_ALGORITHMS);
    take_list(&w->offer->cert_schemes, exts, TLSX_SIGNATURE_ALGORITHMS_CERT);
    take_versions(w, exts);
    if (ext_get(exts, TLSX_SERVER_NAME, &data) &&
        ext_sni_parse(&w->server_name, data, &fail) != ERR_OK)
        w->server_name = (struct span){0};
    w->offer->server_name = w->server_name;
    fail = (struct fail){0};
    if (ext_get(exts, TLSX_ALPN, &data) && ext_alpn_parse(&w->offer->alpn, data, &fail) != ERR_OK)
        w->offer->alpn = (struct span){0};
    w->offer->ocsp = ext_get(exts, TLSX_STATUS_REQUEST, &data);
    w->offer->scts = ext_get(exts, TLSX_SCT, &data);
}

/* Keeps the message: the offer points into it, and secrets are looked up by its random. */
static enum err keep_hello(struct passive *w, const struct msg *m, struct fail *fail)
{
    struct msg kept;

    buf_truncate(&w->hello, 0);
    buf_put(&w->hello, m->bytes);
    if (!passive_offer_new(w) || w->hello.err != ERR_OK || !msg_split(&kept, buf_span(&w->hello)))
        return ERR_TLS_MESSAGE_TOO_LONG;
    w->hellos.client = false;
    w->server_name = (struct span){0};
    TRY(client_hello_parse(&w->client, kept.body, fail));
    memcpy(w->client_random, w->client.random.p, RANDOM_SIZE);
    w->info.client_random = span_of(w->client_random, RANDOM_SIZE);
    w->hellos.client = true;
    return ERR_OK;
}

/* Without this hello, nothing after it can be decrypted. */
static void give_up(struct passive *w, struct passive_side *s, const struct fail *fail)
{
    passive_fail(w, s, fail->err, fail->at, PASSIVE_BROKEN);
    passive_blind(w, &w->side[0], PASSIVE_BROKEN);
    passive_blind(w, &w->side[1], PASSIVE_BROKEN);
}

void passive_hello_client(struct passive *w, struct passive_side *s, const struct msg *m)
{
    struct fail fail = {0};
    struct span data;
    enum err e = keep_hello(w, m, &fail);

    if (e != ERR_OK) {
        fail_set(&fail, e, m->bytes);
        give_up(w, s, &fail);
        return;
    }
    take_offer(w);
    transcript_add(&w->transcript, m->bytes);
    if (w->turn != TURN_FREE)
        w->turn = TURN_SERVER;
    if (w->info.retried || !ext_get(w->client.exts, TLSX_EARLY_DATA, &data))
        return;
    /* RFC 9846 4.3.10: early data follows, under keys of the earlier session. */
    w->info.early_data = EARLY_OFFERED;
    s->early.may_come = true;
    s->epoch = EPOCH_EARLY;
}

/* Suites that are not implemented have no hash. */
static bool is_usable(const struct passive *w)
{
    return w->info.suite != NULL && w->info.suite->kx != SUITE_KX_NONE;
}

/* RFC 9846 4.2.4: the client begins again, and its early data is rejected. */
static void take_retry(struct passive *w, const struct server_hello *h, const struct msg *m)
{
    struct fail fail = {0};
    struct span data;

    w->info.retried = true;
    if (ext_get(h->exts, TLSX_KEY_SHARE, &data) &&
        ext_u16_parse(&w->info.group, data, &fail) != ERR_OK)
        w->info.group = 0;
    if (is_usable(w) && w->whole) {
        transcript_start(&w->transcript, w->info.suite->hash);
        transcript_retry(&w->transcript);
        transcript_add(&w->transcript, m->bytes);
    }
    if (w->info.early_data == EARLY_OFFERED)
        w->info.early_data = EARLY_REJECTED;
    if (w->turn != TURN_FREE)
        w->turn = TURN_CLIENT;
}

static void take_exts13(struct passive *w, struct span exts)
{
    struct fail fail = {0};
    struct key_share share;
    struct span data;

    if (ext_get(exts, TLSX_KEY_SHARE, &data) && ext_share_parse(&share, data, &fail) == ERR_OK)
        w->info.group = share.group;
    w->info.resumed = ext_get(exts, TLSX_PRE_SHARED_KEY, &data);
}

static void take_exts12(struct passive *w, struct span exts)
{
    struct fail fail = {0};
    struct span data, value;

    w->info.ems = ext_get(exts, TLSX_EXTENDED_MASTER_SECRET, &data);
    w->info.etm = ext_get(exts, TLSX_ENCRYPT_THEN_MAC, &data);
    w->info.secure_renegotiation = ext_get(exts, TLSX_RENEGOTIATION_INFO, &data);
    w->due.status = ext_get(exts, TLSX_STATUS_REQUEST, &data);
    if (ext_get(exts, TLSX_ALPN, &data) && ext_alpn_one_parse(&value, data, &fail) == ERR_OK &&
        buf_keep(&w->alpn, &w->info.alpn, value) != ERR_OK)
        w->info.alpn = (struct span){0};
    fail = (struct fail){0};
    if (ext_get(exts, TLSX_SCT, &data) && ext_sct_parse(&value, data, &fail) == ERR_OK &&
        buf_keep(&w->scts, &w->info.scts, value) != ERR_OK)
        w->info.scts = (struct span){0};
}

/* RFC 9846 4.3.1: the extension counts, if it is there. */
static uint16_t version_of(const struct server_hello *h)
{
    struct fail fail = {0};
    uint16_t version = h->version;
    struct span data;

    if (h->has_exts && ext_get(h->exts, TLSX_SUPPORTED_VERSIONS, &data) &&
        ext_u16_parse(&version, data, &fail) != ERR_OK)
        return h->version;
    return version;
}

/* RFC 5246 7.4.1.3: the server returns the client's id if it resumes that session. */
static void take_session_id(struct passive *w, struct span id)
{
    w->server_session_id_n = id.n;
    if (id.n > 0)
        memcpy(w->server_session_id, id.p, id.n);
    w->info.resumed = id.n > 0 && w->hellos.client && span_eq(id, w->client.session_id);
}

static void begin12(struct passive *w, const struct server_hello *h, struct span exts)
{
    w->side[1].early.may_come = false;
    w->side[1].epoch = EPOCH_CLEAR;
    take_exts12(w, exts);
    take_session_id(w, h->session_id);
}

void passive_hello_server(struct passive *w, struct passive_side *s, const struct msg *m)
{
    struct fail fail = {0};
    struct server_hello h;

    if (server_hello_parse(&h, m->body, &fail) != ERR_OK) {
        give_up(w, s, &fail);
        return;
    }
    struct span exts = h.has_exts ? h.exts : (struct span){0};
    w->info.version = version_of(&h);
    w->info.suite = suite_find(h.suite);
    if (h.is_retry && w->info.version == TLS_1_3) {
        take_retry(w, &h, m);
        return;
    }
    w->hellos.server = true;
    memcpy(w->server_random, h.random.p, RANDOM_SIZE);
    w->info.server_random = span_of(w->server_random, RANDOM_SIZE);
    if (is_usable(w) && w->whole && !w->info.retried)
        transcript_start(&w->transcript, w->info.suite->hash);
    transcript_add(&w->transcript, m->bytes);
    transcript_drop(&w->transcript);
    if (w->info.version == TLS_1_3) {
        take_exts13(w, exts);
        passive_keys_handshake(w);
    } else {
        begin12(w, &h, exts);
    }
}
