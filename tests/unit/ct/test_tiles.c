/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small logs in tiles, and proofs from them. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/factory/flog.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

enum { LEVELS = 3 };

typedef uint8_t hash[TREE_HASH];

/* A log of `size` leaves.  levels[0] are their hashes, and each level above has those of full
 * tiles. */
struct tree {
    hash *levels[LEVELS];
    uint64_t size;
    bool is_broken, is_short; /* each tile has a wrong byte; one byte is missing */
    uint64_t missing;         /* the number of tiles that can be read */
    uint64_t reads;
};

static void grow(struct tree *t, uint64_t size)
{
    *t = (struct tree){.size = size, .missing = UINT64_MAX};
    for (int l = 0; l < LEVELS; l++) {
        uint64_t n = size >> (8 * l);
        t->levels[l] = calloc(n + 1, TREE_HASH);
        assert_non_null(t->levels[l]);
        for (uint64_t i = 0; i < n; i++) {
            uint8_t entry[8] = {(uint8_t)(i >> 16), (uint8_t)(i >> 8), (uint8_t)i};
            if (l == 0)
                tile_leaf_hash(t->levels[0][i], span_of(entry, sizeof entry));
            else
                flog_merkle(t->levels[l][i], (const hash *)t->levels[l - 1] + i * 256, 256);
        }
    }
}

static void fell(struct tree *t)
{
    for (int l = 0; l < LEVELS; l++)
        free(t->levels[l]);
}

/* Serves the full tiles, and the last one of each level in each width that it has had. */
static enum err read_tree(void *context, const struct tile_file *file, struct buf *out)
{
    struct tree *t = context;
    char expected[TILE_PATH_SIZE];
    bool found = false;
    size_t bytes = 0;

    assert_int_equal(file->place, 0);
    assert_int_equal(file->max, TILE_MAX);
    if (t->reads++ >= t->missing)
        return ERR_TILE_MISSING;
    for (unsigned l = 0; l < LEVELS; l++) {
        uint64_t n = t->size >> (8 * l);
        for (uint64_t i = 0; i * 256 < n; i++) {
            uint64_t left = n - i * 256;
            for (unsigned width = left < 256 ? (unsigned)left : 0; !found; width--) {
                tile_path(expected, l, i, width);
                found = strcmp(expected, file->path) == 0;
                bytes = (size_t)(width == 0 ? 256 : width) * TREE_HASH;
                if (width <= 1)
                    break;
            }
            if (!found)
                continue;
            buf_put(out, span_of(t->levels[l][i * 256], bytes - t->is_short));
            out->p[0] ^= t->is_broken;
            return ERR_OK;
        }
    }
    return ERR_TILE_MISSING;
}

static enum err prove(struct tree *t, uint64_t size, uint64_t index, uint64_t leaf)
{
    const struct tile_source source = {.context = t, .num = 1, .read = read_tree};
    struct checkpoint head = {.size = size};
    const struct tile_tree tree = {.source = &source, .head = &head};

    t->reads = 0;
    flog_merkle(head.root, (const hash *)t->levels[0], size);
    return tile_prove(&tree, index, t->levels[0][leaf]);
}

static void test_proofs(void **state)
{
    static const uint64_t sizes[] = {1,   2,   3,   4,   5,    7,     8,     255,
                                     256, 257, 511, 513, 1000, 65536, 65537, 70000};

    (void)state;
    for (size_t i = 0; i < COUNT(sizes); i++) {
        uint64_t n = sizes[i], places[] = {0, 1, n / 3, n / 2, n - 2, n - 1};
        struct tree t;

        grow(&t, n);
        for (size_t k = 0; k < COUNT(places); k++) {
            if (places[k] >= n)
                continue;
            assert_int_equal(prove(&t, n, places[k], places[k]), ERR_OK);
            assert_true(t.reads <= 80); /* half of what a refutation may take */
            assert_int_equal(prove(&t, n, n, places[k]), ERR_TILE_BEYOND);
            if (n > 1)
                assert_int_equal(prove(&t, n, places[k], (places[k] + 1) % n), ERR_TILE_ROOT);
        }
        fell(&t);
    }
}

/* Another leaf is refuted only by tiles that lead to the signed root. */
static void test_refuted(void **state)
{
    struct tree t;

    (void)state;
    grow(&t, 1000);
    assert_int_equal(prove(&t, 1000, 700, 701), ERR_TILE_ROOT);
    assert_true(t.reads <= 160);
    t.is_broken = true;
    assert_int_equal(prove(&t, 1000, 700, 701), ERR_TILE_DISAGREE);
    t.is_broken = false;
    t.levels[0][700][0] ^= 1; /* the tile has another leaf there, and the root does not */
    const struct tile_source source = {.context = &t, .num = 1, .read = read_tree};
    struct checkpoint head = {.size = 1000};
    const struct tile_tree tree = {.source = &source, .head = &head};
    hash leaf;

    flog_merkle(head.root, (const hash *)t.levels[0], 1000);
    t.levels[0][700][0] ^= 1;
    memcpy(leaf, t.levels[0][700], TREE_HASH);
    assert_int_equal(tile_prove(&tree, 700, leaf), ERR_TILE_DISAGREE);
    fell(&t);
    grow(&t, 1);
    uint8_t other[TREE_HASH] = {1};
    flog_merkle(head.root, (const hash *)t.levels[0], 1);
    head.size = 1;
    assert_int_equal(tile_prove(&tree, 0, other), ERR_TILE_ROOT);
    fell(&t);
}

/* The source hears of every tile that is needed, though it has none. */
static void test_needed(void **state)
{
    struct tree t;

    (void)state;
    grow(&t, 70000);
    t.missing = 0;
    assert_int_equal(prove(&t, 70000, 300, 300), ERR_TILE_MISSING);
    uint64_t asked = t.reads;
    t.missing = UINT64_MAX;
    assert_int_equal(prove(&t, 70000, 300, 300), ERR_OK);
    assert_true(asked >= t.reads);
    fell(&t);
}

/* A tree that has grown since: the partial tile of the checkpoint is gone. */
static void test_grown(void **state)
{
    struct tree t;

    (void)state;
    grow(&t, 512);
    assert_int_equal(prove(&t, 260, 3, 3), ERR_OK);
    assert_int_equal(prove(&t, 260, 258, 258), ERR_OK);
    fell(&t);
}

static void test_bad_tiles(void **state)
{
    struct tree t;

    (void)state;
    grow(&t, 1000);
    t.is_broken = true;
    assert_int_equal(prove(&t, 1000, 700, 700), ERR_TILE_DISAGREE);
    t.is_broken = false;
    t.is_short = true;
    assert_int_equal(prove(&t, 1000, 700, 700), ERR_TILE_FORM);
    t.is_short = false;
    t.missing = 1;
    assert_int_equal(prove(&t, 1000, 700, 700), ERR_TILE_MISSING);
    fell(&t);
}

static void test_paths(void **state)
{
    static const struct {
        unsigned level;
        uint64_t number;
        unsigned width;
        const char *path;
    } rows[] = {
        {0, 0, 0, "tile/0/000"},
        {1, 999, 0, "tile/1/999"},
        {0, 1000, 1, "tile/0/x001/000.p/1"},
        {5, 1234067, 255, "tile/5/x001/x234/067.p/255"},
        {0, (UINT64_C(1) << 32) - 1, 255, "tile/0/x004/x294/x967/295.p/255"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        char path[TILE_PATH_SIZE];
        tile_path(path, rows[i].level, rows[i].number, rows[i].width);
        assert_string_equal(path, rows[i].path);
    }
}

/* --- checkpoints --------------------------------------------------------------------------- */

#define ORIGIN "log.example/2026h1"

struct note {
    struct arena a;
    struct ct_log log;
    struct checkpoint head;
    hash root;
};

static void open_note(struct note *n, enum fkey key)
{
    arena_init(&n->a, 1 << 20);
    n->log = flog_log(&n->a, key, "First");
    n->log.is_tiled = true;
    n->log.url = SPAN_LIT("https://" ORIGIN "/");
    memset(n->root, 7, TREE_HASH);
}

static void test_checkpoint(void **state)
{
    static const enum fkey keys[] = {FKEY_P256_E, FKEY_RSA2048_A};

    (void)state;
    for (size_t i = 0; i < COUNT(keys); i++) {
        struct note n;
        open_note(&n, keys[i]);
        struct span text = flog_checkpoint(&n.a, keys[i], ORIGIN, 12345, n.root);
        assert_int_equal(checkpoint_read(&n.head, text, &n.log), ERR_OK);
        assert_int_equal(n.head.size, 12345);
        assert_memory_equal(n.head.root, n.root, TREE_HASH);
        assert_int_equal(n.head.timestamp_ms, FC_NOW * 1000);
        n.log.url = (struct span){0}; /* the list need not have it */
        assert_int_equal(checkpoint_read(&n.head, text, &n.log), ERR_OK);
        arena_free(&n.a);
    }
}

static void test_other_checkpoints(void **state)
{
    struct note n;

    (void)state;
    open_note(&n, FKEY_P256_E);
    struct span text = flog_checkpoint(&n.a, FKEY_P256_F, ORIGIN, 1, n.root);
    assert_int_equal(checkpoint_read(&n.head, text, &n.log), ERR_CHECKPOINT_LOG);
    text = flog_checkpoint(&n.a, FKEY_P256_E, "log.example/2027h1", 1, n.root);
    assert_int_equal(checkpoint_read(&n.head, text, &n.log), ERR_CHECKPOINT_LOG);
    /* The right key ID with the signature of another key. */
    struct ct_log other = flog_log(&n.a, FKEY_P256_F, "Second");
    text = flog_checkpoint(&n.a, FKEY_P256_E, ORIGIN, 1, n.root);
    n.log.key = other.key;
    assert_int_equal(checkpoint_read(&n.head, text, &n.log), ERR_SIG_MISMATCH);
    arena_free(&n.a);
}

/* The first occurrence of `old` becomes `new`. */
static struct span changed(struct arena *a, struct span text, const char *old, const char *new)
{
    size_t at = 0;

    while (at + strlen(old) <= text.n && memcmp(text.p + at, old, strlen(old)) != 0)
        at++;
    assert_true(at + strlen(old) <= text.n);
    return FD_CAT(a, span_head(text, at), span_str(new), span_tail(text, at + strlen(old)));
}

static void test_changed_checkpoints(void **state)
{
    static const struct {
        const char *old, *new;
        enum err want;
    } rows[] = {
        {"\n123\n", "\n124\n", ERR_SIG_MISMATCH},
        {"\n123\n", "\n0123\n", ERR_CHECKPOINT_FORM},
        {"\n123\n", "\n+123\n", ERR_CHECKPOINT_FORM},
        {"\n123\n", "\n\n", ERR_CHECKPOINT_FORM},
        {"\n123\n", "\n1099511627777\n", ERR_CHECKPOINT_FORM},
        {"\n123\n", "\n99999999999999999999\n", ERR_CHECKPOINT_FORM},
        {"BwcH", "BwcI", ERR_SIG_MISMATCH},
        {"BwcH", "", ERR_CHECKPOINT_FORM},
        {"\n\n", "\nextension\n\n", ERR_CHECKPOINT_FORM},
        {"\n\n", "\n", ERR_CHECKPOINT_FORM},
        {"\xe2\x80\x94 ", "- ", ERR_CHECKPOINT_FORM},
        {"\xe2\x80\x94 ", "\xe2\x80\x94 witness.example AAAAAAAA\n\xe2\x80\x94 ", ERR_OK},
        {"\xe2\x80\x94 ", "\xe2\x80\x94 " ORIGIN " AAAAAAAA\n\xe2\x80\x94 ", ERR_OK},
        {"\xe2\x80\x94 ", "\xe2\x80\x94 " ORIGIN " A\n\xe2\x80\x94 ", ERR_CHECKPOINT_FORM},
        {"\xe2\x80\x94 " ORIGIN, "\xe2\x80\x94 other", ERR_CHECKPOINT_LOG},
        {ORIGIN, "other", ERR_CHECKPOINT_LOG},
    };
    struct note n;

    (void)state;
    open_note(&n, FKEY_P256_E);
    struct span good = flog_checkpoint(&n.a, FKEY_P256_E, ORIGIN, 123, n.root);
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct span text = changed(&n.a, good, rows[i].old, rows[i].new);
        enum err e = checkpoint_read(&n.head, text, &n.log);
        if (e != rows[i].want)
            print_error("row %zu: %s\n", i, err_id(e));
        assert_int_equal(e, rows[i].want);
    }
    for (size_t i = 0; i < good.n; i++)
        assert_int_not_equal(checkpoint_read(&n.head, span_head(good, i), &n.log), ERR_OK);
    arena_free(&n.a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_proofs),
        cmocka_unit_test(test_refuted),
        cmocka_unit_test(test_needed),
        cmocka_unit_test(test_grown),
        cmocka_unit_test(test_bad_tiles),
        cmocka_unit_test(test_paths),
        cmocka_unit_test(test_checkpoint),
        cmocka_unit_test(test_other_checkpoints),
        cmocka_unit_test(test_changed_checkpoints),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
