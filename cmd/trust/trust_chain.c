/* SPDX-License-Identifier: GPL-3.0-or-later */
/* trust check --chain: which stores trust a chain. */
#include "config.h"

#include "app/verify/verifier.h"
#include "cmd/trust/trust.h"
#include "lib/net/net.h"
#include "lib/view/cert/label.h"
#include "lib/view/text/text.h"
#include "lib/view/trust/trust_trial.h"

enum { MESSAGE_MAX = 1 << 18, TIMEOUT_US = 10 * 1000 * 1000 };

/* The chain, which all stores judge. */
struct trust_chain {
    struct trust_run *t;
    struct cert_input input;
    struct chain_certs certs;
    int width; /* of the names of stores */
};

/* The settings under which one store judges. */
static struct verify_settings settings_of(const struct trust_run *t, const char **path)
{
    struct verify_settings s = VERIFY_SETTINGS_DEFAULTS;

    s.host = t->opts->host;
    s.at = t->opts->at;
    if (t->opts->filter.purpose != ANCHOR_ANY_USE)
        s.purpose = t->opts->filter.purpose;
    if (*path != NULL)
        s.roots = (struct string_list){.v = path, .num = 1};
    return s;
}

static int show(struct trust_chain *chain, const struct store_shelf *shelf, struct verdict *verdict,
                enum err e)
{
    struct trust_run *t = chain->t;
    struct buf *out = &t->run->out.data;
    const char *why = err_text(e != ERR_OK ? e : shelf->err);
    const struct trust_trial trial = {.store = shelf->anchors.name,
                                      .reason = e != ERR_OK ? err_reason(e) : verdict->reason,
                                      .report = e == ERR_OK && verdict->is_judged ? &verdict->report
                                                                                  : NULL,
                                      .message = why,
                                      .in = &verdict->view};

    verdict->view.input = t->opts->chain;
    verdict->view.store = shelf->anchors.name;
    if (!t->opts->json) {
        trust_trial_text(out, &trial, chain->width, &t->style);
        return reason_exit(trial.reason);
    }
    e = trust_trial_json(out, &trial);
    return e == ERR_OK ? reason_exit(trial.reason) : trust_failed(t, e);
}

/* Judges the chain with one store. */
static int try_store(struct trust_chain *chain, const struct store_shelf *shelf)
{
    struct trust_run *t = chain->t;
    const char *path = shelf->path;
    const struct verify_settings settings = settings_of(t, &path);
    const struct result_settings result = RESULT_SETTINGS_DEFAULTS;
    const struct verify_terms terms = {.now = t->now, .end_us = net_now_us() + TIMEOUT_US};
    struct verifier verifier;
    struct verdict verdict;

    verifier_init(&verifier, &settings, &result, &t->run->out, t->run->arena);
    trust_inputs_passphrase(&verifier.inputs, passphrase_given(&t->passphrase));
    enum err e =
        verifier_judge(&verifier, &chain->certs, &t->opts->host, &terms, t->run->arena, &verdict);
    int code = show(chain, shelf, &verdict, e);

    verifier_close(&verifier);
    return code;
}

static int try_all(struct trust_chain *chain, const struct store_shelves *shelves)
{
    struct trust_run *t = chain->t;
    int code = EXIT_OK;

    for (size_t i = 0; i < shelves->num; i++) {
        int width = text_width(span_str(shelves->v[i].anchors.name));
        chain->width = width > chain->width ? width : chain->width;
    }
    if (!t->opts->json) {
        safe_put(&t->run->out.data, span_str(label_input(t->opts->chain)));
        buf_str(&t->run->out.data, ":\n");
    }
    for (size_t i = 0; i < shelves->num && output_tick(&t->run->out); i++) {
        if (shelves->v[i].reason == REASON_OK)
            code = exit_worse(code, try_store(chain, &shelves->v[i]));
    }
    return code;
}

int trust_chain(struct trust_run *t, const struct store_shelves *shelves)
{
    struct trust_chain chain = {.t = t};
    enum err e = trust_inputs_read(&t->run->out, &chain.input, t->opts->chain, CERT_INPUT_CHAIN,
                                   NULL, t->run->arena);
    int code;

    if (e == ERR_OK) {
        trust_inputs_notes(&t->run->out, &chain.input, &chain.certs.broken);
        chain.certs.v = chain.input.certs;
        chain.certs.num = chain.input.num_certs;
        code = try_all(&chain, shelves);
    } else {
        code = trust_bad_input(t, &chain.input, e);
    }
    cert_input_close(&chain.input);
    return code;
}
