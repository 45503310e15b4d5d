/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/path/known_nc.h"

#include "lib/path/memo.h"

/* The most bases, and the most directory names among them: more than fit into a certificate that
 * is kept, but for the shortest names. */
enum { BASES_MAX = 192, IDS_MAX = 48 };

/* A base, and a span of the certificate, by their place in it. */
struct kept_span {
    uint16_t at, size;
};
struct kept_base {
    struct kept_span val;
    uint16_t kind, depth;
};

struct kept_head {
    uint8_t print[CERT_FINGERPRINT];
    uint32_t err; /* the form */
    struct kept_span at;
    uint16_t num[NC_LISTS]; /* bases, by enum nc_list */
    uint32_t num_ids;
};

struct kept {
    struct kept_head head;
    struct kept_base bases[BASES_MAX];
    struct name_id ids[IDS_MAX]; /* of the directory names, in their order */
};

enum {
    WORD = sizeof(uint64_t),
    AT_BASES = (sizeof(struct kept_head) + WORD - 1) / WORD,
    AT_IDS = AT_BASES + (BASES_MAX * sizeof(struct kept_base) + WORD - 1) / WORD,
    NUM_WORDS = AT_IDS + (IDS_MAX * sizeof(struct name_id) + WORD - 1) / WORD,
};

enum err known_nc_init(struct known_nc *known, size_t max_bytes)
{
    return known_table_init(&known->table, max_bytes, NUM_WORDS);
}

void known_nc_free(struct known_nc *known)
{
    known_table_free(&known->table);
}

/* A hash that is not 0. */
static uint64_t hash_of(const struct cert *ca)
{
    uint64_t head;

    memcpy(&head, ca->fingerprint, sizeof head);
    return memo_mix(1, head) | 1;
}

static size_t num_bases(const struct kept_head *head)
{
    return (size_t)head->num[0] + head->num[1];
}

/* Copies an entry out, or only its head.  Its numbers are those of a whole one only if it was not
 * replaced meanwhile, so they are checked before they are used. */
static bool read_entry(struct kept *out, const struct known_table *table, const struct cert *ca,
                       bool only_head)
{
    struct known_look look = {0};

    while (known_table_next(table, hash_of(ca), &look)) {
        if (!known_same(look.words, ca->fingerprint, CERT_FINGERPRINT))
            continue;
        known_read(&out->head, look.words, sizeof out->head);
        if (num_bases(&out->head) > BASES_MAX || out->head.num_ids > IDS_MAX)
            continue;
        if (!only_head) {
            known_read(out->bases, &look.words[AT_BASES],
                       num_bases(&out->head) * sizeof out->bases[0]);
            known_read(out->ids, &look.words[AT_IDS], out->head.num_ids * sizeof out->ids[0]);
        }
        if (known_table_whole(table, &look))
            return true;
    }
    return false;
}

static struct span span_at(struct span der, struct kept_span place)
{
    return span_head(span_tail(der, place.at), place.size);
}

static struct fail form_at(const struct kept_head *head, struct span der)
{
    struct span at = {0};

    if (head->err != ERR_OK)
        at = span_at(der, head->at);
    return (struct fail){(enum err)head->err, at};
}

/* What follows from the place of a base, its kind, and its ids. */
static void unpack_base(struct nc_name *out, const struct kept_base *base, struct span der,
                        const struct name_id **ids)
{
    ncread_base(out, (struct gname){(enum gname_kind)base->kind, span_at(der, base->val)});
    if (out->name.kind != GN_DIRECTORY)
        return;
    out->ids = (*ids)++;
    out->depth = base->depth;
}

/* The lists of an entry.  The bases of a list are in the order of their kinds. */
static enum err unpack(struct nc_lists *out, const struct kept *kept, struct span der,
                       struct arena *arena)
{
    const struct kept_base *from = kept->bases;
    struct nc_name *to = arena_alloc(arena, num_bases(&kept->head) + 1, sizeof *to);
    struct name_id *copy = arena_alloc(arena, kept->head.num_ids + 1, sizeof *copy);
    const struct name_id *ids = copy;

    if (to == NULL || copy == NULL)
        return ERR_LIMIT;
    memcpy(copy, kept->ids, kept->head.num_ids * sizeof *copy);
    *out = (struct nc_lists){.form = form_at(&kept->head, der)};
    for (size_t i = 0; i < NC_LISTS; i++) {
        struct nc_names *names = &out->list[i];
        names->list = to;
        for (size_t n = 0; n < kept->head.num[i]; n++) {
            names->first[from->kind + 1]++;
            unpack_base(to++, from++, der, &ids);
        }
        for (size_t kind = 0; kind < GN_COUNT; kind++)
            names->first[kind + 1] += names->first[kind];
    }
    return ERR_OK;
}

bool known_nc_form(struct fail *out, const struct known_nc *known, const struct cert *ca)
{
    struct kept kept;

    if (known == NULL || !ca->has_fingerprint || !read_entry(&kept, &known->table, ca, true))
        return false;
    *out = form_at(&kept.head, ca->der);
    return true;
}

enum err known_nc_find(bool *found, struct nc_lists *out, const struct known_nc *known,
                       const struct cert *ca, struct arena *arena)
{
    struct kept kept;

    *found = known != NULL && ca->has_fingerprint && read_entry(&kept, &known->table, ca, false);
    return *found ? unpack(out, &kept, ca->der, arena) : ERR_OK;
}

/* Where a part is in the certificate; false if the numbers are too small for that. */
static bool place_of(struct kept_span *out, struct span der, struct span part)
{
    if (!span_contains(der, part) || der.n > UINT16_MAX)
        return false;
    *out = (struct kept_span){(uint16_t)(part.p - der.p), (uint16_t)part.n};
    return true;
}

/* Adds a base to an entry; false if there is no room for it. */
static bool pack_base(struct kept *kept, enum nc_list list, const struct nc_name *name,
                      struct span der)
{
    size_t at = num_bases(&kept->head);

    if (at == BASES_MAX || name->depth > UINT16_MAX)
        return false;
    struct kept_base *base = &kept->bases[at];
    *base = (struct kept_base){.kind = (uint16_t)name->name.kind, .depth = (uint16_t)name->depth};
    kept->head.num[list]++;
    if (name->name.kind == GN_DIRECTORY) {
        if (kept->head.num_ids == IDS_MAX)
            return false;
        kept->ids[kept->head.num_ids++] = *name->ids;
    }
    return place_of(&base->val, der, name->name.val);
}

/* The entry of a certificate; false if the constraints do not fit. */
static bool pack(struct kept *out, const struct nc_lists *lists, const struct cert *ca)
{
    out->head = (struct kept_head){.err = (uint32_t)lists->form.err};
    memcpy(out->head.print, ca->fingerprint, CERT_FINGERPRINT);
    if (lists->form.err != ERR_OK && !place_of(&out->head.at, ca->der, lists->form.at))
        return false;
    for (unsigned list = 0; list < NC_LISTS; list++) {
        const struct nc_names *names = &lists->list[list];
        for (size_t i = 0; i < names->first[GN_COUNT]; i++) {
            if (!pack_base(out, (enum nc_list)list, &names->list[i], ca->der))
                return false;
        }
    }
    return true;
}

void known_nc_add(struct known_nc *known, const struct nc_lists *lists, const struct cert *ca)
{
    struct known_look look;
    struct kept kept;

    if (known == NULL || !ca->has_fingerprint || !pack(&kept, lists, ca) ||
        !known_table_begin(&known->table, hash_of(ca), &look))
        return;
    known_write(look.words, &kept.head, sizeof kept.head);
    known_write(&look.words[AT_BASES], kept.bases, num_bases(&kept.head) * sizeof kept.bases[0]);
    known_write(&look.words[AT_IDS], kept.ids, kept.head.num_ids * sizeof kept.ids[0]);
    known_table_end(&known->table, hash_of(ca), &look);
}
