/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rfc8448: the secrets that the traces of RFC 8448 print, and the steps that yield them. */
#ifndef TB_TESTS_UNIT_TLS_RFC8448_H
#define TB_TESTS_UNIT_TLS_RFC8448_H

#include <stdio.h>

#include "tests/unit/tls/told.h"

/* What RFC 8448 names, and the step that yields it. */
static const struct {
    const char *name;
    enum step_id id;
} rfc8448_values[] = {
    {"secret.early", STEP_EARLY_SECRET},
    {"secret.binder", STEP_BINDER_KEY},
    {"key.binder", STEP_BINDER_FINISHED_KEY},
    {"binder", STEP_BINDER},
    {"secret.c_e_traffic", STEP_CLIENT_EARLY_TRAFFIC},
    {"secret.early_exporter_master", STEP_EARLY_EXPORTER},
    {"key.client_early", STEP_CLIENT_EARLY_KEY},
    {"iv.client_early", STEP_CLIENT_EARLY_IV},
    {"secret.early_derived", STEP_DERIVED_EARLY},
    {"secret.shared", STEP_SHARED_SECRET},
    {"secret.handshake", STEP_HANDSHAKE_SECRET},
    {"secret.c_hs_traffic", STEP_CLIENT_HANDSHAKE_TRAFFIC},
    {"secret.s_hs_traffic", STEP_SERVER_HANDSHAKE_TRAFFIC},
    {"secret.handshake_derived", STEP_DERIVED_HANDSHAKE},
    {"secret.master", STEP_MASTER_SECRET13},
    {"key.server_handshake", STEP_SERVER_HANDSHAKE_KEY},
    {"iv.server_handshake", STEP_SERVER_HANDSHAKE_IV},
    {"key.client_handshake", STEP_CLIENT_HANDSHAKE_KEY},
    {"iv.client_handshake", STEP_CLIENT_HANDSHAKE_IV},
    {"key.server_finished", STEP_SERVER_FINISHED_KEY},
    {"server_finished.verify_data", STEP_SERVER_FINISHED13},
    {"key.client_finished", STEP_CLIENT_FINISHED_KEY},
    {"client_finished.verify_data", STEP_CLIENT_FINISHED13},
    {"secret.c_ap_traffic", STEP_CLIENT_TRAFFIC},
    {"secret.s_ap_traffic", STEP_SERVER_TRAFFIC},
    {"secret.exporter_master", STEP_EXPORTER},
    {"key.server_application", STEP_SERVER_KEY},
    {"iv.server_application", STEP_SERVER_IV},
    {"key.client_application", STEP_CLIENT_KEY},
    {"iv.client_application", STEP_CLIENT_IV},
    {"secret.resumption_master", STEP_RESUMPTION},
    {"secret.resumption_psk", STEP_TICKET_PSK},
};

/* rfc8448_compare holds every value of the trace, with its HkdfLabel and the hash it was made over,
 * against what was told; it returns how many those are. */
static inline size_t rfc8448_compare(struct vectors *v, const struct told *told)
{
    char name[64];
    size_t found = 0;

    for (size_t i = 0; i < sizeof rfc8448_values / sizeof *rfc8448_values; i++) {
        const struct step *s;

        if (!vector_has(v, rfc8448_values[i].name))
            continue;
        found++;
        s = told_last(told, rfc8448_values[i].id);
        told_equal(s->out, vector_get(v, rfc8448_values[i].name));
        (void)snprintf(name, sizeof name, "%s.info", rfc8448_values[i].name);
        if (vector_has(v, name))
            told_equal(s->info, vector_get(v, name));
        (void)snprintf(name, sizeof name, "%s.hash", rfc8448_values[i].name);
        if (vector_has(v, name) && strstr(step_row(s->id)->formula, "transcript_hash") != NULL)
            told_equal(told_in(s, "transcript_hash"), vector_get(v, name));
    }
    return found;
}

#endif
