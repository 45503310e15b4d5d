/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Name constraints: decoding and checking.  Names and constraints are read once for each
 * certificate and kept for the judgement, since certificates recur in many paths. */
#include "config.h"

#include "lib/path/namecon.h"

#include "lib/path/ncmatch.h"

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

/* Faults of a base that we understand nevertheless; they are warned of. */
static bool is_understood(enum err err)
{
    return err == ERR_NC_LEADING_DOT || err == ERR_NC_EMAIL_EMPTY || err == ERR_NC_URI_EMPTY;
}

/* Checks one list of subtrees.  Faults that we understand go to `odd`, the others to list.fail. */
static void check_list(struct der *seq, enum nc_list which, struct fail *odd)
{
    struct span whole = seq->rest;
    struct der list;

    if (!der_enter_opt(seq, DER_CTXC((unsigned)which), &list))
        return;
    der_nonempty(&list, whole);
    while (der_more(&list)) {
        struct gname base = subtree_next(&list);
        if (list.fail->err != ERR_OK)
            return;
        enum err err = ncmatch_base(&base);
        if (err != ERR_OK)
            fail_set(is_understood(err) ? odd : list.fail, err, base.val);
    }
}

void namecon_decode(struct span value, struct fail *fail)
{
    struct fail odd = {0};
    struct der all = der_open(value, fail);
    struct der seq = der_enter(&all, DER_SEQUENCE);

    der_nonempty(&seq, value);
    check_list(&seq, NC_PERMITTED, &odd);
    check_list(&seq, NC_EXCLUDED_LIST, &odd);
    der_end(&seq);
    der_end(&all);
    if (odd.err != ERR_OK)
        fail_set(fail, odd.err, odd.at);
}

bool namecon_applies(enum err err)
{
    return err == ERR_OK || is_understood(err);
}

/* What is kept of a certificate: either its names or its constraints, in separate entries. */
struct namecons_entry {
    const uint8_t *key;    /* address of subject or extension */
    bool cn_is_host;       /* names: the commonName is among them */
    bool is_read;          /* constraints: beyond their form */
    struct nc_lists lists; /* names are in the first list */
    struct namecons_entry *next;
};

/* The list for a key; addresses are aligned, so the lowest bits are dropped. */
static struct namecons_entry **bucket(struct namecons *all, const uint8_t *key)
{
    return &all->buckets[((uintptr_t)key >> 4) % NAMECONS_BUCKETS];
}

/* The entry for a key, or NULL. */
static struct namecons_entry *find(struct namecons *all, const uint8_t *key, bool cn_is_host)
{
    struct namecons_entry *e = *bucket(all, key);

    while (e != NULL && (e->key != key || e->cn_is_host != cn_is_host))
        e = e->next;
    return e;
}

/* Adds an empty entry. */
static enum err add(struct namecons_entry **out, struct namecons *all, const uint8_t *key,
                    bool cn_is_host)
{
    struct namecons_entry *e = ARENA_NEW(all->arena, struct namecons_entry);

    if (e == NULL)
        return ERR_LIMIT;
    *e = (struct namecons_entry){.key = key, .cn_is_host = cn_is_host, .next = *bucket(all, key)};
    *bucket(all, key) = *out = e;
    return ERR_OK;
}

/* The names of a certificate, read once. */
static enum err names_of(const struct nc_names **out, struct namecons *all, const struct cert *cert,
                         bool cn_is_host)
{
    struct namecons_entry *e = find(all, cert->subject.p, cn_is_host);

    if (e == NULL) {
        TRY(add(&e, all, cert->subject.p, cn_is_host));
        TRY(ncread_names(&e->lists.list[0], cert, cn_is_host, all->arena));
    }
    *out = &e->lists.list[0];
    return ERR_OK;
}

/* Reads both lists of a nameConstraints. */
static enum err read_lists(struct nc_lists *out, struct span value, struct arena *arena)
{
    struct fail f = {0};
    struct der all = der_open(value, &f);
    struct der seq = der_enter(&all, DER_SEQUENCE);

    for (unsigned i = 0; i < NC_LISTS; i++) {
        struct span list = {0};
        der_opt(&seq, DER_CTXC(i), &list);
        TRY(ncread_bases(&out->list[i], list, arena));
    }
    return ERR_OK;
}

/* The constraints of a CA, of which at least the form is known. */
static enum err form_of(struct namecons_entry **out, struct namecons *all, const struct cert *ca)
{
    struct span value = ca->ext[EXT_NC].val;
    struct namecons_entry *e = find(all, value.p, false);

    if (e == NULL) {
        TRY(add(&e, all, value.p, false));
        if (!known_nc_form(&e->lists.form, all->known, ca))
            namecon_decode(value, &e->lists.form);
    }
    *out = e;
    return ERR_OK;
}

/* Both lists of a CA, as they are kept or read. */
static enum err find_lists(struct nc_lists *out, struct namecons *all, const struct cert *ca)
{
    bool found;

    TRY(known_nc_find(&found, out, all->known, ca, all->arena));
    if (found)
        return ERR_OK;
    TRY(read_lists(out, ca->ext[EXT_NC].val, all->arena));
    known_nc_add(all->known, out, ca);
    return ERR_OK;
}

/* The constraints of a CA, read once.  Those that cannot be applied leave the lists empty:
 * check_cert refuses such a CA anyway. */
static enum err constraints_of(const struct nc_names **out, struct namecons *all,
                               const struct cert *ca)
{
    struct namecons_entry *e;

    TRY(form_of(&e, all, ca));
    if (!e->is_read && namecon_applies(e->lists.form.err))
        TRY(find_lists(&e->lists, all, ca));
    e->is_read = true;
    *out = e->lists.list;
    return ERR_OK;
}

enum err namecon_form(struct fail *fail, struct namecons *all, const struct cert *ca)
{
    struct namecons_entry *e;

    TRY(form_of(&e, all, ca));
    *fail = e->lists.form;
    return ERR_OK;
}

/* One run of namecon_check: the constraints, and the result. */
struct checker {
    const struct nc_names *lists; /* by enum nc_list */
    struct nc_result *out;
    struct budget *budget;
};

/* Sets the verdict and ends the walk: always false. */
static bool refuse(struct checker *checker, enum nc_verdict verdict, const struct nc_name *name,
                   struct span subtree, enum err err)
{
    *checker->out = (struct nc_result){verdict, name->name, subtree, err};
    return false;
}

/* RFC 5280 4.2.1.10: the kinds of names whose constraints we can apply.  A constraint of another
 * kind, together with a name of that kind, means rejection. */
static bool can_apply(enum gname_kind kind)
{
    return kind == GN_DNS || kind == GN_IP || kind == GN_EMAIL || kind == GN_URI ||
           kind == GN_DIRECTORY;
}

/* Sets *in to the first subtree of a list that the name is in, or NULL. Returns false if that
 * settles the verdict. */
static bool scan(struct checker *checker, enum nc_list which, enum gname_kind kind,
                 const struct nc_name *name, const struct nc_name **in)
{
    const struct nc_names *bases = &checker->lists[which];

    *in = NULL;
    for (size_t i = bases->first[kind]; i < bases->first[kind + 1]; i++) {
        const struct nc_name *base = &bases->list[i];
        if (!budget_take(&checker->budget->names, ncmatch_price(name, base)))
            return refuse(checker, NC_LIMIT, name, base->name.val, ERR_LIMIT);
        if (!ncmatch(name, base, which))
            continue;
        if (!can_apply(kind))
            return refuse(checker, NC_UNSUPPORTED, name, base->name.val, ERR_OK);
        *in = base;
        return true;
    }
    return true;
}

/* RFC 5280 6.1.3 (b) and (c) for one name: it must be in no excluded subtree and, if there are
 * permitted ones of its kind, in one of them.  False if it is refused. */
static bool check_name(struct checker *checker, enum gname_kind kind, const struct nc_name *name)
{
    const struct nc_name *in;

    if (name->err != ERR_OK)
        return refuse(checker, NC_MALFORMED_NAME, name, (struct span){0}, name->err);
    /* Excluded subtrees first: they beat permitted ones. */
    if (!scan(checker, NC_EXCLUDED_LIST, kind, name, &in))
        return false;
    if (in != NULL)
        return refuse(checker, NC_EXCLUDED, name, in->name.val, ERR_OK);
    if (!scan(checker, NC_PERMITTED, kind, name, &in))
        return false;
    if (in == NULL && can_apply(kind) && nc_names_num(&checker->lists[NC_PERMITTED], kind) > 0)
        return refuse(checker, NC_NOT_PERMITTED, name, (struct span){0}, ERR_OK);
    return true;
}

/* All names of one kind; skipped if no constraint is of this kind. */
static bool check_kind(struct checker *checker, enum gname_kind kind, const struct nc_names *names)
{
    if (nc_names_num(&checker->lists[NC_PERMITTED], kind) == 0 &&
        nc_names_num(&checker->lists[NC_EXCLUDED_LIST], kind) == 0)
        return true;
    for (size_t i = names->first[kind]; i < names->first[kind + 1]; i++) {
        if (!check_name(checker, kind, &names->list[i]))
            return false;
    }
    return true;
}

enum err namecon_check(struct nc_result *out, struct namecons *all, const struct cert *ca,
                       const struct cert *cert, bool cn_is_host, struct budget *budget)
{
    struct checker k = {.out = out, .budget = budget};
    const struct nc_names *names;

    *out = (struct nc_result){0};
    TRY(constraints_of(&k.lists, all, ca));
    TRY(names_of(&names, all, cert, cn_is_host));
    /* Names and constraints of different kinds never meet. */
    for (int kind = 0; kind < GN_COUNT; kind++) {
        if (!check_kind(&k, (enum gname_kind)kind, names))
            return ERR_OK;
    }
    /* An unreadable name could be any name, so it is refused. */
    if (names->fail.err != ERR_OK)
        refuse(&k, NC_MALFORMED_NAME, &(struct nc_name){0}, names->fail.at, names->fail.err);
    return ERR_OK;
}
