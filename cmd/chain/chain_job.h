/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chain_job: the options of `chain`, and one run of it. */
#ifndef TB_CMD_CHAIN_CHAIN_JOB_H
#define TB_CMD_CHAIN_CHAIN_JOB_H

#include "app/chain/chain_fetch.h"
#include "app/chain/chain_file.h"
#include "app/side_file.h"
#include "cmd/options/connect_options.h"
#include "cmd/options/fetch_options.h"
#include "cmd/options/passphrase_options.h"
#include "cmd/options/verify_options.h"
#include "lib/view/chain/sent_view.h"

enum graph_kind { GRAPH_KIND_NONE = -1, GRAPH_KIND_TEXT, GRAPH_KIND_SVG };

struct chain_options {
    struct connect_options connecting;
    struct verify_settings judging;
    struct string_list stores;
    const char *key, *output;
    struct passphrase_opts passphrase;
    bool fix, json, quiet, aia;
    struct fetch_settings fetching;
    int graph, form, mac, color; /* enum graph_kind, enum chain_form, enum chain_mac, enum color */
};

struct chain_job {
    struct run *run;
    const struct chain_options *opts;
    const char *input;           /* the operands */
    const struct server *server; /* NULL: the operands are files */
    struct connect_setup how;
    struct verify_settings judging; /* without the intermediates */
    struct result_settings result;
    struct verifier verifier;
    struct privkey *key;
    struct passphrase passphrase;
    struct chain_stores stores;
    struct chain_source source, helpers;
    struct endpoint_plan plan;
    struct endpoint endpoint;
    struct side_file file;          /* of --fix */
    struct buf made, why, key_info; /* key_info: of --key, for PKCS#12 */
    struct sent_fixed fixed;
    const struct verdict *judged; /* what is reported: of the file, or why there is none */
    struct chain_study study;
    struct arena arena;
};

/* chain_job_run does everything after the options were checked; its exit code. */
int chain_job_run(struct chain_job *job);
void chain_job_free(struct chain_job *job);

#endif
