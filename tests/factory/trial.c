/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tests/factory/trial.h"

#include <stdlib.h>

#include "lib/x509/name.h"
#include "tests/factory/same_verdict.h"

enum { ARENA_CAP = 256 << 20 };

/* The anchors of a trial, looked up as a store does. */
static const struct link *find(void *store, const struct anchor_name *subject, size_t i)
{
    const struct trial *t = store;

    for (size_t n = 0; n < t->num_anchors; n++) {
        if (name_id_eq(&t->anchors[n].cert->subject_id, subject->id) && i-- == 0)
            return &t->anchors[n];
    }
    return NULL;
}

/* The certificate with the serial number of the block is distrusted. */
static const struct anchor_block *blocked(void *store, const struct cert *cert, uint32_t purposes)
{
    const struct trial *t = store;
    bool is_same = t->block.serial.n > 0 && span_eq(cert->serial, t->block.serial);

    return is_same && (t->block.purposes & purposes) != 0 ? &t->block : NULL;
}

void trial_open(struct trial *t)
{
    memset(t, 0, sizeof *t);
    arena_init(&t->arena, ARENA_CAP);
    arena_init(&t->work, ARENA_CAP);
    t->in = (struct judge_input){
        .helpers = t->helpers,
        .anchors = {.store = t, .find = find, .blocked = blocked},
        .crls = t->crls,
        .time = FC_NOW,
        .profile = PROFILE_WEBPKI,
        .purpose = PURPOSE_SERVER,
        .revocation = REVOCATION_OFF,
        .hosts = t->hosts,
        .max_depth = -1,
        .budget = budget_default(),
    };
}

void trial_close(struct trial *t)
{
    arena_free(&t->work);
    arena_free(&t->arena);
}

void trial_forget(struct trial *t)
{
    t->num_anchors = t->in.num_helpers = t->in.num_crls = t->in.num_hosts = 0;
}

static bool add(struct trial *t, struct link *list, size_t *num, struct span der,
                enum source source)
{
    struct cert *c = fd_alloc(&t->arena, sizeof *c);

    t->fail = (struct fail){0};
    if (*num == TRIAL_CERTS)
        abort();
    if (cert_parse(c, der, &t->fail) != ERR_OK)
        return false;
    list[(*num)++] = (struct link){.cert = c, .source = source};
    return true;
}

bool trial_anchor(struct trial *t, struct span der)
{
    return add(t, t->anchors, &t->num_anchors, der, SOURCE_ANCHOR);
}

bool trial_helper(struct trial *t, struct span der)
{
    return add(t, t->helpers, &t->in.num_helpers, der, SOURCE_INPUT);
}

bool trial_crl(struct trial *t, struct span der)
{
    struct crl *c = fd_alloc(&t->arena, sizeof *c);

    t->fail = (struct fail){0};
    if (t->in.num_crls == TRIAL_CRLS)
        abort();
    if (crl_parse(c, der, &t->fail) != ERR_OK)
        return false;
    t->crls[t->in.num_crls++] = c;
    return true;
}

bool trial_host(struct trial *t, const char *text)
{
    if (t->in.num_hosts == TRIAL_HOSTS)
        abort();
    if (host_parse(&t->hosts[t->in.num_hosts], text) != ERR_OK)
        return false;
    t->in.num_hosts++;
    return true;
}

enum reason trial_judge(struct trial *t, struct span leaf)
{
    size_t num = 0;

    arena_free(&t->work);
    arena_init(&t->work, ARENA_CAP);
    if (!add(t, &t->in.leaf, &num, leaf, SOURCE_LEAF))
        return REASON_UNDECODABLE;
    if (judge_chain(&t->report, &t->in, &t->work) != ERR_OK)
        return REASON_INTERNAL;
    if (!t->judges_once)
        same_verdict(&t->in);
    return t->report.reason;
}

const struct finding *trial_finding(const struct trial *t, enum rule rule)
{
    for (size_t i = 0; i < t->report.chosen.num_findings; i++) {
        if (t->report.chosen.findings[i].rule == rule)
            return &t->report.chosen.findings[i];
    }
    return NULL;
}
