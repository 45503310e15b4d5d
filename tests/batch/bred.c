/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bred FIRST NUMBER DIRECTORY: breeds a chain from each seed, as the differential fuzzer does, and
 * writes it there in two forms: as a line of `requests`, and as the file SEED.pem with its line
 * "SEED HOST PROFILE PURPOSE" of `list`.  `roots.pem` gets the anchors of the unchanged chains.
 */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "lib/asn1/pem.h"
#include "lib/base/b64.h"
#include "lib/path/purpose.h"
#include "tests/differ/breed.h"

/* How many seeds show which anchors are those of unchanged chains, and how many of them have it. */
enum { TASTED = 300, COMMON = 4, ANCHORS_MAX = TASTED, MEMORY = 64 << 20, TEXT_MAX = 1 << 20 };

static struct {
    FILE *requests, *list, *roots;
    const char *directory;
} to;

static void die(const char *what)
{
    fprintf(stderr, "bred: %s\n", what);
    exit(99);
}

static FILE *open_file(const char *name)
{
    char path[4096];

    snprintf(path, sizeof path, "%s/%s", to.directory, name);
    FILE *f = fopen(path, "wb");
    if (f == NULL)
        die(path);
    return f;
}

static void put(FILE *file, const struct buf *text)
{
    if (text->err != ERR_OK || (text->n > 0 && fwrite(text->p, 1, text->n, file) != text->n))
        die("cannot be written");
}

/* The anchors that several seeds share. */
static void write_roots(void)
{
    static struct {
        struct span der;
        unsigned num;
    } anchors[ANCHORS_MAX];
    struct arena arena;
    size_t num = 0;

    arena_init(&arena, MEMORY);
    for (uint64_t seed = 1; seed <= TASTED; seed++) {
        struct brood b;
        size_t i = 0;

        breed(&b, &arena, seed);
        while (i < num && !span_eq(anchors[i].der, b.anchor))
            i++;
        anchors[i].der = b.anchor;
        num += anchors[i].num++ == 0;
    }
    for (size_t i = 0; i < num; i++) {
        struct buf text;
        buf_init(&text, TEXT_MAX);
        if (anchors[i].num >= COMMON)
            pem_encode(&text, "CERTIFICATE", anchors[i].der);
        put(to.roots, &text);
        buf_free(&text);
    }
    arena_free(&arena);
}

/* One certificate as a string of JSON: base64, or PEM with its line ends escaped. */
static void put_string(struct buf *out, struct span der, bool is_pem)
{
    struct buf text;

    buf_init(&text, TEXT_MAX);
    if (is_pem)
        pem_encode(&text, "CERTIFICATE", der);
    else
        b64_encode(&text, der, 0);
    buf_u8(out, '"');
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '\n')
            buf_str(out, "\\n");
        else
            buf_u8(out, text.p[i]);
    }
    buf_u8(out, '"');
    buf_free(&text);
}

/* What a seed asks for beside its chain. */
struct wish {
    const char *host, *profile, *purpose;
};

static void write_request(const struct brood *b, uint64_t seed, const struct wish *wish)
{
    struct buf line;

    buf_init(&line, TEXT_MAX);
    buf_printf(&line, "{\"id\":%" PRIu64 ",\"chain\":[", seed);
    put_string(&line, b->leaf, seed % 2 == 0);
    for (size_t i = 0; i < b->num_helpers; i++) {
        buf_u8(&line, ',');
        put_string(&line, b->helpers[i], seed % 2 == 0);
    }
    buf_printf(&line,
               "],\"host\":\"%s\",\"profile\":\"%s\",\"purpose\":\"%s\",\"at\":%" PRId64 "}\n",
               wish->host, wish->profile, wish->purpose, FC_NOW);
    put(to.requests, &line);
    buf_free(&line);
}

static void write_file(const struct brood *b, uint64_t seed, const struct wish *wish)
{
    char name[64];
    struct buf text;

    snprintf(name, sizeof name, "%" PRIu64 ".pem", seed);
    buf_init(&text, TEXT_MAX);
    pem_encode(&text, "CERTIFICATE", b->leaf);
    for (size_t i = 0; i < b->num_helpers; i++)
        pem_encode(&text, "CERTIFICATE", b->helpers[i]);
    FILE *f = open_file(name);
    put(f, &text);
    if (fclose(f) != 0)
        die(name);
    buf_free(&text);
    fprintf(to.list, "%" PRIu64 " %s %s %s\n", seed, wish->host, wish->profile, wish->purpose);
}

static void write_seed(uint64_t seed)
{
    struct brood b;
    struct arena arena;

    arena_init(&arena, MEMORY);
    breed(&b, &arena, seed);
    const struct wish wish = {
        .host = b.host,
        .profile = profile_names[seed % PROFILE_COUNT],
        .purpose = purpose_names[seed % 7 == 0 ? PURPOSE_ANY : PURPOSE_SERVER],
    };
    write_request(&b, seed, &wish);
    write_file(&b, seed, &wish);
    arena_free(&arena);
}

int main(int argc, char **argv)
{
    if (argc != 4)
        die("usage: bred FIRST NUMBER DIRECTORY");
    uint64_t first = strtoull(argv[1], NULL, 10), number = strtoull(argv[2], NULL, 10);
    to.directory = argv[3];
    to.requests = open_file("requests");
    to.list = open_file("list");
    to.roots = open_file("roots.pem");
    breed_open();
    write_roots();
    for (uint64_t seed = first; seed < first + number; seed++)
        write_seed(seed);
    if (fclose(to.requests) != 0 || fclose(to.list) != 0 || fclose(to.roots) != 0)
        die("cannot be written");
    return 0;
}
