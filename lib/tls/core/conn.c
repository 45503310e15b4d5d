/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/tls/core/conn.h"

#include <assert.h>

#include "lib/base/mem.h"
#include "lib/base/wipe.h"

/* The most that each buffer of a connection may hold. */
enum {
    HELLO_MAX = 1 << 18,        /* its vectors allow 131,400 bytes (RFC 9846 4.2.2), faults more */
    FIRST_FLIGHT_MAX = 1 << 24, /* a client's chain may be as long as a message */
    EARLY_MAX = 1 << 24,
    OUT_MAX = 1 << 30,
    FIELD_MAX = 1 << 16,
    FAILED_AT_MAX = 1 << 10,
};

/* The key schedules report their steps here: they become events. */
static void tell_step(void *ctx, const struct step *s)
{
    conn_event(ctx, &(struct event){.kind = EVENT_STEP, .step = s});
}

/* The limits of all buffers; they allocate memory as they are filled. */
static void init_buffers(struct tls *t)
{
    size_t max = t->config.message_max;

    buf_init(&t->in, RECORD_HEADER + RECORD_CIPHER12_MAX);
    buf_init(&t->plain, RECORD_HEADER + RECORD_CIPHER12_MAX);
    buf_init(&t->held, TLS_HELD_MAX);
    buf_init(&t->handshake, MSG_HEADER + max + RECORD_PLAIN_MAX);
    buf_init(&t->flight, FIRST_FLIGHT_MAX);
    buf_init(&t->out, OUT_MAX);
    buf_init(&t->hello, HELLO_MAX);
    buf_init(&t->early, EARLY_MAX);
    buf_init(&t->scratch, FIRST_FLIGHT_MAX);
    buf_init(&t->failed_at, FAILED_AT_MAX);
    fault_init(&t->fault);
    struct buf *const fields[] = {&t->cookie,          &t->ske_key,       &t->dh_p, &t->dh_g,
                                  &t->request_context, &t->past_contexts, &t->alpn};
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
        buf_init(fields[i], FIELD_MAX);
    struct buf *const longs[] = {
        &t->chain,        &t->ocsp, &t->scts, &t->request_schemes, &t->request_authorities,
        &t->request_types};
    for (size_t i = 0; i < sizeof longs / sizeof longs[0]; i++)
        buf_init(longs[i], max);
}

enum err conn_new(struct tls **out, const struct tls_config *config,
                  const struct state_table *states)
{
    struct tls *t = MEM_NEW(struct tls);

    *out = NULL;
    if (t == NULL)
        return ERR_MEMORY;
    t->config = *config;
    t->states = states;
    if (t->config.message_max == 0)
        t->config.message_max = MESSAGE_MAX_DEFAULT;
    t->steps = (struct step_listener){t, tell_step};
    t->sched.listener = &t->steps;
    t->prf.listener = &t->steps;
    init_buffers(t);
    session_init(&t->session);
    session_init(&t->earlier);
    transcript_init(&t->transcript);
    *out = t;
    return ERR_OK;
}

/* Wipes everything secret that is not needed to report what has happened. */
void conn_wipe(struct tls *t)
{
    protect_wipe(&t->read);
    protect_wipe(&t->write);
    sched13_wipe(&t->sched);
    prf12_wipe(&t->prf);
    for (size_t i = 0; i < SHARES_MAX; i++)
        kx_wipe(&t->shares[i]);
    kx_wipe(&t->kx);
    wipe(&t->client_keys, sizeof t->client_keys);
    wipe(&t->server_keys, sizeof t->server_keys);
    session_free(&t->session);
    session_free(&t->earlier);
    t->may_write = false;
}

/* Everything is wiped, since most of it is secret or private. */
void conn_free(struct tls *t)
{
    conn_wipe(t);
    transcript_free(&t->transcript);
    fault_free(&t->fault);
    pubkey_free(t->peer_key);
    struct buf *const all[] = {
        &t->in,
        &t->plain,
        &t->handshake,
        &t->held,
        &t->flight,
        &t->out,
        &t->hello,
        &t->early,
        &t->scratch,
        &t->cookie,
        &t->alpn,
        &t->chain,
        &t->ocsp,
        &t->scts,
        &t->ske_key,
        &t->dh_p,
        &t->dh_g,
        &t->request_types,
        &t->request_schemes,
        &t->request_authorities,
        &t->request_context,
        &t->past_contexts,
        &t->failed_at,
    };
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        buf_wipe(all[i]);
    mem_free(t, sizeof *t);
}

/* Fills in what all events have in common, and emits the event. */
void conn_event(struct tls *t, const struct event *e)
{
    struct event told = *e;

    if (t->config.event == NULL)
        return;
    told.version = t->info.version;
    t->config.event(t->config.ctx, &told);
}

bool conn_is_waiting(const struct tls *t)
{
    return t->state == HS_STATE_WAIT_VERDICT || t->state == HS_STATE_WAIT_VERDICT12 ||
           t->state == HS_STATE_S_WAIT_VERDICT || t->state == HS_STATE_S_WAIT_VERDICT12;
}

bool conn_is_open(const struct tls *t)
{
    return t->state == HS_STATE_CONNECTED13 || t->state == HS_STATE_CONNECTED12 ||
           t->state == HS_STATE_S_CONNECTED13 || t->state == HS_STATE_S_CONNECTED12;
}

const char *conn_state_name(enum hs_state s)
{
    static const char *const names[] = {
#define STATE(ID, name, ref) [HS_STATE_##ID] = name,
#include "lib/tls/core/states.def"
#undef STATE
    };

    assert(s < sizeof names / sizeof names[0] && names[s] != NULL);
    return names[s];
}

/* A fault may want to know when the handshake is complete. */
void conn_state(struct tls *t, enum hs_state s)
{
    t->state = s;
    if (conn_is_open(t)) {
        t->phase = PHASE_OPEN;
        t->may_write = true;
    }
    conn_event(t, &(struct event){.kind = EVENT_STATE, .state = conn_state_name(s)});
    if (t->config.faults != NULL && conn_is_open(t))
        fault_tell(t, FAULT_OPEN);
}

/* Notes which extension of the current list holds the bytes that are wrong. */
static void name_extension(struct tls *t, struct span at)
{
    struct fail fail = {0};
    struct rd r = rd_init(t->exts, &fail);
    struct ext x;

    while (!t->failure.has_extension && ext_next(&r, &x)) {
        t->failure.has_extension = span_contains(x.data, at);
        t->failure.extension = x.type;
    }
}

/* Records the first failure, with the bytes that it is about; the ones after it are
 * consequences. */
enum err conn_fail(struct tls *t, enum err e, struct span at)
{
    assert(e != ERR_OK);
    if (t->failure.err == ERR_OK) {
        name_extension(t, at);
        bool stays = span_contains(buf_span(&t->plain), at) ||
                     span_contains(buf_span(&t->handshake), at) ||
                     span_contains(buf_span(&t->chain), at);
        t->failure.err = e;
        t->failure.at = at;
        /* Bytes that may be gone after the call are copied, up to a limit. */
        if (!stays &&
            buf_keep(&t->failed_at, &t->failure.at, span_head(at, FAILED_AT_MAX)) != ERR_OK)
            t->failure.at = (struct span){0};
        t->failure.state = conn_state_name(t->state);
    }
    return t->failure.err;
}

enum err conn_fail_with(struct tls *t, const struct fail *f)
{
    return conn_fail(t, f->err, f->at);
}

enum err conn_parsed(struct tls *t, enum err e, const struct fail *f)
{
    assert(e == f->err); /* a parser returns what it has put into *f */
    return e == ERR_OK ? ERR_OK : conn_fail_with(t, f);
}

bool conn_lists(const struct numbers *list, uint16_t v)
{
    for (size_t i = 0; i < list->num; i++) {
        if (list->v[i] == v)
            return true;
    }
    return false;
}

const struct group *conn_group(const struct tls *t, uint16_t id)
{
    for (size_t i = 0; i < t->config.num_extra_groups; i++) {
        if (t->config.extra_groups[i].id == id)
            return &t->config.extra_groups[i];
    }
    return group_find(id);
}
