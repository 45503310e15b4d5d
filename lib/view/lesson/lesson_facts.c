/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/lesson/lesson_facts.h"

#include "lib/net/dialogue.h"
#include "lib/view/handshake/derive_command.h"

/* The client has already checked the form of every message before a view shows it.  What does not
 * parse here is therefore left out without an error. */
static bool find(struct span exts, uint16_t type, struct span *data)
{
    *data = (struct span){0};
    return ext_get(exts, type, data);
}

/* Prefers the share of the group that the server chose; otherwise takes the first that isn't
 * GREASE.  Returns the group of another share, or 0. */
static uint16_t read_shares(struct lesson *lesson, struct span exts)
{
    struct fail fail = {0};
    struct span data, list;
    struct key_share share;
    uint16_t other = 0;

    lesson->offered = (struct key_share){0};
    if (!find(exts, TLSX_KEY_SHARE, &data) || ext_shares_parse(&list, data, &fail) != ERR_OK)
        return 0;
    for (struct rd r = rd_init(list, &fail); ext_share_next(&r, &share);) {
        uint16_t group = lesson->v->info == NULL ? 0 : lesson->v->info->group;
        uint16_t earlier = lesson->offered.group;
        bool is_chosen = share.group == group || (earlier == 0 && !is_grease(share.group));

        if (is_chosen)
            lesson->offered = share;
        if (other == 0)
            other = is_chosen ? earlier : is_grease(share.group) ? 0 : share.group;
    }
    return other;
}

/* Called for each ClientHello, so after a HelloRetryRequest the fields hold those of the second
 * one. */
static void read_hello(struct lesson *lesson, struct span body)
{
    struct fail fail = {0};
    struct span data;
    bool is_first = lesson->hello.random.n == 0;

    if (client_hello_parse(&lesson->hello, body, &fail) != ERR_OK) {
        lesson->hello = (struct client_hello){0};
        return;
    }
    if (find(lesson->hello.exts, TLSX_SERVER_NAME, &data) &&
        ext_sni_parse(&lesson->sni, data, &fail) != ERR_OK)
        lesson->sni = (struct span){0};
    if (find(lesson->hello.exts, TLSX_SUPPORTED_GROUPS, &data) &&
        ext_list16_parse(&lesson->groups, data, &fail) != ERR_OK)
        lesson->groups = (struct span){0};
    if (find(lesson->hello.exts, TLSX_SUPPORTED_VERSIONS, &data) &&
        ext_list8of16_parse(&lesson->versions, data, &fail) != ERR_OK)
        lesson->versions = (struct span){0};
    if (find(lesson->hello.exts, TLSX_ALPN, &data) &&
        ext_alpn_parse(&lesson->alpn, data, &fail) != ERR_OK)
        lesson->alpn = (struct span){0};
    /* An empty extension asks for a ticket; any other contains one (RFC 5077 3.2). */
    lesson->has_ticket = find(lesson->hello.exts, TLSX_SESSION_TICKET, &data) && data.n > 0;
    uint16_t other = read_shares(lesson, lesson->hello.exts);
    if (is_first) {
        lesson->guessed = lesson->offered;
        lesson->also_guessed = other;
    }
}

static bool is_12(const struct lesson *lesson)
{
    return lesson->version == TLS_1_2;
}

/* The first ServerHello that is not a HelloRetryRequest decides version and suite. */
static void read_answer(struct lesson *lesson, struct span body)
{
    struct fail fail = {0};
    struct server_hello hello;
    struct span data;

    if (server_hello_parse(&hello, body, &fail) != ERR_OK || hello.is_retry)
        return;
    lesson->answer = hello;
    lesson->version = hello.version;
    lesson->suite = suite_find(hello.suite);
    if (find(hello.exts, TLSX_SUPPORTED_VERSIONS, &data) &&
        ext_u16_parse(&lesson->version, data, &fail) != ERR_OK)
        lesson->version = 0;
    if (find(hello.exts, TLSX_KEY_SHARE, &data) &&
        ext_share_parse(&lesson->answered, data, &fail) != ERR_OK)
        lesson->answered = (struct key_share){0};
    if (is_12(lesson) && lesson->suite != NULL && lesson->v->info != NULL &&
        !lesson->v->info->resumed)
        lesson->kx = lesson->suite->kx;
}

/* A malformed message counts as absent. */
static void read_ticket(struct lesson *lesson, struct span body)
{
    struct fail fail = {0};
    enum err e = lesson->version == TLS_1_3
                     ? new_session_ticket13_parse(&lesson->ticket, body, &fail)
                     : new_session_ticket12_parse(&lesson->ticket, body, &fail);

    if (e != ERR_OK)
        lesson->ticket = (struct new_session_ticket){0};
}

/* A malformed message counts as absent. */
static void read_exchange(struct lesson *lesson, uint8_t type, struct span body)
{
    struct fail fail = {0};

    if (type == HS_SERVER_KEY_EXCHANGE &&
        server_key_exchange_parse(&lesson->ske, lesson->kx, body, &fail) != ERR_OK)
        lesson->ske = (struct server_key_exchange){0};
    if (type == HS_CLIENT_KEY_EXCHANGE &&
        client_key_exchange_parse(&lesson->cke, lesson->kx, body, &fail) != ERR_OK)
        lesson->cke = (struct span){0};
}

/* Another ClientHello after both Finished messages starts a renegotiation.  The lesson ends before
 * it. */
static bool is_again(const struct lesson *lesson, const struct event *event)
{
    return event->type == HS_CLIENT_HELLO && lesson->finished[0].n > 0 && lesson->finished[1].n > 0;
}

/* Keeps what the lesson shows of each message.  If one is sent several times, the last counts. */
static void read_message(struct lesson *lesson, const struct event *event)
{
    struct fail fail = {0};
    struct span body = span_tail(event->bytes, MSG_HEADER);

    lesson->again = lesson->again || is_again(lesson, event);
    if (lesson->again)
        return;
    switch (event->type) {
    case HS_CLIENT_HELLO:
        lesson->hello_n = lesson->hello_n == 0 ? event->bytes.n : lesson->hello_n;
        read_hello(lesson, body);
        break;
    case HS_SERVER_HELLO: read_answer(lesson, body); break;
    case HS_ENCRYPTED_EXTENSIONS: lesson->has_extensions = true; break;
    case HS_CERTIFICATE:
    case HS_COMPRESSED_CERTIFICATE:
        lesson->has_certificate = lesson->has_certificate || !event->sent;
        break;
    case HS_CERTIFICATE_VERIFY:
        if (!event->sent && certificate_verify_parse(&lesson->proof, body, &fail) != ERR_OK)
            lesson->proof = (struct certificate_verify){0};
        break;
    case HS_SERVER_KEY_EXCHANGE:
    case HS_CLIENT_KEY_EXCHANGE: read_exchange(lesson, event->type, body); break;
    case HS_NEW_SESSION_TICKET: read_ticket(lesson, body); break;
    case HS_FINISHED: lesson->finished[event->sent] = body; break;
    case HS_KEY_UPDATE: lesson->updated = true; break;
    default: break;
    }
}

/* The text occurs in the bytes. */
static bool has_text(struct span bytes, struct span text)
{
    for (; bytes.n >= text.n; bytes = span_tail(bytes, 1)) {
        if (span_starts(bytes, text))
            return true;
    }
    return false;
}

/* What was said before TLS, with a proxy or for STARTTLS. */
static void read_dialogue(struct lesson *lesson, const struct event *event)
{
    if (!dialogue_is_proxy((enum dialogue)event->type)) {
        lesson->before.starttls = event->type;
        return;
    }
    lesson->before.proxy = event->type;
    if (event->sent && has_text(event->bytes, span_str(DIALOGUE_HIDDEN)))
        lesson->before.has_password = true;
}

struct span lesson_secret(const struct lesson *lesson, struct span name)
{
    const struct event_log *j = lesson->v->events;

    for (size_t i = j->num_steps; i > 0; i--) {
        if (span_eq(span_str(step_row(j->steps[i - 1].id)->name), name))
            return event_log_step_get(j, &j->steps[i - 1]).out;
    }
    return (struct span){0};
}

/* True if the server sent exactly one certificate (RFC 9846 4.5.1: the message holds a list). */
static bool is_alone(const struct tls_info *info)
{
    struct fail fail = {0};
    struct rd r = rd_init(info->chain, &fail);
    struct cert_entry entry;
    unsigned n = 0;

    while (cert_entry_next(&r, info->version == TLS_1_3, &entry))
        n++;
    return n == 1;
}

/* A fact is a condition of lesson_facts.def on the connection. */
static void find_facts(struct lesson *lesson)
{
    static const struct tls_info none;
    const struct hs_view *v = lesson->v;
    const struct tls_info *i = v->info == NULL ? &none : v->info;

#define FACT(NAME, condition) lesson->facts[FACT_##NAME] = condition;
#include "lib/view/lesson/lesson_facts.def"
#undef FACT
}

void lesson_read(struct lesson *out, const struct hs_view *view)
{
    *out = (struct lesson){.v = view};
    if (view->info != NULL)
        hybrid_parts(out->parts, view->info->group);
    for (size_t i = 0; i < view->events->num; i++) {
        const struct event *e = &view->events->v[i].event;
        if (e->kind == EVENT_MESSAGE)
            read_message(out, e);
        if (e->kind == EVENT_DIALOGUE)
            read_dialogue(out, e);
        out->ccs = out->ccs || e->kind == EVENT_CCS;
        out->has_data = out->has_data || e->kind == EVENT_DATA;
        out->closed = out->closed || (e->kind == EVENT_ALERT && e->alert == ALERT_CLOSE_NOTIFY);
    }
    find_facts(out);
}
