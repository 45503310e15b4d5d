/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts with a few characters changed: names of hosts, addresses, armour. */
#include "config.h"

#include "lib/asn1/oid.h"
#include "lib/asn1/pem.h"
#include "lib/base/nametext.h"
#include "tests/answers/answers.h"

enum { CHANGED = 1500 };

static const char *const bases[] = {
    "www.example.com",
    "*.example.com",
    "a@example.com",
    "\"a b\\\"c\"@example.com",
    "user@[192.0.2.7]",
    "user@[IPv6:2001:db8::1]",
    "https://www.example.com/",
    "https://user:x@www.example.com:8443/a?b#c",
    "https://[2001:db8::1]:443/",
    "urn:example:a",
    "192.0.2.7",
    "255.255.255.255",
    "2001:db8::1",
    "::ffff:192.0.2.7",
    "1:2:3:4:5:6:7:8",
    "1::",
    "xn--bcher-kva.example",
    "b\xc3\xbc"
    "cher.example",
    "example.com.",
    "1.2.840.113549.1.1.11",
    "2.999.3",
    "00:11:22:33",
    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A",
    "-----BEGIN CERTIFICATE-----\nMAMCAQU=\n-----END CERTIFICATE-----\n",
    "x\r\n-----BEGIN X509 CRL-----\r\nMAMC\r\nAQU=\r\n-----END X509 CRL-----\r\n",
    "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nMAMCAQU=\n"
    "-----END RSA PRIVATE KEY-----",
};

/* At most three characters taken away, put in or replaced; now and then one is repeated until the
 * text is as long as a label, a name or a line may be. */
static struct span change(struct arena *a, struct dice *d)
{
    static const char letters[] = "a1.-@:/[]*%\"\\ _x0\n\r=A\xc3\xa9\x00";
    static const size_t lengths[] = {62, 63, 64, 65, 126, 127, 128, 252, 253, 254, 255, 256, 257};
    struct span base = span_str(DICE_PICK(d, bases));
    uint8_t *p = fd_alloc(a, base.n + 600);
    size_t n = base.n;

    memcpy(p, base.p, n);
    for (unsigned times = dice_roll(d, 4); times > 0 && n > 0; times--) {
        size_t at = dice_roll(d, n);
        uint8_t c = (uint8_t)DICE_PICK(d, letters);

        switch (dice_roll(d, 4)) {
        case 0: memmove(p + at, p + at + 1, n - at - 1), n--; break;
        case 1: memmove(p + at + 1, p + at, n - at), p[at] = c, n++; break;
        default: p[at] = c; break;
        }
    }
    if (n > 0 && dice_roll(d, 6) == 0) {
        size_t at = dice_roll(d, n), more = DICE_PICK(d, lengths);
        more = dice_roll(d, 2) == 0 && more > n ? more - n : more;

        memmove(p + at + more, p + at, n - at);
        memset(p + at, p[at + more], more);
        n += more;
    }
    return fd_copy(a, span_of(p, n));
}

static const char *as_string(struct arena *a, struct span s)
{
    return (const char *)FD_CAT(a, s, span_of("", 1)).p;
}

static void say_host(struct listing *l, struct arena *a, struct span s)
{
    const char *text = as_string(a, s);
    struct reference_id h;
    enum err e = host_parse(&h, text);

    say(l, " host %s", err_id(e));
    if (e != ERR_OK)
        return;
    say(l, " %d '%s' ", (int)h.kind, h.text);
    say_bytes(l, span_of(h.name, h.name_n));
    say(l, " ");
    say_bytes(l, span_of(h.uri_host, h.uri_host_n));
}

static void say_texts(struct listing *l, struct span s)
{
    struct span local = {0}, domain = {0};
    struct nametext_uri u = {0};
    uint8_t ip[16];
    size_t n = nametext_ip(ip, s);

    say(l, " dns %s %d ip %zu ", err_id(nametext_dns(s)), nametext_dns_comparable(s), n);
    say_bytes(l, span_of(ip, n));
    say(l, " mail %d", nametext_mailbox(s, &local, &domain));
    say_place(l, local, s);
    say_place(l, domain, s);
    say(l, " domain %d", nametext_domain(s));
    if (nametext_uri(s, &u)) {
        say(l, " uri %d", (int)u.host_kind);
        say_place(l, u.scheme, s);
        say_place(l, u.before_host, s);
        say_place(l, u.host, s);
        say_place(l, u.after_host, s);
    }
    for (enum gname_kind kind = GN_OTHER; kind < GN_COUNT; kind++)
        say(l, " %s", err_id(gname_syntax(&(struct gname){kind, s})));
    say(l, " suffix %d", (int)wildcard_suffix(s));
}

static void say_match(struct listing *l, struct span s)
{
    static const char *const references[] = {"www.example.com", "example.com", "a.example.com",
                                             "xn--bcher-kva.example"};

    for (size_t i = 0; i < sizeof references / sizeof references[0]; i++) {
        bool wildcard = false;
        bool matched = dns_match(s, span_str(references[i]), &wildcard);
        say(l, " %d%d", matched, wildcard);
    }
}

static void say_armour(struct listing *l, struct arena *a, struct span s)
{
    struct span rest = s;
    struct pem_block block;
    struct fail f = {0};
    struct buf b;

    buf_init(&b, 1 << 16);
    say(l, " form %d bare %d ", (int)pem_form(s), pem_bare(&b, s));
    say_bytes(l, buf_span(&b));
    buf_truncate(&b, 0);
    say(l, " oid %d ", oid_parse(&b, as_string(a, s)));
    say_bytes(l, buf_span(&b));
    for (int i = 0; i < 4; i++) {
        bool found = pem_next(&rest, &block, &f);
        say_fail(l, &f, s);
        say(l, " rest %zu", rest.n);
        if (!found && f.err == ERR_OK)
            break;
        f = (struct fail){0};
        if (!found)
            continue;
        say(l, " block %d", (int)block.label);
        say_place(l, block.label_text, s);
        say_place(l, block.body, s);
        say_place(l, block.whole, s);
        buf_truncate(&b, 0);
        say(l, " %s", err_id(pem_decode(&b, block.body, &f)));
        say_fail(l, &f, s);
        say_bytes(l, buf_span(&b));
        buf_truncate(&b, 0);
        say(l, " %s", err_id(pem_decode_head(&b, block.body, 2)));
        say_bytes(l, buf_span(&b));
    }
    buf_free(&b);
}

void answer_texts(struct listing *l, unsigned number)
{
    for (unsigned i = 0; i < CHANGED; i++) {
        struct dice d = {number * 1000000 + i};
        struct arena a;

        arena_init(&a, 1 << 20);
        struct span s = change(&a, &d);
        say(l, "%u ", i);
        say_bytes(l, s);
        say_host(l, &a, s);
        say_texts(l, s);
        say_match(l, s);
        say_armour(l, &a, s);
        say(l, "\n");
        arena_free(&a);
    }
}
