/* SPDX-License-Identifier: GPL-3.0-or-later */
/* flags: the command line of a conformance test, as one set of values for each kind of
 * connection. */
#ifndef TB_TESTS_BOGO_FLAGS_H
#define TB_TESTS_BOGO_FLAGS_H

#include "lib/base/span.h"
#include "lib/tls/wire/names.h"

/* What exit statuses mean to the runner. */
enum { EXIT_UNIMPLEMENTED = 89, EXIT_NEVER_SUCCESS = 90 };

enum { CREDENTIALS_MAX = 4 };

/* A certificate with its key. */
struct credential {
    const char *cert_file, *key_file;
    struct numbers signing_prefs;
    struct span ocsp_response, signed_scts;
};

/* All values are zero, NULL or empty where the flag was not given; ints then are -1 where 0 means
 * something. */
struct flags {
    int port, resume_count;
    uint64_t shim_id;
    bool ipv6, server;

    int min_version, max_version;
    bool no_tls12, no_tls13;
    struct numbers curves, key_shares, verify_prefs;
    bool no_key_shares;
    const char *cipher, *advertise_alpn, *host_name;
    bool fips_202205, wpa_202304, cnsa1_202603, cnsa_202407, enable_ocsp, enable_scts,
        enable_early_data;
    bool false_start, false_start_without_alpn, enable_grease, permute_extensions, fallback_scsv;
    int max_cert_list, resumption_delay, one_compression;
    bool compressions;
    bool ignore_rsa_key_usage, renegotiate_ignore;
    const char *select_alpn, *client_ca_list;
    bool fail_early_callback, fail_ddos_callback, fail_cert_callback;
    bool decline_alpn, reject_alpn, server_preference, no_ticket;
    int max_send_fragment, read_size;

    struct credential credentials[CREDENTIALS_MAX]; /* the first is the default */
    int num_credentials;                            /* beside it */
    bool verify_peer, require_certificate, verify_fail, custom_verify, reverify_on_resume;
    bool use_ocsp_callback, fail_ocsp_callback, decline_ocsp_callback;

    bool writes_first, shuts_down, check_close_notify, send_alert, key_update, unfinished_write;
    bool implicit_handshake, handshake_twice, never_done;
    bool use_export_context, export_between_reads, export_traffic_secrets, tls_unique;
    int export_n, early_write_after; /* a handshake type; 0: at once */
    const char *export_label, *export_context, *initial_write;
    int initial_repeats;

    int expect_version, expect_cipher, expect_curve, expect_scheme;
    const char *expect_alpn, *expect_server_name, *expect_advertised_alpn;
    const char *expect_credential; /* "0": the first beside the default; "-1": the default */
    const char *expect_early_reason, *expect_peer_certs, *expect_authorities;
    bool expect_session_miss, expect_hrr, expect_no_hrr, expect_ems, expect_reneg, expect_no_reneg;
    bool expect_ticket_renewal, expect_no_session, expect_early_ticket, expect_early_accepted;
    bool expect_early_rejected, expect_early_not_offered, expect_verify_result;
    bool expect_usage_invalid;
    struct span expect_ocsp, expect_scts, expect_types; /* NULL p: not given */
    struct numbers expect_peer_schemes;
};

enum { FLAGS_INITIAL, FLAGS_RESUME, FLAGS_RETRY, FLAGS_SETS };

/* flags_parse fills all three sets.  It ends the process with 89 where a flag or value is not
 * supported, and says which. */
void flags_parse(struct flags out[FLAGS_SETS], int argc, char **argv);

#endif
