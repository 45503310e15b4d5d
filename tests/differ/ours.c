/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include "tests/differ/peers.h"
#include "tests/factory/trial.h"

void peer_die(const char *who, const char *what)
{
    fprintf(stderr, "differ: %s: %s\n", who, what);
    exit(99);
}

static void say(struct answer *out, const char *what, const char *more)
{
    snprintf(out->why, sizeof out->why, "%s%s%s", what, more[0] != 0 ? " " : "", more);
}

static void load(struct trial *t, const struct brood *b, enum profile profile)
{
    trial_open(t);
    t->in.profile = profile;
    trial_anchor(t, b->anchor);
    for (size_t i = 0; i < b->num_helpers; i++)
        trial_helper(t, b->helpers[i]);
    if (b->crl.n > 0) {
        trial_crl(t, b->crl);
        t->in.revocation = REVOCATION_HARD;
    }
    if (!trial_host(t, b->host))
        peer_die("tlsbox", "a host name");
}

void ours_judge(struct answer *out, const struct brood *b, enum profile profile)
{
    static struct trial t;

    *out = (struct answer){0};
    load(&t, b, profile);
    enum reason reason = trial_judge(&t, b->leaf);
    const struct finding *f = reason == REASON_UNDECODABLE ? NULL : path_headline(&t.report.chosen);

    out->ok = reason == REASON_OK;
    if (reason == REASON_INTERNAL)
        peer_die("tlsbox", "an error of its own");
    if (out->ok)
        say(out, "ok", "");
    else if (f == NULL)
        say(out, reason_code(reason), err_id(t.fail.err));
    else
        say(out, rule_id(f->rule), f->err == ERR_OK ? "" : err_id(f->err));
    trial_close(&t);
}
