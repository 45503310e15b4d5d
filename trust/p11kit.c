/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * p11kit: the persistence format of p11-kit, in which some systems keep their stores.
 *
 *     [p11-kit-object-v1]
 *     label: "Example Root"
 *     trusted: true
 *     nss-server-distrust-after: "%32%35…"
 *     -----BEGIN CERTIFICATE-----
 *     …
 *
 * An object is a certificate, or an extension that is stapled to one: it has the public key of the
 * certificate, and counts instead of the certificate's own.  A certificate that is neither trusted
 * nor distrusted is no anchor, unless it is in the folder "anchors" (trust/directory.h).
 */
#include "config.h"

#include <stdlib.h>

#include "lib/asn1/der.h"
#include "lib/asn1/oid.h"
#include "lib/asn1/pem.h"
#include "lib/base/hex.h"
#include "lib/base/lookup.h"
#include "lib/crypto/digest.h"
#include "lib/path/namecon.h"
#include "lib/x509/certext.h"
#include "trust/import.h"

static const struct span header = SPAN_INIT("[p11-kit-object-v1]");
static const struct span object_front = SPAN_INIT("[p11-kit-object-v"); /* of any version */
static const struct span pem_begin = SPAN_INIT("-----BEGIN ");

enum { OBJECTS_MAX = 1 << 20, STAPLED_MAX = 64 };

struct p11_object {
    struct span class, label, object_id;
    struct span value, spki, issuer, serial; /* DER */
    struct span server_after, email_after;   /* as written */
    struct span pem;                         /* the base64 of the certificate */
    bool is_trusted, is_distrusted;
    bool says_trust; /* it has one of the two, whatever its value */
};

struct p11_file {
    struct import *import;
    struct span rest;
    uint8_t *bytes; /* room for all decoded values of the file */
    struct p11_object *objects;
    size_t num, cap;
    struct p11_object *stapled; /* the extensions, sorted by key */
    size_t num_stapled;
};

/* A header of another version, or one that is not on a line of its own, is recognized as well: such
 * a file must not be read as plain PEM, in which all is trusted. */
bool p11kit_is(struct span front)
{
    struct span line;

    while (import_line(&front, &line) && !span_starts(line, pem_begin)) {
        for (; line.n > 0 && line.p[0] != '#'; line = span_tail(line, 1)) {
            if (span_starts(line, object_front))
                return true;
        }
    }
    return false;
}

bool p11kit_has(struct span text)
{
    while (text.n > 0) {
        text = span_tail(text, span_find(text, '[')); /* base64 has none */
        if (span_starts(text, object_front))
            return true;
        text = span_tail(text, 1);
    }
    return false;
}

/* Decodes "text", in which %XX stands for any octet. */
static enum err unescape(struct p11_file *f, struct span *out, struct span value)
{
    uint8_t *start = f->bytes;

    if (value.n < 2 || value.p[0] != '"' || value.p[value.n - 1] != '"')
        return ERR_STORE_FORM;
    value = span_of(value.p + 1, value.n - 2);
    while (value.n > 0) {
        bool escaped = value.p[0] == '%';
        if (escaped && (value.n < 3 || hex_digit(value.p[1]) < 0 || hex_digit(value.p[2]) < 0))
            return ERR_STORE_NUMBER;
        int octet = escaped ? hex_digit(value.p[1]) << 4 | hex_digit(value.p[2]) : value.p[0];
        *f->bytes++ = (uint8_t)octet;
        value = span_tail(value, escaped ? 3 : 1);
    }
    *out = span_of(start, (size_t)(f->bytes - start));
    return ERR_OK;
}

/* "true" or "false". */
static enum err read_trust(struct p11_object *o, bool *out, struct span value)
{
    o->says_trust = true;
    *out = span_eq(value, span_str("true"));
    return *out || span_eq(value, span_str("false")) ? ERR_OK : ERR_STORE_FORM;
}

/* The attributes with a value in quotation marks that count here. */
static struct span *text_of(struct p11_object *o, struct span name)
{
    const struct {
        const char *name;
        struct span *at;
    } rows[] = {{"label", &o->label},
                {"value", &o->value},
                {"issuer", &o->issuer},
                {"serial-number", &o->serial},
                {"public-key-info", &o->spki}};

    for (size_t i = 0; i < LOOKUP_COUNT(rows); i++) {
        if (span_eq(name, span_str(rows[i].name)))
            return rows[i].at;
    }
    return NULL;
}

/* A date, "false", or an octet of zero, which is how "false" is written back. */
static enum err read_date(struct p11_file *f, struct span *out, struct span value)
{
    if (span_eq(value, span_str("false")))
        return ERR_OK;
    TRY(unescape(f, out, value));
    if (out->n == 0 || (out->n == 1 && out->p[0] == 0))
        *out = (struct span){0};
    return ERR_OK;
}

/* One line, "name: value". */
static enum err read_attribute(struct p11_file *f, struct p11_object *o, struct span line)
{
    size_t colon = span_find(line, ':');
    struct span name = import_trim(span_head(line, colon));
    struct span value = import_trim(span_tail(line, colon + 1));
    struct span *text = text_of(o, name);

    if (colon == line.n)
        return ERR_STORE_FORM;
    if (span_eq(name, span_str("class")))
        o->class = value;
    else if (span_eq(name, span_str("object-id")))
        o->object_id = value;
    else if (span_eq(name, span_str("trusted")))
        return read_trust(o, &o->is_trusted, value);
    else if (span_eq(name, span_str("x-distrusted")))
        return read_trust(o, &o->is_distrusted, value);
    else if (span_eq(name, span_str("nss-server-distrust-after")))
        return read_date(f, &o->server_after, value);
    else if (span_eq(name, span_str("nss-email-distrust-after")))
        return read_date(f, &o->email_after, value);
    else if (text != NULL)
        return unescape(f, text, value);
    return ERR_OK;
}

/* Decodes base64 to where the other values are: it is longer than what it stands for. */
static enum err decode_pem(struct p11_file *f, struct span *out, struct span body)
{
    struct fail fail = {0};
    struct buf fixed = {.p = f->bytes, .room = body.n, .cap = body.n};

    TRY(pem_decode(&fixed, body, &fail));
    f->bytes += fixed.n;
    *out = buf_span(&fixed);
    return ERR_OK;
}

/* A block of PEM gives the object its certificate or its public key. */
static enum err read_pem(struct p11_file *f, struct p11_object *o, struct span from)
{
    struct pem_block block;
    struct fail fail = {0};

    f->rest = span_of(from.p, (size_t)(f->import->file.p + f->import->file.n - from.p));
    if (!pem_next(&f->rest, &block, &fail) || block.whole.p != from.p)
        return fail.err == ERR_PEM_END ? ERR_STORE_CUT : ERR_STORE_FORM;
    if (block.label == PEM_PUBLIC_KEY)
        return decode_pem(f, &o->spki, block.body);
    if (block.label != PEM_CERTIFICATE)
        return ERR_STORE_FORM;
    o->pem = block.body;
    return ERR_OK;
}

static enum err begin_object(struct p11_file *f)
{
    if (f->num == OBJECTS_MAX)
        return ERR_LIMIT;
    TRY(ARENA_GROW(f->import->arena, f->objects, f->num, f->cap));
    f->objects[f->num++] = (struct p11_object){0};
    return ERR_OK;
}

static enum err read_objects(struct p11_file *f)
{
    struct span line;

    while (import_line(&f->rest, &line)) {
        if (line.n == 0 || line.p[0] == '#')
            continue;
        if (span_eq(line, header))
            TRY(begin_object(f));
        else if (f->num == 0)
            return ERR_STORE_FORM;
        else if (span_starts(line, pem_begin))
            TRY(read_pem(f, &f->objects[f->num - 1], line));
        else
            TRY(read_attribute(f, &f->objects[f->num - 1], line));
    }
    return ERR_OK;
}

/* The SubjectPublicKeyInfo of a certificate (RFC 5280 4.1), whole; empty if it does not decode. */
static struct span spki_of(struct span der)
{
    struct fail fail = {0};
    struct der all = der_open(der, &fail), cert = der_enter(&all, DER_SEQUENCE),
               tbs = der_enter(&cert, DER_SEQUENCE);
    struct span version;

    der_opt(&tbs, DER_CTXC(0), &version);
    der_get(&tbs, DER_INTEGER);
    for (int i = 0; i < 4; i++) /* signature, issuer, validity, subject */
        der_get(&tbs, DER_SEQUENCE);
    return der_raw(&tbs, DER_SEQUENCE);
}

static bool is_class(const struct p11_object *o, const char *class)
{
    return span_eq(o->class, span_str(class));
}

static bool is_cert(const struct p11_object *o)
{
    return is_class(o, "certificate") || o->class.n == 0;
}

static int by_key(const void *a, const void *b)
{
    return span_cmp(((const struct p11_object *)a)->spki, ((const struct p11_object *)b)->spki);
}

/* Collects the stapled extensions. */
static enum err collect_stapled(struct p11_file *f)
{
    f->stapled = arena_alloc(f->import->arena, f->num + 1, sizeof *f->stapled);
    if (f->stapled == NULL)
        return ERR_LIMIT;
    for (size_t i = 0; i < f->num; i++) {
        struct p11_object *o = &f->objects[i];
        if (!is_class(o, "x-certificate-extension"))
            continue;
        if (o->spki.n == 0) /* it limits something, and nobody knows what */
            return ERR_STORE_FORM;
        f->stapled[f->num_stapled++] = *o;
    }
    if (f->num_stapled > 0)
        qsort(f->stapled, f->num_stapled, sizeof *f->stapled, by_key);
    return ERR_OK;
}

/* What is made of one certificate. */
struct p11_anchor {
    struct trust trust;
    struct anchor_terms *terms;
};

/* The value of an extension: newer versions write the whole Extension (RFC 5280 4.1), older ones
 * its value alone.  *is_critical as there. */
static struct span extension_value(struct span written, struct span oid, bool *is_critical)
{
    struct fail fail = {0};
    struct der all = der_open(written, &fail), ext = der_enter(&all, DER_SEQUENCE);
    struct span id = der_oid(&ext);

    *is_critical = false;
    if (fail.err != ERR_OK || !span_eq(id, oid))
        return written;
    if (der_peek(&ext, DER_BOOLEAN))
        *is_critical = der_boolean(&ext);
    return der_octets(&ext);
}

/* extendedKeyUsage (RFC 5280 4.2.1.12) names the purposes; OpenSSL's list of rejected ones has the
 * same form. */
static uint32_t usages_of(struct span value, struct fail *fail)
{
    struct der d = der_open(value, fail), list = der_enter(&d, DER_SEQUENCE);

    der_end(&d);
    return fail->err == ERR_OK ? import_purposes(list.rest, fail) : 0;
}

/* The extensions that limit an anchor, as if its certificate had them; a value that cannot be read,
 * or is critical and unknown, leaves nothing that is trusted. */
static void staple_value(struct p11_anchor *anchor, enum oid oid, struct span value,
                         bool is_critical)
{
    struct fail fail = {0};
    struct cert c = {.path_len = -1};
    enum ext_id id;

    if (oid == OID_EXT_EKU) {
        anchor->trust.named &= usages_of(value, &fail);
    } else if (oid == OID_OPENSSL_REJECT) {
        anchor->trust.rejected |= usages_of(value, &fail) | EKU_ANY;
    } else if (oid == OID_EXT_NC) {
        namecon_decode(value, &fail);
        if (namecon_applies(fail.err))
            fail.err = ERR_OK;
        if (anchor->terms->constraints.n > 0) /* both would have to hold */
            fail.err = ERR_STORE_FORM;
        anchor->terms->constraints = value;
    } else if (oid == OID_EXT_BC || oid == OID_EXT_KU) {
        (void)certext_of_oid(oid, &id);
        c.ext[id] = (struct cert_ext){.val = value, .present = true};
        certext_decode(&c, id);
        fail.err = c.ext[id].err;
        if (oid == OID_EXT_BC ? !c.is_ca : (c.key_usage & KU_KEY_CERT_SIGN) == 0)
            fail.err = ERR_STORE_FORM;
        if (c.path_len >= 0 &&
            (anchor->terms->path_len < 0 || c.path_len < anchor->terms->path_len))
            anchor->terms->path_len = c.path_len;
    } else if (is_critical) {
        fail.err = ERR_STORE_FORM;
    }
    if (fail.err != ERR_OK)
        anchor->trust.rejected = UINT32_MAX;
}

static enum err staple(struct p11_anchor *anchor, const struct p11_object *o)
{
    enum { OID_SIZE_MAX = 64, OID_TEXT_MAX = 256 };
    char dotted[OID_TEXT_MAX] = "";
    struct buf oid;
    bool is_critical;

    if (o->object_id.n == 0 || o->object_id.n >= sizeof dotted)
        return ERR_STORE_FORM;
    memcpy(dotted, o->object_id.p, o->object_id.n);
    buf_init(&oid, OID_SIZE_MAX);
    bool good = oid_parse(&oid, dotted);
    if (good) {
        struct span value = extension_value(o->value, buf_span(&oid), &is_critical);
        staple_value(anchor, oid_find(buf_span(&oid)), value, is_critical);
    }
    buf_free(&oid);
    return good ? ERR_OK : ERR_STORE_FORM;
}

/* Applies all extensions that are stapled to this key. */
static enum err staple_all(struct p11_anchor *anchor, const struct p11_file *f, struct span spki)
{
    const struct p11_object key = {.spki = spki};
    size_t low = 0, high = f->num_stapled;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (by_key(&f->stapled[middle], &key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (size_t i = low; i < f->num_stapled && span_eq(f->stapled[i].spki, spki); i++) {
        if (i - low == STAPLED_MAX)
            return ERR_LIMIT;
        TRY(staple(anchor, &f->stapled[i]));
    }
    return ERR_OK;
}

/* A certificate, in whatever way it is named, or a key. */
static enum err add_block(struct p11_file *f, const struct p11_object *o, struct span der)
{
    struct anchor_block block = {.label = o->label, .purposes = UINT32_MAX};
    uint8_t digest[DIGEST_MAX_SIZE];
    struct fail fail = {0};

    if (der.n > 0) {
        digest_of(DIGEST_SHA256, digest, der);
        TRY(arena_copy(f->import->arena, &block.sha256,
                       span_of(digest, digest_size(DIGEST_SHA256))));
        block.has_cert = true;
    } else if (o->issuer.n > 0 && o->serial.n > 0) {
        struct der d = der_open(o->serial, &fail);
        block.issuer = o->issuer;
        block.serial = der_integer(&d);
    } else if (o->spki.n > 0) {
        block.spki = o->spki;
    } else {
        return ERR_STORE_FORM;
    }
    return fail.err == ERR_OK ? import_block(f->import, block) : ERR_STORE_FORM;
}

static enum err read_dates(struct anchor_terms *terms, const struct p11_object *o)
{
    if (o->server_after.n > 0)
        TRY(import_time(&terms->server_distrust_after, o->server_after));
    return o->email_after.n > 0 ? import_time(&terms->email_distrust_after, o->email_after)
                                : ERR_OK;
}

/* A certificate with its PEM or its DER.  The DER is decoded only where it is needed. */
static enum err add_cert(struct p11_file *f, const struct p11_object *o)
{
    struct p11_anchor anchor = {.trust.named = UINT32_MAX};
    struct span der = o->value;

    if (!o->is_trusted && !o->is_distrusted)
        return ERR_OK;
    if (der.n == 0 && o->pem.n > 0 && (o->is_distrusted || f->num_stapled > 0))
        TRY(decode_pem(f, &der, o->pem));
    if (o->is_distrusted) {
        TRY(add_block(f, o, der));
        anchor.trust = (struct trust){.rejected = UINT32_MAX};
    }
    if (der.n == 0 && o->pem.n == 0)
        return o->is_distrusted ? ERR_OK : ERR_STORE_FORM;
    TRY(import_terms(f->import, &anchor.terms, o->label));
    TRY(read_dates(anchor.terms, o));
    if (f->num_stapled > 0)
        TRY(staple_all(&anchor, f, spki_of(der)));
    anchor.trust.terms = anchor.terms;
    return der.n > 0 ? import_der(f->import, der, anchor.trust)
                     : import_pem(f->import, o->pem, anchor.trust);
}

/* What an object does not say, its folder may; "blocklist" has the last word. */
static void apply_folder(struct p11_object *o, enum index_folder folder)
{
    if (folder == FOLDER_ANCHORS && !o->says_trust)
        o->is_trusted = true;
    if (folder == FOLDER_BLOCKED && o->value.n + o->pem.n > 0)
        o->is_trusted = true; /* index_add distrusts it */
    else if (folder == FOLDER_BLOCKED)
        o->is_distrusted = true;
}

enum err p11kit_read(struct import *import)
{
    struct p11_file f = {.import = import, .rest = import->file};

    /* A decoded value is no longer than its text. */
    f.bytes = arena_alloc(import->arena, import->file.n + 1, 1);
    if (f.bytes == NULL)
        return ERR_LIMIT;
    TRY(read_objects(&f));
    TRY(collect_stapled(&f));
    for (size_t i = 0; i < f.num; i++) {
        if (is_cert(&f.objects[i])) {
            apply_folder(&f.objects[i], import->index->folder);
            TRY(add_cert(&f, &f.objects[i]));
        }
    }
    return ERR_OK;
}
