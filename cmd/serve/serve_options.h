/* SPDX-License-Identifier: GPL-3.0-or-later */
/* serve_options: the options of `tlsbox serve`, and which of them exclude each other. */
#ifndef TB_CMD_SERVE_SERVE_OPTIONS_H
#define TB_CMD_SERVE_SERVE_OPTIONS_H

#include "cmd/options/connect_options.h"
#include "cmd/options/passphrase_options.h"
#include "cmd/options/verify_options.h"

struct serve_opts {
    struct string_list certs, keys, names, staples;
    const char *write_root, *write_crl;
    struct string_list faults;
    const char *check;
    int jobs;
    struct tls_options tls;
    uint64_t timeout_us; /* 0: the default */ /* --timeout */
    int client_auth;                          /* enum tls_client_auth */
    struct verify_settings judging;
    struct result_settings result;
    int tickets, early_data;
    bool retry, echo, once;
    const char *www;
    int connections, max_clients;
    int trace; /* enum serve_trace */
    bool json, quiet;
    int color;
    const char *keylog;
    struct passphrase_opts passphrase;
};

extern const struct serve_opts serve_options_defaults;
extern const struct opt serve_options_table[];
extern const struct example serve_options_examples[];

/* serve_options_wrong reads where to listen; EXIT_OK, or that of cmd_wrong. */
int serve_options_wrong(struct run *run, const struct serve_opts *opts, struct target *at);

#endif
