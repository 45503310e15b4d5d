/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Host names: TEXT 00 NAME, asked for and presented. */
#include "config.h"

#include "fuzz/fuzz.h"

#include "lib/path/host.h"

const char fuzz_name[] = "host";

/* The host in one entry of a subjectAltName of each kind. */
static void match(const struct reference_id *h, struct span presented)
{
    static const uint8_t tags[] = {DER_CTX(1), DER_CTX(2), DER_CTX(6), DER_CTX(7)};
    uint8_t san[4 + 120];
    struct host_match m;

    presented = span_head(presented, 120);
    for (size_t i = 0; i < sizeof tags; i++) {
        struct cert c = {.path_len = -1};

        san[0] = DER_SEQUENCE;
        san[1] = (uint8_t)(presented.n + 2);
        san[2] = tags[i];
        san[3] = (uint8_t)presented.n;
        if (presented.n > 0)
            memcpy(san + 4, presented.p, presented.n);
        c.ext[EXT_SAN] = (struct cert_ext){.present = true, .val = span_of(san, presented.n + 4)};
        host_match(&m, h, &c);
        if (!m.matched)
            continue;
        /* A kind matches its own kind alone, and an IP address no text. */
        REQUIRE(h->kind == HOST_DNS     ? tags[i] == DER_CTX(2)
                : h->kind == HOST_IP    ? tags[i] == DER_CTX(7) && presented.n == h->name_n
                : h->kind == HOST_EMAIL ? tags[i] == DER_CTX(1)
                                        : tags[i] == DER_CTX(6));
        REQUIRE(!m.wildcard || (h->kind == HOST_DNS && presented.p[0] == '*'));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span rest = span_of(data, size), text = fuzz_cut(&rest), presented = rest;
    char asked[1024];
    struct reference_id h;
    struct buf b;
    bool wildcard;

    wildcard_suffix(presented);
    buf_init(&b, FUZZ_CAP);
    ip_print(&b, presented);
    REQUIRE(fuzz_harmless(&b));
    buf_free(&b);
    if (text.n >= sizeof asked)
        return 0;
    if (text.n > 0)
        memcpy(asked, text.p, text.n);
    asked[text.n] = '\0';
    if (host_parse(&h, asked) != ERR_OK)
        return 0;
    REQUIRE(h.kind != HOST_NONE && h.name_n <= sizeof h.name);
    REQUIRE(h.kind != HOST_IP || h.name_n == 4 || h.name_n == 16);
    match(&h, presented);
    if (h.kind != HOST_DNS)
        return 0;
    struct span name = span_of(h.name, h.name_n);
    REQUIRE(name.n > 0 && name.n < 256 && span_find(name, '*') == name.n);
    if (dns_match(presented, name, &wildcard) && !wildcard)
        REQUIRE(span_ieq(span_head(presented, name.n), name) && presented.n <= name.n + 1);
    return 0;
}
