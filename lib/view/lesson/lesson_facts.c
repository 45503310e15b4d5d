/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/lesson/lesson_facts.h"

#include "lib/view/handshake/derive_command.h"

/* The client has already checked the form of every message before a view shows it.  What does not
 * parse here is therefore left out without an error. */
static bool find(struct span exts, uint16_t type, struct span *data)
{
    *data = (struct span){0};
    return ext_get(exts, type, data);
}

/* Prefers the share of the group that the server chose; otherwise takes the first that isn't
 * GREASE. */
static void read_shares(struct lesson *l, struct span exts)
{
    struct fail fail = {0};
    struct span data, list;
    struct key_share share;

    l->offered = (struct key_share){0};
    if (!find(exts, TLSX_KEY_SHARE, &data) || ext_shares_parse(&list, data, &fail) != ERR_OK)
        return;
    for (struct rd r = rd_init(list, &fail); ext_share_next(&r, &share);) {
        uint16_t group = l->v->info == NULL ? 0 : l->v->info->group;
        if (share.group == group || (l->offered.key.n == 0 && !is_grease(share.group)))
            l->offered = share;
    }
}

/* Called for each ClientHello, so after a HelloRetryRequest the fields hold those of the second
 * one. */
static void read_hello(struct lesson *l, struct span body)
{
    struct fail fail = {0};
    struct span data;
    bool is_first = l->hello.random.n == 0;

    if (client_hello_parse(&l->hello, body, &fail) != ERR_OK) {
        l->hello = (struct client_hello){0};
        return;
    }
    if (find(l->hello.exts, TLSX_SERVER_NAME, &data) &&
        ext_sni_parse(&l->sni, data, &fail) != ERR_OK)
        l->sni = (struct span){0};
    if (find(l->hello.exts, TLSX_SUPPORTED_GROUPS, &data) &&
        ext_list16_parse(&l->groups, data, &fail) != ERR_OK)
        l->groups = (struct span){0};
    if (find(l->hello.exts, TLSX_SUPPORTED_VERSIONS, &data) &&
        ext_list8of16_parse(&l->versions, data, &fail) != ERR_OK)
        l->versions = (struct span){0};
    if (find(l->hello.exts, TLSX_ALPN, &data) && ext_alpn_parse(&l->alpn, data, &fail) != ERR_OK)
        l->alpn = (struct span){0};
    /* An empty extension asks for a ticket; any other contains one (RFC 5077 3.2). */
    l->has_ticket = find(l->hello.exts, TLSX_SESSION_TICKET, &data) && data.n > 0;
    read_shares(l, l->hello.exts);
    if (is_first)
        l->guessed = l->offered;
}

static bool is_12(const struct lesson *l)
{
    return l->version == TLS_1_2;
}

static void read_answer(struct lesson *l, struct span body)
{
    struct fail fail = {0};
    struct server_hello hello;
    struct span data;

    if (server_hello_parse(&hello, body, &fail) != ERR_OK || hello.is_retry)
        return;
    l->answer = hello;
    l->version = hello.version;
    l->suite = suite_find(hello.suite);
    if (find(hello.exts, TLSX_SUPPORTED_VERSIONS, &data) &&
        ext_u16_parse(&l->version, data, &fail) != ERR_OK)
        l->version = 0;
    if (find(hello.exts, TLSX_KEY_SHARE, &data) &&
        ext_share_parse(&l->answered, data, &fail) != ERR_OK)
        l->answered = (struct key_share){0};
    if (is_12(l) && l->suite != NULL && l->v->info != NULL && !l->v->info->resumed)
        l->kx = l->suite->kx;
}

static void read_ticket(struct lesson *l, struct span body)
{
    struct fail fail = {0};
    enum err e = l->version == TLS_1_3 ? new_session_ticket13_parse(&l->ticket, body, &fail)
                                       : new_session_ticket12_parse(&l->ticket, body, &fail);

    if (e != ERR_OK)
        l->ticket = (struct new_session_ticket){0};
}

static void read_exchange(struct lesson *l, uint8_t type, struct span body)
{
    struct fail fail = {0};

    if (type == HS_SERVER_KEY_EXCHANGE &&
        server_key_exchange_parse(&l->ske, l->kx, body, &fail) != ERR_OK)
        l->ske = (struct server_key_exchange){0};
    if (type == HS_CLIENT_KEY_EXCHANGE &&
        client_key_exchange_parse(&l->cke, l->kx, body, &fail) != ERR_OK)
        l->cke = (struct span){0};
}

/* Another ClientHello after both Finished messages starts a renegotiation.  The lesson ends before
 * it. */
static bool is_again(const struct lesson *l, const struct event *e)
{
    return e->type == HS_CLIENT_HELLO && l->finished[0].n > 0 && l->finished[1].n > 0;
}

static void read_message(struct lesson *l, const struct event *e)
{
    struct fail fail = {0};
    struct span body = span_tail(e->bytes, MSG_HEADER);

    l->again = l->again || is_again(l, e);
    if (l->again)
        return;
    switch (e->type) {
    case HS_CLIENT_HELLO: read_hello(l, body); break;
    case HS_SERVER_HELLO: read_answer(l, body); break;
    case HS_ENCRYPTED_EXTENSIONS: l->has_extensions = true; break;
    case HS_CERTIFICATE:
    case HS_COMPRESSED_CERTIFICATE: l->has_certificate = l->has_certificate || !e->sent; break;
    case HS_CERTIFICATE_VERIFY:
        if (!e->sent && certificate_verify_parse(&l->proof, body, &fail) != ERR_OK)
            l->proof = (struct certificate_verify){0};
        break;
    case HS_SERVER_KEY_EXCHANGE:
    case HS_CLIENT_KEY_EXCHANGE: read_exchange(l, e->type, body); break;
    case HS_NEW_SESSION_TICKET: read_ticket(l, body); break;
    case HS_FINISHED: l->finished[e->sent] = body; break;
    case HS_KEY_UPDATE: l->updated = true; break;
    default: break;
    }
}

struct span lesson_secret(const struct lesson *l, struct span name)
{
    const struct event_log *j = l->v->events;

    for (size_t i = j->num_steps; i > 0; i--) {
        if (span_eq(span_str(step_row(j->steps[i - 1].id)->name), name))
            return event_log_step_get(j, &j->steps[i - 1]).out;
    }
    return (struct span){0};
}

/* True if the server sent exactly one certificate (RFC 9846 4.5.1: the message holds a list). */
static bool is_alone(const struct tls_info *i)
{
    struct fail fail = {0};
    struct rd r = rd_init(i->chain, &fail);
    struct cert_entry entry;
    unsigned n = 0;

    while (cert_entry_next(&r, i->version == TLS_1_3, &entry))
        n++;
    return n == 1;
}

static void find_facts(struct lesson *l)
{
    static const struct tls_info none;
    const struct hs_view *v = l->v;
    const struct tls_info *i = v->info == NULL ? &none : v->info;

#define FACT(NAME, condition) l->facts[FACT_##NAME] = condition;
#include "lib/view/lesson/lesson_facts.def"
#undef FACT
}

void lesson_read(struct lesson *out, const struct hs_view *v)
{
    *out = (struct lesson){.v = v};
    for (size_t i = 0; i < v->events->num; i++) {
        const struct event *e = &v->events->v[i].event;
        if (e->kind == EVENT_MESSAGE)
            read_message(out, e);
        out->ccs = out->ccs || e->kind == EVENT_CCS;
        out->has_data = out->has_data || e->kind == EVENT_DATA;
        out->closed = out->closed || (e->kind == EVENT_ALERT && e->alert == ALERT_CLOSE_NOTIFY);
    }
    find_facts(out);
}
