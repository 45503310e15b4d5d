/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tests/unit/path/revkit.h"

#include <stdlib.h>

int revkit_setup(void **state)
{
    struct revkit *k = calloc(1, sizeof *k);

    if (k == NULL)
        return -1;
    arena_init(&k->arena, 64 << 20);
    trial_open(&k->trial);
    k->trial.in.revocation = REVOCATION_HARD;
    k->root = fc_root(&k->arena);
    k->ca = fc_intermediate(&k->arena);
    k->leaf = fc_leaf(&k->arena);
    k->root_crl = fc_crl_of(&k->arena, &k->root);
    k->ca_crl = fc_crl_of(&k->arena, &k->ca);
    *state = k;
    return 0;
}

int revkit_teardown(void **state)
{
    struct revkit *k = *state;

    trial_close(&k->trial);
    arena_free(&k->arena);
    free(k);
    return 0;
}

struct fc_spec *revkit_helper(struct revkit *k, struct fc_spec s)
{
    k->helpers[k->num_helpers] = s;
    return &k->helpers[k->num_helpers++];
}

struct fc_crl *revkit_crl(struct revkit *k, struct fc_crl c)
{
    k->crls[k->num_crls] = c;
    return &k->crls[k->num_crls++];
}

static void must(bool done)
{
    if (!done)
        abort();
}

/* The verdict on the leaf if the same CRLs are fetched. */
static enum reason judge_fetched(struct trial *t, struct span leaf)
{
    const struct evidence *before = t->in.evidence;
    struct crl_evidence crls[TRIAL_CRLS];
    struct evidence evidence = before == NULL ? (struct evidence){0} : *before;

    evidence.crls = crls;
    evidence.num_crls = t->in.num_crls;
    for (size_t i = 0; i < evidence.num_crls; i++)
        crls[i] = (struct crl_evidence){
            .crl = t->in.crls[i], .source = EVIDENCE_FETCHED, .origin = "http://crl.example"};
    t->in.evidence = &evidence;
    t->in.num_crls = 0;
    enum reason reason = trial_judge(t, leaf);
    t->in.evidence = before;
    t->in.num_crls = evidence.num_crls;
    return reason;
}

enum reason revkit_judge(struct revkit *k)
{
    struct trial *t = &k->trial;

    trial_forget(t);
    must(trial_anchor(t, fc_cert(&t->arena, &k->root)));
    must(trial_helper(t, fc_cert(&t->arena, &k->ca)));
    for (size_t i = 0; i < k->num_helpers; i++)
        must(trial_helper(t, fc_cert(&t->arena, &k->helpers[i])));
    if (!k->no_root_crl)
        must(trial_crl(t, fc_crl(&t->arena, &k->root_crl)));
    if (!k->no_ca_crl)
        must(trial_crl(t, fc_crl(&t->arena, &k->ca_crl)));
    for (size_t i = 0; i < k->num_crls; i++)
        must(trial_crl(t, fc_crl(&t->arena, &k->crls[i])));
    must(trial_host(t, FC_HOST));
    struct span leaf = fc_cert(&t->arena, &k->leaf);
    enum reason fetched = judge_fetched(t, leaf), given = trial_judge(t, leaf);
    must(fetched == given);
    return given;
}

struct span revkit_point(struct revkit *k, struct span names, uint32_t reasons,
                         struct span crl_issuer)
{
    return FC_CRLDP(&k->arena, fc_dp(&k->arena, names, reasons, crl_issuer));
}

struct span revkit_uri(struct revkit *k, const char *uri)
{
    return fc_uri(&k->arena, uri);
}

struct span revkit_dir(struct revkit *k, const char *name)
{
    return fc_dir(&k->arena, fc_name(&k->arena, name));
}
