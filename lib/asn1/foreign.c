/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/asn1/foreign.h"

struct foreign_row {
    struct span head;
    enum err err;
};

/* The first bytes of files that are something else; letters match in either case. */
static const struct foreign_row files[] = {
    {SPAN_INIT("\xfe\xed\xfe\xed"), ERR_IS_JKS},
    {SPAN_INIT("\xce\xce\xce\xce"), ERR_IS_JCEKS},
    {SPAN_INIT("\xd4\xc3\xb2\xa1"), ERR_IS_CAPTURE}, /* pcap, in microseconds */
    {SPAN_INIT("\xa1\xb2\xc3\xd4"), ERR_IS_CAPTURE},
    {SPAN_INIT("\x4d\x3c\xb2\xa1"), ERR_IS_CAPTURE}, /* and nanoseconds */
    {SPAN_INIT("\xa1\xb2\x3c\x4d"), ERR_IS_CAPTURE},
    {SPAN_INIT("\x0a\x0d\x0d\x0a"), ERR_IS_CAPTURE}, /* pcapng */
    {SPAN_INIT("\x16\x03"), ERR_IS_TLS_RECORDS},
    {SPAN_INIT("\x1f\x8b"), ERR_IS_GZIP},
    {SPAN_INIT("BZh"), ERR_IS_COMPRESSED},
    {SPAN_INIT("\xfd\x37zXZ"), ERR_IS_COMPRESSED},
    {SPAN_INIT("\x28\xb5\x2f\xfd"), ERR_IS_COMPRESSED},
    {SPAN_INIT("PK\x03\x04"), ERR_IS_COMPRESSED},
    {SPAN_INIT("ssh-rsa "), ERR_IS_SSH_PUBLIC},
    {SPAN_INIT("ssh-dss "), ERR_IS_SSH_PUBLIC},
    {SPAN_INIT("ssh-ed25519 "), ERR_IS_SSH_PUBLIC},
    {SPAN_INIT("ecdsa-sha2-"), ERR_IS_SSH_PUBLIC},
    {SPAN_INIT("sk-ssh-"), ERR_IS_SSH_PUBLIC},
    {SPAN_INIT("sk-ecdsa-"), ERR_IS_SSH_PUBLIC},
    {SPAN_INIT("---- BEGIN SSH2 "), ERR_IS_SSH_PUBLIC},
    {SPAN_INIT("PuTTY-User-Key-File-"), ERR_IS_PUTTY},
    {SPAN_INIT("<!doctype "), ERR_IS_HTML},
    {SPAN_INIT("<html"), ERR_IS_HTML},
    {SPAN_INIT("<head"), ERR_IS_HTML},
    {SPAN_INIT("<?xml"), ERR_IS_HTML},
    {SPAN_INIT("CLIENT_RANDOM "), ERR_IS_KEYLOG},
    {SPAN_INIT("CLIENT_HANDSHAKE_TRAFFIC_SECRET "), ERR_IS_KEYLOG},
    {SPAN_INIT("SERVER_HANDSHAKE_TRAFFIC_SECRET "), ERR_IS_KEYLOG},
    {SPAN_INIT("CLIENT_TRAFFIC_SECRET_"), ERR_IS_KEYLOG},
    {SPAN_INIT("SERVER_TRAFFIC_SECRET_"), ERR_IS_KEYLOG},
    {SPAN_INIT("CLIENT_EARLY_TRAFFIC_SECRET "), ERR_IS_KEYLOG},
    {SPAN_INIT("EXPORTER_SECRET "), ERR_IS_KEYLOG},
    {SPAN_INIT("EARLY_EXPORTER_"), ERR_IS_KEYLOG},
    {SPAN_INIT("# SSL/TLS secrets log"), ERR_IS_KEYLOG},
};

/* The same for the beginnings of PEM labels. */
static const struct foreign_row labels[] = {
    {SPAN_INIT("OPENSSH PRIVATE KEY"), ERR_IS_SSH_PRIVATE},
    {SPAN_INIT("SSH2 "), ERR_IS_SSH_PUBLIC},
    {SPAN_INIT("PGP "), ERR_IS_PGP},
    {SPAN_INIT("AGE ENCRYPTED FILE"), ERR_IS_AGE},
    {SPAN_INIT("OpenVPN "), ERR_IS_OPENVPN},
};

/* Skips a byte order mark and white space in front of a text. */
static struct span skip(struct span bytes)
{
    if (span_starts(bytes, SPAN_LIT("\xef\xbb\xbf")))
        bytes = span_tail(bytes, 3);
    while (bytes.n > 0 && (bytes.p[0] == ' ' || (bytes.p[0] >= '\t' && bytes.p[0] <= '\r')))
        bytes = span_tail(bytes, 1);
    return bytes;
}

/* The error of the first row that the bytes begin with, or OK. */
static enum err find(const struct foreign_row *rows, size_t num, struct span bytes)
{
    for (size_t i = 0; i < num; i++) {
        if (span_ieq(span_head(bytes, rows[i].head.n), rows[i].head))
            return rows[i].err;
    }
    return ERR_OK;
}

enum err foreign_file(struct span file)
{
    enum { NUM = sizeof files / sizeof files[0] };
    enum err e = find(files, NUM, file);

    if (e == ERR_OK)
        e = find(files, NUM, skip(file));
    return e == ERR_OK ? ERR_PEM_NONE : e;
}

enum err foreign_label(struct span label)
{
    return find(labels, sizeof labels / sizeof labels[0], label);
}
