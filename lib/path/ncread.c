/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/path/ncread.h"

#include "lib/base/nametext.h"
#include "lib/path/host.h"

/* Collects names sorted by kind, in two walks: the first counts the names of each kind, the second
 * stores them.  The same code makes both, so the counts are right. */
struct gather {
    struct nc_names *out;
    struct arena *arena;
    size_t num[GN_COUNT]; /* of each kind, so far */
    bool counting;
};

/* The slot for the next name of a kind; NULL while counting. */
static struct nc_name *place(struct gather *gather, enum gname_kind kind)
{
    size_t i = gather->num[kind]++;

    return gather->counting ? NULL : &gather->out->list[gather->out->first[kind] + i];
}

/* Ends the first walk: allocates the slots, where the kinds follow one another. */
static enum err make_room(struct gather *gather)
{
    for (size_t i = 0; i < GN_COUNT; i++) {
        gather->out->first[i + 1] = gather->out->first[i] + gather->num[i];
        gather->num[i] = 0;
    }
    gather->counting = false;
    gather->out->list =
        arena_alloc(gather->arena, gather->out->first[GN_COUNT] + 1, sizeof *gather->out->list);
    return gather->out->list == NULL ? ERR_LIMIT : ERR_OK;
}

/* "*.example.com" without its wildcard; others as they are. */
static struct span without_star(struct span base, bool *star)
{
    *star = span_starts(base, SPAN_LIT("*."));
    return *star ? span_tail(base, 2) : base;
}

/* Only the host of a URI is constrained. */
static enum err read_uri(struct nc_name *name)
{
    struct nametext_uri u;

    /* RFC 5280 4.2.1.10: a URI without a host name, or with an IP address, is rejected if URIs are
     * constrained. */
    if (!nametext_uri(name->name.val, &u) || u.host_kind != URI_HOST_DNS)
        return ERR_NAME_URI;
    name->host = u.host;
    return ERR_OK;
}

/* The type of an otherName: each type is a kind of name by itself. */
static struct span other_type(struct span val)
{
    struct fail f = {0};
    struct der d = der_open(val, &f);

    return der_oid(&d);
}

/* ids[n] identifies the first n RDNs, so that a base of n RDNs is one comparison. */
static enum err read_directory(struct nc_name *name, struct arena *arena)
{
    name->depth = name_depth(name->name.val);
    struct name_id *ids = arena_alloc(arena, name->depth + 1, sizeof *ids);
    if (ids == NULL)
        return ERR_LIMIT;
    name->ids = ids;
    return name_prefix_ids(ids, name->name.val);
}

/* Reads a name of any kind.  A malformed one has its error in out->err; the returned error is LIMIT
 * or MEMORY. */
static enum err read_name(struct nc_name *out, struct gname name, struct arena *arena)
{
    *out = (struct nc_name){.name = name, .host = name.val};
    switch (name.kind) {
    case GN_DNS:
        out->host = without_star(name.val, &out->star);
        out->err = nametext_dns_comparable(out->host) ? ERR_OK : ERR_NAME_DNS;
        break;
    case GN_EMAIL:
        out->err = nametext_mailbox(name.val, &out->local, &out->host) ? ERR_OK : ERR_NAME_EMAIL;
        break;
    case GN_URI: out->err = read_uri(out); break;
    case GN_IP: out->err = name.val.n == 4 || name.val.n == 16 ? ERR_OK : ERR_NAME_IP; break;
    case GN_OTHER: out->host = other_type(name.val); break;
    case GN_DIRECTORY: return read_directory(out, arena);
    default: break;
    }
    return ERR_OK;
}

/* Adds a name, or counts it. */
static enum err add_name(struct gather *gather, struct gname name)
{
    struct nc_name *n = place(gather, name.kind);

    return n == NULL ? ERR_OK : read_name(n, name, gather->arena);
}

/*
 * RFC 9598 6: constraints on rfc822Name apply to SmtpUTF8Mailbox.  Its local part has characters
 * beyond ASCII, so no constraint can name the mailbox, and constraints on hosts look at the domain
 * alone.  A mailbox in plain ASCII would evade a constraint on exactly that mailbox; RFC 9598 3
 * forbids it, and it counts as malformed.
 */
static enum err add_smtp_utf8(struct gather *gather, struct gname name)
{
    uint8_t text[HOST_DNS_SIZE];
    struct span local, domain;
    size_t n = 0;
    enum smtp_utf8 form = smtp_utf8_split(name.val, &local, &domain);

    if (form == SMTP_UTF8_NONE)
        return ERR_OK;
    struct nc_name *at = place(gather, GN_EMAIL);
    if (at == NULL)
        return ERR_OK;
    *at = (struct nc_name){.name = name, .beyond_ascii = true};
    if (form == SMTP_UTF8_BROKEN || host_dns(text, &n, domain) != ERR_OK)
        at->err = ERR_NAME_EMAIL;
    return arena_copy(gather->arena, &at->host, span_of(text, n));
}

/* Adds all names of the SAN, up to a malformed one.  Sets seen[kind] for each kind in it. */
static enum err add_san(struct gather *gather, const struct cert *cert, bool seen[GN_COUNT])
{
    const struct cert_ext *san = &cert->ext[EXT_SAN];
    struct fail f = {0};
    struct der all = der_open(san->val, &f);

    if (!san->present)
        return ERR_OK;
    struct der names = der_enter(&all, DER_SEQUENCE);
    while (der_more(&names)) {
        struct gname name = gname_next(&names);
        if (f.err != ERR_OK)
            break;
        seen[name.kind] = true;
        TRY(add_name(gather, name));
        if (name.kind == GN_OTHER)
            TRY(add_smtp_utf8(gather, name));
    }
    gather->out->fail = f;
    return ERR_OK;
}

/* Adds a commonName that a client could take for the host's name: an address, or a DNS name with a
 * dot. */
static enum err add_cn(struct gather *gather, struct span cn)
{
    uint8_t bytes[16];
    bool star;
    size_t n = nametext_ip(bytes, cn);
    struct span base = without_star(cn, &star);
    struct gname name = {GN_DNS, cn};

    /* No address: only a name with a dot looks like a host. */
    if (n == 0)
        return span_find(base, '.') < base.n && nametext_dns_comparable(base)
                   ? add_name(gather, name)
                   : ERR_OK;
    struct nc_name *at = place(gather, GN_IP);
    if (at == NULL)
        return ERR_OK;
    *at = (struct nc_name){.name = name};
    return arena_copy(gather->arena, &at->host, span_of(bytes, n));
}

/* Adds the attributes of the subject to which constraints on e-mail addresses and hosts apply. */
static enum err add_attributes(struct gather *gather, const struct cert *cert, bool emails,
                               bool cns)
{
    struct name_iter it = name_iter_open(cert->subject);
    struct attribute a;

    while ((emails || cns) && name_next(&it, &a)) {
        if (emails && a.type == OID_AT_EMAIL)
            TRY(add_name(gather, (struct gname){GN_EMAIL, a.value}));
        if (cns && a.type == OID_AT_CN)
            TRY(add_cn(gather, a.value));
    }
    return ERR_OK;
}

/* Everything that ncread_names promises: see there. */
static enum err add_all(struct gather *gather, const struct cert *cert, bool cn_is_host)
{
    bool seen[GN_COUNT] = {0};

    if (!name_is_empty(cert->subject))
        TRY(add_name(gather, (struct gname){GN_DIRECTORY, cert->subject}));
    TRY(add_san(gather, cert, seen));
    return add_attributes(gather, cert, !seen[GN_EMAIL],
                          cn_is_host && !seen[GN_DNS] && !seen[GN_IP]);
}

enum err ncread_names(struct nc_names *out, const struct cert *cert, bool cn_is_host,
                      struct arena *arena)
{
    struct gather g = {.out = out, .arena = arena, .counting = true};

    *out = (struct nc_names){0};
    TRY(add_all(&g, cert, cn_is_host));
    TRY(make_room(&g));
    return add_all(&g, cert, cn_is_host);
}

/* The base of one GeneralSubtree. */
static struct gname next_base(struct der *list)
{
    struct der tree = der_enter(list, DER_SEQUENCE);

    return gname_next(&tree);
}

void ncread_base(struct nc_name *out, struct gname base)
{
    *out = (struct nc_name){.name = base, .host = base.val};
    out->dotted = base.val.n > 0 && base.val.p[0] == '.' && base.kind != GN_IP;
    if (base.kind == GN_OTHER)
        out->host = other_type(base.val);
    if (base.kind == GN_EMAIL && span_find(base.val, '@') < base.val.n &&
        !nametext_mailbox(base.val, &out->local, &out->host))
        out->err = ERR_NC_EMAIL;
    if (out->dotted)
        out->host = span_tail(base.val, 1);
}

/* Reads the base of a subtree into the form that ncmatch compares. */
static enum err read_base(struct nc_name *name, struct gname base, struct arena *arena)
{
    ncread_base(name, base);
    if (base.kind != GN_DIRECTORY)
        return ERR_OK;
    struct name_id *id = ARENA_NEW(arena, struct name_id);
    if (id == NULL)
        return ERR_LIMIT;
    name->ids = id;
    name->depth = name_depth(base.val);
    return name_id_of(id, base.val);
}

/* Adds the bases of one list, up to a malformed one. */
static enum err add_bases(struct gather *gather, struct span list)
{
    struct fail f = {0};
    struct der d = der_open(list, &f);

    while (der_more(&d)) {
        struct gname base = next_base(&d);
        if (f.err != ERR_OK)
            break;
        struct nc_name *n = place(gather, base.kind);
        if (n != NULL)
            TRY(read_base(n, base, gather->arena));
    }
    gather->out->fail = f;
    return ERR_OK;
}

enum err ncread_bases(struct nc_names *out, struct span list, struct arena *arena)
{
    struct gather g = {.out = out, .arena = arena, .counting = true};

    *out = (struct nc_names){0};
    TRY(add_bases(&g, list));
    TRY(make_room(&g));
    return add_bases(&g, list);
}
