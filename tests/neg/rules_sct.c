/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Timestamps, logs and log lists with one thing wrong. */
#include "config.h"

#include "tests/neg/ct_kit.h"

static void embed_one(struct set *s, struct flog_spec spec)
{
    struct flog_spec specs[3] = {
        {.log = log_keys[0], .ms = ISSUED * 1000}, {.log = log_keys[1], .ms = ISSUED * 1000}, spec};

    flog_embed(s->a, &s->leaf, specs, 3);
}

/* --- one timestamp -------------------------------------------------------------------------- */

static void odd(struct set *s, struct flog_spec spec)
{
    give_logs(s, CT_CLIENT_CHROME);
    embed_one(s, spec);
}

CHANGE(corrupt)
{
    odd(s, (struct flog_spec){.log = log_keys[2], .ms = ISSUED * 1000, .corrupt = true});
}

CHANGE(forged)
{
    odd(s, (struct flog_spec){
               .log = log_keys[2], .ms = ISSUED * 1000, .log_id = flog_id(s->a, log_keys[1])});
}

CHANGE(wrong_type)
{
    odd(s, (struct flog_spec){.log = log_keys[2], .ms = ISSUED * 1000, .wrong_type = true});
}

CHANGE(whole)
{
    odd(s, (struct flog_spec){.log = log_keys[2], .ms = ISSUED * 1000});
}

CHANGE(future)
{
    odd(s, (struct flog_spec){.log = log_keys[2], .ms = (FC_NOW + 1) * 1000});
}

CHANGE(now)
{
    odd(s, (struct flog_spec){.log = log_keys[2], .ms = FC_NOW * 1000 + 999});
}

CHANGE(version_2)
{
    odd(s, (struct flog_spec){.log = log_keys[2], .ms = ISSUED * 1000, .version = 1});
}

CHANGE(trailing)
{
    odd(s, (struct flog_spec){.log = log_keys[2], .ms = ISSUED * 1000, .tail = SPAN_LIT("x")});
}

/* A log takes certificates that end in its interval. */
static void interval(struct set *s, int64_t from, int64_t until)
{
    struct log_list *list = give_logs(s, CT_CLIENT_CHROME);

    list->logs[2].from = s->leaf.not_after + from;
    list->logs[2].until = s->leaf.not_after + until;
    embed(s, "012");
}

CHANGE(too_early)
{
    interval(s, 1, 100);
}

CHANGE(too_late)
{
    interval(s, -100, 0);
}

CHANGE(just_inside)
{
    interval(s, 0, 1);
}

/* A timestamp that does not count is missed. */
CHANGE(one_and_corrupt)
{
    struct flog_spec specs[2] = {{.log = log_keys[0], .ms = ISSUED * 1000},
                                 {.log = log_keys[1], .ms = ISSUED * 1000, .corrupt = true}};

    give_logs(s, CT_CLIENT_CHROME);
    flog_embed(s->a, &s->leaf, specs, 2);
}

CHANGE(one_and_future)
{
    struct flog_spec specs[2] = {{.log = log_keys[0], .ms = ISSUED * 1000},
                                 {.log = log_keys[1], .ms = (FC_NOW + 1) * 1000}};

    give_logs(s, CT_CLIENT_CHROME);
    flog_embed(s->a, &s->leaf, specs, 2);
}

CHANGE(one_and_outside)
{
    struct log_list *list = give_logs(s, CT_CLIENT_CHROME);

    list->logs[1].until = s->leaf.not_after;
    embed(s, "01");
}

CHANGE(one_and_unknown)
{
    give_logs(s, CT_CLIENT_CHROME)->num = 1;
    embed(s, "01");
}

/* --- the list ------------------------------------------------------------------------------- */

static void aged(struct set *s, enum ct_client client, int64_t seconds)
{
    give_logs(s, client)->timestamp = FC_NOW - seconds;
    embed(s, "01");
}

CHANGE(stale)
{
    aged(s, CT_CLIENT_NONE, 70 * FC_DAY + 1);
}

CHANGE(not_stale)
{
    aged(s, CT_CLIENT_NONE, 70 * FC_DAY);
}

/* With a stale list Chrome requires nothing; Apple's policy knows no such limit. */
static void stale_and_none(struct set *s, enum ct_client client)
{
    give_logs(s, client)->timestamp = FC_NOW - 71 * FC_DAY;
}

CHANGE(stale_chrome)
{
    stale_and_none(s, CT_CLIENT_CHROME);
}

CHANGE(stale_apple)
{
    stale_and_none(s, CT_CLIENT_APPLE);
}

/* --- inclusion ------------------------------------------------------------------------------ */

/* A log with one leaf: its tree head is the hash of the leaf, and there is no tile to read. */
struct small_log {
    struct span checkpoint;
};

static enum err read_small(void *context, const struct tile_file *file, struct buf *out)
{
    const struct small_log *log = context;

    if (file->place != 0 || strcmp(file->path, "checkpoint") != 0 || log->checkpoint.n > file->max)
        return ERR_TILE_MISSING;
    buf_put(out, log->checkpoint);
    return ERR_OK;
}

static struct log_list *small_log(struct set *s, uint64_t size, uint8_t flip)
{
    struct flog_spec spec = {
        .log = log_keys[1], .ms = ISSUED * 1000, .extensions = flog_index(s->a, 0)};
    struct log_list *list = give_logs(s, CT_CLIENT_NONE);
    struct small_log *log = fd_alloc(s->a, sizeof *log);
    struct tile_source *source = fd_alloc(s->a, sizeof *source);
    struct sct_entry entry = flog_entry(s->a, &s->leaf);
    uint8_t root[TREE_HASH];

    list->logs[1].is_tiled = true;
    flog_leaf(root, &spec, &entry);
    root[0] ^= flip;
    log->checkpoint = flog_checkpoint(s->a, spec.log, "log.example/1", size, root);
    flog_embed(s->a, &s->leaf, &spec, 1);
    *source = (struct tile_source){.context = log, .num = 1, .read = read_small};
    s->t->in.ct_tiles = source;
    return list;
}

CHANGE(not_included)
{
    small_log(s, 1, 1);
}

CHANGE(included)
{
    small_log(s, 1, 0);
}

/* A tree without the leaf shows nothing, unless it was signed after the log had to have it. */
CHANGE(beyond)
{
    small_log(s, 0, 0);
}

CHANGE(in_time)
{
    small_log(s, 0, 0)->logs[1].mmd = 10 * FC_DAY;
}

CHANGE(late)
{
    small_log(s, 0, 0)->logs[1].mmd = 10 * FC_DAY - 1;
}

/* The second leaf is in a tile that is not there. */
CHANGE(no_tile)
{
    small_log(s, 2, 0);
}

static const struct row rows[] = {
    CT_ROW(CT_MISSING, CT_MISSING, "WWW", 0, "no timestamp, stale list", stale_chrome, NULL),
    CT_ROW(CT_MISSING, CT_MISSING, EVERY, 0, "no timestamp, stale list, Apple", stale_apple, NULL),
    MISSES(CT_LOGS, "one, and a broken one", one_and_corrupt, whole),
    MISSES(CT_LOGS, "one, and one of the future", one_and_future, whole),
    MISSES(CT_LOGS, "one, and one outside of its interval", one_and_outside, whole),
    MISSES(CT_LOGS, "one, and one of an unknown log", one_and_unknown, whole),
    MISSES(CT_NOT_INCLUDED, "another leaf in the tree", not_included, included),
    MISSES(CT_NOT_INCLUDED, "not in the tree after the delay", late, included),
    WARNS(CT_TILES, "too small a tree", beyond, included),
    WARNS(CT_TILES, "too small a tree, before the delay", in_time, included),
    WARNS(CT_TILES, "no tile", no_tile, included),
    WARNS(CT_INVALID, "a bit of the signature", corrupt, whole),
    WARNS(CT_INVALID, "signed by another log", forged, whole),
    WARNS(CT_INVALID, "signed for another type of entry", wrong_type, whole),
    WARNS(CT_INVALID, "ends before the interval", too_early, just_inside),
    WARNS(CT_INVALID, "ends after the interval", too_late, just_inside),
    WARNS(CT_FUTURE, "of the next second", future, now),
    WARNS(CT_MALFORMED, "another version", version_2, whole),
    WARNS(CT_MALFORMED, "a byte after it", trailing, whole),
    CT_ROW(CT_STALE_LIST, CT_INSUFFICIENT, "WWW", -1, "a list of 70 days and a second", stale,
           not_stale),
};

const struct theme rules_sct = THEME(rows);
