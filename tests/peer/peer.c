/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tests/peer/peer.h"

#include <stdlib.h>

#include "lib/tls/core/conn.h"
#include "lib/tls/core/outbound.h"
#include "lib/tls/core/resume.h"
#include "lib/tls/fault/fault_record.h"
#include "lib/tls/server/server_psk.h"
#include "lib/tls/tls.h"
#include "lib/tls/wire/edit.h"
#include "lib/x509/cert.h"

enum { BUFFER_MAX = 1 << 26 };

struct buf peer_new(void)
{
    struct buf b;

    buf_init(&b, BUFFER_MAX);
    return b;
}

struct numbers peer_groups(void)
{
    return (struct numbers){{GROUP_X25519, GROUP_SECP256R1, GROUP_SECP384R1}, 3};
}

struct peer_config peer_config_default(uint16_t version)
{
    return (struct peer_config){
        .version = version,
        .suite =
            version == TLS_1_3 ? TLS_AES_128_GCM_SHA256 : TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
        .group = GROUP_X25519,
        .scheme = SCHEME_ECDSA_SECP256R1_SHA256,
        .ems = true,
        .renegotiation_info = true,
        .resumes = true,
        .tickets = 1,
        .lifetime = 7200,
        .compat = true,
    };
}

/* SplitMix64: enough for a server that protects nothing. */
static void fill(void *ctx, size_t n, uint8_t *out)
{
    struct peer_random *r = ctx;

    for (size_t i = 0; i < n; i++) {
        uint64_t z = r->state += UINT64_C(0x9e3779b97f4a7c15);

        z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
        z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
        out[i] = (uint8_t)(z ^ z >> 31);
    }
}

struct rng peer_random(struct peer_random *r)
{
    return (struct rng){r, fill};
}

/* --- the hooks of the connection ---------------------------------------------------------- */

void peer_judge(const struct tls_chain *chain, struct tls_verdict *out)
{
    struct cert cert;
    struct fail f = {0};

    if (cert_parse(&cert, chain->leaf, &f) != ERR_OK) {
        out->err = ERR_TLS_LEAF_DECODE;
        return;
    }
    out->key = cert.key;
    out->may_sign = !cert.ext[EXT_KU].present || (cert.key_usage & KU_DIGITAL_SIGNATURE) != 0;
    out->may_encipher = !cert.ext[EXT_KU].present || (cert.key_usage & KU_KEY_ENCIPHERMENT) != 0;
}

static void judge(void *ctx, const struct tls_chain *chain, struct tls_verdict *out)
{
    out->err = ((struct peer *)ctx)->c.verdict;
    peer_judge(chain, out);
}

static int64_t now(void *ctx)
{
    return *((struct peer *)ctx)->c.now_ms;
}

static void take_alert(struct peer *p, const struct event *e)
{
    if (e->alert == ALERT_CLOSE_NOTIFY) {
        p->closed = true;
        return;
    }
    p->alerted = true;
    p->alert_level = e->level;
    p->alert = e->alert;
}

static void listen(void *ctx, const struct event *e)
{
    struct peer *p = ctx;

    if (e->sent) {
        if (e->kind == EVENT_ALERT && e->alert != ALERT_CLOSE_NOTIFY) {
            p->answer = e->alert;
            p->answer_level = e->level;
        }
        return;
    }
    if (e->kind == EVENT_ALERT)
        take_alert(p, e);
    if (e->kind == EVENT_DATA)
        buf_put(e->epoch == EPOCH_EARLY ? &p->early : &p->data, e->bytes);
    if (e->kind == EVENT_MESSAGE)
        buf_u8(&p->client_flight, e->type);
}

/* What our server would never do, and what is no fault of a single message. */
static void spoil(struct peer *p, uint8_t message, struct buf *bytes)
{
    if (message == HS_SERVER_HELLO && p->c.version == TLS_1_2 && !p->c.renegotiation_info)
        edit_ext_drop(bytes, false, TLSX_RENEGOTIATION_INFO);
    if (message == FAULT_CCS && p->c.version == TLS_1_3 && !p->c.compat)
        p->act = FAULT_DROP;
    if (message == FAULT_OPEN)
        p->finished = true;
}

static enum fault_act hook(void *ctx, struct tls *t, enum fault_stage stage, uint8_t message,
                           struct buf *bytes)
{
    struct peer *p = ctx;
    enum fault_act outer = p->act;

    (void)t;
    p->act = FAULT_SEND;
    p->depth++;
    if (stage == FAULT_MESSAGE)
        spoil(p, message, bytes);
    if (p->c.hook != NULL)
        p->c.hook(p->c.ctx, p, stage, message, bytes);
    p->depth--;
    enum fault_act act = p->act;
    p->act = outer;
    return act;
}

/* --- the connection ----------------------------------------------------------------------- */

static struct tls_server server_of(const struct peer *p)
{
    const struct peer_config *c = &p->c;
    struct tls_server s = tls_server_default();

    s.identities = &p->identity;
    s.num_identities = 1;
    s.client_auth = c->requires_certificate ? CLIENT_AUTH_REQUIRE
                    : c->asks_certificate   ? CLIENT_AUTH_ASK
                                            : CLIENT_AUTH_NONE;
    s.dh_p = c->dh_p;
    s.dh_g = c->dh_g;
    s.retries = c->retries;
    s.cookie = c->cookie;
    s.memory = c->resumes ? c->memory : NULL;
    s.tickets = c->tickets;
    s.session_ids = c->session_ids;
    s.lifetime = c->lifetime;
    s.max_early_data = c->max_early;
    return s;
}

static struct tls_config config_of(struct peer *p)
{
    const struct peer_config *c = &p->c;
    struct tls_config t = tls_config_default();

    t.groups = peer_groups();
    t.extra_groups = c->extra_group;
    t.num_extra_groups = c->extra_group != NULL ? 1 : 0;

    t.max_version = c->version;
    t.ems.resume_without = true;
    if (!c->chooses) {
        t.min_version = c->version;
        t.suites = (struct numbers){{c->suite}, 1};
        t.groups = (struct numbers){{c->group}, 1};
    }
    t.alpn = c->alpn;
    t.ems.off = !c->ems;
    t.without.etm = !c->etm;
    t.record_max = c->cut;
    t.padding = c->padding;
    t.compressions = c->compressions;
    if (c->message_max > 0)
        t.message_max = c->message_max;
    t.rng = c->rng;
    t.ctx = p;
    t.now_ms = now;
    t.event = listen;
    t.judge = judge;
    t.server = &p->server;
    t.faults = &p->faults;
    return t;
}

/* Its parameters are the server's own. */
static bool is_dhe(const struct peer_config *c)
{
    const struct suite *s = suite_find(c->suite);

    return s != NULL && s->kx == SUITE_KX_DHE;
}

void peer_open(struct peer *p, const struct peer_config *c)
{
    *p = (struct peer){.c = *c, .answer = ALERT_NONE};
    struct buf *const all[] = {&p->out, &p->data, &p->early, &p->client_flight};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        *all[i] = peer_new();
    p->identity = (struct tls_identity){.certs = c->certs,
                                        .num_certs = c->num_certs,
                                        .key = c->key,
                                        .ocsp = c->staple,
                                        .scts = c->scts};
    p->server = server_of(p);
    p->faults = (struct tls_faults){.ctx = p,
                                    .hook = hook,
                                    .suite = c->chooses ? 0 : c->suite,
                                    .group = c->chooses || is_dhe(c) ? 0 : c->group,
                                    .scheme = c->chooses ? 0 : c->scheme,
                                    .session = c->session,
                                    .apart = !c->pack};
    struct tls_config config = config_of(p);
    if (tls_new(&p->tls, &config) != ERR_OK || tls_start(p->tls) != ERR_OK)
        abort();
}

void peer_close(struct peer *p)
{
    struct buf *const all[] = {&p->out, &p->data, &p->early, &p->client_flight};

    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        buf_wipe(all[i]);
    tls_free(p->tls);
    p->tls = NULL;
}

/* What the server made of it all, once no hook is at work. */
static void settle(struct peer *p)
{
    const struct tls_info *info = tls_info(p->tls);
    enum err e = tls_failure(p->tls)->err;
    struct span said = tls_pending(p->tls), flight = buf_span(&p->client_flight);

    if (p->depth > 0)
        return;
    buf_put(&p->out, said);
    tls_sent(p->tls, said.n);
    p->retried = info->retried;
    p->resumed = info->resumed;
    p->early_offered = info->early_data != EARLY_NOT_OFFERED;
    p->verified_client = p->finished && span_find(flight, HS_CERTIFICATE_VERIFY) < flight.n;
    if (e != ERR_OK && e != ERR_TLS_ALERT_RECEIVED && !p->closed && p->trouble == NULL)
        p->trouble = err_id(e);
}

void peer_feed(struct peer *p, struct span in)
{
    /* An error stands in tls_failure. */
    if (tls_feed(p->tls, in) == ERR_OK || p->trouble == NULL)
        settle(p);
}

void peer_eof(struct peer *p)
{
    if (tls_eof(p->tls) == ERR_OK || p->trouble == NULL)
        settle(p);
}

/* --- in between --------------------------------------------------------------------------- */

void peer_raw(struct peer *p, struct span bytes)
{
    fault_raw(p->tls, bytes);
    settle(p);
}

void peer_plain(struct peer *p, uint8_t content_type, struct span plain)
{
    fault_record(p->tls, content_type, plain);
    settle(p);
}

void peer_clear(struct peer *p, uint8_t content_type, struct span plain)
{
    fault_record_clear(p->tls, content_type, plain);
    settle(p);
}

void peer_alert(struct peer *p, uint8_t level, uint8_t alert)
{
    const uint8_t body[] = {level, alert};

    peer_plain(p, CONTENT_ALERT, span_of(body, sizeof body));
}

void peer_data(struct peer *p, struct span data)
{
    peer_plain(p, CONTENT_APPLICATION_DATA, data);
}

void peer_key_update(struct peer *p, uint8_t request)
{
    if (tls_key_update(p->tls, request == 1) != ERR_OK)
        abort();
    settle(p);
}

void peer_ticket(struct peer *p)
{
    if (server_psk_ticket(p->tls) != ERR_OK || outbound_flush(p->tls) != ERR_OK)
        abort();
    settle(p);
}
