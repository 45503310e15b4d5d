/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/x509/name.h"

#include "lib/asn1/der.h"
#include "lib/x509/value.h"

/* One AttributeTypeAndValue off an RDN. */
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

static void check_rdn(struct span content, struct fail *fail)
{
    struct der rdn = der_open(content, fail);
    struct span first = {0};

    der_nonempty(&rdn, content);
    while (der_more(&rdn)) {
        struct attribute a = next_attribute(&rdn);
        if (fail->err == ERR_OK)
            der_string_check(a.tag, a.value, fail);
        if (first.p == NULL)
            first = span_head(content, content.n - rdn.rest.n);
    }
    /* One attribute is the rule, and it is always in order. */
    if (first.n < content.n)
        der_set_order(content, fail);
}

void name_check(struct span name, struct fail *fail)
{
    struct der d = der_open(name, fail);
    struct der rdns = der_enter(&d, DER_SEQUENCE);

    der_end(&d);
    while (der_more(&rdns))
        check_rdn(der_get(&rdns, DER_SET), fail);
}

bool name_is_empty(struct span name)
{
    return name.n == 2 && name.p[1] == 0;
}

/* The content of a Name's SEQUENCE; empty where it is none. */
static struct span rdns_of(struct span name)
{
    struct fail f = {0};
    struct der d = der_open(name, &f);

    return der_get(&d, DER_SEQUENCE);
}

/* Takes one RDN's content off the front of *rdns. */
static bool take_rdn(struct span *rdns, struct span *rdn)
{
    struct fail f = {0};
    struct der d = der_open(*rdns, &f);

    if (!der_more(&d))
        return false;
    *rdn = der_get(&d, DER_SET);
    *rdns = d.rest;
    return f.err == ERR_OK;
}

static bool take_attribute(struct span *rdn, struct attribute *out)
{
    struct fail f = {0};
    struct der d = der_open(*rdn, &f);

    if (!der_more(&d))
        return false;
    *out = next_attribute(&d);
    *rdn = d.rest;
    return f.err == ERR_OK;
}

static bool same_attribute(const struct attribute *a, const struct attribute *b, uint64_t *work)
{
    return span_eq(a->type_content, b->type_content) && value_eq(a, b, work);
}

static size_t count_attributes(struct span rdn)
{
    struct attribute ignored;
    size_t n = 0;

    while (take_attribute(&rdn, &ignored))
        n++;
    return n;
}

/* An RDN of more attributes is compared by its bytes alone. */
enum { RDN_ATTRIBUTES_MAX = 16 };

/* Both hold as many attributes, and each of a has its equal in b. */
static bool rdn_eq(struct span a, struct span b, uint64_t *work)
{
    struct attribute x, y;

    if (span_eq(a, b))
        return true;
    size_t num = count_attributes(a);
    if (num > RDN_ATTRIBUTES_MAX || num != count_attributes(b))
        return false;
    while (take_attribute(&a, &x)) {
        bool found = false;
        for (struct span t = b; !found && take_attribute(&t, &y);)
            found = same_attribute(&x, &y, work);
        if (!found)
            return false;
    }
    return true;
}

bool name_eq_within(struct span a, struct span b, uint64_t *work)
{
    if (span_eq(a, b))
        return true;
    a = rdns_of(a);
    b = rdns_of(b);
    while (a.n > 0 && b.n > 0) {
        struct span x, y;
        if (!take_rdn(&a, &x) || !take_rdn(&b, &y) || !rdn_eq(x, y, work))
            return false;
    }
    return a.n == 0 && b.n == 0;
}

bool name_eq(struct span a, struct span b)
{
    uint64_t work = NAME_WORK;

    return name_eq_within(a, b, &work);
}

bool name_is_within(struct span name, struct span base, uint64_t *work)
{
    name = rdns_of(name);
    base = rdns_of(base);
    while (base.n > 0) {
        struct span x, y;
        if (!take_rdn(&base, &y) || !take_rdn(&name, &x) || !rdn_eq(x, y, work))
            return false;
    }
    return true;
}

/* The last RDN alone, which is the most telling one: a store hashes all its subjects and is asked
 * for one or two. */
uint32_t name_hash(struct span name)
{
    struct span rdns = rdns_of(name), last = {0};
    struct attribute a;
    uint32_t h = 0;

    while (take_rdn(&rdns, &last))
        h++;
    /* A sum, since equal RDNs may hold their attributes in another order. */
    while (take_attribute(&last, &a))
        h += value_hash(&a);
    return h;
}

struct name_iter name_iter_open(struct span name)
{
    return (struct name_iter){.rdns = rdns_of(name)};
}

bool name_next(struct name_iter *it, struct attribute *out)
{
    bool first = it->rdn.n == 0;

    if (first && !take_rdn(&it->rdns, &it->rdn))
        return false;
    if (!take_attribute(&it->rdn, out)) {
        it->rdns = it->rdn = (struct span){0};
        return false;
    }
    out->type = oid_find(out->type_content);
    out->first_in_rdn = first;
    return true;
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
