/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz/server.h"

#include "fuzz/client.h"
#include "fuzz/fuzz.h"
#include "lib/tls/core/resume.h"
#include "lib/tls/session/session_cache.h"
#include "lib/tls/tls.h"
#include "tests/factory/factory.h"

enum { SESSIONS = 4, KEYS = 2, EARLY = 200, TICKET_MAX = 1 << 16 };

/* Made once: they cost more than a connection. */
static struct arena arena;
static struct privkey *keys[KEYS];
static struct span chains[KEYS][2];

static void make_keys(void)
{
    static const enum fkey ids[KEYS] = {FKEY_P256_C, FKEY_RSA2048_A};

    if (keys[0] != NULL)
        return;
    arena_init(&arena, FUZZ_CAP);
    for (int i = 0; i < KEYS; i++) {
        struct fc_spec ca = fc_intermediate(&arena), leaf = fc_leaf(&arena);

        fc_rekey(&arena, &leaf, ids[i]);
        chains[i][0] = fc_cert(&arena, &leaf);
        chains[i][1] = fc_cert(&arena, &ca);
        REQUIRE(privkey_new(&keys[i], fkey_private(&arena, ids[i])) == ERR_OK);
    }
}

/* One that a client may have: by its ticket, and by its id. */
static void remember(struct server *s, struct session *out, uint16_t version)
{
    bool is_12 = version == TLS_1_2;

    session_init(out);
    out->version = version;
    out->suite = is_12 ? TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 : TLS_AES_128_GCM_SHA256;
    out->secret.n = is_12 ? 48 : 32;
    memset(out->secret.v, 0x5e, out->secret.n);
    out->session_id_n = SESSION_ID_MAX;
    memset(out->session_id, 0x1d, SESSION_ID_MAX);
    out->ems = true;
    out->received_ms = CLIENT_NOW_MS - 1000;
    out->lifetime = 3600;
    out->max_early_data = is_12 ? 0 : EARLY;
    buf_put(&out->server_name, SPAN_LIT("www.example.com"));
    REQUIRE(session_cache_seal(s->memory, CLIENT_NOW_MS, out, &out->ticket) == ERR_OK);
    if (is_12)
        REQUIRE(session_cache_store(s->memory, CLIENT_NOW_MS, out) == ERR_OK);
}

static void set_options(struct server *s, uint8_t options)
{
    struct tls_config *config = &s->config;

    if ((options & SERVER_ONLY_12) != 0)
        config->max_version = TLS_1_2;
    else if ((options & SERVER_ONLY_13) != 0)
        config->min_version = TLS_1_3;
    s->server.tickets = (options & SERVER_IDS) != 0 ? 0 : 2;
    s->server.client_auth = (options & SERVER_ASKS) != 0 ? CLIENT_AUTH_ASK : CLIENT_AUTH_NONE;
    if ((options & SERVER_RETRIES) != 0) {
        s->server.retries = true;
        s->server.cookie = SPAN_LIT("crumbs");
    }
    if ((options & SERVER_EXTRAS) != 0) {
        s->identities[0].ocsp = SPAN_LIT("staple");
        s->identities[0].scts = SPAN_LIT("\0\1x");
        config->alpn = SPAN_LIT("\2h2\x08http/1.1");
        config->record_size_limit = 1000;
        config->rejudge = config->ems.resume_without = true;
    }
    if ((options & SERVER_RSA) != 0) {
        s->identities[0] = s->identities[1];
        s->server.num_identities = 1;
    }
}

void server_make(struct server *s, uint8_t options, bool deep)
{
    struct tls_config *config = &s->config;
    struct span at;

    make_keys();
    *s = (struct server){0};
    *config = tls_config_default();
    names_default_compressions(&config->compressions);
    REQUIRE(names_suites(&config->suites, SPAN_LIT("all"), &at) == ERR_OK);
    REQUIRE(names_groups(&config->groups, SPAN_LIT("all"), &at) == ERR_OK);
    REQUIRE(names_schemes(&config->schemes, SPAN_LIT("all"), &at) == ERR_OK);
    client_hooks(config, &s->random, deep);
    s->server = tls_server_default();
    for (size_t i = 0; i < KEYS; i++)
        s->identities[i] =
            (struct tls_identity){.certs = chains[i], .num_certs = 2, .key = keys[i]};
    s->server.identities = s->identities;
    s->server.num_identities = KEYS;
    s->server.max_early_data = EARLY;
    config->server = &s->server;
    REQUIRE(session_cache_new(&s->memory, &config->rng, SESSIONS) == ERR_OK);
    s->server.memory = s->memory;
    remember(s, &s->sessions[0], TLS_1_2);
    remember(s, &s->sessions[1], TLS_1_3);
    set_options(s, options);
}

void server_free(struct server *s)
{
    session_cache_free(s->memory);
    session_free(&s->sessions[0]);
    session_free(&s->sessions[1]);
}

static enum err once(struct span input, bool deep)
{
    size_t piece = (input.p[0] & SERVER_PIECES) != 0 ? 1 : input.n;
    struct server s;

    server_make(&s, input.p[0], deep);
    enum err e = client_live(&s.config, span_tail(input, 1), piece);
    server_free(&s);
    return e;
}

int server_fuzz(struct span input, bool deep)
{
    client_compare(once, input, deep);
    return 0;
}
