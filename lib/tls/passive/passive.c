/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/tls/passive/passive.h"

#include "lib/base/mem.h"
#include "lib/base/wipe.h"
#include "lib/tls/passive/passive_inside.h"

enum { HELLO_MAX = 1 << 18, FIELD_MAX = 1 << 16 };

/* The key schedules report their steps here: they become events. */
static void tell_step(void *ctx, const struct step *step)
{
    struct passive *w = ctx;

    passive_tell(w, &w->side[0], (struct event){.kind = EVENT_STEP, .step = step});
}

/* The limits of all buffers; they allocate memory as they are filled. */
static void init_buffers(struct passive *passive)
{
    size_t max = passive->config.message_max;

    for (int i = 0; i < 2; i++) {
        passive->side[i].from_client = i == 1;
        buf_init(&passive->side[i].in, PASSIVE_WAIT + 2 * (size_t)PASSIVE_SKIP);
        buf_init(&passive->side[i].handshake, MSG_HEADER + max + RECORD_PLAIN_MAX);
    }
    buf_init(&passive->plain, RECORD_HEADER + RECORD_CIPHER12_MAX);
    buf_init(&passive->hello, HELLO_MAX);
    buf_init(&passive->offer_self, sizeof *passive->offer);
    buf_init(&passive->ticket, FIELD_MAX);
    buf_init(&passive->alpn, FIELD_MAX);
    struct buf *const longs[] = {&passive->chain,         &passive->ocsp,
                                 &passive->scts,          &passive->request_schemes,
                                 &passive->request_types, &passive->request_authorities};
    for (size_t i = 0; i < sizeof longs / sizeof *longs; i++)
        buf_init(longs[i], max);
}

/* The struct lives in a buffer of its own, so that freeing it wipes it. */
enum err passive_new(struct passive **out, const struct passive_config *config)
{
    struct passive *w = MEM_NEW(struct passive);

    *out = NULL;
    if (w == NULL)
        return ERR_MEMORY;
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
static void buffers_of(struct passive *passive, struct buf *all[BUFFERS])
{
    /* Those that passive_forget frees come first. */
    struct buf *const list[BUFFERS] = {&passive->offer_self,
                                       &passive->chain,
                                       &passive->ocsp,
                                       &passive->scts,
                                       &passive->request_types,
                                       &passive->request_schemes,
                                       &passive->request_authorities,
                                       &passive->hello,
                                       &passive->ticket,
                                       &passive->plain,
                                       &passive->alpn};

    memcpy(all, list, sizeof list);
}

/* Everything is wiped, since most of it is secret or was encrypted. */
void passive_free(struct passive *passive)
{
    struct buf *all[BUFFERS];

    if (passive == NULL)
        return;
    for (int i = 0; i < 2; i++) {
        passive_wipe(passive, &passive->side[i].read);
        passive_wipe(passive, &passive->side[i].next);
        buf_wipe(&passive->side[i].in);
        buf_wipe(&passive->side[i].handshake);
    }
    buffers_of(passive, all);
    for (size_t i = 0; i < BUFFERS; i++)
        buf_wipe(all[i]);
    transcript_free(&passive->transcript);
    mem_free(passive, sizeof *passive);
}

size_t passive_size(const struct passive *passive)
{
    struct buf *all[BUFFERS];
    size_t n = sizeof *passive;

    buffers_of((struct passive *)(uintptr_t)passive, all);
    for (size_t i = 0; i < BUFFERS; i++)
        n += all[i]->room;
    for (int i = 0; i < 2; i++)
        n += passive->side[i].in.room + passive->side[i].handshake.room;
    return n;
}

void passive_tell(struct passive *passive, const struct passive_side *side, struct event event)
{
    if (passive->config.event == NULL)
        return;
    event.sent = side->from_client;
    event.version = passive->info.version;
    if (passive->clear)
        event.epoch = EPOCH_CLEAR;
    passive->config.event(passive->config.ctx, &event);
}

/* Only the first reason is kept: the others mostly follow from it. */
void passive_blocked(struct passive *passive, enum passive_block block)
{
    /* RFC 9850 2: secrets are found by the client's random. */
    if (block == PASSIVE_NO_SECRETS && !passive->hellos.client)
        block = PASSIVE_NO_CLIENT_HELLO;
    if (passive->block == PASSIVE_NO_BLOCK)
        passive->block = block;
}

void passive_fail(struct passive *passive, const struct passive_side *side, enum err err,
                  struct span at, enum passive_block block)
{
    if (passive->failure.err == ERR_OK) {
        passive->failure.err = err;
        passive->failure.has_message = passive->message >= 0;
        passive->failure.message = (uint8_t)passive->message;
    }
    passive_blocked(passive, block);
    passive_tell(passive, side,
                 (struct event){.kind = EVENT_FAILED, .epoch = side->epoch, .err = err, .at = at});
}

void passive_free_turn(struct passive *passive)
{
    passive->turn = TURN_FREE;
    if (passive->done)
        return;
    passive->whole = false;
    transcript_free(&passive->transcript);
}

/* The side is still read for its record headers. */
void passive_blind(struct passive *passive, struct passive_side *side, enum passive_block block)
{
    side->sealed = true;
    passive_wipe(passive, &side->read);
    passive_wipe(passive, &side->next);
    buf_wipe(&side->handshake);
    passive_blocked(passive, block);
    passive_free_turn(passive);
}

/* The secrets of the handshake are wiped; traffic secrets stay, for key updates. */
void passive_done(struct passive *passive)
{
    passive->done = true;
    passive->turn = TURN_FREE;
    transcript_free(&passive->transcript);
    prf12_wipe(&passive->prf);
    wipe(passive->keys, sizeof passive->keys);
    wipe(&passive->sched.current, sizeof passive->sched.current);
    wipe(&passive->sched.client_early, sizeof passive->sched.client_early);
    wipe(&passive->sched.client_handshake, sizeof passive->sched.client_handshake);
    wipe(&passive->sched.server_handshake, sizeof passive->sched.server_handshake);
}

bool passive_reads(const struct passive *passive, bool from_client)
{
    return !passive->side[from_client ? 1 : 0].dead;
}

const struct tls_info *passive_info(const struct passive *passive)
{
    return &passive->info;
}

const struct tls_config *passive_offer(const struct passive *passive)
{
    static const struct tls_config none;

    return passive->offer != NULL ? passive->offer : &none;
}

bool passive_offer_new(struct passive *passive)
{
    if (passive->offer == NULL)
        passive->offer =
            (struct tls_config *)(void *)buf_room(&passive->offer_self, sizeof *passive->offer);
    if (passive->offer != NULL)
        memset(passive->offer, 0, sizeof *passive->offer);
    return passive->offer != NULL;
}

/* Can the rest be read without what the hello and the certificates said? */
static bool is_settled(const struct passive *passive)
{
    bool keys = false;

    for (int i = 0; i < 2; i++)
        keys |= !passive->side[i].sealed || passive_has(&passive->side[i].read) ||
                passive_has(&passive->side[i].next);
    return passive->hellos.server && (passive->done || !keys);
}

/* The name outlives the hello, which is often some hundred bytes. */
bool passive_forget(struct passive *passive)
{
    struct buf *all[BUFFERS], name;

    if (!is_settled(passive))
        return false;
    buf_init(&name, passive->server_name.n);
    buf_put(&name, passive->server_name);
    if (name.err != ERR_OK)
        return false;
    buf_wipe(&passive->hello);
    passive->hello = name;
    passive->server_name = buf_span(&passive->hello);
    passive->client = (struct client_hello){0};
    buffers_of(passive, all);
    for (size_t i = 0; i < FORGOTTEN; i++)
        buf_wipe(all[i]);
    passive->offer = NULL;
    passive->info.chain = passive->info.ocsp = passive->info.scts = (struct span){0};
    passive->info.request_types = passive->info.request_schemes =
        passive->info.request_authorities = (struct span){0};
    return true;
}

const struct tls_failure *passive_failure(const struct passive *passive)
{
    return &passive->failure;
}

struct span passive_server_name(const struct passive *passive)
{
    return passive->server_name;
}

/* A record that could not be decrypted counts as unread. */
enum passive_sight passive_sight(const struct passive *passive)
{
    if (!passive->hellos.client && !passive->hellos.server)
        return PASSIVE_NOTHING;
    if (passive->opened == 0)
        return PASSIVE_CLEAR;
    return passive->unread == 0 && passive->block != PASSIVE_MISSING ? PASSIVE_ALL : PASSIVE_SOME;
}

/* Do the record headers show a complete handshake?  Early data is encrypted too, and looks like one
 * more flight. */
static bool shows_in_13(const struct passive *passive)
{
    bool early = passive->info.early_data != EARLY_NOT_OFFERED;

    return early ? passive->flights > 3 : passive->flights > 2 || passive->side[1].sealed_num > 1;
}

bool passive_is_complete(const struct passive *passive)
{
    if (passive->side[0].finished && passive->side[1].finished)
        return true;
    if (passive->unread == 0 && passive->opened > 0) /* both Finished would have been read */
        return false;
    if (passive->info.version == TLS_1_3)
        return shows_in_13(passive);
    return passive->side[0].confirmed && passive->side[1].confirmed;
}

bool passive_saw_begin(const struct passive *passive)
{
    return passive->side[1].synced && passive->block != PASSIVE_MISSING;
}

/* Every side that has sent something must have begun with a record other than a hello. */
bool passive_is_midway(const struct passive *passive)
{
    bool any = false;

    for (int i = 0; i < 2; i++) {
        const struct passive_side *s = &passive->side[i];
        if (s->synced || (s->seen > 0 && !s->midway))
            return false;
        any |= s->midway;
    }
    return any;
}

bool passive_is_foreign(const struct passive *passive)
{
    enum { ENOUGH = 11 }; /* enough bytes to see whether they are a record */

    return passive->failure.err != ERR_OK ||
           (passive->side[1].synced && !passive->side[0].synced && passive->side[0].seen >= ENOUGH);
}

enum passive_block passive_block(const struct passive *passive)
{
    /* Missing keys do not matter if nothing was encrypted with them. */
    bool is_missed =
        passive->unread > 0 || passive->failure.err != ERR_OK || passive->block == PASSIVE_MISSING;

    if (passive_is_midway(passive))
        return PASSIVE_MIDWAY;
    return is_missed ? passive->block : PASSIVE_NO_BLOCK;
}

const char *passive_block_text(enum passive_block block)
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

    return texts[block];
}

uint64_t passive_skipped(const struct passive *passive, bool from_client)
{
    const struct passive_side *s = &passive->side[from_client ? 1 : 0];

    return s->synced ? s->skipped : s->seen;
}

const char *passive_skipped_as(const struct passive *passive)
{
    return passive->side[0].skipped_as != NULL ? passive->side[0].skipped_as
                                               : passive->side[1].skipped_as;
}

struct passive_finished passive_finished(const struct passive *passive)
{
    return passive->finished;
}
