/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was fetched joins the helpers of the study: it is as untrusted as they are. */
#include "config.h"

#include "app/chain/chain_fetch.h"

#include "app/fetch/gather.h"

/* The helpers of the study, and what a judgement had besides. */
static enum err add_fetched(struct chain_study *study, const struct judge_input *judge)
{
    struct link *v = arena_alloc(study->arena, study->num_helpers + judge->num_helpers, sizeof *v);
    size_t num = study->num_helpers;

    if (v == NULL)
        return study->arena->err;
    for (size_t i = 0; i < num; i++)
        v[i] = study->helpers[i];
    for (size_t i = 0; i < judge->num_helpers; i++) {
        if (judge->helpers[i].source == SOURCE_FETCHED)
            v[num++] = judge->helpers[i];
    }
    study->helpers = v;
    study->num_helpers = num;
    return ERR_OK;
}

/* Judges all that is known, as verify --aia would. */
static enum err gather_issuers(struct chain_study *study, const struct fetch_settings *how)
{
    const struct gather_settings settings = {.wants = {.issuers = true}, .how = *how};
    const struct verify_terms terms = {.now = study->now, .end_us = study->end_us};
    struct verdict *verdict = ARENA_NEW(study->arena, struct verdict);
    struct chain_certs certs;

    if (verdict == NULL)
        return study->arena->err;
    TRY(chain_study_certs(study, &certs));
    const struct gather_chain chain = {.settings = &settings,
                                       .certs = &certs,
                                       .host = &study->verifier->settings->host,
                                       .terms = &terms,
                                       .arena = study->arena,
                                       .verdict = verdict};

    TRY(gather_judge(study->verifier, &chain));
    return verdict->is_judged ? add_fetched(study, &verdict->judge) : ERR_OK;
}

enum err chain_fetch_run(struct chain_study *study, const struct fetch_settings *settings)
{
    size_t num = study->num_helpers;

    TRY(chain_study_run(study));
    if (!study->sent_verdict.is_judged || study->best != GRAPH_NONE)
        return ERR_OK;
    TRY(gather_issuers(study, settings));
    return study->num_helpers > num ? chain_study_run(study) : ERR_OK;
}
