/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of a small world, so that what is constrained and what is named often meet. */
#include "config.h"

#include "tests/differ/changes.h"

#define O  "2.5.4.10"
#define OU "2.5.4.11"
#define CN "2.5.4.3"
#define C  "2.5.4.6"

/* One attribute: of a few that are equal, alike or different (RFC 5280 7.1). */
static struct span attribute(struct kin *k)
{
    static const char *const types[] = {O, O, O, OU, CN, C};
    static const struct {
        unsigned tag;
        const char *text;
        size_t n;
    } values[] = {
        {DER_UTF8_STRING, "Foo", 3},
        {DER_PRINTABLE_STRING, "Foo", 3},
        {DER_UTF8_STRING, "FOO", 3},
        {DER_UTF8_STRING, " Foo ", 5},
        {DER_UTF8_STRING, "F oo", 4},
        {DER_UTF8_STRING, "F  oo", 5},
        {DER_TELETEX_STRING, "Foo", 3},
        {DER_BMP_STRING, "\0F\0o\0o", 6},
        {DER_UTF8_STRING, "Bar", 3},
        {DER_PRINTABLE_STRING, "US", 2},
        {DER_UTF8_STRING, "\xc3\x89t", 4},
        {DER_UTF8_STRING, "\xc3\xa9T", 4},
        {DER_IA5_STRING, "Foo", 3},
        {DER_PRINTABLE_STRING, "Foo*", 4},
        {DER_INTEGER, "\1", 1},
        {DER_UTF8_STRING, "F\xc2\xadoo", 5},
        {DER_UTF8_STRING, "Permitted", 9},
        {DER_UTF8_STRING, "", 0},
    };
    unsigned n = dice_roll(&k->dice, sizeof values / sizeof values[0]);

    return FD(k->a, DER_SEQUENCE, fd_oid(k->a, DICE_PICK(&k->dice, types)),
              fd_tlv(k->a, values[n].tag, span_of(values[n].text, values[n].n)));
}

/* An RDN of one or two, in order or not. */
static struct span rdn(struct kin *k)
{
    struct span first = attribute(k), second = attribute(k);

    if (dice_roll(&k->dice, 3) != 0)
        return fd_tlv(k->a, DER_SET, first);
    if (span_cmp(first, second) > 0 && dice_roll(&k->dice, 8) != 0)
        return FD(k->a, DER_SET, second, first);
    return FD(k->a, DER_SET, first, second);
}

static struct span name(struct kin *k)
{
    struct span rdns = {0};

    for (unsigned n = dice_roll(&k->dice, 4); n > 0; n--)
        rdns = FD_CAT(k->a, rdns, rdn(k));
    return fd_tlv(k->a, DER_SEQUENCE, rdns);
}

void change_subject(struct kin *k, size_t i)
{
    k->certs[i].subject = name(k);
    if (i == 0)
        k->certs[0].issuer = k->certs[0].subject;
}

/* The same names in another form, and such as are alike. */
void change_issuer(struct kin *k, size_t i)
{
    static const char *const cas[] = {
        "C=US,O=EXAMPLE TRUST,CN=Example Intermediate",
        "C=US,O=Example  Trust,CN=Example Root",
        "C=US,O=Example Trust ,CN=Example Intermediate",
        "C=US,O=Example Trust",
        "C=US,CN=Example Intermediate,O=Example Trust",
        FC_ROOT_NAME,
        FC_CA_NAME,
        "",
    };

    k->own_issuer[i] = true;
    k->certs[i].issuer = fc_name(k->a, DICE_PICK(&k->dice, cas));
}

/* GeneralNames of every kind; base: such as stand in constraints. */
static struct span general(struct kin *k, bool base)
{
    static const char *const dns[] = {"www.example.com",
                                      "example.com",
                                      "*.example.com",
                                      "com",
                                      "",
                                      ".example.com",
                                      "WWW.EXAMPLE.COM",
                                      "example.com.",
                                      "a..b",
                                      "www.example.net",
                                      "*",
                                      "w*.example.com",
                                      "_a.example.com",
                                      "a.*.com",
                                      "192.0.2.7",
                                      "-a.example.com",
                                      "*.www.example.com"};
    static const char *const mails[] = {
        "user@example.com",     "example.com",  ".example.com",         "",      "USER@EXAMPLE.COM",
        "user@www.example.com", "@example.com", "\"user\"@example.com", "a@b@c", "user@"};
    static const char *const uris[] = {"https://www.example.com/",
                                       "https://example.com:8443/x",
                                       "www.example.com",
                                       ".example.com",
                                       "example.com",
                                       "urn:a:b",
                                       "https://192.0.2.7/",
                                       "https://u@www.example.com/",
                                       ""};
    static const char *const ips[] = {"c0000207", "c0000307", "20010db8000000000000000000000001",
                                      "c00002", ""};
    static const char *const nets[] = {"c0000200ffffff00", "0000000000000000", "c0000207ffffffff",
                                       "c0000200ff00ff00", "c0000207",         "c0000300ffffff00"};
    struct arena *a = k->a;

    switch (dice_roll(&k->dice, 10)) {
    default: return fc_dns(a, DICE_PICK(&k->dice, dns));
    case 5: return fc_email(a, DICE_PICK(&k->dice, mails));
    case 6: return fc_uri(a, DICE_PICK(&k->dice, uris));
    case 7: return fc_ip(a, base ? DICE_PICK(&k->dice, nets) : DICE_PICK(&k->dice, ips));
    case 8: return fc_dir(a, name(k));
    case 9:
        return dice_roll(&k->dice, 2) == 0 ? fc_rid(a, "1.2.3.4")
                                           : fc_other(a, "1.2.3.4", fd_int(a, 1));
    }
}

void change_names(struct kin *k, size_t i)
{
    struct span list = {0}, host = fc_dns(k->a, FC_HOST);
    bool critical = dice_roll(&k->dice, 6) == 0;

    (void)i;
    if (dice_roll(&k->dice, 3) != 0)
        list = host;
    for (unsigned n = dice_roll(&k->dice, 4); n > 0; n--)
        list = FD_CAT(k->a, list, general(k, false));
    fc_set(&k->certs[k->num - 1].exts, FC_OID_SAN, critical, fd_tlv(k->a, DER_SEQUENCE, list));
}

static struct span subtrees(struct kin *k)
{
    struct span list = {0};

    for (unsigned n = dice_roll(&k->dice, 3); n > 0; n--) {
        struct span more = {0};
        if (dice_roll(&k->dice, 16) == 0)
            more = fd_tlv(k->a, DER_CTX(dice_roll(&k->dice, 2)), SPAN_LIT("\0"));
        list = FD_CAT(k->a, list, FD(k->a, DER_SEQUENCE, general(k, true), more));
    }
    return list;
}

void change_constraints(struct kin *k, size_t i)
{
    struct span permitted = subtrees(k), excluded = subtrees(k);

    /* On a leaf now and then; on a CA most of the time. */
    if (i + 1 == k->num && dice_roll(&k->dice, 4) != 0)
        i = dice_roll(&k->dice, k->num - 1);
    fc_set(&k->certs[i].exts, FC_OID_NC, dice_roll(&k->dice, 4) != 0,
           FD(k->a, DER_SEQUENCE, piece_optional(k->a, DER_CTXC(0), permitted),
              piece_optional(k->a, DER_CTXC(1), excluded)));
}
