/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/scan/scan_chain.h"

#include "app/scan/fact_note.h"
#include "app/verify/peer_chain.h"
#include "lib/view/handshake/hs_quality.h"
#include "lib/view/view.h"

enum {
    CHAIN_MAX = 64 * 1024,   /* bytes of the certificates of a chain */
    JUDGE_MEMORY = 64 << 20, /* of one verdict */
    JUDGE_US = 500000,       /* time for one verdict, which delays all other hosts */
    SENTENCE_MAX = 1024,
    KEY_MAX = 32,
};

/* The OID of the SCTs in an OCSP response, as a TLV (RFC 6962 3.3). */
static const uint8_t staple_scts[] = {0x06, 0x0a, 0x2b, 0x06, 0x01, 0x04,
                                      0x01, 0xd6, 0x79, 0x02, 0x04, 0x05};

/* --- timestamps ---------------------------------------------------------------------------- */

/* The list in an extension: an OCTET STRING with the length of the list in front. */
static unsigned count_scts(struct span value)
{
    struct fail fail = {0};
    struct rd r = rd_init(value, &fail);
    struct span list = rd_vec16(&r, 0, UINT16_MAX);

    return fail.err == ERR_OK ? (unsigned)quality_scts(list) : 0;
}

static unsigned count_in_cert(const struct cert *leaf)
{
    struct fail fail = {0};
    struct der d = der_open(leaf->ext[EXT_SCT_LIST].val, &fail);

    return leaf->ext[EXT_SCT_LIST].is_read ? count_scts(der_octets(&d)) : 0;
}

/* The extension is looked for by its OID, since the response is not judged here: a wrong count
 * would harm nobody. */
static unsigned count_in_staple(struct span ocsp)
{
    struct span oid = span_of(staple_scts, sizeof staple_scts), left = ocsp;

    while (left.n > oid.n && !span_starts(left, oid))
        left = span_tail(left, 1);
    struct fail fail = {0};
    struct der d = der_open(span_tail(left, oid.n), &fail);
    struct der value = der_open(der_octets(&d), &fail);

    return count_scts(der_octets(&value));
}

/* --- keeping ------------------------------------------------------------------------------- */

static struct scan_chain *find(struct scan_facts *facts, struct span leaf)
{
    for (size_t i = 0; i < facts->num_chains; i++) {
        if (facts->chains[i].num > 0 && span_eq(facts->chains[i].certs[0], leaf))
            return &facts->chains[i];
    }
    return NULL;
}

/* Copies the certificates of a list, as far as they fit. */
static enum err keep(struct arena *arena, struct scan_chain *out, const struct tls_chain *chain)
{
    struct fail fail = {0};
    struct rd r = rd_init(chain->list, &fail);
    struct cert_entry entry;
    size_t cap = 0, bytes = 0;

    while (cert_entry_next(&r, chain->is_13, &entry)) {
        bytes += entry.cert.n;
        if (bytes > CHAIN_MAX)
            break;
        TRY(ARENA_GROW(arena, out->certs, out->num, cap));
        TRY(arena_copy(arena, &out->certs[out->num], entry.cert));
        out->num++;
    }
    return out->num == 0 ? ERR_TLS_LEAF_DECODE : ERR_OK;
}

/* --- judging ------------------------------------------------------------------------------- */

static enum err keep_text(struct arena *arena, struct span *out, struct buf *text)
{
    enum err e = text->err == ERR_OK ? arena_copy(arena, out, buf_span(text)) : text->err;

    buf_free(text);
    return e;
}

/* The headline of the report, as `verify` words it; why there is no report otherwise. */
static enum err keep_sentence(struct arena *arena, struct scan_chain *out, const struct verdict *d)
{
    const struct finding *f = d->is_judged ? path_headline(&d->report.chosen) : NULL;
    struct buf text;

    buf_init(&text, SENTENCE_MAX);
    if (f != NULL)
        finding_message(&text, f, &d->report.chosen, &d->view);
    else
        buf_put(&text, d->message);
    return keep_text(arena, &out->sentence, &text);
}

static enum err judge(struct host_scan *host, struct scan_chain *out,
                      const struct chain_certs *certs, struct arena *arena)
{
    const struct verify_terms terms = {.is_smtp = host->plan->starttls == STARTTLS_SMTP,
                                       .now = net_wall_ms() / 1000,
                                       .end_us = net_now_us() + JUDGE_US};
    struct verdict *d = ARENA_NEW(arena, struct verdict);
    struct reference_id name;

    if (host->plan->verifier == NULL)
        return ERR_OK;
    if (d == NULL)
        return arena->err;
    TRY(host_parse(&name, host->name));
    TRY(verifier_judge(host->plan->verifier, certs, &name, &terms, arena, d));
    out->is_judged = true;
    out->reason = d->reason;
    enum err e = keep_sentence(&host->arena, out, d);
    pubkey_free(d->leaf_key);
    return e;
}

/* What is known of the leaf. */
static enum err describe(struct host_scan *host, struct scan_chain *out, const struct cert *leaf)
{
    struct span copy;
    struct buf key;

    out->not_after = leaf->not_after;
    buf_init(&key, KEY_MAX);
    keyinfo_print(&key, &leaf->key);
    buf_u8(&key, '\0');
    TRY(keep_text(&host->arena, &copy, &key));
    out->key = (const char *)copy.p;
    return ERR_OK;
}

static enum err add(struct host_scan *host, struct scan_chain *out, const struct tls_chain *chain,
                    struct arena *arena)
{
    struct chain_certs certs;

    TRY(peer_chain_certs(&certs, arena, chain->list, chain->is_13));
    TRY(keep(&host->arena, out, chain));
    TRY(describe(host, out, certs.v[0].cert));
    out->num_scts_inside = count_in_cert(certs.v[0].cert);
    return judge(host, out, &certs, arena);
}

/* Staples may come with one handshake and not with another: a server may have to fetch them
 * first. */
static void note_staples(struct scan_facts *facts, struct scan_chain *out,
                         const struct tls_chain *chain)
{
    unsigned scts =
        out->num_scts_inside + (unsigned)quality_scts(chain->scts) + count_in_staple(chain->ocsp);

    out->is_stapled |= chain->ocsp.n > 0;
    if (scts > out->num_scts)
        out->num_scts = scts;
    fact_note(facts, FEATURE_OCSP_STAPLE, out->is_stapled ? SCAN_YES : SCAN_NO, NULL);
    fact_note(facts, FEATURE_SCTS, out->num_scts > 0 ? SCAN_YES : SCAN_NO, NULL);
}

/* Questions run side by side: the order of the chains must not depend on which was faster. */
static bool goes_before(const struct scan_chain *a, const struct scan_chain *b)
{
    if (a->without_sni != b->without_sni)
        return b->without_sni;
    int by_key = strcmp(a->key, b->key);

    return by_key != 0 ? by_key < 0 : span_cmp(a->certs[0], b->certs[0]) < 0;
}

static void sort(struct scan_facts *facts)
{
    struct scan_chain *chains = facts->chains;

    for (size_t i = 1; i < facts->num_chains; i++) {
        for (size_t j = i; j > 0 && goes_before(&chains[j], &chains[j - 1]); j--) {
            struct scan_chain other = chains[j];

            chains[j] = chains[j - 1];
            chains[j - 1] = other;
        }
    }
}

static void note_new(struct host_scan *host, const struct tls_chain *chain, bool without_sni)
{
    struct scan_chain out = {.without_sni = without_sni};
    struct arena arena;

    arena_init(&arena, JUDGE_MEMORY);
    if (add(host, &out, chain, &arena) == ERR_OK) {
        note_staples(&host->facts, &out, chain);
        host->facts.chains[host->facts.num_chains++] = out;
    }
    arena_free(&arena);
}

static void take(struct host_scan *host, const struct tls_chain *chain, bool without_sni)
{
    struct scan_chain *known = find(&host->facts, chain->leaf);

    /* A chain without SNI is one that comes in no other way. */
    if (known != NULL) {
        known->without_sni &= without_sni;
        note_staples(&host->facts, known, chain);
    } else if (host->facts.num_chains < SCAN_CHAINS_MAX) {
        note_new(host, chain, without_sni);
    }
    sort(&host->facts);
}

/* The leaf of a list, which may be empty. */
static struct span leaf_of(struct span list, bool is_13)
{
    struct fail fail = {0};
    struct rd r = rd_init(list, &fail);
    struct cert_entry entry = {0};

    return cert_entry_next(&r, is_13, &entry) ? entry.cert : (struct span){0};
}

bool scan_chain_info(struct host_scan *host, const struct tls_info *info, bool without_sni)
{
    const struct tls_chain chain = {.list = info->chain,
                                    .is_13 = info->version == TLS_1_3,
                                    .leaf = leaf_of(info->chain, info->version == TLS_1_3),
                                    .ocsp = info->ocsp,
                                    .scts = info->scts};

    if (info->resumed || chain.leaf.n == 0)
        return false;
    take(host, &chain, without_sni);
    return true;
}

bool scan_chain_flight(struct host_scan *host, const struct server_flight *flight, bool without_sni)
{
    struct fail fail = {0};
    struct certificate_msg m = {0};
    struct tls_chain chain = {0};

    if (flight->is_ssl2 || flight->certificate.n == 0 ||
        certificate_parse(&m, false, flight->certificate, &fail) != ERR_OK)
        return false;
    chain.list = m.list;
    chain.leaf = leaf_of(m.list, false);
    if (flight->status.n > 0 &&
        certificate_status_parse(&chain.ocsp, flight->status, &fail) != ERR_OK)
        chain.ocsp = (struct span){0};
    struct span data;
    if (ext_get(flight->hello.exts, TLSX_SCT, &data) &&
        ext_sct_parse(&chain.scts, data, &fail) != ERR_OK)
        chain.scts = (struct span){0};
    if (chain.leaf.n == 0)
        return false;
    take(host, &chain, without_sni);
    return true;
}
