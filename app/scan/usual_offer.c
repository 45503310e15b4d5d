/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/scan/usual_offer.h"

#define LIST(values)                                \
    (struct offer_list)                             \
    {                                               \
        (values), sizeof(values) / sizeof *(values) \
    }

static const uint16_t versions[] = {TLS_1_3, TLS_1_2};
static const uint16_t suites[] = {
    TLS_AES_128_GCM_SHA256,
    TLS_AES_256_GCM_SHA384,
    TLS_CHACHA20_POLY1305_SHA256,
    TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
    TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
    TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
    TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
    TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
    TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
    TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA,
    TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA,
    TLS_RSA_WITH_AES_128_GCM_SHA256,
    TLS_RSA_WITH_AES_256_GCM_SHA384,
    TLS_RSA_WITH_AES_128_CBC_SHA,
    TLS_RSA_WITH_AES_256_CBC_SHA,
};
static const uint16_t groups[] = {GROUP_X25519MLKEM768, GROUP_X25519, GROUP_SECP256R1,
                                  GROUP_SECP384R1};
static const uint16_t schemes[] = {
    SCHEME_ECDSA_SECP256R1_SHA256, SCHEME_RSA_PSS_RSAE_SHA256, SCHEME_RSA_PKCS1_SHA256,
    SCHEME_ECDSA_SECP384R1_SHA384, SCHEME_RSA_PSS_RSAE_SHA384, SCHEME_RSA_PKCS1_SHA384,
    SCHEME_RSA_PSS_RSAE_SHA512,    SCHEME_RSA_PKCS1_SHA512,
};

/* h2 and http/1.1, each with its length (RFC 7301 3.1). */
static const uint8_t alpn[] = "\x02h2\x08http/1.1";

void usual_offer(struct hello_offer *out, const struct host_scan *host)
{
    *out = (struct hello_offer){
        .version = TLS_1_2,
        .versions = LIST(versions),
        .suites = LIST(suites),
        .groups = LIST(groups),
        .schemes = LIST(schemes),
        .server_name = host->server_name,
        .alpn = span_of(alpn, sizeof alpn - 1),
        .with = OFFER_EMS | OFFER_TICKET | OFFER_STATUS | OFFER_SCT | OFFER_RENEGOTIATION |
                OFFER_PSK_MODES | OFFER_SESSION_ID,
    };
}
