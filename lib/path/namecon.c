/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/path/namecon.h"

#include "lib/path/host.h"
#include "lib/path/ncmatch.h"
#include "lib/x509/nametext.h"

/* The two lists of GeneralSubtrees, and which kinds of names stand in them. */
struct constraints {
    struct span list[2]; /* content, by enum nc_list; empty where absent */
    bool holds[2][GN_COUNT];
    uint64_t num; /* subtrees in both */
};

/* GeneralSubtree ::= SEQUENCE { base, minimum [0] DEFAULT 0, maximum [1] OPTIONAL } */
static struct gname subtree_next(struct der *list)
{
    struct der tree = der_enter(list, DER_SEQUENCE);
    struct gname base = gname_next(&tree);

    /* RFC 5280 4.2.1.10: neither is used with any name form. */
    if (der_more(&tree) && (der_peek(&tree, DER_CTX(0)) || der_peek(&tree, DER_CTX(1))))
        fail_set(tree.fail, ERR_NC_BOUNDS, tree.rest);
    der_end(&tree);
    return base;
}

static void read_list(struct constraints *c, struct der *seq, enum nc_list which,
                      struct fail *dotted)
{
    struct span whole = seq->rest;
    struct der list;

    if (!der_enter_opt(seq, DER_CTXC((unsigned)which), &list))
        return;
    der_nonempty(&list, whole);
    c->list[which] = list.rest;
    while (der_more(&list)) {
        struct gname base = subtree_next(&list);
        if (list.fail->err != ERR_OK)
            return;
        enum err err = ncmatch_base(&base);
        if (err != ERR_OK)
            fail_set(err == ERR_NC_LEADING_DOT ? dotted : list.fail, err, base.val);
        c->holds[which][base.kind] = true;
        c->num++;
    }
}

/* Reads and checks a value; bases with a leading dot are noted apart. */
static void read_value(struct constraints *c, struct span value, struct fail *fail,
                       struct fail *dotted)
{
    struct der all = der_open(value, fail);
    struct der seq = der_enter(&all, DER_SEQUENCE);

    der_nonempty(&seq, value);
    read_list(c, &seq, NC_PERMITTED, dotted);
    read_list(c, &seq, NC_EXCLUDED_LIST, dotted);
    der_end(&seq);
    der_end(&all);
}

void namecon_decode(struct span value, struct fail *fail)
{
    struct constraints c = {0};
    struct fail dotted = {0};

    read_value(&c, value, fail, &dotted);
    if (dotted.err != ERR_OK)
        fail_set(fail, dotted.err, dotted.at);
}

/* One check: what is applied, and what came out so far. */
struct checker {
    struct constraints c;
    struct nc_result *out;
    struct budget *budget;
};

static void refuse(struct checker *k, enum nc_verdict verdict, const struct gname *name,
                   struct span subtree, enum err err)
{
    *k->out = (struct nc_result){verdict, *name, subtree, err};
}

/* A long name costs more to compare than a usual one. */
static bool pay(struct checker *k, const struct gname *name, const struct gname *base)
{
    enum { USUAL = 256, PREPARED = 8 };
    uint64_t price = 1 + (name->val.n + base->val.n) /
                             (name->kind == GN_DIRECTORY ? PREPARED : USUAL);

    if (budget_take(&k->budget->comparisons, price))
        return true;
    refuse(k, NC_LIMIT, name, base->val, ERR_LIMIT);
    return false;
}

/* Each type of otherName is a form of its own. */
static bool same_form(const struct gname *a, const struct gname *b)
{
    struct fail f = {0};
    struct der da = der_open(a->val, &f), db = der_open(b->val, &f);

    return a->kind == b->kind && (a->kind != GN_OTHER || span_eq(der_oid(&da), der_oid(&db)));
}

static bool can_compare(enum gname_kind kind)
{
    return kind == GN_DNS || kind == GN_IP || kind == GN_EMAIL || kind == GN_URI ||
           kind == GN_DIRECTORY;
}

/*
 * Holds a name against one list.  *in is set to the subtree that it lies in, *constrained where
 * there was one of its form at all.  False where the verdict is out: the budget is used up, or
 * the form cannot be compared (RFC 5280 4.2.1.10: process the constraint or reject).
 */
static bool scan(struct checker *k, enum nc_list which, const struct gname *name, bool *constrained,
                 struct gname *in)
{
    struct fail f = {0};
    struct der list = der_open(k->c.list[which], &f);

    *constrained = false;
    *in = (struct gname){0};
    if (!k->c.holds[which][name->kind])
        return true;
    while (der_more(&list)) {
        struct gname base = subtree_next(&list);
        if (!pay(k, name, &base))
            return false;
        if (!same_form(name, &base))
            continue;
        if (!can_compare(name->kind)) {
            refuse(k, NC_UNSUPPORTED, name, base.val, ERR_OK);
            return false;
        }
        *constrained = true;
        if (ncmatch(name, &base, which)) {
            *in = base;
            return true;
        }
    }
    return true;
}

/* RFC 5280 6.1.3 (b) and (c) for one name; false where it is refused. */
static bool check_name(struct checker *k, const struct gname *name)
{
    bool constrained;
    struct gname in;

    if (!k->c.holds[NC_PERMITTED][name->kind] && !k->c.holds[NC_EXCLUDED_LIST][name->kind])
        return true;
    enum err err = ncmatch_name(name);
    if (err != ERR_OK) {
        refuse(k, NC_MALFORMED_NAME, name, (struct span){0}, err);
        return false;
    }
    if (!scan(k, NC_EXCLUDED_LIST, name, &constrained, &in))
        return false;
    if (in.val.p != NULL) {
        refuse(k, NC_EXCLUDED, name, in.val, ERR_OK);
        return false;
    }
    if (!scan(k, NC_PERMITTED, name, &constrained, &in))
        return false;
    if (constrained && in.val.p == NULL) {
        refuse(k, NC_NOT_PERMITTED, name, (struct span){0}, ERR_OK);
        return false;
    }
    return true;
}

/*
 * RFC 9598 6: constraints on rfc822Name apply to SmtpUTF8Mailbox.  Its local part goes beyond
 * ASCII, so that it is no mailbox that a constraint could name: a placeholder stands for it, and
 * the host forms look at the domain alone.  One in ASCII would slip past a constraint on the very
 * mailbox; RFC 9598 3 forbids it.
 */
static bool check_smtp_utf8(struct checker *k, const struct gname *name)
{
    uint8_t text[HOST_DNS_SIZE + 2] = "?@";
    struct span local, domain;
    size_t n = 0;

    if (!k->c.holds[NC_PERMITTED][GN_EMAIL] && !k->c.holds[NC_EXCLUDED_LIST][GN_EMAIL])
        return true;
    enum smtp_utf8 form = smtp_utf8_split(name->val, &local, &domain);
    if (form == SMTP_UTF8_NONE)
        return true;
    if (form == SMTP_UTF8_BROKEN || host_dns(text + 2, &n, domain) != ERR_OK) {
        refuse(k, NC_MALFORMED_NAME, name, (struct span){0}, ERR_NAME_EMAIL);
        return false;
    }
    struct gname mailbox = {GN_EMAIL, span_of(text, n + 2)};
    if (check_name(k, &mailbox))
        return true;
    k->out->name = *name;
    return false;
}

/* Walks the SAN; seen[kind] says which kinds stand in it. */
static bool check_san(struct checker *k, const struct cert *c, bool seen[GN_COUNT])
{
    const struct cert_ext *san = &c->ext[EXT_SAN];
    struct fail f = {0};
    struct der all = der_open(san->val, &f);

    if (!san->present)
        return true;
    struct der names = der_enter(&all, DER_SEQUENCE);
    while (der_more(&names)) {
        struct gname name = gname_next(&names);
        if (f.err != ERR_OK)
            break;
        seen[name.kind] = true;
        if (!check_name(k, &name) || (name.kind == GN_OTHER && !check_smtp_utf8(k, &name)))
            return false;
    }
    if (f.err != ERR_OK)
        refuse(k, NC_MALFORMED_NAME, &(struct gname){0}, f.at, f.err);
    return f.err == ERR_OK;
}

/* A commonName that somebody could take for the host's name; *bytes: of an address. */
static bool host_like(struct span cn, struct gname *name, uint8_t bytes[16])
{
    size_t ip_n = nametext_ip(bytes, cn);
    struct span base = span_starts(cn, SPAN_LIT("*.")) ? span_tail(cn, 2) : cn;

    *name = ip_n > 0 ? (struct gname){GN_IP, span_of(bytes, ip_n)} : (struct gname){GN_DNS, cn};
    return ip_n > 0 || (span_find(base, '.') < base.n && nametext_dns_comparable(base));
}

static bool check_cn(struct checker *k, struct span cn)
{
    uint8_t bytes[16];
    struct gname name;

    if (!host_like(cn, &name, bytes) || check_name(k, &name))
        return true;
    /* The bytes of an address die with this call: the report gets the text. */
    k->out->name = (struct gname){GN_DNS, cn};
    return false;
}

/* The names inside the subject that other kinds of constraints apply to. */
static bool check_attributes(struct checker *k, const struct cert *c, bool emails, bool cns)
{
    struct name_iter it = name_iter_open(c->subject);
    struct attribute a;

    while ((emails || cns) && name_next(&it, &a)) {
        struct gname email = {GN_EMAIL, a.value};
        if (emails && a.type == OID_AT_EMAIL && !check_name(k, &email))
            return false;
        if (cns && a.type == OID_AT_CN && !check_cn(k, a.value))
            return false;
    }
    return true;
}

void namecon_check(struct nc_result *out, struct span value, const struct cert *c, bool cn_is_host,
                   struct budget *budget)
{
    struct checker k = {.out = out, .budget = budget};
    struct fail f = {0}, dotted = {0};
    bool seen[GN_COUNT] = {0};
    struct gname subject = {GN_DIRECTORY, c->subject};

    *out = (struct nc_result){0};
    read_value(&k.c, value, &f, &dotted);
    if (f.err != ERR_OK) {
        refuse(&k, NC_MALFORMED_CONSTRAINT, &(struct gname){0}, f.at, f.err);
        return;
    }
    /* Reading the lists is work as well, once for every pair of certificates. */
    if (!budget_take(&budget->comparisons, k.c.num)) {
        refuse(&k, NC_LIMIT, &subject, (struct span){0}, ERR_LIMIT);
        return;
    }
    if (!name_is_empty(c->subject) && !check_name(&k, &subject))
        return;
    if (check_san(&k, c, seen))
        check_attributes(&k, c, !seen[GN_EMAIL], cn_is_host && !seen[GN_DNS] && !seen[GN_IP]);
}
