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
static void tell_step(void *ctx, const struct step *step)
{
    conn_event(ctx, &(struct event){.kind = EVENT_STEP, .step = step});
}

/* The limits of all buffers; they allocate memory as they are filled. */
static void init_buffers(struct tls *tls)
{
    size_t max = tls->config.message_max;

    buf_init(&tls->in, RECORD_HEADER + RECORD_CIPHER12_MAX);
    buf_init(&tls->plain, RECORD_HEADER + RECORD_CIPHER12_MAX);
    buf_init(&tls->held, TLS_HELD_MAX);
    buf_init(&tls->handshake, MSG_HEADER + max + RECORD_PLAIN_MAX);
    buf_init(&tls->flight, FIRST_FLIGHT_MAX);
    buf_init(&tls->out, OUT_MAX);
    buf_init(&tls->hello, HELLO_MAX);
    buf_init(&tls->early, EARLY_MAX);
    buf_init(&tls->scratch, FIRST_FLIGHT_MAX);
    buf_init(&tls->failed_at, FAILED_AT_MAX);
    fault_init(&tls->fault);
    struct buf *const fields[] = {&tls->cookie, &tls->ske_key,         &tls->dh_p,
                                  &tls->dh_g,   &tls->request_context, &tls->past_contexts,
                                  &tls->alpn};
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
        buf_init(fields[i], FIELD_MAX);
    struct buf *const longs[] = {&tls->chain,
                                 &tls->ocsp,
                                 &tls->scts,
                                 &tls->request_schemes,
                                 &tls->request_authorities,
                                 &tls->request_types};
    for (size_t i = 0; i < sizeof longs / sizeof longs[0]; i++)
        buf_init(longs[i], max);
    buf_init(&tls->unpacked, MSG_HEADER + max);
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

void conn_wipe_shares(struct tls *tls)
{
    for (size_t i = 0; i < SHARES_MAX; i++) {
        kx_kept_free(tls->shares[i]);
        tls->shares[i] = NULL;
    }
}

enum err conn_make_kx(struct tls *tls)
{
    conn_wipe_kx(tls);
    tls->kx = MEM_NEW(struct kx);
    return tls->kx == NULL ? ERR_MEMORY : ERR_OK;
}

void conn_wipe_kx(struct tls *tls)
{
    mem_free(tls->kx, sizeof *tls->kx);
    tls->kx = NULL;
}

/* Wipes everything secret that is not needed to report what has happened. */
void conn_wipe(struct tls *tls)
{
    protect_free(tls->read);
    protect_free(tls->write);
    tls->read = tls->write = NULL;
    sched13_wipe(&tls->sched);
    prf12_wipe(&tls->prf);
    conn_wipe_shares(tls);
    conn_wipe_kx(tls);
    wipe(&tls->client_keys, sizeof tls->client_keys);
    wipe(&tls->server_keys, sizeof tls->server_keys);
    session_free(&tls->session);
    session_free(&tls->earlier);
    tls->may_write = false;
}

/* Everything is wiped, since most of it is secret or private. */
void conn_free(struct tls *tls)
{
    conn_wipe(tls);
    transcript_free(&tls->transcript);
    fault_free(&tls->fault);
    pubkey_free(tls->peer_key);
    struct buf *const all[] = {
        &tls->in,
        &tls->plain,
        &tls->handshake,
        &tls->held,
        &tls->flight,
        &tls->out,
        &tls->hello,
        &tls->early,
        &tls->scratch,
        &tls->cookie,
        &tls->alpn,
        &tls->unpacked,
        &tls->chain,
        &tls->ocsp,
        &tls->scts,
        &tls->ske_key,
        &tls->dh_p,
        &tls->dh_g,
        &tls->request_types,
        &tls->request_schemes,
        &tls->request_authorities,
        &tls->request_context,
        &tls->past_contexts,
        &tls->failed_at,
    };
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        buf_wipe(all[i]);
    mem_free(tls, sizeof *tls);
}

/* Fills in what all events have in common, and emits the event. */
void conn_event(struct tls *tls, const struct event *event)
{
    struct event told = *event;

    if (tls->config.event == NULL)
        return;
    told.version = tls->info.version;
    tls->config.event(tls->config.ctx, &told);
}

bool conn_is_waiting(const struct tls *tls)
{
    return tls->state == HS_STATE_WAIT_VERDICT || tls->state == HS_STATE_WAIT_VERDICT12 ||
           tls->state == HS_STATE_S_WAIT_VERDICT || tls->state == HS_STATE_S_WAIT_VERDICT12;
}

bool conn_is_open(const struct tls *tls)
{
    return tls->state == HS_STATE_CONNECTED13 || tls->state == HS_STATE_CONNECTED12 ||
           tls->state == HS_STATE_S_CONNECTED13 || tls->state == HS_STATE_S_CONNECTED12;
}

const char *conn_state_name(enum hs_state state)
{
    static const char *const names[] = {
#define STATE(ID, name, ref) [HS_STATE_##ID] = name,
#include "lib/tls/core/states.def"
#undef STATE
    };

    assert(state < sizeof names / sizeof names[0] && names[state] != NULL);
    return names[state];
}

/* A fault may want to know when the handshake is complete. */
void conn_state(struct tls *tls, enum hs_state state)
{
    tls->state = state;
    if (conn_is_open(tls)) {
        tls->phase = PHASE_OPEN;
        tls->may_write = true;
    }
    conn_event(tls, &(struct event){.kind = EVENT_STATE, .state = conn_state_name(state)});
    if (tls->config.faults != NULL && conn_is_open(tls))
        fault_tell(tls, FAULT_OPEN);
}

/* Notes which extension of the current list holds the bytes that are wrong. */
static void name_extension(struct tls *tls, struct span at)
{
    struct fail fail = {0};
    struct rd r = rd_init(tls->exts, &fail);
    struct ext x;

    while (!tls->failure.has_extension && ext_next(&r, &x)) {
        tls->failure.has_extension = span_contains(x.data, at);
        tls->failure.extension = x.type;
    }
}

/* Records the first failure, with the bytes that it is about; the ones after it are
 * consequences. */
enum err conn_fail(struct tls *tls, enum err err, struct span at)
{
    assert(err != ERR_OK);
    if (tls->failure.err == ERR_OK) {
        name_extension(tls, at);
        bool stays = span_contains(buf_span(&tls->plain), at) ||
                     span_contains(buf_span(&tls->handshake), at) ||
                     span_contains(buf_span(&tls->chain), at);
        tls->failure.err = err;
        tls->failure.at = at;
        /* Bytes that may be gone after the call are copied, up to a limit. */
        if (!stays &&
            buf_keep(&tls->failed_at, &tls->failure.at, span_head(at, FAILED_AT_MAX)) != ERR_OK)
            tls->failure.at = (struct span){0};
        tls->failure.state = conn_state_name(tls->state);
    }
    return tls->failure.err;
}

enum err conn_fail_with(struct tls *tls, const struct fail *fail)
{
    return conn_fail(tls, fail->err, fail->at);
}

enum err conn_parsed(struct tls *tls, enum err err, const struct fail *fail)
{
    assert(err == fail->err); /* a parser returns what it has put into *f */
    return err == ERR_OK ? ERR_OK : conn_fail_with(tls, fail);
}

bool conn_lists(const struct numbers *list, uint16_t value)
{
    for (size_t i = 0; i < list->num; i++) {
        if (list->v[i] == value)
            return true;
    }
    return false;
}

const struct group *conn_group(const struct tls *tls, uint16_t id)
{
    for (size_t i = 0; i < tls->config.num_extra_groups; i++) {
        if (tls->config.extra_groups[i].id == id)
            return &tls->config.extra_groups[i];
    }
    return group_find(id);
}
