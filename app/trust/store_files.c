/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rules about the files of a store. */
#include "config.h"

#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>

#include "app/trust/anchor_filter.h"
#include "app/trust/store_check.h"
#include "app/trust/store_diff.h"
#include "lib/view/cert/label.h"
#include "trust/dir_links.h"

enum { ITEM_MAX = 1 << 16 };

enum err store_check_add(struct store_report *out, enum store_rule rule, struct buf *item,
                         struct arena *arena)
{
    struct store_finding finding = {.rule = rule};
    enum err e = item->err;

    if (e == ERR_OK)
        e = arena_copy(arena, &finding.item, buf_span(item));
    buf_free(item);
    TRY(e);
    TRY(ARENA_GROW(arena, out->findings, out->num, out->cap));
    out->findings[out->num++] = finding;
    return ERR_OK;
}

static enum err add_text(struct store_report *out, enum store_rule rule, const char *text,
                         struct arena *arena)
{
    struct buf item;

    buf_init(&item, ITEM_MAX);
    safe_put(&item, span_str(text));
    return store_check_add(out, rule, &item, arena);
}

/* In a directory with the sticky bit others can add files, but a file of ours stays. */
static enum err check_mode(struct store_report *out, const char *path, struct arena *arena)
{
    struct stat st;

    if (stat(path, &st) != 0 || (st.st_mode & S_IWOTH) == 0)
        return ERR_OK;
    return add_text(out, STORE_RULE_WRITABLE, path, arena);
}

static enum err check_links(struct store_report *out, const char *path, struct arena *arena)
{
    static const enum store_rule rules[] = {[DIR_DANGLING] = STORE_RULE_LINK_DANGLING,
                                            [DIR_OTHER_HASH] = STORE_RULE_LINK_HASH,
                                            [DIR_GAP] = STORE_RULE_LINK_GAP,
                                            [DIR_NO_LINK] = STORE_RULE_LINK_MISSING,
                                            [DIR_UNHASHED] = STORE_RULE_UNHASHED};
    struct dir_faults faults;
    int ignored;
    enum err e = dir_links_check(&faults, path, arena, &ignored);

    if (e == ERR_OPEN) /* it cannot be listed: then nothing is known about links */
        return ERR_OK;
    TRY(e);
    for (size_t i = 0; i < faults.num; i++)
        TRY(add_text(out, rules[faults.v[i].fault], faults.v[i].name, arena));
    return ERR_OK;
}

/* One of the paths that were read: a file, whose directory matters too, or a directory. */
static enum err check_path(struct store_report *out, const char *path, struct arena *arena)
{
    const char *slash = strrchr(path, '/');
    char parent[PATH_MAX];

    TRY(check_mode(out, path, arena));
    if (file_is_directory(path))
        return check_links(out, path, arena);
    if (slash == NULL || slash == path || (size_t)(slash - path) >= sizeof parent)
        return ERR_OK;
    memcpy(parent, path, (size_t)(slash - path));
    parent[slash - path] = '\0';
    return check_mode(out, parent, arena);
}

enum err store_check_files(struct store_report *out, const struct store_shelf *shelf,
                           struct arena *arena)
{
    size_t broken = store_broken(shelf->store);
    const char *path;
    char text[32];

    if (broken > 0) {
        snprintf(text, sizeof text, "%zu", broken);
        TRY(add_text(out, STORE_RULE_UNDECODABLE, text, arena));
    }
    if (store_unproven(shelf->store) > 0)
        TRY(add_text(out, STORE_RULE_UNPROVEN, shelf->anchors.origin, arena));
    /* The system's store may be read from several places. */
    for (size_t i = 0; (path = store_shelf_path(shelf, i)) != NULL; i++)
        TRY(check_path(out, path, arena));
    return ERR_OK;
}

static enum err add_only(struct store_report *out, const struct anchor_only *only, size_t num,
                         const char *store, struct arena *arena)
{
    for (size_t i = 0; i < num; i++) {
        struct buf item;

        buf_init(&item, ITEM_MAX);
        label_cert(&item, only[i].anchor->link->cert);
        buf_str(&item, ", only in ");
        safe_put(&item, span_str(store));
        TRY(store_check_add(out, STORE_RULE_OUT_OF_STEP, &item, arena));
    }
    return ERR_OK;
}

enum err store_check_step(struct store_report *out, const struct store_shelf *bundle,
                          const struct store_shelf *directory, struct arena *arena)
{
    struct trust_diff diff;

    TRY(store_diff(&diff, &bundle->anchors, &directory->anchors, ANCHOR_ANY_USE, arena));
    TRY(add_only(out, diff.only_left, diff.num_only_left, bundle->anchors.origin, arena));
    return add_only(out, diff.only_right, diff.num_only_right, directory->anchors.origin, arena);
}
