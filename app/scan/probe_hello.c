/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/scan/probe_hello.h"

#include "app/scan/usual_offer.h"

enum { SUITES_MAX = 512, SCHEMES_MAX = 128 };

/* More suites than this in one hello are too many for some old servers. */
enum { FEW_SUITES = 120 };

static const uint16_t groups[] = {GROUP_X25519, GROUP_SECP256R1, GROUP_SECP384R1, GROUP_SECP521R1,
                                  GROUP_X448};

static bool has(const struct suite *suite, const char *part)
{
    return strstr(suite->name, part) != NULL;
}

bool probe_hello_rsa_exchange(const struct suite *suite)
{
    return span_starts(span_str(suite->name), SPAN_LIT("TLS_RSA_WITH_")) && !has(suite, "_NULL_");
}

bool probe_hello_ecdsa(const struct suite *suite)
{
    return has(suite, "_ECDSA_WITH_") && !has(suite, "_NULL_");
}

bool probe_hello_rsa(const struct suite *suite)
{
    return probe_hello_rsa_exchange(suite) ||
           ((has(suite, "_DHE_RSA_WITH_") || has(suite, "_ECDHE_RSA_WITH_")) &&
            !has(suite, "_NULL_"));
}

bool probe_hello_any(const struct suite *suite)
{
    return probe_hello_rsa(suite) || probe_hello_ecdsa(suite);
}

/* Better suites come first, so that a server with a limit still sees what it knows. */
static size_t list_suites(uint16_t *out, size_t max, bool (*wanted)(const struct suite *suite))
{
    const struct suite *s;
    size_t num = 0;

    for (unsigned status = STATUS_RECOMMENDED; status <= STATUS_BROKEN; status++) {
        for (size_t i = 0; num < max && (s = suite_at(i)) != NULL; i++) {
            if (s->status == (enum status)status && !suite_is_13(s) && wanted(s))
                out[num++] = s->id;
        }
    }
    return num;
}

static size_t list_schemes(uint16_t *out, bool (*wanted)(const struct scheme *scheme))
{
    const struct scheme *s;
    size_t num = 0;

    for (size_t i = 0; num < SCHEMES_MAX && (s = scheme_at(i)) != NULL; i++) {
        if (scheme_allows(s, TLS_1_2) && (wanted == NULL || wanted(s)))
            out[num++] = s->id;
    }
    return num;
}

void probe_hello_put(struct buf *out, const struct host_scan *host, const struct probe_hello *probe)
{
    uint16_t suites[SUITES_MAX], schemes[SCHEMES_MAX];
    struct hello_offer offer;

    usual_offer(&offer, host);
    offer.version = probe->version;
    offer.versions = (struct offer_list){0};
    offer.suites.v = suites;
    offer.suites.num =
        list_suites(suites, host->facts.manner.needs_few ? FEW_SUITES : SUITES_MAX, probe->suite);
    offer.groups = (struct offer_list){groups, sizeof groups / sizeof groups[0]};
    offer.schemes.v = schemes;
    offer.schemes.num = probe->version == TLS_1_2 ? list_schemes(schemes, probe->scheme) : 0;
    offer.with &= ~(unsigned)(OFFER_PSK_MODES | OFFER_SESSION_ID);
    offer.with |= probe->with;
    if (probe->version == TLS_SSL_3)
        offer.with |= OFFER_NO_EXTENSIONS;
    if (probe->without_sni)
        offer.server_name = (struct span){0};
    if (host->facts.manner.needs_no_alpn)
        offer.alpn = (struct span){0};
    offer.session_id = probe->session_id;
    offer.ticket = probe->ticket;
    hello_offer_put(out, &offer, &host->plan->rng);
}
