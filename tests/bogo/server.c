/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What makes the shim a server: see the flags of the server in flags.def. */
#include "config.h"

#include "tests/bogo/shim.h"

#include "lib/tls/core/conn.h"
#include "lib/tls/session/session_cache.h"

#include <stdio.h>
#include <stdlib.h>

enum {
    SESSIONS = 64,
    EARLY_DATA = 14336, /* as much as the tests assume */
    AUTHORITIES_MAX = 1 << 16,
};

static uint8_t hex_digit(char c)
{
    return (uint8_t)(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
}

/* "HEX,HEX": names as DER, for the request; "<EMPTY>" and "<NULL>" are none. */
static struct span authorities(struct shim *s, const char *text)
{
    struct buf list;
    struct span out = {0};

    if (text == NULL || *text == '<')
        return out;
    buf_init(&list, AUTHORITIES_MAX);
    while (*text != '\0') {
        struct buf_mark name = buf_open16(&list);
        for (; *text != '\0' && *text != ','; text += 2)
            buf_u8(&list, (uint8_t)(hex_digit(text[0]) << 4 | hex_digit(text[1])));
        buf_close(&list, name);
        text += *text == ',';
    }
    if (arena_copy(&s->arena, &out, buf_span(&list)) != ERR_OK)
        shim_wrong("no memory for authorities");
    buf_free(&list);
    return out;
}

/* The extension of the ClientHello, as a list of what `parse` makes of it. */
static struct span offered(const struct client_hello *hello, uint16_t type,
                           enum err (*parse)(struct span *, struct span, struct fail *))
{
    struct fail fail = {0};
    struct span data, list;

    return ext_get(hello->exts, type, &data) && parse(&list, data, &fail) == ERR_OK
               ? list
               : (struct span){0};
}

static bool same_schemes(const struct numbers *want, struct span got)
{
    bool equal = got.n == 2 * want->num;

    for (size_t i = 0; equal && i < want->num; i++)
        equal = list16_at(got, i) == want->v[i];
    return equal;
}

/* Is there a key on a curve that the client does not list?  Then TLS 1.2 cannot use it (RFC 8422
 * 5.1). */
static bool lacks_curve(const struct shim *s, const struct client_hello *hello)
{
    struct span groups = offered(hello, TLSX_SUPPORTED_GROUPS, ext_list16_parse);
    bool lacks = false;

    for (size_t i = 0; i < CREDENTIALS_MAX; i++) {
        enum key_kind kind = s->keys[i] == NULL ? KEY_NONE : privkey_kind(s->keys[i]);
        for (size_t g = 0; kind != KEY_NONE && group_at(g) != NULL; g++) {
            if (group_at(g)->key == kind)
                lacks |= groups.n > 0 && !list16_has(groups, group_at(g)->id);
        }
    }
    return lacks;
}

/* choose holds the ClientHello to the flags, and fails where they say so. */
static enum err choose(void *ctx, struct tls_config *config, const struct client_hello *hello,
                       struct span name)
{
    struct link *l = ctx;
    const struct flags *f = l->flags;
    struct span alpn = offered(hello, TLSX_ALPN, ext_alpn_parse), status;
    struct span schemes = offered(hello, TLSX_SIGNATURE_ALGORITHMS, ext_list16_parse);

    l->offers_alpn = alpn.n > 0;
    l->lacks_curve = lacks_curve(l->shim, hello);
    l->offers_early = ext_get(hello->exts, TLSX_EARLY_DATA, &status);
    l->offers_psk = ext_get(hello->exts, TLSX_PRE_SHARED_KEY, &status);
    if (f->expect_server_name != NULL && !span_eq(name, span_str(f->expect_server_name)))
        shim_wrong("another server name");
    if (f->expect_advertised_alpn != NULL && !span_eq(alpn, span_str(f->expect_advertised_alpn)))
        shim_wrong("another list of application protocols");
    if (f->expect_peer_schemes.num > 0 && !same_schemes(&f->expect_peer_schemes, schemes))
        shim_wrong("other signature algorithms");
    if (f->no_ticket &&
        list16_has(offered(hello, TLSX_SUPPORTED_VERSIONS, ext_list8of16_parse), TLS_1_3))
        l->server.memory = NULL;
    if (f->decline_alpn || !l->offers_alpn)
        config->alpn = (struct span){0};
    if (f->fail_early_callback || f->fail_ddos_callback)
        l->refusal = "CONNECTION_REJECTED";
    else if (f->fail_cert_callback)
        l->refusal = "CERT_CB_ERROR";
    if (l->refusal != NULL)
        return f->fail_early_callback ? ERR_TLS_NO_COMMON_SUITE /* handshake_failure */
                                      : ERR_TLS_RANDOM;         /* internal_error */
    if (f->fail_ocsp_callback && ext_get(hello->exts, TLSX_STATUS_REQUEST, &status))
        return ERR_TLS_STATUS_FORM;
    return ERR_OK;
}

static struct span alpn_list(struct shim *s, const char *name)
{
    size_t n = strlen(name);
    uint8_t *list = arena_alloc(&s->arena, n + 1, 1);

    if (list == NULL || n > UINT8_MAX)
        shim_wrong("the application protocol is too long");
    list[0] = (uint8_t)n;
    memcpy(list + 1, name, n);
    return span_of(list, n + 1);
}

static void identity(const struct flags *f, const struct credential *from, struct tls_identity *out)
{
    /* What the tests assume that is signed with, where nothing is said. */
    static const uint16_t order[] = {0x0807, 0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501,
                                     0x0603, 0x0806, 0x0601, 0x0904, 0x0905, 0x0906};

    out->schemes = from->signing_prefs;
    if (f->fips_202205 || f->wpa_202304 || f->cnsa1_202603) {
        out->schemes = (struct numbers){0}; /* those of the profile */
    } else if (from->signing_prefs.num == 0) {
        memcpy(out->schemes.v, order, sizeof order);
        out->schemes.num = sizeof order / sizeof order[0];
    }
    out->ocsp = out->scts = (struct span){0};
    if (from->ocsp_response.p != NULL && !f->decline_ocsp_callback)
        out->ocsp = from->ocsp_response;
    if (from->signed_scts.p != NULL && from->signed_scts.n <= 2)
        shim_wrong(":INVALID_SCT_LIST:");
    if (from->signed_scts.p != NULL)
        out->scts = span_tail(from->signed_scts, 2); /* the length of the list */
}

/* The credentials in order; the default one is the last, if there is one. */
static size_t identities(struct link *l)
{
    struct shim *s = l->shim;
    const struct flags *f = l->flags;
    size_t num = 0;

    for (int i = 1; i <= f->num_credentials + 1; i++) {
        int from = i > f->num_credentials ? 0 : i;
        identity(f, &f->credentials[from], &s->identities[from]);
        if (s->identities[from].num_certs > 0)
            s->served[num++] = s->identities[from];
    }
    return num;
}

int server_credential(const struct link *l)
{
    const struct tls_identity *chosen = l->tls->identity;

    if (chosen == NULL || chosen - l->shim->served >= l->flags->num_credentials)
        return -1;
    return (int)(chosen - l->shim->served);
}

void server_fill(struct tls_config *c, struct link *l)
{
    struct shim *s = l->shim;
    const struct flags *f = l->flags;

    if (s->memory == NULL && session_cache_new(&s->memory, &c->rng, SESSIONS) != ERR_OK)
        shim_wrong("no memory for sessions");
    l->server = tls_server_default();
    l->server.identities = s->served;
    l->server.num_identities = identities(l);
    l->server.client_auth = f->require_certificate ? CLIENT_AUTH_REQUIRE
                            : f->verify_peer       ? CLIENT_AUTH_ASK
                                                   : CLIENT_AUTH_NONE;
    l->server.authorities = authorities(s, f->client_ca_list);
    l->server.client_order = !f->server_preference && !f->cnsa_202407;
    l->server.memory = s->memory;
    l->server.tickets = f->no_ticket ? 0 : 2;
    l->server.max_early_data = f->enable_early_data ? EARLY_DATA : 0;
    l->server.half_rtt = true;
    l->server.choose = choose;
    c->server = &l->server;
    c->identity = NULL;
    c->session = NULL;
    c->server_name = c->alpn = (struct span){0};
    c->ticket = NULL;
    if (f->select_alpn != NULL)
        c->alpn = alpn_list(s, f->select_alpn);
    if (f->reject_alpn) /* a name that nobody has */
        c->alpn = alpn_list(s, "\x01none\x01");
}

const char *server_early_reason(const struct link *l)
{
    const struct tls_info *info = tls_info(l->tls);

    if (info->early_data == EARLY_ACCEPTED)
        return "accept";
    if (info->version < TLS_1_3)
        return "protocol_version";
    if (!l->flags->enable_early_data)
        return "disabled";
    if (!l->offers_psk)
        return "no_session_offered";
    if (!info->resumed)
        return "session_not_resumed";
    if (!l->shim->flags[FLAGS_INITIAL].enable_early_data)
        return "unsupported_for_session";
    if (!l->offers_early)
        return "peer_declined";
    if (info->retried)
        return "hello_retry_request";
    return "alpn_mismatch";
}
