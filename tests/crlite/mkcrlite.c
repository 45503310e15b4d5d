/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mkcrlite DIRECTORY ISSUER LOG LOW HIGH SERIAL...: writes index.bin and one CRLite filter.
 *
 * ISSUER is the SHA-256 of the issuer's SubjectPublicKeyInfo, LOG a LogID and SERIAL the serial
 * number of a revoked certificate, in hexadecimal, or with ! before it, of one that is not revoked;
 * LOW and HIGH are the seconds since 1970 that are covered.  The issuer has 1000 other
 * certificates, which are not revoked.  What a filter says of any certificate but these is chance.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include "lib/base/hex.h"
#include "tests/crlite/clubcard_writer.h"

enum { OTHERS = 1000, FILE_MAX = 1 << 20, SERIAL_MAX = 64 };

static void check(bool good, const char *what)
{
    if (good)
        return;
    fprintf(stderr, "mkcrlite: %s\n", what);
    exit(1);
}

static struct span from_hex(const char *text, struct arena *arena)
{
    struct fail f = {0};
    struct span out = {0};
    struct buf b;

    buf_init(&b, SERIAL_MAX);
    check(hex_decode(&b, span_str(text), &f) == ERR_OK &&
              arena_copy(arena, &out, buf_span(&b)) == ERR_OK,
          text);
    buf_free(&b);
    return out;
}

static void write_file(const char *directory, const char *name, struct span bytes)
{
    char path[4096];

    snprintf(path, sizeof path, "%s/%s", directory, name);
    FILE *f = fopen(path, "wb");
    check(f != NULL && fwrite(bytes.p, 1, bytes.n, f) == bytes.n && fclose(f) == 0, path);
}

int main(int argc, char **argv)
{
    struct cw_filter filter = {.name = "1.filter", .num_issuers = 1, .num_logs = 1};
    struct cw_made made;
    struct arena arena;
    struct buf file;

    check(argc >= 6, "DIRECTORY ISSUER LOG LOW HIGH SERIAL...");
    arena_init(&arena, 64 << 20);
    buf_init(&file, FILE_MAX);
    size_t named = (size_t)argc - 6;
    struct cw_cert *certs = arena_alloc(&arena, OTHERS + named, sizeof *certs);
    struct span issuer = from_hex(argv[2], &arena), log = from_hex(argv[3], &arena);
    check(certs != NULL && issuer.n == CRLITE_ID_SIZE && log.n == CRLITE_ID_SIZE, "two SHA-256");
    for (size_t i = 0; i < OTHERS; i++) {
        uint8_t serial[] = {0x22, 0x33, (uint8_t)(i >> 8), (uint8_t)i};
        check(arena_copy(&arena, &certs[i].serial, span_of(serial, sizeof serial)) == ERR_OK,
              "memory");
    }
    for (size_t i = 0; i < named; i++) {
        bool revoked = argv[6 + i][0] != '!';
        certs[OTHERS + i] = (struct cw_cert){from_hex(argv[6 + i] + !revoked, &arena), revoked};
    }
    memcpy(filter.issuers[0].spki_hash, issuer.p, issuer.n);
    filter.issuers[0].certs = certs;
    filter.issuers[0].num_certs = OTHERS + named;
    memcpy(filter.logs[0].id, log.p, log.n);
    filter.logs[0].low = strtoull(argv[4], NULL, 10) * 1000;
    filter.logs[0].high = strtoull(argv[5], NULL, 10) * 1000;
    cw_write(&file, &filter, 0, &made, &arena);
    write_file(argv[1], filter.name, buf_span(&file));
    buf_truncate(&file, 0);
    cw_write_index(&file, &filter, 1);
    write_file(argv[1], "index.bin", buf_span(&file));
    buf_free(&file);
    arena_free(&arena);
    return 0;
}
