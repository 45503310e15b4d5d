/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * chrome: Chrome's store, root_store.textproto: a message in the text format of protocol buffers.
 *
 *     trust_anchors {
 *       sha256_hex: "55926084…"
 *       constraints: { sct_not_after_sec: 1730419199 }
 *     }
 *
 * The certificates are in the file root_store.certs beside it, and are found by their digests.  One
 * set of constraints must hold.  A set that is for older versions of the program alone never holds
 * here, and one from some version on does: we read the store as the newest version.
 */
#include "config.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/asn1/pem.h"
#include "lib/base/hex.h"
#include "lib/base/lookup.h"
#include "lib/crypto/digest.h"
#include "trust/import.h"

enum { DEPTH_MAX = 8, NAMES_MAX = 64, SETS_MAX = 64, CERTS_MAX = 4096, PRINT = 32 };
enum { CERTS_FILE_MAX = 64 * 1024 * 1024 };

/* A certificate of root_store.certs. */
struct chrome_cert {
    uint8_t print[PRINT];
    struct span der;
};

struct chrome {
    struct import *import;
    struct span rest;
    struct chrome_cert *certs; /* sorted by digest */
    size_t num_certs, cap_certs;
    bool adds; /* the second time: all is well-formed */
};

/* One message trust_anchors or additional_certs. */
struct chrome_anchor {
    struct span print, label; /* print: hexadecimal, as written */
    struct anchor_terms *terms;
    struct buf policies;
    size_t num_sets, num_live; /* sets of constraints, and those that can hold at all */
    bool is_tls;
};

/* One set of constraints. */
struct chrome_set {
    struct anchor_terms terms;
    struct span names[NAMES_MAX];
    size_t num_names;
    bool is_past; /* for older versions alone */
};

/* Skips white space and comments. */
static void skip_space(struct chrome *c)
{
    for (;;) {
        while (c->rest.n > 0 && (c->rest.p[0] <= ' ' || c->rest.p[0] == ',' || c->rest.p[0] == ';'))
            c->rest = span_tail(c->rest, 1);
        if (c->rest.n == 0 || c->rest.p[0] != '#')
            return;
        c->rest = span_tail(c->rest, span_find(c->rest, '\n'));
    }
}

static bool take(struct chrome *c, uint8_t byte)
{
    skip_space(c);
    if (c->rest.n == 0 || c->rest.p[0] != byte)
        return false;
    c->rest = span_tail(c->rest, 1);
    return true;
}

/* The next word of letters, digits, '_', '-', '+' and '.': a name or a number. */
static struct span word(struct chrome *c)
{
    size_t n = 0;

    skip_space(c);
    for (; n < c->rest.n; n++) {
        uint8_t b = span_lower(c->rest.p[n]);
        if (!((b >= 'a' && b <= 'z') || (b >= '0' && b <= '9') || b == '_' || b == '-' ||
              b == '+' || b == '.'))
            break;
    }
    struct span out = span_head(c->rest, n);
    c->rest = span_tail(c->rest, n);
    return out;
}

/* A field: a message, whose content follows up to its brace, or a value. */
struct field {
    struct span name, value; /* value: without quotation marks; escapes stay */
    bool is_message;
};

/* Reads a value in quotation marks.  No text that counts has escapes. */
static enum err quoted(struct chrome *c, struct span *out)
{
    uint8_t mark = c->rest.p[0];
    size_t n = 1;

    while (n < c->rest.n && c->rest.p[n] != mark && c->rest.p[n] != '\n')
        n += c->rest.p[n] == '\\' ? 2 : 1;
    if (n >= c->rest.n || c->rest.p[n] != mark)
        return ERR_STORE_CUT;
    *out = span_of(c->rest.p + 1, n - 1);
    c->rest = span_tail(c->rest, n + 1);
    return ERR_OK;
}

static enum err next_field(struct chrome *c, struct field *out)
{
    *out = (struct field){.name = word(c)};
    bool colon = take(c, ':');

    if (out->name.n == 0)
        return c->rest.n == 0 ? ERR_STORE_CUT : ERR_STORE_FORM;
    skip_space(c);
    out->is_message = take(c, '{') || take(c, '<');
    if (out->is_message)
        return ERR_OK;
    if (!colon || c->rest.n == 0)
        return c->rest.n == 0 ? ERR_STORE_CUT : ERR_STORE_FORM;
    if (c->rest.p[0] == '"' || c->rest.p[0] == '\'')
        return quoted(c, &out->value);
    out->value = word(c);
    return out->value.n == 0 ? ERR_STORE_FORM : ERR_OK;
}

static bool ends(struct chrome *c)
{
    return take(c, '}') || take(c, '>');
}

/* Skips the rest of a message that does not count. */
static enum err skip_message(struct chrome *c)
{
    struct field f;

    for (int depth = 1; depth > 0;) {
        if (ends(c)) {
            depth--;
            continue;
        }
        TRY(next_field(c, &f));
        depth += f.is_message;
        if (depth > DEPTH_MAX)
            return ERR_LIMIT;
    }
    return ERR_OK;
}

/* A number of seconds since 1970. */
static enum err seconds(int64_t *out, struct span text)
{
    enum { DIGITS = 12 };

    *out = 0;
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] < '0' || text.p[i] > '9')
            return ERR_STORE_NUMBER;
        *out = *out * 10 + (text.p[i] - '0');
        if (i == DIGITS)
            return ERR_STORE_NUMBER;
    }
    return text.n == 0 ? ERR_STORE_NUMBER : ERR_OK;
}

/* The limits of a set that are times. */
static int64_t *time_of(struct anchor_terms *terms, struct span name)
{
    const struct {
        const char *name;
        int64_t *at;
    } rows[] = {{"sct_not_after_sec", &terms->sct_not_after},
                {"sct_all_after_sec", &terms->sct_all_after},
                {"validity_starts_not_after_sec", &terms->server_distrust_after},
                {"validity_starts_after_sec", &terms->issued_after}};

    for (size_t i = 0; i < LOOKUP_COUNT(rows); i++) {
        if (span_eq(name, span_str(rows[i].name)))
            return rows[i].at;
    }
    return NULL;
}

/* One field of a set.  A limit that we do not know might exclude what we would accept, so such a
 * set never holds. */
static enum err set_field(struct chrome_set *set, const struct field *f)
{
    int64_t *at = time_of(&set->terms, f->name);

    if (at != NULL)
        return seconds(at, f->value);
    if (span_eq(f->name, span_str("permitted_dns_names"))) {
        if (set->num_names == NAMES_MAX)
            return ERR_LIMIT;
        set->names[set->num_names++] = f->value;
    } else if (!span_eq(f->name, span_str("min_version")) &&
               !span_eq(f->name, span_str("index_not_after")) &&
               !span_eq(f->name, span_str("index_after"))) {
        set->is_past = true;
    }
    return ERR_OK;
}

/* Adds a set to those of the anchor. */
static enum err add_set(struct chrome *c, struct chrome_anchor *a, struct chrome_set *set)
{
    struct anchor_terms *terms = a->num_live == 0 ? a->terms : NULL;

    if (++a->num_sets > SETS_MAX)
        return ERR_LIMIT;
    if (set->is_past)
        return ERR_OK;
    if (terms == NULL) {
        TRY(import_terms(c->import, &terms, a->terms->label));
        terms->otherwise = a->terms->otherwise;
        a->terms->otherwise = terms;
    }
    a->num_live++;
    terms->sct_not_after = set->terms.sct_not_after;
    terms->sct_all_after = set->terms.sct_all_after;
    terms->server_distrust_after = set->terms.server_distrust_after;
    terms->issued_after = set->terms.issued_after;
    return set->num_names == 0
               ? ERR_OK
               : import_constraints(c->import, &terms->constraints, set->names, set->num_names);
}

static enum err read_set(struct chrome *c, struct chrome_anchor *a)
{
    struct chrome_set set = {.terms = ANCHOR_TERMS_NONE};
    struct field f;

    while (!ends(c)) {
        TRY(next_field(c, &f));
        if (f.is_message)
            return ERR_STORE_FORM;
        TRY(set_field(&set, &f));
    }
    return c->adds ? add_set(c, a, &set) : ERR_OK;
}

static enum err anchor_field(struct chrome *c, struct chrome_anchor *a)
{
    struct field f;

    TRY(next_field(c, &f));
    if (span_eq(f.name, span_str("constraints")))
        return f.is_message ? read_set(c, a) : ERR_STORE_FORM;
    if (f.is_message)
        return skip_message(c);
    if (span_eq(f.name, span_str("sha256_hex")))
        a->print = f.value;
    else if (span_eq(f.name, span_str("display_name")))
        a->terms->label = f.value;
    else if (span_eq(f.name, span_str("tls_trust_anchor")))
        a->is_tls = span_eq(f.value, span_str("true"));
    else if (span_eq(f.name, span_str("ev_policy_oids"))) {
        if (a->policies.n > 0)
            buf_u8(&a->policies, ' ');
        buf_put(&a->policies, f.value);
    }
    return ERR_OK;
}

static int by_print(const void *a, const void *b)
{
    return memcmp(((const struct chrome_cert *)a)->print, ((const struct chrome_cert *)b)->print,
                  PRINT);
}

/* Adds an anchor whose certificate is there; one whose is not counts as broken. */
static enum err add_anchor(struct chrome *c, struct chrome_anchor *a)
{
    struct chrome_cert key, *cert = NULL;
    struct trust trust = {.named = EKU_SERVER, .terms = a->terms};
    struct fail fail = {0};
    struct buf print = {.p = key.print, .room = PRINT, .cap = PRINT};

    if (a->num_sets > 0 && a->num_live == 0)
        trust.named = 0;
    TRY(arena_copy(c->import->arena, &a->terms->ev_policies, buf_span(&a->policies)));
    if (hex_decode(&print, a->print, &fail) != ERR_OK || print.n != PRINT)
        return ERR_STORE_NUMBER;
    if (c->num_certs > 0)
        cert = bsearch(&key, c->certs, c->num_certs, sizeof key, by_print);
    c->import->index->num_broken += cert == NULL;
    return cert == NULL ? ERR_OK : import_der(c->import, cert->der, trust);
}

static enum err read_anchor(struct chrome *c, bool is_tls)
{
    enum { POLICIES_MAX = 4096 };
    struct chrome_anchor a = {.is_tls = is_tls};
    enum err e = import_terms(c->import, &a.terms, (struct span){0});

    buf_init(&a.policies, POLICIES_MAX);
    while (e == ERR_OK && !ends(c))
        e = anchor_field(c, &a);
    if (e == ERR_OK)
        e = a.policies.err;
    if (e == ERR_OK && c->adds && a.is_tls)
        e = add_anchor(c, &a);
    buf_free(&a.policies);
    return e;
}

/* The message as a whole: RootStore. */
static enum err read_store(struct chrome *c)
{
    struct field f;

    c->rest = c->import->file;
    for (skip_space(c); c->rest.n > 0; skip_space(c)) {
        TRY(next_field(c, &f));
        bool anchors = span_eq(f.name, span_str("trust_anchors"));
        if (anchors || span_eq(f.name, span_str("additional_certs")))
            TRY(f.is_message ? read_anchor(c, anchors) : ERR_STORE_FORM);
        else if (f.is_message)
            TRY(skip_message(c));
    }
    return ERR_OK;
}

bool chrome_is(struct span front)
{
    struct chrome c = {.rest = front};
    struct field f;

    return next_field(&c, &f) == ERR_OK &&
           (span_eq(f.name, span_str("version_major")) ||
            (f.is_message && span_eq(f.name, span_str("trust_anchors"))));
}

/* The file beside the store. */
static bool certs_path(char out[PATH_MAX], const char *path)
{
    const char *slash = strrchr(path, '/');
    int n = snprintf(out, PATH_MAX, "%.*sroot_store.certs",
                     slash == NULL ? 0 : (int)(slash - path + 1), path);

    return n > 0 && n < PATH_MAX;
}

/* Adds the certificates of PEM, with their digests. */
static enum err index_certs(struct chrome *c, struct span text)
{
    struct pem_block block;
    struct fail fail = {0};

    while (pem_next(&text, &block, &fail)) {
        uint8_t digest[DIGEST_MAX_SIZE];
        if (block.label != PEM_CERTIFICATE)
            continue;
        if (c->num_certs == CERTS_MAX)
            return ERR_LIMIT;
        TRY(ARENA_GROW(c->import->arena, c->certs, c->num_certs, c->cap_certs));
        uint8_t *p = arena_alloc(c->import->arena, block.body.n + 1, 1);
        if (p == NULL)
            return ERR_LIMIT;
        struct buf der = {.p = p, .room = block.body.n, .cap = block.body.n};
        TRY(pem_decode(&der, block.body, &fail));
        digest_of(DIGEST_SHA256, digest, buf_span(&der));
        struct chrome_cert *cert = &c->certs[c->num_certs++];
        cert->der = buf_span(&der);
        memcpy(cert->print, digest, PRINT);
    }
    if (c->num_certs > 0)
        qsort(c->certs, c->num_certs, sizeof *c->certs, by_print);
    return fail.err;
}

static enum err read_certs(struct chrome *c)
{
    char path[PATH_MAX];
    struct file file;

    if (!certs_path(path, c->import->source->path) ||
        file_read(&file, path, CERTS_FILE_MAX) != ERR_OK)
        return ERR_STORE_NO_CERTS;
    enum err e = index_certs(c, file.bytes);
    file_close(&file);
    return e;
}

enum err chrome_read(struct import *import)
{
    struct chrome c = {.import = import};

    TRY(read_store(&c));
    TRY(read_certs(&c));
    c.adds = true;
    return read_store(&c);
}
