/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Distinguished names.  Comparison works on a digest of the normal form, to which each RDN is added
 * with its length, so the id of a prefix is an intermediate result.
 */
#include "config.h"

#include "lib/x509/name.h"

#include <stdlib.h>

#include "lib/asn1/der.h"
#include "lib/crypto/hasher.h"
#include "lib/x509/value.h"

/* Reads one AttributeTypeAndValue of an RDN. */
static struct attribute next_attribute(struct der *rdn)
{
    struct attribute a = {0};
    struct der pair = der_enter(rdn, DER_SEQUENCE);

    a.type_content = der_oid(&pair);
    struct tlv value = der_any(&pair);
    a.tag = value.tag;
    a.value = value.val;
    der_end(&pair);
    return a;
}

/* Checks a value; an error of form goes to *loose, any other to *fail. */
static void check_value(const struct attribute *attr, struct fail *fail, struct fail *loose)
{
    enum err e = value_check(attr);

    if (e != ERR_OK)
        fail_set(e == ERR_DER_PRINTABLE ? loose : fail, e, attr->value);
}

/* Checks the content of one RDN: not empty, values well-formed, attributes in DER order. */
static void check_rdn(struct span content, struct fail *fail, struct fail *loose)
{
    struct der rdn = der_open(content, fail);
    struct span first = {0};

    der_nonempty(&rdn, content);
    while (der_more(&rdn)) {
        struct attribute a = next_attribute(&rdn);
        if (fail->err == ERR_OK)
            check_value(&a, fail, loose);
        if (first.p == NULL)
            first = span_head(content, content.n - rdn.rest.n);
    }
    /* Most RDNs have one attribute, which is in order. */
    if (first.n < content.n && fail->err == ERR_OK)
        der_set_order(content, loose);
}

void name_check_loosely(struct span name, struct fail *fail, struct fail *loose)
{
    struct der d = der_open(name, fail);
    struct der rdns = der_enter(&d, DER_SEQUENCE);

    der_end(&d);
    while (der_more(&rdns))
        check_rdn(der_get(&rdns, DER_SET), fail, loose);
}

void name_check(struct span name, struct fail *fail)
{
    name_check_loosely(name, fail, fail);
}

void name_check_rdn(struct span content, struct fail *fail)
{
    check_rdn(content, fail, fail);
}

bool name_is_empty(struct span name)
{
    return span_eq(name, SPAN_LIT("\x30\0"));
}

/* The content of a Name's SEQUENCE; empty if it is none. */
static struct span rdns_of(struct span name)
{
    struct fail f = {0};
    struct der d = der_open(name, &f);

    return der_get(&d, DER_SEQUENCE);
}

/* Takes the content of one RDN off the front of *rdns; false at the end or at an error. */
static bool take_rdn(struct span *rdns, struct span *rdn)
{
    struct fail f = {0};
    struct der d = der_open(*rdns, &f);

    if (!der_more(&d))
        return false;
    struct span content = der_get(&d, DER_SET);
    if (f.err != ERR_OK)
        return false;
    *rdn = content;
    *rdns = d.rest;
    return true;
}

/* Takes one attribute off the front of *rdn; false at the end or at an error. */
static bool take_attribute(struct span *rdn, struct attribute *out)
{
    struct fail f = {0};
    struct der d = der_open(*rdn, &f);

    if (!der_more(&d))
        return false;
    struct attribute a = next_attribute(&d);
    if (f.err != ERR_OK)
        return false;
    *out = a;
    *rdn = d.rest;
    return true;
}

/* The first byte of each digested text: it separates the cases, so that no two of them have the
 * same digest. */
enum part { PART_ODD, PART_ATTRIBUTE, PART_SET, PART_ONE };

/* The longest text for one digest, in bytes. */
enum { DIGESTED_MAX = 1 << 26 };

/* The digest of a name under construction, RDN by RDN. */
struct digester {
    struct hasher rdns; /* those so far */
    struct buf text;    /* what is digested next */
    struct buf set;     /* the digests of an RDN's attributes */
};

static void digester_init(struct digester *digester)
{
    hasher_init(&digester->rdns, DIGEST_SHA256);
    buf_init(&digester->text, DIGESTED_MAX);
    buf_init(&digester->set, DIGESTED_MAX);
}

/* The id of the RDNs so far. */
static struct name_id digester_id(const struct digester *digester)
{
    uint8_t digest[DIGEST_MAX_SIZE];
    struct name_id id;

    hasher_peek(&digester->rdns, digest);
    memcpy(id.bytes, digest, sizeof id.bytes);
    return id;
}

/* Frees the buffers and returns the error that one of them met, or OK. */
static enum err digester_free(struct digester *digester)
{
    enum err e = digester->text.err != ERR_OK ? digester->text.err : digester->set.err;

    buf_free(&digester->text);
    buf_free(&digester->set);
    return e;
}

/* Adds type and canonical value.  The length of the type comes first, so that different pairs never
 * give the same bytes. */
static void put_attribute(struct buf *buf, const struct attribute *attr)
{
    buf_u32(buf, (uint32_t)attr->type_content.n);
    buf_put(buf, attr->type_content);
    value_canonical(buf, attr);
}

static void digest_text(struct digester *digester, struct name_id *out)
{
    uint8_t digest[DIGEST_MAX_SIZE];

    digest_of(DIGEST_SHA256, digest, buf_span(&digester->text));
    memcpy(out->bytes, digest, sizeof out->bytes);
}

/* Begins the text of an RDN, or of what stands in its place. */
static void begin(struct digester *digester, enum part part)
{
    buf_truncate(&digester->text, 0);
    buf_u8(&digester->text, (uint8_t)part);
}

/* Adds the text to the digest of the name.  Its length follows, so that no two lists of texts give
 * the same bytes. */
static void end(struct digester *digester)
{
    buf_u32(&digester->text, (uint32_t)digester->text.n);
    hasher_update(&digester->rdns, buf_span(&digester->text));
}

static int by_bytes(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(struct name_id));
}

/* An RDN is a SET (X.501 9.3): two are equal if each attribute of one has a partner of its own in
 * the other.  Sorting the digests of its attributes makes their order irrelevant. */
static void digest_set(struct digester *digester, struct span rdn)
{
    struct attribute a;

    buf_truncate(&digester->set, 0);
    while (take_attribute(&rdn, &a)) {
        struct name_id one;
        buf_truncate(&digester->text, 0);
        buf_u8(&digester->text, PART_ATTRIBUTE);
        put_attribute(&digester->text, &a);
        digest_text(digester, &one);
        buf_put(&digester->set, span_of(one.bytes, sizeof one.bytes));
    }
    if (digester->set.n > 0)
        qsort(digester->set.p, digester->set.n / sizeof(struct name_id), sizeof(struct name_id),
              by_bytes);
    begin(digester, PART_SET);
    buf_u32(&digester->text, (uint32_t)(digester->set.n / sizeof(struct name_id)));
    buf_put(&digester->text, buf_span(&digester->set));
    buf_put(&digester->text, rdn); /* the unreadable rest */
}

/* Extends the id by one RDN.  A single attribute, the usual case, needs no sorting. */
static void digest_rdn(struct digester *digester, struct span rdn)
{
    struct span rest = rdn;
    struct attribute a;
    bool one = take_attribute(&rest, &a) && rest.n == 0;

    begin(digester, PART_ONE);
    if (one)
        put_attribute(&digester->text, &a);
    else
        digest_set(digester, rdn);
    end(digester);
}

/* Bytes that are no Name are digested as they are. */
static void digest_odd(struct digester *digester, struct span name)
{
    begin(digester, PART_ODD);
    buf_put(&digester->text, name);
    end(digester);
}

enum err name_id_of(struct name_id *out, struct span name)
{
    struct digester d;
    struct span rdns = rdns_of(name), rdn;

    digester_init(&d);
    if (!name_is_empty(name) && rdns.n == 0)
        digest_odd(&d, name);
    while (take_rdn(&rdns, &rdn))
        digest_rdn(&d, rdn);
    if (rdns.n > 0)
        digest_odd(&d, rdns);
    *out = digester_id(&d);
    return digester_free(&d);
}

size_t name_depth(struct span name)
{
    struct span rdns = rdns_of(name), rdn;
    size_t n = 0;

    while (take_rdn(&rdns, &rdn))
        n++;
    return n;
}

enum err name_prefix_ids(struct name_id *out, struct span name)
{
    struct digester d;
    struct span rdns = rdns_of(name), rdn;

    digester_init(&d);
    *out++ = digester_id(&d);
    while (take_rdn(&rdns, &rdn)) {
        digest_rdn(&d, rdn);
        *out++ = digester_id(&d);
    }
    return digester_free(&d);
}

/* The digest of a name grows by one RDN at a time, so after the first n RDNs it gives the id of the
 * name that they form. */
bool name_is_within(struct span name, struct span base)
{
    struct digester d;
    struct name_id id;
    struct span rdns = rdns_of(name), rdn;

    digester_init(&d);
    for (size_t n = name_depth(base); n > 0 && take_rdn(&rdns, &rdn); n--)
        digest_rdn(&d, rdn);
    struct name_id head = digester_id(&d);
    return digester_free(&d) == ERR_OK && name_id_of(&id, base) == ERR_OK && name_id_eq(&id, &head);
}

bool name_eq(struct span a, struct span b)
{
    struct name_id x, y;

    return span_eq(a, b) ||
           (name_id_of(&x, a) == ERR_OK && name_id_of(&y, b) == ERR_OK && name_id_eq(&x, &y));
}

/* Hashes the last RDN alone, which differs most between names.  Cheap, because a store hashes all
 * its subjects and is asked for one or two. */
uint32_t name_hash(struct span name)
{
    struct span rdns = rdns_of(name), last = {0};
    struct attribute a;
    uint32_t h = 0;

    while (take_rdn(&rdns, &last))
        h++;
    /* A sum: equal RDNs may have their attributes in another order. */
    while (take_attribute(&last, &a))
        h += value_hash(&a);
    return h;
}

struct name_iter name_iter_open(struct span name)
{
    struct fail f = {0};
    struct der d = der_open(name, &f);
    struct span rdns = der_get(&d, DER_SEQUENCE);

    return (struct name_iter){.rdns = rdns, .broken = f.err != ERR_OK || d.rest.n > 0};
}

bool name_next(struct name_iter *it, struct attribute *out)
{
    bool first = it->rdn.n == 0;

    /* An RDN that breaks off is left, and the walk continues with the next one. */
    while (!first || take_rdn(&it->rdns, &it->rdn)) {
        if (take_attribute(&it->rdn, out)) {
            out->type = oid_find(out->type_content);
            out->first_in_rdn = first;
            return true;
        }
        it->rdn = (struct span){0};
        it->broken = first = true;
    }
    it->broken |= it->rdns.n > 0;
    return false;
}

bool name_is_readable(struct span name)
{
    struct name_iter it = name_iter_open(name);
    struct attribute a;

    while (name_next(&it, &a))
        continue;
    return !it.broken;
}

bool name_find(struct span name, enum oid type, struct attribute *out)
{
    struct name_iter it = name_iter_open(name);
    struct attribute a;
    bool found = false;

    while (name_next(&it, &a)) {
        if (a.type == type) {
            *out = a;
            found = true;
        }
    }
    return found;
}
