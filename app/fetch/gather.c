/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rounds: judge, plan, fetch.  The fetches of a round run side by side and have half of the time
 * that is left, so that a silent server leaves time for the other sources.  What came joins the
 * helpers and the evidence of the next judgement; what did not is evidence of an outage.
 */
#include "config.h"

#include "app/fetch/gather.h"

#include "app/fetch/fetch_body.h"
#include "app/fetch/gather_keep.h"
#include "lib/net/watch.h"
#include "lib/x509/ocsp.h"

enum { TRIED_MAX = GATHER_ROUNDS * PLAN_ITEMS, OCSP_REQUEST_MAX = 1 << 12, TEXT_MAX = 1 << 10 };

/* It lives in the arena of the chain, since the verdict points into it. */
struct gathering {
    struct fetcher *fetcher;
    struct verifier *verifier;
    struct gather_chain chain;
    struct verify_settings settings;
    struct verify_terms terms;
    struct chain_certs certs; /* those of the chain, and what was fetched */
    struct fetch_wants wants;
    struct tile_shelf *shelf; /* NULL: no tiles are fetched */

    struct plan_tried tried[TRIED_MAX];
    struct fetch_piece pieces[TRIED_MAX]; /* of tried */
    size_t num, num_taken, num_running;
    size_t num_last; /* of them, before the last round */
    size_t bytes;
    int rounds, rounds_taken;

    struct link *issuers;
    size_t num_issuers, cap_issuers;
    size_t num_sound; /* of them: no judgement with these took too much work */
    struct ocsp_evidence *ocsp;
    size_t num_ocsp, cap_ocsp;
    struct crl_evidence *crls;
    size_t num_crls, cap_crls;
    struct evidence_outage *outages;
    size_t num_outages, cap_outages;

    struct net_alarm *alarm; /* rings when a round is over */
    enum err err;
    void (*done)(void *ctx, enum err err);
    void *ctx;
};

/* What came. */

static enum err copy_text(const char **out, struct span text, struct arena *arena)
{
    char *copy = arena_alloc(arena, text.n + 1, 1);

    if (copy == NULL)
        return arena->err;
    memcpy(copy, text.p, text.n);
    *out = copy;
    return ERR_OK;
}

/* One fetch, or those of the shelf, are over. */
static void end_one(struct gathering *g)
{
    if (--g->num_running == 0)
        net_alarm_set(g->alarm, 0);
}

static void on_shelved(void *ctx)
{
    struct gathering *g = ctx;

    if (g->err == ERR_OK)
        g->err = shelf_error(g->shelf);
    end_one(g);
}

/* Notes the outcome of one fetch.  What all fetches together must not exceed is memory. */
static void on_fetched(void *ctx, const struct fetch_result *result)
{
    struct fetch_piece *p = ctx;
    struct gathering *g = p->owner;
    enum err e = ERR_OK;

    p->running = NULL;
    p->err = result->err;
    p->from_cache = result->from_cache;
    p->age = result->age;
    if (p->err == ERR_OK && result->body.n > GATHER_BYTES - g->bytes)
        p->err = ERR_FETCH_LARGE;
    if (p->err == ERR_OK) {
        g->bytes += result->body.n;
        e = arena_copy(g->chain.arena, &p->body, result->body);
    } else {
        struct span text = result->text.n > 0 ? result->text : span_str(err_text(p->err));

        e = arena_copy(g->chain.arena, &p->text, span_head(text, TEXT_MAX));
    }
    if (g->err == ERR_OK)
        g->err = e;
    end_one(g);
}

/* A body that does not decode is as good as none. */
static void refuse(struct fetch_piece *piece, enum err err)
{
    piece->err = err;
    piece->text = span_str(err_text(err));
}

static bool is_out_of_memory(enum err err)
{
    return err == ERR_LIMIT || err == ERR_MEMORY;
}

static enum err take_issuers(struct gathering *g, struct fetch_piece *piece)
{
    struct arena *arena = g->chain.arena;
    struct cert_input in;
    enum err e = fetch_body_read(&in, piece->body, piece->url, CERT_INPUT_CERTS, arena);

    if (is_out_of_memory(e))
        return e;
    if (e != ERR_OK)
        refuse(piece, e);
    for (size_t i = 0; e == ERR_OK && i < in.num_certs && g->num_issuers < GATHER_CERTS; i++) {
        TRY(ARENA_GROW(arena, g->issuers, g->num_issuers, g->cap_issuers));
        g->issuers[g->num_issuers++] = in.certs[i];
    }
    return ERR_OK;
}

static enum evidence_source source_of(const struct fetch_piece *piece)
{
    return piece->from_cache ? EVIDENCE_CACHE : EVIDENCE_FETCHED;
}

static enum err take_ocsp(struct gathering *g, struct fetch_piece *piece,
                          const struct plan_item *item)
{
    struct ocsp_response response;
    struct fail fail = {0};
    enum err e = ocsp_parse(&response, piece->body, &fail);

    if (e != ERR_OK) {
        refuse(piece, e);
        return ERR_OK;
    }
    TRY(ARENA_GROW(g->chain.arena, g->ocsp, g->num_ocsp, g->cap_ocsp));
    g->ocsp[g->num_ocsp++] = (struct ocsp_evidence){.der = piece->body,
                                                    .source = source_of(piece),
                                                    .origin = piece->url,
                                                    .age = piece->age,
                                                    .target = item->cert};
    return ERR_OK;
}

static enum err take_crl(struct gathering *g, struct fetch_piece *piece, struct plan_tried *tried)
{
    struct arena *arena = g->chain.arena;
    struct cert_input in;
    enum err e = fetch_body_read(&in, piece->body, piece->url, CERT_INPUT_CRLS, arena);

    if (is_out_of_memory(e))
        return e;
    if (e != ERR_OK) {
        refuse(piece, e);
        return ERR_OK;
    }
    TRY(ARENA_GROW(arena, g->crls, g->num_crls, g->cap_crls));
    tried->freshest = in.crls[0]->freshest;
    g->crls[g->num_crls++] = (struct crl_evidence){
        .crl = in.crls[0], .source = source_of(piece), .origin = piece->url, .age = piece->age};
    return ERR_OK;
}

/* Only a status that could not be had is an outage: without an issuer there is another reason. */
static enum err note_outage(struct gathering *g, const struct fetch_piece *piece,
                            const struct plan_item *item)
{
    if (item->kind == FETCH_ISSUER)
        return ERR_OK;
    TRY(ARENA_GROW(g->chain.arena, g->outages, g->num_outages, g->cap_outages));
    g->outages[g->num_outages++] = (struct evidence_outage){.target = item->cert,
                                                            .is_ocsp = item->kind == FETCH_OCSP,
                                                            .url = piece->url,
                                                            .err = piece->err,
                                                            .text = piece->text};
    return ERR_OK;
}

static enum err take(struct gathering *g, size_t i)
{
    struct plan_tried *tried = &g->tried[i];
    struct fetch_piece *piece = &g->pieces[i];

    if (piece->err == ERR_OK && tried->item.kind == FETCH_ISSUER)
        TRY(take_issuers(g, piece));
    else if (piece->err == ERR_OK && tried->item.kind == FETCH_OCSP)
        TRY(take_ocsp(g, piece, &tried->item));
    else if (piece->err == ERR_OK)
        TRY(take_crl(g, piece, tried));
    tried->has_come = piece->err == ERR_OK;
    tried->from_cache = piece->from_cache;
    return tried->has_come ? ERR_OK : note_outage(g, piece, &tried->item);
}

static enum err take_round(struct gathering *g)
{
    for (; g->num_taken < g->num; g->num_taken++)
        TRY(take(g, g->num_taken));
    g->certs.extra = g->issuers;
    g->certs.num_extra = g->num_issuers;
    g->certs.evidence.ocsp = g->ocsp;
    g->certs.evidence.num_ocsp = g->num_ocsp;
    g->certs.evidence.crls = g->crls;
    g->certs.evidence.num_crls = g->num_crls;
    g->certs.evidence.outages = g->outages;
    g->certs.evidence.num_outages = g->num_outages;
    return ERR_OK;
}

/* What is fetched. */

/* Requests have no nonce: an answer that was made in advance serves all who ask (RFC 9919 3.1.1,
 * 5), and its times are checked. */
static enum err put_content(struct gathering *g, struct fetch_request *request,
                            const struct plan_item *item)
{
    struct buf der;

    if (item->kind != FETCH_OCSP)
        return ERR_OK;
    buf_init(&der, OCSP_REQUEST_MAX);
    ocsp_put_request(&der, item->cert, item->issuer, (struct span){0});
    enum err e = der.err;
    if (e == ERR_OK)
        e = arena_copy(g->chain.arena, &request->content, buf_span(&der));
    buf_free(&der);
    return e;
}

/* Half of the time that is left; 0: no limit. */
static uint64_t end_of_round(const struct gathering *g)
{
    uint64_t now = net_now_us(), end = g->terms.end_us;

    if (end == 0)
        return 0;
    return end > now ? now + (end - now) / 2 : now;
}

static enum err start_piece(struct gathering *g, const struct plan_item *item, uint64_t end_us)
{
    struct fetch_piece *p = &g->pieces[g->num];

    g->tried[g->num++] = (struct plan_tried){.item = *item};
    *p = (struct fetch_piece){.owner = g,
                              .request = {.kind = item->kind,
                                          .url = item->url,
                                          .end_us = end_us,
                                          .now = g->terms.now,
                                          .fresh = item->fresh}};
    TRY(copy_text(&p->url, item->url, g->chain.arena));
    enum err e = put_content(g, &p->request, item);
    if (is_out_of_memory(e) && g->chain.arena->err != ERR_OK)
        return e;
    if (e != ERR_OK) { /* a serial number or name beyond all measure */
        refuse(p, e);
        return ERR_OK;
    }
    TRY(fetch_start(&p->running, g->fetcher, &p->request, on_fetched, p));
    g->num_running++;
    return ERR_OK;
}

static enum err start_round(struct gathering *g, const struct fetch_plan *plan, uint64_t end_us)
{
    g->num_last = g->num;
    for (size_t i = 0; i < plan->num; i++)
        TRY(start_piece(g, &plan->items[i], end_us));
    g->rounds++;
    if (g->num_running == 0)
        net_alarm_set(g->alarm, 0);
    return ERR_OK;
}

/* Rounds. */

static enum err judge(struct gathering *g)
{
    struct verdict *v = g->chain.verdict;

    pubkey_free(v->leaf_key);
    v->leaf_key = NULL;
    return verifier_judge(g->verifier, &g->certs, g->chain.host, &g->terms, g->chain.arena, v);
}

/* What strangers publish must not hide the verdict that stands without it: issuers with which the
 * search takes more work than is allowed, such as a circle of fifty CAs, are left out again. */
static enum err judge_bounded(struct gathering *g)
{
    TRY(judge(g));
    if (g->chain.verdict->reason != REASON_LIMIT || g->num_issuers == g->num_sound) {
        g->num_sound = g->num_issuers;
        return ERR_OK;
    }
    for (size_t i = g->num_last; i < g->num; i++)
        g->pieces[i].is_too_much = g->tried[i].item.kind == FETCH_ISSUER;
    g->num_issuers = g->certs.num_extra = g->num_sound;
    return judge(g);
}

static bool has_time(const struct gathering *g)
{
    return g->terms.end_us == 0 || net_now_us() < g->terms.end_us;
}

/* Judges, and starts a round if one helps.  *more: it runs. */
static enum err step(struct gathering *g, bool *more)
{
    const struct verdict *v = g->chain.verdict;
    struct fetch_plan plan = {0};

    *more = false;
    TRY(judge_bounded(g));
    if (!v->is_judged || g->rounds == GATHER_ROUNDS + GATHER_TILE_ROUNDS || !has_time(g))
        return ERR_OK;
    const struct plan_input in = {.report = &v->report,
                                  .wants = g->wants,
                                  .revocation = v->judge.revocation,
                                  .tried = g->tried,
                                  .num_tried = g->num};

    if (g->rounds < GATHER_ROUNDS)
        fetch_plan_make(&plan, &in);
    uint64_t end_us = end_of_round(g);
    bool shelves = g->shelf != NULL && shelf_start(g->shelf, &v->report, end_us);

    g->num_running += shelves;
    *more = plan.num > 0 || shelves;
    return *more ? start_round(g, &plan, end_us) : ERR_OK;
}

static void end_fetches(struct gathering *g)
{
    if (g->shelf != NULL)
        shelf_drop(g->shelf);
    for (size_t i = 0; i < g->num; i++) {
        if (g->pieces[i].running != NULL)
            fetch_drop(g->pieces[i].running);
        g->pieces[i].running = NULL;
    }
}

static void finish(struct gathering *g, enum err err)
{
    end_fetches(g);
    net_alarm_end(g->alarm);
    if (err == ERR_OK && g->chain.verdict->is_judged) {
        for (size_t i = 0; i < g->num; i++)
            gather_keep(g->fetcher, &g->pieces[i], g->tried[i].item.kind, &g->chain.verdict->report,
                        g->verifier->inputs.out);
        if (g->shelf != NULL)
            shelf_conclude(g->shelf, &g->chain.verdict->report, g->verifier->inputs.out);
    }
    g->done(g->ctx, err);
}

/* A round is over; or there was none, and the verdict stands. */
static void on_round(void *ctx)
{
    struct gathering *g = ctx;
    bool more = false;
    enum err e = g->err;

    if (e == ERR_OK && g->rounds_taken < g->rounds) {
        g->rounds_taken = g->rounds;
        e = take_round(g);
        if (e == ERR_OK)
            e = step(g, &more);
    }
    if (e != ERR_OK || !more)
        finish(g, e);
}

/* The interface. */

static enum err begin(struct gathering *g, struct net_loop *loop)
{
    bool more;

    TRY(net_alarm_new(&g->alarm, loop, on_round, g));
    enum err e = step(g, &more);
    if (e == ERR_OK && !more)
        net_alarm_set(g->alarm, 0);
    if (e != ERR_OK)
        gather_drop(g);
    return e;
}

/* Tiles are fetched if --ct-tiles says so. */
static enum err open_shelf(struct gathering *g)
{
    const struct shelf_setup setup = {.fetcher = g->fetcher,
                                      .inputs = &g->verifier->inputs.ct,
                                      .arena = g->chain.arena,
                                      .now = g->terms.now,
                                      .done = on_shelved,
                                      .ctx = g};

    if (!ct_tiles_are_fetched(&g->settings))
        return ERR_OK;
    verifier_open(g->verifier);
    g->shelf = shelf_new(&setup);
    if (g->shelf == NULL)
        return g->chain.arena->err;
    g->terms.tiles = shelf_source(g->shelf);
    return ERR_OK;
}

/* The evidence that came with the chain is continued in arrays that grow. */
static enum err take_staples(struct gathering *g)
{
    const struct evidence *e = &g->chain.certs->evidence;

    for (size_t i = 0; i < e->num_ocsp; i++) {
        TRY(ARENA_GROW(g->chain.arena, g->ocsp, g->num_ocsp, g->cap_ocsp));
        g->ocsp[g->num_ocsp++] = e->ocsp[i];
    }
    return ERR_OK;
}

enum err gather_start(struct gathering **out, struct fetcher *fetcher, struct verifier *verifier,
                      const struct gather_chain *chain, void (*done)(void *ctx, enum err err),
                      void *ctx)
{
    struct gathering *g = ARENA_NEW(chain->arena, struct gathering);
    const struct verify_settings *s =
        chain->terms->settings != NULL ? chain->terms->settings : verifier->settings;

    *out = NULL;
    if (g == NULL)
        return chain->arena->err;
    g->fetcher = fetcher;
    g->verifier = verifier;
    g->chain = *chain;
    g->wants = gather_wants(chain->settings);
    g->settings = *s;
    if (s->revocation == REVOCATION_UNSET && (g->wants.ocsp || g->wants.crls))
        g->settings.revocation = REVOCATION_SOFT;
    g->terms = *chain->terms;
    g->terms.settings = &g->settings;
    g->certs = *chain->certs;
    g->done = done;
    g->ctx = ctx;
    TRY(take_staples(g));
    TRY(open_shelf(g));
    TRY(begin(g, fetcher_loop(fetcher)));
    *out = g;
    return ERR_OK;
}

void gather_drop(struct gathering *gather)
{
    if (gather == NULL)
        return;
    end_fetches(gather);
    net_alarm_end(gather->alarm);
    pubkey_free(gather->chain.verdict->leaf_key);
    *gather->chain.verdict = (struct verdict){0};
}
