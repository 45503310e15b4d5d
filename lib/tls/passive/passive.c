/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/tls/passive/passive.h"

#include "lib/base/wipe.h"
#include "lib/tls/passive/passive_inside.h"

enum { HELLO_MAX = 1 << 18, FIELD_MAX = 1 << 16 };

/* The key schedules report their steps here: they become events. */
static void tell_step(void *ctx, const struct step *s)
{
    struct passive *w = ctx;

    passive_tell(w, &w->side[0], (struct event){.kind = EVENT_STEP, .step = s});
}

static void init_buffers(struct passive *w)
{
    size_t max = w->config.message_max;

    for (int i = 0; i < 2; i++) {
        w->side[i].from_client = i == 1;
        buf_init(&w->side[i].in, PASSIVE_WAIT + 2 * (size_t)PASSIVE_SKIP);
        buf_init(&w->side[i].handshake, MSG_HEADER + max + RECORD_PLAIN_MAX);
    }
    buf_init(&w->plain, RECORD_HEADER + RECORD_CIPHER12_MAX);
    buf_init(&w->hello, HELLO_MAX);
    buf_init(&w->offer_self, sizeof *w->offer);
    buf_init(&w->ticket, FIELD_MAX);
    buf_init(&w->alpn, FIELD_MAX);
    struct buf *const longs[] = {&w->chain,           &w->ocsp,          &w->scts,
                                 &w->request_schemes, &w->request_types, &w->request_authorities};
    for (size_t i = 0; i < sizeof longs / sizeof *longs; i++)
        buf_init(longs[i], max);
}

enum err passive_new(struct passive **out, const struct passive_config *config)
{
    struct buf self;

    *out = NULL;
    buf_init(&self, sizeof(struct passive));
    struct passive *w = (struct passive *)(void *)buf_room(&self, sizeof *w);
    if (w == NULL)
        return self.err;
    memset(w, 0, sizeof *w);
    w->self = self;
    w->config = *config;
    if (w->config.message_max == 0)
        w->config.message_max = MESSAGE_MAX_DEFAULT;
    w->steps = (struct step_listener){w, tell_step};
    w->sched.listener = &w->steps;
    w->prf.listener = &w->steps;
    w->turn = TURN_CLIENT;
    w->message = -1;
    w->whole = true;
    init_buffers(w);
    transcript_init(&w->transcript);
    *out = w;
    return ERR_OK;
}

enum { BUFFERS = 11, FORGOTTEN = 7 };

/* All buffers that are freed at the end, and counted in passive_size. */
static void buffers_of(struct passive *w, struct buf *all[BUFFERS])
{
    /* Those that passive_forget frees come first. */
    struct buf *const list[BUFFERS] = {&w->offer_self,
                                       &w->chain,
                                       &w->ocsp,
                                       &w->scts,
                                       &w->request_types,
                                       &w->request_schemes,
                                       &w->request_authorities,
                                       &w->hello,
                                       &w->ticket,
                                       &w->plain,
                                       &w->alpn};

    memcpy(all, list, sizeof list);
}

void passive_free(struct passive *w)
{
    struct buf *all[BUFFERS];

    if (w == NULL)
        return;
    for (int i = 0; i < 2; i++) {
        passive_wipe(w, &w->side[i].read);
        passive_wipe(w, &w->side[i].next);
        buf_wipe(&w->side[i].in);
        buf_wipe(&w->side[i].handshake);
    }
    buffers_of(w, all);
    for (size_t i = 0; i < BUFFERS; i++)
        buf_wipe(all[i]);
    transcript_free(&w->transcript);
    struct buf self = w->self;
    buf_wipe(&self);
}

size_t passive_size(const struct passive *w)
{
    struct buf *all[BUFFERS];
    size_t n = w->self.room;

    buffers_of((struct passive *)(uintptr_t)w, all);
    for (size_t i = 0; i < BUFFERS; i++)
        n += all[i]->room;
    for (int i = 0; i < 2; i++)
        n += w->side[i].in.room + w->side[i].handshake.room;
    return n;
}

void passive_tell(struct passive *w, const struct passive_side *s, struct event e)
{
    if (w->config.event == NULL)
        return;
    e.sent = s->from_client;
    e.version = w->info.version;
    if (w->clear)
        e.epoch = EPOCH_CLEAR;
    w->config.event(w->config.ctx, &e);
}

/* Only the first reason is kept: the others mostly follow from it. */
void passive_blocked(struct passive *w, enum passive_block block)
{
    /* RFC 9850 2: secrets are found by the client's random. */
    if (block == PASSIVE_NO_SECRETS && !w->hellos.client)
        block = PASSIVE_NO_CLIENT_HELLO;
    if (w->block == PASSIVE_NO_BLOCK)
        w->block = block;
}

void passive_fail(struct passive *w, const struct passive_side *s, enum err e, struct span at,
                  enum passive_block block)
{
    if (w->failure.err == ERR_OK) {
        w->failure.err = e;
        w->failure.has_message = w->message >= 0;
        w->failure.message = (uint8_t)w->message;
    }
    passive_blocked(w, block);
    passive_tell(w, s, (struct event){.kind = EVENT_FAILED, .epoch = s->epoch, .err = e, .at = at});
}

void passive_free_turn(struct passive *w)
{
    w->turn = TURN_FREE;
    if (w->done)
        return;
    w->whole = false;
    transcript_free(&w->transcript);
}

/* The side is still read for its record headers. */
void passive_blind(struct passive *w, struct passive_side *s, enum passive_block block)
{
    s->sealed = true;
    passive_wipe(w, &s->read);
    passive_wipe(w, &s->next);
    buf_wipe(&s->handshake);
    passive_blocked(w, block);
    passive_free_turn(w);
}

/* The secrets of the handshake are wiped; traffic secrets stay, for key updates. */
void passive_done(struct passive *w)
{
    w->done = true;
    w->turn = TURN_FREE;
    transcript_free(&w->transcript);
    prf12_wipe(&w->prf);
    wipe(w->keys, sizeof w->keys);
    wipe(&w->sched.current, sizeof w->sched.current);
    wipe(&w->sched.client_early, sizeof w->sched.client_early);
    wipe(&w->sched.client_handshake, sizeof w->sched.client_handshake);
    wipe(&w->sched.server_handshake, sizeof w->sched.server_handshake);
}

bool passive_reads(const struct passive *w, bool from_client)
{
    return !w->side[from_client ? 1 : 0].dead;
}

const struct tls_info *passive_info(const struct passive *w)
{
    return &w->info;
}

const struct tls_config *passive_offer(const struct passive *w)
{
    static const struct tls_config none;

    return w->offer != NULL ? w->offer : &none;
}

bool passive_offer_new(struct passive *w)
{
    if (w->offer == NULL)
        w->offer = (struct tls_config *)(void *)buf_room(&w->offer_self, sizeof *w->offer);
    if (w->offer != NULL)
        memset(w->offer, 0, sizeof *w->offer);
    return w->offer != NULL;
}

/* Can the rest be read without what the hello and the certificates said? */
static bool is_settled(const struct passive *w)
{
    bool keys = false;

    for (int i = 0; i < 2; i++)
        keys |=
            !w->side[i].sealed || passive_has(&w->side[i].read) || passive_has(&w->side[i].next);
    return w->hellos.server && (w->done || !keys);
}

bool passive_forget(struct passive *w)
{
    struct buf *all[BUFFERS], name;

    if (!is_settled(w))
        return false;
    buf_init(&name, w->server_name.n);
    buf_put(&name, w->server_name);
    if (name.err != ERR_OK)
        return false;
    buf_wipe(&w->hello);
    w->hello = name;
    w->server_name = buf_span(&w->hello);
    w->client = (struct client_hello){0};
    buffers_of(w, all);
    for (size_t i = 0; i < FORGOTTEN; i++)
        buf_wipe(all[i]);
    w->offer = NULL;
    w->info.chain = w->info.ocsp = w->info.scts = (struct span){0};
    w->info.request_types = w->info.request_schemes = w->info.request_authorities =
        (struct span){0};
    return true;
}

const struct tls_failure *passive_failure(const struct passive *w)
{
    return &w->failure;
}

struct span passive_server_name(const struct passive *w)
{
    return w->server_name;
}

enum passive_sight passive_sight(const struct passive *w)
{
    if (!w->hellos.client && !w->hellos.server)
        return PASSIVE_NOTHING;
    if (w->opened == 0)
        return PASSIVE_CLEAR;
    return w->unread == 0 && w->block != PASSIVE_MISSING ? PASSIVE_ALL : PASSIVE_SOME;
}

/* Do the record headers show a complete handshake?  Early data is encrypted too, and looks like one
 * more flight. */
static bool shows_in_13(const struct passive *w)
{
    bool early = w->info.early_data != EARLY_NOT_OFFERED;

    return early ? w->flights > 3 : w->flights > 2 || w->side[1].sealed_num > 1;
}

bool passive_is_complete(const struct passive *w)
{
    if (w->side[0].finished && w->side[1].finished)
        return true;
    if (w->unread == 0 && w->opened > 0) /* both Finished would have been read */
        return false;
    if (w->info.version == TLS_1_3)
        return shows_in_13(w);
    return w->side[0].confirmed && w->side[1].confirmed;
}

bool passive_saw_begin(const struct passive *w)
{
    return w->side[1].synced && w->block != PASSIVE_MISSING;
}

bool passive_is_midway(const struct passive *w)
{
    bool any = false;

    for (int i = 0; i < 2; i++) {
        const struct passive_side *s = &w->side[i];
        if (s->synced || (s->seen > 0 && !s->midway))
            return false;
        any |= s->midway;
    }
    return any;
}

bool passive_is_foreign(const struct passive *w)
{
    enum { ENOUGH = 11 }; /* enough bytes to see whether they are a record */

    return w->failure.err != ERR_OK ||
           (w->side[1].synced && !w->side[0].synced && w->side[0].seen >= ENOUGH);
}

enum passive_block passive_block(const struct passive *w)
{
    /* Missing keys do not matter if nothing was encrypted with them. */
    bool is_missed = w->unread > 0 || w->failure.err != ERR_OK || w->block == PASSIVE_MISSING;

    if (passive_is_midway(w))
        return PASSIVE_MIDWAY;
    return is_missed ? w->block : PASSIVE_NO_BLOCK;
}

const char *passive_block_text(enum passive_block b)
{
    static const char *const texts[] = {
        [PASSIVE_NO_BLOCK] = "",
        [PASSIVE_NO_SECRETS] = "no secrets are available",
        [PASSIVE_OTHER_SECRETS] = "the available secrets belong to other connections",
        [PASSIVE_OLD_VERSION] = "records of versions before TLS 1.2 are not decrypted",
        [PASSIVE_UNKNOWN_SUITE] = "the cipher suite is not implemented",
        [PASSIVE_NO_CLIENT_HELLO] = "no ClientHello could be read, by which secrets are looked up",
        [PASSIVE_NO_SERVER_HELLO] = "no ServerHello could be read",
        [PASSIVE_NEW_HANDSHAKE] = "data after a renegotiation is not decrypted",
        [PASSIVE_MIDWAY] = "the connection began before the capture",
        [PASSIVE_MISSING] = "bytes are missing in the capture",
        [PASSIVE_BROKEN] = "malformed TLS",
    };

    return texts[b];
}

uint64_t passive_skipped(const struct passive *w, bool from_client)
{
    const struct passive_side *s = &w->side[from_client ? 1 : 0];

    return s->synced ? s->skipped : s->seen;
}

const char *passive_skipped_as(const struct passive *w)
{
    return w->side[0].skipped_as != NULL ? w->side[0].skipped_as : w->side[1].skipped_as;
}

struct passive_finished passive_finished(const struct passive *w)
{
    return w->finished;
}
