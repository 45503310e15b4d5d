/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/verify/verifier.h"

#include <time.h>

#include "app/verify/dane_lookup.h"

/* What a guest's chain may take of the processor, busy as the machine may be. */
enum { GUEST_US = 250 * 1000 };

/* At most this many files stay open until they are read: connections need descriptors too, and some
 * systems allow a process only 256. */
enum { PREPARED_MAX = 64 };

/* What is kept of the chains, in bytes: some 2,000 intermediates, 39,000 signatures, and the keys
 * of 100 issuers prepared for many signatures. */
enum { KNOWN_MAX = 24 << 20 };

void verifier_init(struct verifier *verifier, const struct verify_settings *settings,
                   const struct result_settings *result, struct output *out, struct arena *arena)
{
    *verifier = (struct verifier){
        .settings = settings, .result = result, .lock = PTHREAD_MUTEX_INITIALIZER};
    trust_inputs_init(&verifier->inputs, settings, out, arena);
}

void verifier_prepare(struct verifier *verifier)
{
    /* Filters are mapped: they need no descriptors. */
    if (trust_inputs_num_files(&verifier->inputs) > PREPARED_MAX ||
        verifier->settings->crlite != NULL)
        (void)verifier_open(verifier);
    else
        trust_inputs_open(&verifier->inputs);
}

struct trust_inputs *verifier_open(struct verifier *verifier)
{
    if (atomic_load_explicit(&verifier->is_open, memory_order_acquire))
        return &verifier->inputs;
    pthread_mutex_lock(&verifier->lock);
    if (!verifier->is_open)
        trust_inputs_load(&verifier->inputs);
    atomic_store_explicit(&verifier->is_open, true, memory_order_release);
    pthread_mutex_unlock(&verifier->lock);
    return &verifier->inputs;
}

void verifier_remember(struct verifier *verifier)
{
    if (known_new(&verifier->known, KNOWN_MAX) != ERR_OK)
        verifier->known = NULL;
}

void verifier_close(struct verifier *verifier)
{
    known_free(verifier->known);
    verifier->known = NULL;
    trust_inputs_close(&verifier->inputs);
    verifier->inputs = (struct trust_inputs){0};
    verifier->is_open = false;
}

static uint64_t now_us(int id)
{
    struct timespec t = {0};

    clock_gettime(id, &t);
    return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

static bool is_over(void *clock)
{
    const struct alarm_clock *c = clock;

    return now_us(c->id) >= c->end_us;
}

/* A guest's limit counts the processor time of its thread; every other deadline is on the
 * clock. */
static void set_budget(struct verdict *out, const struct verifier *verifier, uint64_t end_us)
{
    struct budget *b = &out->judge.budget;

    *b = verifier->is_guest ? budget_guest() : budget_default();
    if (verifier->is_guest)
        out->clock = (struct alarm_clock){CLOCK_THREAD_CPUTIME_ID,
                                          now_us(CLOCK_THREAD_CPUTIME_ID) + GUEST_US};
    else
        out->clock = (struct alarm_clock){CLOCK_MONOTONIC, end_us};
    if (out->clock.end_us != 0) {
        b->is_over = is_over;
        b->clock = &out->clock;
    }
}

/* The records that the caller has looked up, or those that were given.  If a look-up was asked for
 * and none was made, nothing is known of them. */
static void set_dane(struct verdict *out, const struct trust_inputs *inputs,
                     const struct verify_terms *terms)
{
    if (terms->dane == NULL && inputs->settings->dane.num == 0)
        return;
    if (terms->dane != NULL)
        out->dane = *terms->dane;
    else if (dane_lookup_is_asked(inputs->settings))
        out->dane = (struct dane_input){.status = DANE_UNKNOWN};
    else
        out->dane = (struct dane_input){
            .status = DANE_GIVEN, .records = inputs->dane.v, .num = inputs->dane.num};
    out->dane.is_smtp = terms->is_smtp;
    out->judge.dane = &out->dane;
}

/* join_helpers makes one list of the helpers that came, those of --intermediates, and those that
 * were fetched. */
static enum err join_helpers(struct judge_input *judge, const struct chain_certs *certs,
                             const struct trust_inputs *inputs, struct arena *arena)
{
    const struct {
        const struct link *v;
        size_t num;
    } parts[] = {{certs->v + 1, certs->num - 1},
                 {inputs->links, inputs->num_links},
                 {certs->extra, certs->num_extra}};
    size_t total = parts[0].num + parts[1].num + parts[2].num;
    struct link *all = NULL;

    judge->num_helpers = total;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        /* One list alone needs no copy. */
        if (parts[i].num == total) {
            judge->helpers = parts[i].v;
            return ERR_OK;
        }
    }
    all = arena_alloc(arena, total, sizeof *all);
    if (all == NULL)
        return ERR_LIMIT;
    judge->helpers = all;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (parts[i].num > 0)
            memcpy(all, parts[i].v, parts[i].num * sizeof *all);
        all += parts[i].num;
    }
    return ERR_OK;
}

/* CRLs, OCSP responses and CRLite filters without --revocation are checked softly. */
static struct judge_input judge_input_of(const struct verifier *verifier,
                                         const struct verify_settings *s)
{
    int unset =
        s->crls.num > 0 || s->ocsps.num > 0 || s->crlite != NULL ? REVOCATION_SOFT : REVOCATION_OFF;

    return (struct judge_input){
        .anchors = store_anchors(verifier->inputs.store),
        .crls = verifier->inputs.crls,
        .num_crls = verifier->inputs.num_crls,
        .broken_crl = verifier->inputs.broken_crl,
        .ocsp = verifier->inputs.ocsp.list,
        .num_ocsp = verifier->inputs.ocsp.num,
        .crlite = s->crlite == NULL ? NULL : &verifier->inputs.crlite.crlite,
        .time = s->at,
        .profile = (enum profile)s->profile,
        .purpose = (enum purpose)s->purpose,
        .revocation = (enum revocation)(s->revocation == REVOCATION_UNSET ? unset : s->revocation),
        .policy = {.policies = s->policies.v,
                   .num_policies = s->policies.num,
                   .require_explicit = s->require_explicit,
                   .inhibit_mapping = s->inhibit_mapping,
                   .inhibit_any = s->inhibit_any},
        .max_depth = s->max_depth,
        .allow_weak = s->allow_weak,
        .keep_rejected = verifier->result->explain,
        .warn = verifier->result->warn,
        .fail_within = verifier->result->fail_within,
        .key = verifier->key,
        .known = verifier->known,
        .ct_logs = verifier->inputs.ct.has_list ? &verifier->inputs.ct.list : NULL,
        .ct_tiles = verifier->inputs.ct.tiles.num > 0 ? &verifier->inputs.ct.tiles : NULL,
        .ct_client = s->ct_client,
    };
}

/* A broken helper of the chain itself is reported before one of the options' files. */
static enum err judge(struct verifier *verifier, const struct chain_certs *certs,
                      struct arena *arena, struct verdict *out)
{
    bool is_own = certs->broken.err != ERR_OK;

    out->judge.leaf = certs->v[0];
    out->evidence = certs->evidence;
    out->judge.evidence = &out->evidence;
    out->judge.broken_helper = is_own ? certs->broken : verifier->inputs.broken_cert;
    out->judge.leaf_key = verifier->keeps_leaf_key ? &out->leaf_key : NULL;
    TRY(join_helpers(&out->judge, certs, &verifier->inputs, arena));
    TRY((out->judge.dane != NULL ? dane_judge : judge_chain)(&out->report, &out->judge, arena));
    out->judge.leaf_key = NULL;
    out->is_judged = true;
    out->reason = out->report.reason;
    return ERR_OK;
}

enum err verifier_judge(struct verifier *verifier, const struct chain_certs *certs,
                        const struct reference_id *host, const struct verify_terms *terms,
                        struct arena *arena, struct verdict *out)
{
    const struct trust_inputs *inputs = verifier_open(verifier);
    const struct verify_settings *settings =
        terms->settings != NULL ? terms->settings : verifier->settings;

    *out = (struct verdict){.reason = inputs->reason, .message = buf_span(&inputs->message)};
    if (inputs->reason != REASON_OK)
        return ERR_OK;
    out->judge = judge_input_of(verifier, settings);
    if (out->judge.time == AT_NOW)
        out->judge.time = terms->now;
    out->judge.hosts = host;
    out->judge.num_hosts = host->kind != HOST_NONE;
    if (terms->tiles != NULL)
        out->judge.ct_tiles = terms->tiles;
    set_dane(out, inputs, terms);
    set_budget(out, verifier, terms->end_us);
    out->view = (struct view_input){.judge = &out->judge,
                                    .store = store_origin(inputs->store),
                                    .now = terms->now,
                                    .adds_roots = settings->add_roots.num > 0};
    enum err e = judge(verifier, certs, arena, out);

    if (e == ERR_OK)
        return ERR_OK;
    pubkey_free(out->leaf_key);
    out->leaf_key = NULL;
    out->reason = err_reason(e);
    return e;
}
