/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The configuration of a connection after its flags, and the hooks: clock, judge, tickets. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include "lib/tls/core/resume.h"
#include "lib/tls/tls.h"
#include "lib/x509/bundle.h"
#include "lib/x509/cert.h"
#include "tests/bogo/shim.h"

static int64_t now_ms(void *ctx)
{
    return ((const struct link *)ctx)->shim->clock_ms;
}

/* The verdict comes from the flags; the certificate gives its key alone. */
static void judge(void *ctx, const struct tls_chain *chain, struct tls_verdict *out)
{
    struct link *l = ctx;
    const struct flags *f = l->flags;
    struct cert *cert = ARENA_NEW(&l->shim->arena, struct cert);
    struct fail fail = {0};

    *out = (struct tls_verdict){.alert = ALERT_NONE};
    if (tls_info(l->tls)->early_data == EARLY_REJECTED)
        f = &l->shim->flags[FLAGS_RETRY];
    if (cert == NULL || cert_parse(cert, chain->leaf, &fail) != ERR_OK) {
        out->err = ERR_TLS_LEAF_DECODE;
        return;
    }
    l->judged++;
    out->key = cert->key;
    l->leaf_kind = cert->key.kind;
    out->may_sign = !cert->ext[EXT_KU].present || (cert->key_usage & KU_DIGITAL_SIGNATURE) != 0;
    out->may_encipher = !cert->ext[EXT_KU].present || (cert->key_usage & KU_KEY_ENCIPHERMENT) != 0;
    const struct suite *suite = tls_info(l->tls)->suite;
    l->usage_was_wrong = cert->key.kind == KEY_RSA && suite != NULL &&
                         !(suite->kx == SUITE_KX_RSA ? out->may_encipher : out->may_sign);
    if (f->verify_fail && (f->verify_peer || f->require_certificate)) {
        out->err = ERR_TLS_VERDICT;
        out->alert = f->custom_verify ? ALERT_CERTIFICATE_UNKNOWN : ALERT_HANDSHAKE_FAILURE;
    } else if (f->use_ocsp_callback && f->fail_ocsp_callback && f->enable_ocsp && !chain->resumed) {
        out->err = ERR_TLS_STATUS_FORM;
    }
}

static void ticket(void *ctx, const struct session *s)
{
    struct link *l = ctx;

    session_free(&l->shim->session);
    if (session_copy(&l->shim->session, s) != ERR_OK)
        shim_wrong("no memory for a session");
    l->sessions++;
}

/* keep_secret copies the output of a step that is a traffic secret. */
static void keep_secret(struct secret *out, struct span value)
{
    out->n = value.n < sizeof out->v ? value.n : sizeof out->v;
    memcpy(out->v, value.p, out->n);
}

static void event(void *ctx, const struct event *e)
{
    struct link *l = ctx;

    if (e->kind == EVENT_DATA && !e->sent)
        buf_put(&l->data, e->bytes);
    if (e->kind == EVENT_MESSAGE && !e->sent)
        l->message = e->type;
    if (e->kind != EVENT_STEP)
        return;
    if (e->step->id == STEP_CLIENT_TRAFFIC || e->step->id == STEP_CLIENT_UPDATE)
        keep_secret(&l->client_secret, e->step->out);
    if (e->step->id == STEP_SERVER_TRAFFIC || e->step->id == STEP_SERVER_UPDATE)
        keep_secret(&l->server_secret, e->step->out);
}

_Noreturn static void unimplemented(const char *what)
{
    fprintf(stderr, "unimplemented: %s\n", what);
    exit(EXIT_UNIMPLEMENTED);
}

static void names(enum err (*parse)(struct numbers *, struct span, struct span *),
                  struct numbers *out, const char *text)
{
    struct span at;

    if (parse(out, span_str(text), &at) != ERR_OK)
        unimplemented(text);
}

/* Profiles that the tests know by name: FIPS 140 of May 2022, WPA3-Enterprise of April 2023, CNSA
 * of July 2024 and March 2026. */
static void profile(struct tls_config *c, const char *suites, const char *groups,
                    const char *schemes)
{
    names(names_suites, &c->suites, suites);
    names(names_groups, &c->groups, groups);
    names(names_schemes, &c->schemes, schemes);
}

/* "AES128" stands for the suites of TLS 1.2 with that in their name; those of TLS 1.3 are all there
 * whatever is said. */
static void keyword(struct tls_config *c, const char *word)
{
    struct numbers out = {0};

    for (size_t i = 0; i < c->suites.num; i++) {
        const struct suite *s = suite_find(c->suites.v[i]);
        if (suite_is_13(s) || strstr(s->openssl, word) != NULL)
            out.v[out.num++] = s->id;
    }
    c->suites = out;
}

static void profiles(struct tls_config *c, const struct flags *f)
{
    if (f->fips_202205)
        profile(c,
                "TLS_AES_128_GCM_SHA256,TLS_AES_256_GCM_SHA384,ECDHE-ECDSA-AES128-GCM-SHA256,"
                "ECDHE-RSA-AES128-GCM-SHA256,ECDHE-ECDSA-AES256-GCM-SHA384,"
                "ECDHE-RSA-AES256-GCM-SHA384",
                "secp256r1,secp384r1",
                "rsa_pss_rsae_sha256,rsa_pss_rsae_sha384,rsa_pss_rsae_sha512,rsa_pkcs1_sha256,"
                "rsa_pkcs1_sha384,rsa_pkcs1_sha512,ecdsa_secp256r1_sha256,ecdsa_secp384r1_sha384");
    if (f->wpa_202304)
        profile(c,
                "TLS_AES_256_GCM_SHA384,ECDHE-ECDSA-AES256-GCM-SHA384,ECDHE-RSA-AES256-GCM-SHA384",
                "secp384r1",
                "rsa_pss_rsae_sha384,rsa_pss_rsae_sha512,rsa_pkcs1_sha384,rsa_pkcs1_sha512,"
                "ecdsa_secp384r1_sha384");
    if (f->cnsa1_202603) /* without MLKEM1024 */
        profile(c,
                "TLS_AES_256_GCM_SHA384,ECDHE-ECDSA-AES256-GCM-SHA384,ECDHE-RSA-AES256-GCM-SHA384,"
                "AES256-GCM-SHA384",
                "secp384r1", "ecdsa_secp384r1_sha384,rsa_pss_rsae_sha384,rsa_pkcs1_sha384");
    if (f->cnsa_202407)
        names(names_suites, &c->suites,
              "TLS_AES_256_GCM_SHA384,TLS_AES_128_GCM_SHA256,TLS_CHACHA20_POLY1305_SHA256");
}

static void offer(struct tls_config *c, const struct flags *f)
{
    bool is_keyword = f->cipher != NULL && strncmp(f->cipher, "AES", 3) == 0;

    /* What the tests assume where nothing is said. */
    profile(c, f->cipher != NULL && !is_keyword ? f->cipher : "all",
            "X25519MLKEM768,x25519,secp256r1,secp384r1",
            "ecdsa_secp256r1_sha256,rsa_pss_rsae_sha256,rsa_pkcs1_sha256,ecdsa_secp384r1_sha384,"
            "rsa_pss_rsae_sha384,rsa_pkcs1_sha384,rsa_pss_rsae_sha512,rsa_pkcs1_sha512,"
            "rsa_pkcs1_sha1");
    if (is_keyword)
        keyword(c, f->cipher);
    profiles(c, f);
    if (f->curves.num > 0)
        c->groups = f->curves;
    if (f->verify_prefs.num > 0)
        c->schemes = f->verify_prefs;
    for (size_t i = 0; i < c->groups.num; i++) {
        const struct group *g = group_find(c->groups.v[i]);
        if (g == NULL || g->kx == KX_NONE)
            unimplemented("a group");
    }
    for (size_t i = 0; i < c->schemes.num; i++) {
        if (scheme_find(c->schemes.v[i]) == NULL)
            unimplemented("a signature scheme");
    }
}

/* Shares are of the first groups; beside KEMs there is one of another group. */
static void shares(struct tls_config *c, const struct flags *f)
{
    const struct numbers *want = &f->key_shares;

    c->fallback_share = want->num == 0 && !f->no_key_shares;
    if (c->fallback_share)
        return;
    for (size_t i = 0; i < want->num; i++) {
        if (i >= c->groups.num || want->v[i] != c->groups.v[i])
            unimplemented("shares of other groups than the first");
    }
    c->num_shares = want->num;
}

/* A client has one certificate, or none. */
static const struct tls_identity *own_identity(struct link *l)
{
    struct tls_identity *ids = l->shim->identities;
    int num = l->flags->num_credentials, i = ids[0].num_certs > 0 ? 0 : num;

    if (num > 1 || (num == 1 && i == 0))
        unimplemented("several certificates of a client");
    ids[i].schemes = l->flags->credentials[i].signing_prefs;
    return ids[i].num_certs > 0 ? &ids[i] : NULL;
}

void config_fill(struct tls_config *c, struct link *l)
{
    const struct flags *f = l->flags;

    if (f->fail_cert_callback && !f->server)
        unimplemented("a client's certificate that is chosen late");
    *c = tls_config_default();
    offer(c, f);
    shares(c, f);
    c->min_version = f->no_tls12 || f->min_version > TLS_1_2 ? TLS_1_3 : TLS_1_2;
    c->max_version = f->no_tls13 || f->max_version == TLS_1_2 ? TLS_1_2 : TLS_1_3;
    if (f->host_name != NULL)
        c->server_name = span_str(f->host_name);
    if (f->advertise_alpn != NULL)
        c->alpn = span_str(f->advertise_alpn);
    c->ocsp = f->enable_ocsp;
    c->scts = f->enable_scts;
    c->false_start.allowed = f->false_start;
    c->false_start.without_alpn = f->false_start_without_alpn;
    c->early_data = f->enable_early_data;
    c->hello.grease = f->enable_grease;
    c->record_max = (size_t)f->max_send_fragment;
    c->hello.permute = f->permute_extensions;
    c->hello.fallback_scsv = f->fallback_scsv;
    c->message_max = (size_t)f->max_cert_list;
    c->ignore.key_usage = f->ignore_rsa_key_usage;
    c->ignore.renegotiation = f->renegotiate_ignore;
    c->without.tickets = f->no_ticket;
    c->rejudge = f->reverify_on_resume;
    c->ems.resume_without = true;
    c->hello.padded = true;
    if (l->resumes)
        c->session = &l->shim->session;
    if (!f->server)
        c->identity = own_identity(l);
    c->identity_must_fit = true;
    c->rng = rng_system(&l->shim->rng);
    c->ctx = l;
    c->now_ms = now_ms;
    c->judge = judge;
    c->ticket = ticket;
    c->event = event;
    codecs_fill(c, f);
    if (f->server)
        server_fill(c, l);
}

static void read_identity(struct shim *s, const struct credential *from, struct tls_identity *out,
                          struct privkey **key)
{
    enum { MOST = 8 };
    struct span *certs = arena_alloc(&s->arena, MOST, sizeof *certs);
    struct bundle bundle;
    struct item item;

    if (from->cert_file == NULL || from->key_file == NULL)
        return;
    if (certs == NULL || bundle_open(&bundle, shim_read(s, from->cert_file), &s->arena) != ERR_OK)
        shim_wrong("-cert-file does not decode");
    while (out->num_certs < MOST && bundle_next(&bundle, &item))
        certs[out->num_certs++] = item.der;
    if (privkey_new(key, shim_read(s, from->key_file)) != ERR_OK)
        shim_wrong("-key-file does not decode");
    out->certs = certs;
    out->key = *key;
}

void config_identity(struct shim *s)
{
    const struct flags *f = &s->flags[FLAGS_INITIAL];

    for (int i = 0; i <= f->num_credentials; i++)
        read_identity(s, &f->credentials[i], &s->identities[i], &s->keys[i]);
}
