/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Certificate timestamps, log lists, checkpoints and tiles.  The first byte chooses. */
#include "config.h"

#include "fuzz/fuzz.h"

#include <stdlib.h>

#include "lib/base/rd.h"
#include "lib/ct/tiles.h"

const char fuzz_name[] = "sct";

enum { KINDS = 5, READS_MAX = 160 };

static void read_scts(struct span list)
{
    struct fail fail = {0};
    struct span raw, all = list;
    struct sct sct;

    while (sct_list_next(&list, &raw, &fail)) {
        struct fail one = {0};
        REQUIRE(span_contains(all, raw));
        if (sct_parse(&sct, raw, &one) != ERR_OK)
            continue;
        REQUIRE(sct.log_id.n == SCT_LOG_ID && span_contains(raw, sct.log_id));
        REQUIRE(sct.leaf_index >= -1 && sct.leaf_index <= SCT_INDEX_MAX);
        REQUIRE(sct.leaf_index < 0 || sct.extensions.n >= 8);
    }
}

/* What the timestamp covers is as long as its parts. */
static void sign_sct(struct span raw)
{
    struct sct_entry entry = {.type = SCT_PRECERT_ENTRY, .body = raw};
    struct fail fail = {0};
    struct sct sct;
    struct buf msg;

    if (sct_parse(&sct, raw, &fail) != ERR_OK)
        return;
    buf_init(&msg, FUZZ_CAP);
    sct_signed(&msg, &sct, &entry);
    REQUIRE(msg.err != ERR_OK || msg.n == 12 + 32 + 3 + raw.n + 2 + sct.extensions.n);
    buf_free(&msg);
}

static void read_list(struct span text)
{
    struct fail fail = {0};
    struct log_list list;
    struct arena arena;

    arena_init(&arena, FUZZ_CAP);
    if (log_list_read(&list, text, &arena, &fail) == ERR_OK) {
        for (size_t i = 0; i < list.num; i++)
            REQUIRE(log_list_find(&list, list.logs[i].id) == &list.logs[i]);
    } else {
        REQUIRE(fail.err != ERR_OK || arena.err != ERR_OK);
    }
    arena_free(&arena);
}

static void read_note(struct span note)
{
    static const uint8_t id[SCT_LOG_ID];
    const struct ct_log log = {.id = {id, sizeof id}, .is_tiled = true};
    struct checkpoint head;

    /* There is no key, so that no signature is good. */
    REQUIRE(checkpoint_read(&head, note, &log) != ERR_OK);
}

/* Tiles as the input says: each byte decides what comes of one read. */
struct fuzz_tiles {
    struct span bytes;
    unsigned reads;
};

static enum err read_tile(void *context, const struct tile_file *file, struct buf *out)
{
    struct fuzz_tiles *tiles = context;
    const char *partial = strstr(file->path, ".p/");
    size_t width = partial == NULL ? TILE_WIDTH : strtoul(partial + 3, NULL, 10);
    uint8_t choice = tiles->bytes.n > 0 ? tiles->bytes.p[0] : 0;

    REQUIRE(++tiles->reads <=
            2 * READS_MAX); /* a partial tile that is absent is read as a full one */
    REQUIRE(strlen(file->path) < TILE_PATH_SIZE && width >= 1 && width <= TILE_WIDTH);
    tiles->bytes = span_tail(tiles->bytes, tiles->bytes.n > 0);
    if (choice % 8 == 0)
        return ERR_TILE_MISSING;
    if (choice % 8 == 1)
        return ERR_TILE_UNREAD;
    for (size_t i = 0; i < width * TREE_HASH - (choice % 8 == 2); i++)
        buf_u8(out, choice);
    return ERR_OK;
}

/* Size and index of eight bytes each, the root, and the tiles. */
static void prove(struct span input)
{
    static const uint8_t leaf[TREE_HASH] = {1};
    struct fail fail = {0};
    struct rd r = rd_init(input, &fail);
    struct checkpoint head = {.size = rd_u64(&r) % ((uint64_t)SCT_INDEX_MAX + 2)};
    uint64_t index = rd_u64(&r);
    struct span root = rd_bytes(&r, TREE_HASH);
    struct fuzz_tiles tiles = {r.left, 0};
    const struct tile_source source = {.context = &tiles, .num = 1, .read = read_tile};
    const struct tile_tree tree = {.source = &source, .head = &head};

    if (fail.err != ERR_OK)
        return;
    memcpy(head.root, root.p, TREE_HASH);
    enum err e = tile_prove(&tree, index, leaf);
    REQUIRE(e != ERR_OK || index < head.size);
    REQUIRE((e == ERR_TILE_BEYOND) == (index >= head.size));
    REQUIRE(e == ERR_TILE_BEYOND || tiles.reads > 0 || head.size == 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static void (*const kinds[KINDS])(struct span) = {read_scts, sign_sct, read_list, read_note,
                                                      prove};

    if (size > 0)
        kinds[data[0] % KINDS](span_of(data + 1, size - 1));
    return 0;
}
