/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files: objects under every label, with headers, with text around them, cut, in other forms; and
 * what four elements look like to whoever guesses. */
#include "config.h"

#include <stdio.h>

#include "lib/asn1/foreign.h"
#include "lib/x509/bundle.h"
#include "tests/answers/answers.h"

enum { FILES = 800 };

static const char *const labels[] = {
    "CERTIFICATE",
    "X509 CERTIFICATE",
    "TRUSTED CERTIFICATE",
    "X509 CRL",
    "CERTIFICATE REQUEST",
    "NEW CERTIFICATE REQUEST",
    "PKCS7",
    "CMS",
    "PUBLIC KEY",
    "RSA PUBLIC KEY",
    "PRIVATE KEY",
    "ENCRYPTED PRIVATE KEY",
    "RSA PRIVATE KEY",
    "EC PRIVATE KEY",
    "DSA PRIVATE KEY",
    "EC PARAMETERS",
    "DH PARAMETERS",
    "X9.42 DH PARAMETERS",
    "DSA PARAMETERS",
    "OPENSSH PRIVATE KEY",
    "SSH2 PUBLIC KEY",
    "PGP MESSAGE",
    "PGP",
    "AGE ENCRYPTED FILE",
    "OpenVPN Static key V1",
    "",
};

static void put_base64(struct buf *out, struct span der, const char *eol)
{
    struct span rest;
    struct buf b;

    buf_init(&b, 1 << 20);
    pem_encode(&b, "X", der);
    rest = span_tail(buf_span(&b), span_find(buf_span(&b), '\n') + 1);
    while (rest.n > 0 && rest.p[0] != '-') {
        size_t n = span_find(rest, '\n');
        buf_put(out, span_head(rest, n));
        buf_str(out, eol);
        rest = span_tail(rest, n + 1);
    }
    buf_free(&b);
}

static void put_block(struct buf *out, struct dice *d, struct span der)
{
    static const char *const eols[] = {"\n", "\n", "\n", "\r\n", "\r", "\\n", " \n"};
    static const char *const fronts[] = {"",   "",       "", "x = 1\n", "# ", " ", "\xef\xbb\xbf",
                                         "\n", "key=\"", "-"};
    static const char *const headers[] = {
        "", "", "", "Proc-Type: 4,ENCRYPTED\n\n", "Comment: x\n\n", ":\n"};
    const char *eol = DICE_PICK(d, eols), *label = DICE_PICK(d, labels);
    const char *end = dice_roll(d, 12) == 0 ? DICE_PICK(d, labels) : label;
    char line[80];

    buf_str(out, DICE_PICK(d, fronts));
    snprintf(line, sizeof line, "-----BEGIN %s-----%s", label, eol);
    buf_str(out, line);
    buf_str(out, DICE_PICK(d, headers));
    put_base64(out, der, eol);
    snprintf(line, sizeof line, "-----END %s-----%s", end, eol);
    buf_str(out, line);
}

static void put_hex(struct buf *out, struct span der)
{
    char two[3];

    for (size_t i = 0; i < der.n; i++) {
        snprintf(two, sizeof two, "%02x", der.p[i]);
        buf_str(out, two);
        buf_str(out, i % 16 == 15 ? "\n" : i % 3 == 0 ? ":" : "");
    }
}

static void put_object(struct buf *out, struct arena *a, struct dice *d)
{
    struct span der = make_object(a, dice_roll(d, 9), dice_roll(d, 100));

    if (dice_roll(d, 8) == 0)
        der = FD_CAT(a, der, FD(a, DER_SEQUENCE, fd_int(a, 1)));
    if (dice_roll(d, 12) == 0)
        der = span_head(der, dice_roll(d, der.n));
    switch (dice_roll(d, 8)) {
    case 0: buf_put(out, der); break;
    case 1: put_base64(out, der, "\n"); break;
    case 2: put_hex(out, der); break;
    default: put_block(out, d, der); break;
    }
}

static void one_file(struct listing *l, struct arena *a, struct dice *d)
{
    struct buf b;

    buf_init(&b, 1 << 20);
    for (unsigned n = 1 + dice_roll(d, 3); n > 0; n--)
        put_object(&b, a, d);
    if (dice_roll(d, 4) == 0)
        buf_truncate(&b, dice_roll(d, b.n));
    struct span file = fd_copy(a, buf_span(&b));
    say(l, "%zu bytes, form %d %s:", file.n, (int)pem_form(file), err_id(foreign_file(file)));
    read_bundle(l, a, file);
    buf_free(&b);
}

/* Every row of four elements of these kinds, alone and as the first of three. */
static void guesses(struct listing *l, struct arena *a)
{
    struct span none = {0};
    struct span elements[] = {none,
                              fd_int(a, 0),
                              fd_int(a, 3),
                              fd_int(a, 1000),
                              fd_oid(a, "1.2.3"),
                              fd_octets(a, SPAN_LIT("x")),
                              fd_bits(a, SPAN_LIT("x")),
                              FD(a, DER_SEQUENCE, fd_oid(a, "1.2.3")),
                              FD(a, DER_SEQUENCE, fd_int(a, 1)),
                              fd_str(a, DER_UTC_TIME, "300101000000Z"),
                              fd_str(a, DER_GENERALIZED_TIME, "20300101000000Z"),
                              FD(a, DER_CTXC(0), none)};
    enum { NUM = sizeof elements / sizeof elements[0] };

    for (unsigned i = 0; i < NUM * NUM * NUM * NUM; i++) {
        struct arena b;

        arena_init(&b, 1 << 16);
        struct span row = FD(&b, DER_SEQUENCE, elements[i % NUM], elements[i / NUM % NUM],
                             elements[i / NUM / NUM % NUM], elements[i / NUM / NUM / NUM]);
        say(l, "%d%d ", (int)item_guess(row),
            (int)item_guess(FD(&b, DER_SEQUENCE, row, elements[8], elements[6])));
        arena_free(&b);
    }
}

void answer_files(struct listing *l, unsigned number)
{
    struct arena a;

    if (number == 0) {
        arena_init(&a, 1 << 20);
        guesses(l, &a);
        arena_free(&a);
    }
    for (unsigned i = 0; i < FILES; i++) {
        struct dice d = {number * 1000000 + i};

        arena_init(&a, 16 << 20);
        say(l, "%u: ", i);
        one_file(l, &a, &d);
        arena_free(&a);
    }
}
