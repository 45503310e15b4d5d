/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Certificate timestamps, log lists and checkpoints.  The first byte chooses. */
#include "config.h"

#include "fuzz/fuzz.h"

#include "lib/ct/tiles.h"

const char fuzz_name[] = "sct";

enum { KINDS = 4 };

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

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static void (*const kinds[KINDS])(struct span) = {read_scts, sign_sct, read_list, read_note};

    if (size > 0)
        kinds[data[0] % KINDS](span_of(data + 1, size - 1));
    return 0;
}
