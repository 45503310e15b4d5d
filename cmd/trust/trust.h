/* SPDX-License-Identifier: GPL-3.0-or-later */
/* trust: the subcommands of `tlsbox trust`, and what they share. */
#ifndef TB_CMD_TRUST_TRUST_H
#define TB_CMD_TRUST_TRUST_H

#include "app/trust/anchor_filter.h"
#include "app/trust/store_shelf.h"
#include "app/verify/cert_input.h"
#include "app/verify/verify_settings.h"
#include "cmd/cli/cmd.h"
#include "cmd/options/passphrase_options.h"

struct trust_options {
    struct string_list stores;
    struct passphrase_opts passphrase; /* of key stores */
    struct anchor_filter filter;
    const char *chain; /* of check */
    struct reference_id host;
    int64_t at; /* AT_NOW: the clock's time */
    bool json;
    int color; /* enum color */
};

/* One run of a subcommand. */
struct trust_run {
    struct run *run;
    const struct trust_options *opts;
    char **operands; /* without the subcommand */
    size_t num_operands;
    int64_t now;
    struct style style;
    struct passphrase passphrase;
};

/* The subcommands. */
int trust_list(struct trust_run *t);
int trust_find(struct trust_run *t);
int trust_compare(struct trust_run *t); /* diff */
int trust_inspect(struct trust_run *t); /* check */
int trust_places(struct trust_run *t);  /* explain */

/* trust_chain is check --chain. */
int trust_chain(struct trust_run *t, const struct store_shelves *shelves);

/* trust_words is the list of all stores that are named: values of --store, then operands. */
enum err trust_words(struct trust_run *t, struct string_list *words) MUST_CHECK;

/* trust_failed prints an error of our own, or nothing if there is none.  It returns the exit
 * code. */
int trust_failed(struct trust_run *t, enum err e);

/* trust_bad_input prints why a file of certificates cannot be read, with --json as a line of JSON
 * too.  It returns the exit code. */
int trust_bad_input(struct trust_run *t, const struct cert_input *input, enum err e);

/* trust_unusable does the same for the stores that cannot be used.  It returns the worst exit
 * code. */
int trust_unusable(struct trust_run *t, const struct store_shelves *shelves);

#endif
