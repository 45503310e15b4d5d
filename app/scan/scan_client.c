/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/scan/scan_client.h"

#include "app/scan/fact_note.h"
#include "app/scan/scan_chain.h"
#include "app/scan/usual_offer.h"
#include "lib/base/mem.h"
#include "lib/crypto/kx.h"

enum { AUTHORITY_MAX = 1024 };

/* signature_algorithms_cert lists everything (RFC 9846 4.3.3): what signed the certificates is not
 * what a scan asks with signature_algorithms. */
static void list_all_schemes(struct numbers *out)
{
    const struct scheme *s;

    out->num = 0;
    for (size_t i = 0; out->num < NAMES_MAX && (s = scheme_at(i)) != NULL; i++)
        out->v[out->num++] = s->id;
}

/* A server that prefers DHE with a prime that our client refuses would end each of its handshakes,
 * although it has other suites. */
static void leave_out_short_dhe(struct numbers *suites, const struct scan_version *row)
{
    size_t num = 0;

    if (row->dh_bits == 0 || row->dh_bits >= KX_DH_BITS_MIN)
        return;
    for (size_t i = 0; i < suites->num; i++) {
        if (suite_find(suites->v[i])->kx != SUITE_KX_DHE)
            suites->v[num++] = suites->v[i];
    }
    suites->num = num;
}

struct tls_config *scan_client_new(const struct host_scan *host, uint16_t version)
{
    struct tls_config *out = MEM_NEW(struct tls_config);
    struct span at;

    if (out == NULL)
        return NULL;
    *out = tls_config_default();
    out->min_version = out->max_version = version;
    /* The names of sets are in the table: they cannot fail. */
    if (names_suites(&out->suites, SPAN_LIT("all"), &at) != ERR_OK ||
        names_groups(&out->groups, SPAN_LIT("default,all"), &at) != ERR_OK ||
        names_schemes(&out->schemes, SPAN_LIT("all"), &at) != ERR_OK)
        out->suites.num = 0;
    leave_out_short_dhe(&out->suites, &host->facts.versions[SCAN_1_2]);
    list_all_schemes(&out->cert_schemes);
    if (version == TLS_1_3)
        names_default_compressions(&out->compressions);
    out->server_name = host->server_name;
    out->ocsp = out->scts = true;
    out->ignore.key_usage = true;
    out->ems.resume_without = true;
    return out;
}

void scan_client_free(struct tls_config **config)
{
    mem_free(*config, sizeof **config);
    *config = NULL;
}

void scan_client_web(struct tls_config *config, const struct host_scan *host)
{
    if (host->plan->starttls == STARTTLS_NONE && !host->facts.manner.needs_no_alpn)
        config->alpn = SPAN_LIT("\x08http/1.1");
}

/* The names are kept short: the first few, and none that is long. */
static void note_authorities(struct host_scan *host, struct span list)
{
    struct scan_facts *facts = &host->facts;
    struct fail fail = {0};
    struct rd r = rd_init(list, &fail);
    struct span name;

    if (facts->authorities_sent > 0)
        return;
    while (ext_ca_next(&r, &name)) {
        facts->authorities_sent++;
        if (name.n <= AUTHORITY_MAX && facts->num_authorities < SCAN_AUTHORITIES_MAX &&
            arena_copy(&host->arena, &facts->authorities[facts->num_authorities], name) == ERR_OK)
            facts->num_authorities++;
    }
}

/* A request comes before the server's Finished.  A handshake that is complete shows whether there
 * was one. */
static void note_request(struct host_scan *host, const struct tls_info *info, bool is_complete)
{
    if (info->client_certificate_asked) {
        fact_note(&host->facts, FEATURE_CLIENT_CERTIFICATE, SCAN_YES, NULL);
        note_authorities(host, info->request_authorities);
    } else if (is_complete && !info->resumed) {
        fact_note(&host->facts, FEATURE_CLIENT_CERTIFICATE, SCAN_NO, NULL);
    }
}

void scan_client_note(struct host_scan *host, const struct attempt_outcome *outcome,
                      bool without_sni)
{
    const struct tls_info *info = outcome->info;

    if (info == NULL)
        return;
    scan_chain_info(host, info, without_sni);
    note_request(host, info, outcome->is_complete);
    if (outcome->is_complete && group_is_post_quantum(info->group))
        fact_note(&host->facts, FEATURE_POST_QUANTUM, SCAN_YES, NULL);
    if (!outcome->is_complete || info->version != TLS_1_3 || info->resumed)
        return;
    fact_note(&host->facts, FEATURE_CERTIFICATE_COMPRESSION,
              info->compression.algorithm != 0 ? SCAN_YES : SCAN_NO, NULL);
}
