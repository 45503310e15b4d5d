/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An open hash set with linear probing.  Its keys are digests, so that nobody can make ids that
 * collide, and their first bytes choose the slot. */
#include "config.h"

#include "lib/base/digest_set.h"

#include <string.h>

#include "lib/base/mem.h"

enum { SLOTS_LEAST = 64 };

void digest_set_free(struct digest_set *set)
{
    mem_free(set->slots, set->num_slots * sizeof *set->slots);
    *set = (struct digest_set){0};
}

static bool is_free(const uint8_t slot[LINE_ID_DIGEST])
{
    static const uint8_t zeros[LINE_ID_DIGEST];

    return memcmp(slot, zeros, LINE_ID_DIGEST) == 0;
}

/* The slot that has a digest, or the free one where it belongs. */
static size_t find(const struct digest_set *set, const uint8_t digest[LINE_ID_DIGEST])
{
    uint64_t head;

    memcpy(&head, digest, sizeof head);
    size_t i = (size_t)(head % set->num_slots);
    while (!is_free(set->slots[i]) && memcmp(set->slots[i], digest, LINE_ID_DIGEST) != 0)
        i = i + 1 < set->num_slots ? i + 1 : 0;
    return i;
}

bool digest_set_has(const struct digest_set *set, const uint8_t digest[LINE_ID_DIGEST])
{
    return set->num > 0 && !is_free(set->slots[find(set, digest)]);
}

static enum err grow(struct digest_set *set, size_t num_slots)
{
    struct digest_set larger = {.num_slots = num_slots, .num = set->num};

    if (num_slots > SIZE_MAX / sizeof *set->slots)
        return ERR_MEMORY;
    larger.slots = mem_new(num_slots * sizeof *larger.slots);
    if (larger.slots == NULL)
        return ERR_MEMORY;
    for (size_t i = 0; i < set->num_slots; i++) {
        if (!is_free(set->slots[i]))
            memcpy(larger.slots[find(&larger, set->slots[i])], set->slots[i], LINE_ID_DIGEST);
    }
    digest_set_free(set);
    *set = larger;
    return ERR_OK;
}

/* A quarter of the slots stays free, and at least one. */
enum err digest_set_reserve(struct digest_set *set, size_t num)
{
    size_t wanted = num > SIZE_MAX / 2 ? SIZE_MAX : num + num / 3 + 2;

    return wanted > set->num_slots ? grow(set, wanted) : ERR_OK;
}

enum err digest_set_add(struct digest_set *set, const uint8_t digest[LINE_ID_DIGEST], bool *is_new)
{
    *is_new = false;
    if (digest_set_has(set, digest))
        return ERR_OK;
    if (set->num + set->num / 3 + 2 > set->num_slots)
        TRY(grow(set, set->num_slots < SLOTS_LEAST ? SLOTS_LEAST : 2 * set->num_slots));
    memcpy(set->slots[find(set, digest)], digest, LINE_ID_DIGEST);
    set->num++;
    *is_new = true;
    return ERR_OK;
}
