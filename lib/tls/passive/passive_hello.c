/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ClientHello and ServerHello: what was offered and chosen. */
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

/* The numbers in an extension of the form of supported_groups.  A malformed one counts as
 * absent. */
static void take_list(struct numbers *out, struct span exts, uint16_t type)
{
    struct fail fail = {0};
    struct span data, list;

    if (ext_get(exts, type, &data) && ext_list16_parse(&list, data, &fail) == ERR_OK)
        take_numbers(out, list);
}

/* RFC 9846 4.3.1: the versions in the extension; without it, all up to the one in the hello. */
static void take_versions(struct passive *passive, struct span exts)
{
    struct tls_config *o = passive->offer;
    struct fail fail = {0};
    struct span data, list;
    struct numbers versions;

    o->min_version = o->max_version = passive->client.version;
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

static void take_compressions(struct numbers *out, struct span exts)
{
    struct fail fail = {0};
    struct span data, list;

    if (ext_get(exts, TLSX_COMPRESS_CERTIFICATE, &data) &&
        ext_list8of16_parse(&list, data, &fail) == ERR_OK)
        take_numbers(out, list);
}

/* Fills in the offer in the form of a client's configuration, so that the same views show both. */
static void take_offer(struct passive *passive)
{
    struct span exts = passive->client.exts, data;
    struct fail fail = {0};

    take_numbers(&passive->offer->suites, passive->client.suites);
    take_list(&passive->offer->groups, exts, TLSX_SUPPORTED_GROUPS);
    take_list(&passive->offer->schemes, exts, TLSX_SIGNATURE_ALGORITHMS);
    take_list(&passive->offer->cert_schemes, exts, TLSX_SIGNATURE_ALGORITHMS_CERT);
    take_compressions(&passive->offer->compressions, exts);
    take_versions(passive, exts);
    if (ext_get(exts, TLSX_SERVER_NAME, &data) &&
        ext_sni_parse(&passive->server_name, data, &fail) != ERR_OK)
        passive->server_name = (struct span){0};
    passive->info.newest_offered = passive->offer->max_version;
    passive->offer->server_name = passive->server_name;
    fail = (struct fail){0};
    if (ext_get(exts, TLSX_ALPN, &data) &&
        ext_alpn_parse(&passive->offer->alpn, data, &fail) != ERR_OK)
        passive->offer->alpn = (struct span){0};
    passive->offer->ocsp = ext_get(exts, TLSX_STATUS_REQUEST, &data);
    passive->offer->scts = ext_get(exts, TLSX_SCT, &data);
}

/* Keeps the message: the offer points into it, and secrets are looked up by its random. */
static enum err keep_hello(struct passive *passive, const struct msg *msg, struct fail *fail)
{
    struct msg kept;

    buf_truncate(&passive->hello, 0);
    buf_put(&passive->hello, msg->bytes);
    if (!passive_offer_new(passive) || passive->hello.err != ERR_OK ||
        !msg_split(&kept, buf_span(&passive->hello)))
        return ERR_TLS_MESSAGE_TOO_LONG;
    passive->hellos.client = false;
    passive->server_name = (struct span){0};
    TRY(client_hello_parse(&passive->client, kept.body, fail));
    memcpy(passive->client_random, passive->client.random.p, RANDOM_SIZE);
    passive->info.client_random = span_of(passive->client_random, RANDOM_SIZE);
    passive->hellos.client = true;
    return ERR_OK;
}

/* Without this hello, nothing after it can be decrypted. */
static void give_up(struct passive *passive, struct passive_side *side, const struct fail *fail)
{
    passive_fail(passive, side, fail->err, fail->at, PASSIVE_BROKEN);
    passive_blind(passive, &passive->side[0], PASSIVE_BROKEN);
    passive_blind(passive, &passive->side[1], PASSIVE_BROKEN);
}

void passive_hello_client(struct passive *passive, struct passive_side *side, const struct msg *msg)
{
    struct fail fail = {0};
    struct span data;
    enum err e = keep_hello(passive, msg, &fail);

    if (e != ERR_OK) {
        fail_set(&fail, e, msg->bytes);
        give_up(passive, side, &fail);
        return;
    }
    take_offer(passive);
    transcript_add(&passive->transcript, msg->bytes);
    if (passive->turn != TURN_FREE)
        passive->turn = TURN_SERVER;
    if (passive->info.retried || !ext_get(passive->client.exts, TLSX_EARLY_DATA, &data))
        return;
    /* RFC 9846 4.3.10: early data follows, under keys of the earlier session. */
    passive->info.early_data = EARLY_OFFERED;
    side->early.may_come = true;
    side->epoch = EPOCH_EARLY;
}

/* Suites that are not implemented have no hash. */
static bool is_usable(const struct passive *passive)
{
    return passive->info.suite != NULL && passive->info.suite->kx != SUITE_KX_NONE;
}

/* RFC 9846 4.2.4: the client begins again, and its early data is rejected.  The group that is asked
 * for is not agreed on yet. */
static void take_retry(struct passive *passive, const struct msg *msg)
{
    passive->info.retried = true;
    if (is_usable(passive) && passive->whole) {
        transcript_start(&passive->transcript, passive->info.suite->hash);
        transcript_retry(&passive->transcript);
        transcript_add(&passive->transcript, msg->bytes);
    }
    if (passive->info.early_data == EARLY_OFFERED)
        passive->info.early_data = EARLY_REJECTED;
    if (passive->turn != TURN_FREE)
        passive->turn = TURN_CLIENT;
}

/* The group of the server's share, and whether it accepted a pre-shared key. */
static void take_exts13(struct passive *passive, struct span exts)
{
    struct fail fail = {0};
    struct key_share share;
    struct span data;

    if (ext_get(exts, TLSX_KEY_SHARE, &data) && ext_share_parse(&share, data, &fail) == ERR_OK)
        passive->info.group = share.group;
    passive->info.resumed = ext_get(exts, TLSX_PRE_SHARED_KEY, &data);
}

/* What the server agreed to in TLS 1.2.  A malformed extension counts as absent. */
static void take_exts12(struct passive *passive, struct span exts)
{
    struct fail fail = {0};
    struct span data, value;

    passive->info.answers = ANSWERS_READ;
    passive->info.ems = ext_get(exts, TLSX_EXTENDED_MASTER_SECRET, &data);
    passive->info.etm = ext_get(exts, TLSX_ENCRYPT_THEN_MAC, &data);
    passive->info.secure_renegotiation = ext_get(exts, TLSX_RENEGOTIATION_INFO, &data);
    passive->due.status = ext_get(exts, TLSX_STATUS_REQUEST, &data);
    if (ext_get(exts, TLSX_ALPN, &data) && ext_alpn_one_parse(&value, data, &fail) == ERR_OK &&
        buf_keep(&passive->alpn, &passive->info.alpn, value) != ERR_OK)
        passive->info.alpn = (struct span){0};
    fail = (struct fail){0};
    if (ext_get(exts, TLSX_SCT, &data) && ext_sct_parse(&value, data, &fail) == ERR_OK &&
        buf_keep(&passive->scts, &passive->info.scts, value) != ERR_OK)
        passive->info.scts = (struct span){0};
}

/* RFC 9846 4.3.1: the extension counts, if it is there. */
static uint16_t version_of(const struct server_hello *hello)
{
    struct fail fail = {0};
    uint16_t version = hello->version;
    struct span data;

    if (hello->has_exts && ext_get(hello->exts, TLSX_SUPPORTED_VERSIONS, &data) &&
        ext_u16_parse(&version, data, &fail) != ERR_OK)
        return hello->version;
    return version;
}

/* RFC 5246 7.4.1.3: the server returns the client's id if it resumes that session. */
static void take_session_id(struct passive *passive, struct span id)
{
    passive->server_session_id_n = id.n;
    if (id.n > 0)
        memcpy(passive->server_session_id, id.p, id.n);
    passive->info.resumed =
        id.n > 0 && passive->hellos.client && span_eq(id, passive->client.session_id);
}

static void begin12(struct passive *passive, const struct server_hello *hello, struct span exts)
{
    passive->side[1].early.may_come = false;
    passive->side[1].epoch = EPOCH_CLEAR;
    take_exts12(passive, exts);
    take_session_id(passive, hello->session_id);
}

/* Version and suite are known from here on, and with them the keys, if there are secrets. */
void passive_hello_server(struct passive *passive, struct passive_side *side, const struct msg *msg)
{
    struct fail fail = {0};
    struct server_hello h;

    if (server_hello_parse(&h, msg->body, &fail) != ERR_OK) {
        give_up(passive, side, &fail);
        return;
    }
    struct span exts = h.has_exts ? h.exts : (struct span){0};
    passive->info.version = version_of(&h);
    passive->info.suite = suite_find(h.suite);
    if (h.is_retry && passive->info.version == TLS_1_3) {
        take_retry(passive, msg);
        return;
    }
    passive->hellos.server = true;
    memcpy(passive->server_random, h.random.p, RANDOM_SIZE);
    passive->info.server_random = span_of(passive->server_random, RANDOM_SIZE);
    if (is_usable(passive) && passive->whole && !passive->info.retried)
        transcript_start(&passive->transcript, passive->info.suite->hash);
    transcript_add(&passive->transcript, msg->bytes);
    transcript_drop(&passive->transcript);
    if (passive->info.version == TLS_1_3) {
        take_exts13(passive, exts);
        passive_keys_handshake(passive);
    } else {
        begin12(passive, &h, exts);
    }
}
