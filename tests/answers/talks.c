/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Connections of our client with our server, with options of all kinds, and bytes changed on the
 * way: what each end hears and makes of it. */
#include "config.h"

#include <limits.h>

#include "lib/tls/keys/keylog.h"
#include "tests/answers/look.h"

enum { TALKS = 60, RUNS = 3 };

static struct listing *told;
static struct look *seen; /* NULL: nobody looks on */

/* What is random, signed or long by chance has no lines: certificates, signatures, Finished. */
static bool is_steady(uint8_t type)
{
    return type != HS_CERTIFICATE && type != HS_CERTIFICATE_VERIFY && type != HS_FINISHED &&
           type != HS_SERVER_KEY_EXCHANGE && type != HS_NEW_SESSION_TICKET &&
           type != HS_CLIENT_KEY_EXCHANGE;
}

/* One event, as either end or a passive decoder tells it. */
void say_event(struct listing *l, const struct event *e)
{
    say(l, " %d%d:%d", e->sent, (int)e->kind, (int)e->epoch);
    switch (e->kind) {
    case EVENT_RECORD: say(l, " %u/%u+%zu", e->type, e->inner_type, e->padding); break;
    case EVENT_MESSAGE:
        say(l, " %u ", e->type);
        say_bytes(l, is_steady(e->type) ? e->bytes : span_head(e->bytes, 1));
        break;
    case EVENT_ALERT: say(l, " %u %u", e->level, e->alert); break;
    case EVENT_STATE: say(l, " %s", e->state); break;
    case EVENT_STEP: say(l, " %s %zu", step_row(e->step->id)->name, e->step->num_in); break;
    case EVENT_DATA: say_bytes(l, e->bytes); break;
    case EVENT_FAILED: say(l, " %s %zu", err_id(e->err), e->at.n); break;
    default: break;
    }
    say(l, "\n");
}

static void hear(void *ctx, const struct event *e)
{
    struct pair_end *end = ctx;

    if (seen != NULL && e->kind == EVENT_STEP && end == &end->pair->ends[PAIR_CLIENT])
        keylog_put(&seen->lines, e->step, tls_info(end->tls)->client_random);
    if (e->kind == EVENT_ALERT) {
        *(e->sent ? &end->alert : &end->got_alert) = e->alert;
        end->level = e->sent ? e->level : end->level;
    }
    say(told, " %d", (int)(end - end->pair->ends));
    say_event(told, e);
}

/* One byte of what is on its way. */
struct blow {
    unsigned flight; /* counted down */
    unsigned at;
    uint8_t mask;
};

static void strike(void *ctx, int from, struct buf *bytes)
{
    struct blow *b = ctx;

    if (b->flight-- == 0 && bytes->n > 0)
        bytes->p[b->at % bytes->n] ^= b->mask;
    look_pass(seen, from == PAIR_CLIENT, buf_span(bytes));
}

static void choose(struct pair *p, struct dice *d)
{
    static const uint16_t groups[] = {GROUP_X25519, GROUP_X25519, GROUP_SECP256R1, GROUP_FFDHE2048};
    static const enum fkey keys[] = {FKEY_ED25519_A, FKEY_ED25519_A, FKEY_P256_C, FKEY_RSA2048_A};
    static const char *const protocols[] = {"", "\2h2", "\2h2\10http/1.1", "\3foo"};
    enum tls_client_auth asks = dice_roll(d, 4) == 0 ? CLIENT_AUTH_ASK : CLIENT_AUTH_NONE;

    pair_identity(p, DICE_PICK(d, keys));
    if (dice_roll(d, 4) == 0)
        pair_client_identity(p, FKEY_ED25519_B);
    p->server.client_auth = dice_roll(d, 6) == 0 ? CLIENT_AUTH_REQUIRE : asks;
    if (dice_roll(d, 2) == 0)
        p->host.groups = (struct numbers){.v = {DICE_PICK(d, groups)}, .num = 1};
    if (dice_roll(d, 3) == 0)
        p->client.num_shares = dice_roll(d, 3);
    if (dice_roll(d, 3) != 0)
        p->client.suites.v[0] = p->client.suites.v[dice_roll(d, p->client.suites.num)];
    if (dice_roll(d, 2) == 0)
        p->client.suites.num = 1 + dice_roll(d, p->client.suites.num);
    p->client.alpn = span_str(DICE_PICK(d, protocols));
    p->host.alpn = dice_roll(d, 4) != 0 ? p->client.alpn : span_str(DICE_PICK(d, protocols));
    p->client.ocsp = dice_roll(d, 2) == 0;
    p->client.scts = dice_roll(d, 2) == 0;
    p->client.without.tickets = dice_roll(d, 4) == 0;
    p->client.early_data = dice_roll(d, 2) == 0;
    p->server.max_early_data = dice_roll(d, 2) == 0 ? 1000 : 0;
    p->server.session_ids = dice_roll(d, 2) == 0;
    p->server.tickets = dice_roll(d, 3);
    p->server.retries = dice_roll(d, 6) == 0;
    p->server.client_order = dice_roll(d, 2) == 0;
    p->chunk = dice_roll(d, 4) == 0 ? 1 + dice_roll(d, 40) : 0;
    if (dice_roll(d, 8) == 0)
        p->verdicts[dice_roll(d, 2)] = ERR_TLS_VERDICT;
    if (dice_roll(d, 8) == 0)
        p->client.server_name = (struct span){0};
}

void say_info(struct listing *l, const struct tls_info *i)
{
    say(l, "%x %x %x %u %x %x", i->version, i->suite == NULL ? 0 : i->suite->id, i->group,
        i->dh_bits, i->scheme, i->client_scheme);
    say(l, " %d%d%d%d%d%d%d%d %d %u %u %u %x %d ", i->resumed, i->retried, i->ems, i->etm,
        i->secure_renegotiation, i->client_certificate_asked, i->client_certificate_sent,
        i->false_started, (int)i->early_data, i->tickets, i->key_updates, i->peer_record_limit,
        i->server_version, (int)i->unfit);
    const struct span parts[] = {i->alpn, i->request_schemes, i->request_authorities,
                                 i->request_types, i->server_name};
    for (size_t n = 0; n < sizeof parts / sizeof parts[0]; n++) {
        say_bytes(l, parts[n]);
        say(l, ",");
    }
    say(l, " %zu %zu %zu", i->ocsp.n, i->scts.n, i->tls_unique_n);
}

static void say_end(struct listing *l, const struct pair_end *end)
{
    say(l, "  end: %s %u %u %u %u phase %d state %s %zu\n  ", err_id(end->err), end->alert,
        end->got_alert, end->level, end->judged, (int)tls_phase(end->tls),
        end->err == ERR_OK ? "-" : tls_failure(end->tls)->state, end->data.n);
    say_info(l, tls_info(end->tls));
    say(l, "\n");
}

void hold_talk(struct listing *l, struct dice *d, struct look *look)
{
    struct blow blow;
    struct pair p;

    told = l;
    seen = look;
    pair_open(&p, dice_roll(d, 2) == 0 ? TLS_1_2 : TLS_1_3);
    if (dice_roll(d, 4) == 0)
        p.host.max_version = TLS_1_2;
    choose(&p, d);
    p.client.event = p.host.event = hear;
    p.ctx = &blow;
    p.bend = strike;
    for (int i = 0; i < RUNS; i++) {
        blow = (struct blow){dice_roll(d, 4), dice_roll(d, 300), (uint8_t)(1u << dice_roll(d, 8))};
        if (i == 0 || dice_roll(d, 3) == 0)
            blow.flight = UINT_MAX;
        p.resumes = i > 0;
        p.now_ms += i * 1000;
        look_begin(seen);
        pair_run(&p);
        if (pair_is_well(&p)) {
            pair_say(&p, PAIR_CLIENT, SPAN_LIT("ping"));
            pair_say(&p, PAIR_SERVER, SPAN_LIT("pong"));
        }
        say_end(l, &p.ends[PAIR_CLIENT]);
        say_end(l, &p.ends[PAIR_SERVER]);
        if (seen != NULL)
            look_say(seen, l, d);
    }
    pair_close(&p);
}

void answer_talks(struct listing *l, unsigned number)
{
    for (unsigned i = 0; i < TALKS; i++) {
        struct dice d = {number * 1000000 + i};

        say(l, "talk %u:\n", i);
        hold_talk(l, &d, NULL);
    }
}
