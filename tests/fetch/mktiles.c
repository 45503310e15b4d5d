/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mktiles DIRECTORY URL: a small tiled log whose files are below the URL, and what is verified with
 * it, in the directory, which has the folders of the files:
 *
 *   root.pem, chain.pem   a chain whose leaf has one timestamp, with leaf index 100
 *   late.pem              the same with leaf index 200
 *   leaf.key              the private key of both leaves
 *   logs.json             a log list with the log
 *   good                  checkpoint and tiles of 300 leaves; both are among them
 *   young                 the same when it had 150 leaves
 *   other                 the same with another leaf in its place
 *   small                 a checkpoint of 5 leaves
 *
 * All times are around FC_NOW.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/asn1/pem.h"
#include "lib/base/b64.h"
#include "tests/factory/flog.h"

enum { LEAVES = 300, YOUNG = 150, INDEX = 100, LATE = 200, FILE_MAX = 1 << 16 };

#define ORIGIN "log.example/2026"
#define KEY    FKEY_P256_E

typedef uint8_t hash[TREE_HASH];

struct maker {
    struct arena a;
    const char *directory;
    hash leaves[LEAVES];
};

static void write_file(const struct maker *m, const char *folder, const char *name,
                       struct span content)
{
    char path[1024];

    snprintf(path, sizeof path, "%s/%s%s", m->directory, folder, name);
    FILE *f = fopen(path, "wb");
    if (f == NULL || fwrite(content.p, 1, content.n, f) != content.n || fclose(f) != 0) {
        perror(path);
        exit(1);
    }
}

static void write_pem(const struct maker *m, const char *name, const char *label, struct span first,
                      struct span second)
{
    struct buf text;

    buf_init(&text, FILE_MAX);
    pem_encode(&text, label, first);
    if (second.n > 0)
        pem_encode(&text, label, second);
    write_file(m, "", name, buf_span(&text));
    buf_free(&text);
}

static void write_list(struct maker *m, const char *url)
{
    struct buf text;

    buf_init(&text, FILE_MAX);
    buf_str(&text, "{\"version\":\"1\",\"log_list_timestamp\":\"2026-05-31T00:00:00Z\","
                   "\"operators\":[{\"name\":\"Ops\",\"logs\":[],\"tiled_logs\":[{"
                   "\"description\":\"Ops 'Small'\",\"log_id\":\"");
    b64_encode(&text, flog_id(&m->a, KEY), 0);
    buf_str(&text, "\",\"key\":\"");
    b64_encode(&text, fkey_spki(&m->a, KEY), 0);
    buf_printf(&text,
               "\",\"submission_url\":\"https://" ORIGIN "/\",\"monitoring_url\":\"%s\","
               "\"state\":{\"usable\":{\"timestamp\":\"2026-01-01T00:00:00Z\"}}}]}]}",
               url);
    write_file(m, "", "logs.json", buf_span(&text));
    buf_free(&text);
}

static void write_checkpoint(struct maker *m, const char *folder, uint64_t size)
{
    hash root;

    flog_merkle(root, (const hash *)m->leaves, size);
    write_file(m, folder, TILE_CHECKPOINT, flog_checkpoint(&m->a, KEY, ORIGIN, size, root));
}

/* The tiles of level 0, full and partial, and the only one of level 1. */
static void write_log(struct maker *m, const char *folder)
{
    char path[TILE_PATH_SIZE];
    hash top;

    write_checkpoint(m, folder, LEAVES);
    tile_path(path, 0, 0, 0);
    write_file(m, folder, path, span_of(m->leaves[0], TILE_MAX));
    tile_path(path, 0, 1, LEAVES - TILE_WIDTH);
    write_file(m, folder, path,
               span_of(m->leaves[TILE_WIDTH], (size_t)(LEAVES - TILE_WIDTH) * TREE_HASH));
    flog_merkle(top, (const hash *)m->leaves, TILE_WIDTH);
    tile_path(path, 1, 0, 1);
    write_file(m, folder, path, span_of(top, TREE_HASH));
}

/* One tile, which is partial. */
static void write_young(struct maker *m, const char *folder)
{
    char path[TILE_PATH_SIZE];

    write_checkpoint(m, folder, YOUNG);
    tile_path(path, 0, 0, YOUNG);
    write_file(m, folder, path, span_of(m->leaves[0], (size_t)YOUNG * TREE_HASH));
}

static void write_chain(struct maker *m, const char *name, int64_t index)
{
    const struct flog_spec sct = {
        .log = KEY, .ms = (FC_NOW - FC_DAY) * 1000, .extensions = flog_index(&m->a, index)};
    struct fc_spec root = fc_root(&m->a), ca = fc_intermediate(&m->a), leaf = fc_leaf(&m->a);
    const struct sct_entry entry = flog_entry(&m->a, &leaf);

    flog_leaf(m->leaves[index], &sct, &entry);
    flog_embed(&m->a, &leaf, &sct, 1);
    write_pem(m, "root.pem", "CERTIFICATE", fc_cert(&m->a, &root), (struct span){0});
    write_pem(m, "leaf.key", "PRIVATE KEY", fkey_private(&m->a, leaf.key), (struct span){0});
    write_pem(m, name, "CERTIFICATE", fc_cert(&m->a, &leaf), fc_cert(&m->a, &ca));
}

int main(int argc, char **argv)
{
    static struct maker m;

    if (argc != 3)
        return 2;
    arena_init(&m.a, 1 << 24);
    m.directory = argv[1];
    for (size_t i = 0; i < LEAVES; i++)
        tile_leaf_hash(m.leaves[i], span_of((const uint8_t[]){(uint8_t)i, (uint8_t)(i >> 8)}, 2));
    write_list(&m, argv[2]);
    write_chain(&m, "chain.pem", INDEX);
    write_chain(&m, "late.pem", LATE);
    write_log(&m, "good/");
    write_young(&m, "young/");
    write_checkpoint(&m, "small/", 5);
    m.leaves[INDEX][0] ^= 1;
    write_log(&m, "other/");
    arena_free(&m.a);
    return 0;
}
