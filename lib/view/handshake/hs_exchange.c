/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/handshake/hs_exchange.h"

#include "lib/tls/wire/tables.h"
#include "lib/view/cert/checks.h"
#include "lib/view/handshake/layout.h"
#include "lib/view/text/envelope.h"
#include "lib/view/text/text.h"

enum { NOTE_CAP = 1 << 12, LISTED = 4, INDENT = 2 };

/* Does a list of 16-bit numbers have one that fits? */
static bool any_of(struct span list, bool (*fits)(uint16_t number))
{
    for (size_t i = 0; i < list.n / 2; i++) {
        if (fits(list16_at(list, i)))
            return true;
    }
    return false;
}

/* A post-quantum group that can be negotiated here. */
static bool is_ours(uint16_t group)
{
    return group_is_post_quantum(group) && group_kx(group_find(group)) != NULL;
}

static bool is_13(uint16_t version)
{
    return version == TLS_1_3;
}

/* What the first ClientHello offers.  Post-quantum groups can be used only with TLS 1.3. */
static void read_client(struct hs_exchange *exchange, struct span body)
{
    struct fail fail = {0};
    struct client_hello hello;
    struct span data, list;

    if (exchange->has_hello || client_hello_parse(&hello, body, &fail) != ERR_OK)
        return;
    exchange->has_hello = true;
    if (ext_get(hello.exts, TLSX_SUPPORTED_VERSIONS, &data) &&
        ext_list8of16_parse(&list, data, &fail) == ERR_OK)
        exchange->offers_13 = any_of(list, is_13);
    if (ext_get(hello.exts, TLSX_SUPPORTED_GROUPS, &data) &&
        ext_list16_parse(&list, data, &fail) == ERR_OK && exchange->offers_13)
        exchange->offers_pq = list16_has(list, GROUP_X25519MLKEM768) ? OFFERS_X25519MLKEM768
                              : any_of(list, is_ours)                ? OFFERS_OURS
                              : any_of(list, group_is_post_quantum)  ? OFFERS_OTHERS
                                                                     : OFFERS_NONE;
    if (ext_get(hello.exts, TLSX_KEY_SHARE, &data) &&
        ext_shares_parse(&list, data, &fail) == ERR_OK)
        exchange->shares = list;
}

/* The group that a HelloRetryRequest asks for, or what a ServerHello has chosen. */
static void read_server(struct hs_exchange *exchange, struct span body)
{
    struct fail fail = {0};
    struct server_hello hello;
    struct key_share share;
    struct span data;

    if (server_hello_parse(&hello, body, &fail) != ERR_OK)
        return;
    bool has_share = ext_get(hello.exts, TLSX_KEY_SHARE, &data);
    if (hello.is_retry) {
        exchange->is_retried = true;
        exchange->version = TLS_1_3;
        if (has_share && ext_u16_parse(&exchange->wanted, data, &fail) != ERR_OK)
            exchange->wanted = 0;
        exchange->group = exchange->wanted;
        return;
    }
    if (has_share && ext_share_parse(&share, data, &fail) == ERR_OK)
        exchange->group = share.group;
    exchange->version = hello.version;
    if (ext_get(hello.exts, TLSX_SUPPORTED_VERSIONS, &data) &&
        ext_u16_parse(&exchange->version, data, &fail) != ERR_OK)
        exchange->version = 0;
}

void hs_exchange_message(struct hs_exchange *exchange, struct span message)
{
    struct span body = span_tail(message, MSG_HEADER);

    if (message.n > 0 && message.p[0] == HS_CLIENT_HELLO)
        read_client(exchange, body);
    else if (message.n > 0 && message.p[0] == HS_SERVER_HELLO)
        read_server(exchange, body);
}

void hs_exchange_read(struct hs_exchange *out, const struct hs_view *view)
{
    const struct tls_failure *f = view->failure;

    *out = (struct hs_exchange){.side = view->events->side};
    for (size_t i = 0; i < view->events->num; i++) {
        const struct event *e = &view->events->v[i].event;
        if (e->kind == EVENT_MESSAGE)
            hs_exchange_message(out, e->bytes);
    }
    out->has_failed = f != NULL && f->err != ERR_OK && f->err != ERR_TLS_VERDICT;
    if (view->info == NULL)
        return;
    out->version = view->info->version;
    out->resumed = view->info->resumed;
    /* What a server has asked for or chosen against the rules was not taken up. */
    out->is_retried = view->info->retried;
    out->group = view->info->group;
}

/* Before TLS 1.3 there is nothing post-quantum, whatever the group. */
enum post_quantum hs_exchange_post_quantum(const struct hs_exchange *exchange)
{
    const struct group *group = group_find(exchange->group);

    if (exchange->is_offer)
        return !exchange->has_hello                 ? POST_QUANTUM_UNKNOWN
               : exchange->offers_pq != OFFERS_NONE ? POST_QUANTUM_YES
                                                    : POST_QUANTUM_NO;
    if (exchange->version == 0)
        return POST_QUANTUM_UNKNOWN;
    if (exchange->version < TLS_1_3)
        return exchange->resumed ? POST_QUANTUM_UNKNOWN : POST_QUANTUM_NO;
    if (group == NULL)
        return POST_QUANTUM_UNKNOWN;
    return group_is_post_quantum(group->id) ? POST_QUANTUM_YES : POST_QUANTUM_NO;
}

/* A resumed session has a secret from its first connection, and what that was worth is not known
 * here.  A handshake that failed protects nothing. */
static bool lacks_post_quantum(const struct hs_exchange *exchange)
{
    return !exchange->resumed && !exchange->has_failed &&
           hs_exchange_post_quantum(exchange) == POST_QUANTUM_NO;
}

/* The advice names the end that can change something.  If the user left the groups out by an
 * option, that is the user. */
static const char *hint_of(const struct hs_exchange *exchange)
{
    bool by_us = exchange->side == EVENT_LOG_CLIENT, by_peer = exchange->side == EVENT_LOG_SERVER;

    if (!exchange->has_hello)
        return NULL;
    if (!exchange->offers_13)
        return by_us     ? N_("--tls 1.2,1.3: TLS 1.3 was not offered")
               : by_peer ? N_("a newer client: this one does not offer TLS 1.3")
                         : N_("a client that offers TLS 1.3");
    if (exchange->offers_pq == OFFERS_NONE)
        return by_us     ? N_("without --groups: none of the groups that were offered is "
                                  "post-quantum")
               : by_peer ? N_("a newer client: this one offers no post-quantum group")
                         : N_("a client that offers a post-quantum group, such as X25519MLKEM768");
    if (!by_us && exchange->offers_pq == OFFERS_OTHERS)
        return N_("a client that offers X25519MLKEM768 (RFC 10024): this one offers other "
                  "post-quantum groups alone");
    if (by_peer)
        return exchange->version == TLS_1_3
                   ? N_("without --groups, or with X25519MLKEM768 first in its list: the client "
                        "offers a post-quantum group")
                   : N_("with --tls 1.3: the client offers it");
    if (exchange->version != TLS_1_3)
        return N_("TLS 1.3 at the server: it was offered that and did not choose it");
    if (by_us && exchange->offers_pq != OFFERS_X25519MLKEM768)
        return N_("without --groups: X25519MLKEM768, which most servers have, was not offered");
    return N_("X25519MLKEM768 (RFC 10024) at the server: it was offered a post-quantum group and "
              "did not choose it");
}

static struct hs_note *note_new(struct hs_note *out, enum reason code, const char *ref)
{
    *out = (struct hs_note){.code = code, .ref = ref};
    buf_init(&out->message, NOTE_CAP);
    buf_init(&out->hint, NOTE_CAP);
    return out;
}

/* The message depends on what would have been necessary. */
static void note_classical(struct hs_note *out, const struct hs_exchange *exchange, enum lang lang)
{
    struct hs_note *n = note_new(out, REASON_NO_POST_QUANTUM, "RFC 10024");
    const char *hint = hint_of(exchange);

    buf_str(&n->message,
            lang_text(lang, exchange->is_offer
                                ? N_("no post-quantum key exchange is offered: recorded traffic "
                                     "can be decrypted later")
                            : exchange->version < TLS_1_3
                                ? N_("no post-quantum key exchange, which needs TLS 1.3: recorded "
                                     "traffic can be decrypted later")
                                : N_("no post-quantum key exchange: recorded traffic can be "
                                     "decrypted later")));
    if (hint != NULL)
        buf_str(&n->hint, lang_text(lang, hint));
}

/* The groups of the client's shares, without GREASE; "none" if there are none. */
static void put_shares(struct buf *out, struct span shares, enum lang lang)
{
    struct fail fail = {0};
    struct rd r = rd_init(shares, &fail);
    struct key_share share;
    size_t num = 0;

    while (ext_share_next(&r, &share)) {
        if (is_grease(share.group) || ++num > LISTED)
            continue;
        buf_str(out, num > 1 ? lang_text(lang, N_(", ")) : "");
        layout_put_group(out, share.group);
    }
    if (num > LISTED)
        lang_count(out, lang, N_(" and {n} more"), num - LISTED);
    if (num == 0)
        buf_str(out, lang_text(lang, N_("no group")));
}

void hs_exchange_groups(struct buf *out, struct span message, enum lang lang)
{
    struct hs_exchange exchange = {0};

    hs_exchange_message(&exchange, message);
    if (exchange.shares.n > 0)
        put_shares(out, exchange.shares, lang);
    else if (exchange.group != 0)
        layout_put_group(out, exchange.group);
}

/* Can the client send a share of the group that the server asked for, and did it not? */
static bool is_advice(const struct hs_exchange *exchange)
{
    const struct group *group = group_find(exchange->wanted);
    struct fail fail = {0};
    struct rd r = rd_init(exchange->shares, &fail);
    struct key_share share;

    while (ext_share_next(&r, &share)) {
        if (share.group == exchange->wanted)
            return false;
    }
    return group != NULL && group_kx(group) != NULL;
}

/* What was offered a share, and what the server asked for; only a client can do something. */
static void note_retry(struct hs_note *out, const struct hs_exchange *exchange, enum lang lang)
{
    struct hs_note *n = note_new(out, REASON_HELLO_RETRY, "RFC 9846 4.2.4");

    if (exchange->wanted == 0) {
        buf_str(&n->message, lang_text(lang, N_("the server asked for a second ClientHello "
                                                "(HelloRetryRequest): one more round trip")));
        return;
    }
    if (exchange->has_hello) {
        buf_str(&n->message, lang_text(lang, N_("the client sent shares for ")));
        put_shares(&n->message, exchange->shares, lang);
        buf_str(&n->message, lang_text(lang, N_(", and the server asked for one for ")));
    } else {
        buf_str(&n->message, lang_text(lang, N_("the server asked for a share for ")));
    }
    layout_put_group(&n->message, exchange->wanted);
    buf_str(&n->message, lang_text(lang, N_(" (HelloRetryRequest): one more round trip")));
    if (exchange->side != EVENT_LOG_CLIENT || !is_advice(exchange))
        return;
    buf_str(&n->hint, lang_text(lang, N_("--groups with this group first, so that its share is "
                                         "sent at once: ")));
    layout_put_group(&n->hint, exchange->wanted);
}

static bool is_old(const struct hs_exchange *exchange)
{
    const struct version_row *v = version_find(exchange->best);

    return v != NULL && (v->status == STATUS_BROKEN || exchange->is_ssl2);
}

/* The version, when it was made, and where its end stands. */
static void note_old(struct hs_note *out, const struct hs_exchange *exchange, enum lang lang)
{
    const struct version_row *v = version_find(exchange->best);
    bool is_broken = v->status == STATUS_BROKEN;
    struct hs_note *n =
        note_new(out, REASON_OLD_VERSION, is_broken ? v->ref : version_find(TLS_SSL_2)->ref);

    if (!is_broken) { /* RFC 6176 3: no TLS client may send it */
        buf_str(&n->message, lang_text(lang, N_("this hello has the form of SSL 2.0, in which a "
                                                "client must no longer send it")));
        return;
    }
    buf_str(&n->message,
            lang_text(lang, exchange->is_offer ? N_("the client offers nothing newer than ")
                                               : N_("the server speaks ")));
    buf_printf(&n->message, "%s (%u)", v->name, v->year);
    buf_str(&n->message, lang_text(lang, N_(", which is broken and must not be used")));
    buf_str(&n->hint,
            lang_text(lang, exchange->is_offer ? N_("a client that offers TLS 1.2 or TLS 1.3")
                                               : N_("TLS 1.2 or TLS 1.3 at the server")));
}

size_t hs_exchange_notes(struct hs_note out[EXCHANGE_NOTES], const struct hs_exchange *exchange,
                         enum lang lang)
{
    size_t num = 0;

    if (is_old(exchange))
        note_old(&out[num++], exchange, lang);
    if (exchange->is_retried)
        note_retry(&out[num++], exchange, lang);
    if (lacks_post_quantum(exchange))
        note_classical(&out[num++], exchange, lang);
    return num;
}

/* A labelled paragraph whose lines start below its text. */
static void put_try(struct buf *out, struct span text, const struct style *style)
{
    const char *label = lang_text(style->lang, N_("try: "));
    int at = INDENT + 2 + text_width(span_str(label));

    text_pad(out, INDENT + 2);
    text_ink(out, style, INK_BOLD);
    buf_str(out, label);
    text_ink(out, style, INK_PLAIN);
    text_fold(out, style, at, at, text);
}

void hs_exchange_put(struct buf *out, const struct hs_exchange *exchange, const struct style *style)
{
    struct hs_note notes[EXCHANGE_NOTES];
    size_t num = hs_exchange_notes(notes, exchange, style->lang);

    for (size_t i = 0; i < num; i++) {
        buf_str(out, i == 0 ? "\n" : "");
        text_pad(out, INDENT);
        checks_mark(out, style, MARK_WARN);
        buf_printf(&notes[i].message, " [%s]", notes[i].ref);
        buf_u8(out, ' ');
        text_fold(out, style, INDENT + 2, INDENT + 2, buf_span(&notes[i].message));
        if (notes[i].hint.n > 0)
            put_try(out, buf_span(&notes[i].hint), style);
    }
    hs_exchange_free(notes, num);
}

void hs_exchange_free(struct hs_note *notes, size_t num)
{
    for (size_t i = 0; i < num; i++) {
        buf_free(&notes[i].message);
        buf_free(&notes[i].hint);
    }
}

void hs_exchange_json(struct json_writer *json, const struct hs_exchange *exchange)
{
    enum post_quantum is = hs_exchange_post_quantum(exchange);

    if (is == POST_QUANTUM_UNKNOWN)
        jw_null(json, "post_quantum");
    else
        jw_bool(json, "post_quantum", is == POST_QUANTUM_YES);
}

void hs_exchange_findings(struct json_writer *json, const struct hs_exchange *exchange)
{
    struct hs_note notes[EXCHANGE_NOTES];
    size_t num = hs_exchange_notes(notes, exchange, LANG_EN);

    for (size_t i = 0; i < num; i++) {
        buf_u8(&notes[i].message, '\0');
        buf_u8(&notes[i].hint, '\0');
        envelope_note(json, notes[i].code, (const char *)notes[i].message.p, notes[i].ref,
                      notes[i].hint.n > 1 ? (const char *)notes[i].hint.p : NULL);
    }
    hs_exchange_free(notes, num);
}

const char *hs_exchange_short(const struct hs_exchange *exchange)
{
    if (!lacks_post_quantum(exchange) || !exchange->has_hello)
        return NULL;
    return exchange->offers_pq != OFFERS_NONE ? "post-quantum offered but not chosen"
                                              : "no post-quantum offered";
}
