/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/x509/gname.h"

#include "lib/x509/name.h"
#include "lib/base/nametext.h"

/* AnotherName ::= SEQUENCE { type-id OID, value [0] EXPLICIT ANY DEFINED BY type-id } */
static void check_other(struct span val, struct fail *fail)
{
    struct der seq = der_open(val, fail);

    der_oid(&seq);
    struct der value = der_enter(&seq, DER_CTXC(0));
    der_any(&value);
    der_end(&value);
    der_end(&seq);
}

/* dNSName, rfc822Name and uniformResourceIdentifier are IA5Strings. */
static void check_ia5(struct span val, struct fail *fail)
{
    der_string_check(DER_IA5_STRING, val, fail);
}

/* x400Address and ediPartyName are kept as they are if they consist of well-formed elements. */
static void check_elements(struct span val, struct fail *fail)
{
    struct der d = der_open(val, fail);

    while (der_more(&d))
        der_any(&d);
}

/* The length of an iPAddress depends on its use: gname_syntax checks it in a SAN, namecon_decode in
 * a constraint. */
static void check_nothing(struct span val, struct fail *fail)
{
    (void)val, (void)fail;
}

/* By gname_kind: directoryName is EXPLICIT, since Name is a CHOICE; the others are IMPLICIT. */
static const struct {
    uint32_t tag;
    void (*check)(struct span val, struct fail *fail);
} kinds[GN_COUNT] = {
    [GN_OTHER] = {DER_CTXC(GN_OTHER),     check_other    },
    [GN_EMAIL] = {DER_CTX(GN_EMAIL),      check_ia5      },
    [GN_DNS] = {DER_CTX(GN_DNS),        check_ia5      },
    [GN_X400] = {DER_CTXC(GN_X400),      check_elements },
    [GN_DIRECTORY] = {DER_CTXC(GN_DIRECTORY), name_check     },
    [GN_EDI] = {DER_CTXC(GN_EDI),       check_elements },
    [GN_URI] = {DER_CTX(GN_URI),        check_ia5      },
    [GN_IP] = {DER_CTX(GN_IP),         check_nothing  },
    [GN_RID] = {DER_CTX(GN_RID),        der_oid_content},
};

struct gname gname_next(struct der *d)
{
    struct tlv t = der_any(d);
    /* GeneralName is a CHOICE with the tags [0] to [8] (RFC 5280 4.2.1.6). */
    uint32_t kind = t.tag & 0x1f;

    if (d->fail->err != ERR_OK)
        return (struct gname){0};
    if (kind >= GN_COUNT || t.tag != kinds[kind].tag) {
        fail_set(d->fail, ERR_DER_TAG, t.raw);
        return (struct gname){0};
    }
    kinds[kind].check(t.val, d->fail);
    if (d->fail->err != ERR_OK)
        return (struct gname){0};
    return (struct gname){(enum gname_kind)kind, t.val};
}

struct gnames gnames_open(struct span content)
{
    return (struct gnames){.rest = content};
}

struct gnames gnames_open_value(struct span value)
{
    struct fail f = {0};
    struct der d = der_open(value, &f);
    struct span content = der_get(&d, DER_SEQUENCE);

    /* Bytes after the SEQUENCE, or a value that is none, come out as one unreadable name. */
    if (f.err != ERR_OK)
        return (struct gnames){.lost = value};
    return (struct gnames){content, d.rest};
}

/* A name whose frame decodes but whose content does not is one unreadable name, and the walk
 * continues after it.  If the frame does not decode, the whole rest is one unreadable name. */
bool gnames_next(struct gnames *it, struct gname *out)
{
    struct fail f = {0};
    struct der d = der_open(it->rest, &f);

    if (it->rest.n == 0) {
        *out = (struct gname){GN_UNREADABLE, it->lost};
        it->lost = (struct span){0};
        return out->val.n > 0;
    }
    struct tlv t = der_any(&d);
    struct der one = der_open(t.raw, &f);
    if (f.err == ERR_OK)
        *out = gname_next(&one);
    if (f.err != ERR_OK)
        *out = (struct gname){GN_UNREADABLE, t.raw.n > 0 ? t.raw : it->rest};
    it->rest = t.raw.n > 0 ? span_tail(it->rest, t.raw.n) : (struct span){0};
    return true;
}

void gnames_check(struct span content, struct fail *fail)
{
    struct der d = der_open(content, fail);

    der_nonempty(&d, content);
    while (der_more(&d))
        gname_next(&d);
}

static enum err dns_syntax(struct span text)
{
    /* RFC 9525 6.3: a wildcard is the whole left-most label, with a name after it. */
    return nametext_dns(span_starts(text, SPAN_LIT("*.")) ? span_tail(text, 2) : text);
}

/* RFC 5280 4.2.1.6: an rfc822Name is a Mailbox of RFC 5321. */
static enum err email_syntax(struct span text)
{
    struct span local, domain;

    return nametext_mailbox(text, &local, &domain) ? ERR_OK : ERR_NAME_EMAIL;
}

/* RFC 5280 4.2.1.6: an absolute URI with a host, or without an authority. */
static enum err uri_syntax(struct span text)
{
    struct nametext_uri u;

    return nametext_uri(text, &u) && u.host_kind != URI_HOST_NAMELESS ? ERR_OK : ERR_NAME_URI;
}

enum err gname_syntax(const struct gname *name)
{
    switch (name->kind) {
    case GN_DNS: return dns_syntax(name->val);
    case GN_EMAIL: return email_syntax(name->val);
    case GN_URI: return uri_syntax(name->val);
    case GN_IP: return name->val.n == 4 || name->val.n == 16 ? ERR_OK : ERR_NAME_IP;
    default: return ERR_OK;
    }
}
