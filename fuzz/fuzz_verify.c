/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The whole of a judgement: two octets of options, then elements one behind the other: the first
 * is the leaf, the last certificate is the anchor, CRLs are CRLs, all others are helpers.
 */
#include "config.h"

#include "fuzz/fuzz.h"

#include "lib/view/view.h"

const char fuzz_name[] = "verify";

enum { CERTS = 8, CRLS = 4, TIME = 1780272000 /* 2026-06-01T00:00:00Z */ };

struct inputs {
    struct cert certs[CERTS];
    size_t num;
    struct crl crls[CRLS];
    const struct crl *crl_list[CRLS];
    size_t num_crls;
    struct link helpers[CERTS], anchor;
};

static const struct link *find(void *store, const struct anchor_name *subject, size_t i)
{
    const struct inputs *in = store;

    return i == 0 && name_id_eq(&in->anchor.cert->subject_id, subject->id) ? &in->anchor : NULL;
}

static void read_all(struct inputs *in, struct span rest)
{
    struct fail f = {0};
    struct der d = der_open(rest, &f);

    while (der_more(&d) && in->num < CERTS && in->num_crls < CRLS) {
        struct span der = der_any(&d).raw;
        struct fail g = {0}, h = {0};

        if (cert_parse(&in->certs[in->num], der, &g) == ERR_OK) {
            in->num++;
        } else if (crl_parse(&in->crls[in->num_crls], der, &h) == ERR_OK) {
            in->crl_list[in->num_crls] = &in->crls[in->num_crls];
            in->num_crls++;
        }
    }
}

/* A yes rests on signatures up to the anchor; each is verified with its key again. */
static void hold(const struct report *r, const struct judge_input *in)
{
    const struct path *p = &r->chosen;

    REQUIRE(p->anchored && p->num > 0 && !path_has_error(p));
    const struct inputs *store = in->anchors.store;
    const struct cert *top = p->links[p->num - 1].cert;
    REQUIRE(span_eq(top->spki, store->anchor.cert->spki));
    REQUIRE(name_eq(top->subject, store->anchor.cert->subject));
    for (size_t i = 0; i + 1 < p->num; i++) {
        const struct cert *c = p->links[i].cert, *issuer = p->links[i + 1].cert;
        struct pubkey *key = NULL;

        REQUIRE(name_eq(c->issuer, issuer->subject));
        REQUIRE(c->not_before <= in->time && in->time <= c->not_after);
        REQUIRE(issuer->is_ca || i + 2 == p->num);
        REQUIRE(pubkey_new(&key, &issuer->key) == ERR_OK);
        REQUIRE(pubkey_verify(key, &c->sigalg, c->tbs, c->signature) == ERR_OK);
        pubkey_free(key);
    }
    REQUIRE(in->num_hosts == 0 || r->host.matched);
}

static void show(const struct report *r, const struct judge_input *in)
{
    struct view_input view = {.input = "-", .judge = in, .store = "", .now = TIME};
    struct style style = {.columns = 80};
    struct buf b;

    buf_init(&b, FUZZ_CAP);
    report_text(&b, r, &view, &style, true);
    report_quiet(&b, r, &view, &style);
    REQUIRE(fuzz_harmless(&b));
    buf_truncate(&b, 0);
    REQUIRE(report_json(&b, r, &view) == ERR_OK && fuzz_harmless(&b));
    buf_free(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct inputs in = {0};
    struct report report;
    struct arena arena;
    struct reference_id host;

    if (size < 2)
        return 0;
    read_all(&in, span_of(data + 2, size - 2));
    if (in.num == 0)
        return 0;
    for (size_t i = 1; i + 1 < in.num; i++)
        in.helpers[i - 1] = (struct link){.cert = &in.certs[i], .source = SOURCE_INPUT};
    in.anchor = (struct link){.cert = &in.certs[in.num - 1], .source = SOURCE_ANCHOR};

    struct judge_input judge = {
        .leaf = {.cert = &in.certs[0], .source = SOURCE_LEAF},
        .helpers = in.helpers,
        .num_helpers = in.num > 2 ? in.num - 2 : 0,
        .anchors = {.store = &in, .find = find},
        .crls = in.crl_list,
        .num_crls = in.num_crls,
        .time = TIME,
        .profile = (enum profile)(data[0] % PROFILE_COUNT),
        .purpose = (enum purpose)(data[0] / 4 % (PURPOSE_ANY + 1)),
        .revocation = (enum revocation)(data[0] / 64 % (REVOCATION_HARD + 1)),
        .hosts = &host,
        .policy = {.require_explicit = (data[1] & 2) != 0, .inhibit_any = (data[1] & 4) != 0},
        .max_depth = (data[1] & 8) != 0 ? 1 : -1,
        .allow_weak = (data[1] & 16) != 0,
        .keep_rejected = (data[1] & 32) != 0,
        .budget = budget_default(),
    };
    if ((data[1] & 1) != 0) {
        REQUIRE(host_parse(&host, "www.example.com") == ERR_OK);
        judge.num_hosts = 1;
    }

    arena_init(&arena, FUZZ_CAP);
    enum err e = judge_chain(&report, &judge, &arena);
    REQUIRE(e == ERR_OK);
    if (report.reason == REASON_OK)
        hold(&report, &judge);
    else
        REQUIRE(path_headline(&report.chosen) != NULL);
    REQUIRE(report.signatures_checked <= judge.budget.signatures + 20);
    show(&report, &judge);
    arena_free(&arena);
    return 0;
}
