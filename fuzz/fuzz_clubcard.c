/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CRLite: the first byte says whether the others are a filter that is asked, or an index. */
#include "config.h"

#include "fuzz/fuzz.h"

#include "lib/crlite/crlite.h"

const char fuzz_name[] = "clubcard";

static void ask(struct span file)
{
    static const uint8_t first[CRLITE_ID_SIZE] = {0};
    struct clubcard card;
    struct fail f = {0};
    bool covers;

    if (clubcard_open(&card, file, &f) != ERR_OK)
        return;
    REQUIRE(card.issuers.n == 0 || span_contains(file, card.issuers));
    REQUIRE(card.exact.n == 0 || span_contains(file, card.exact));
    /* The first log and issuer that the filter has. */
    struct crlite_sct sct = {card.coverage.n > 0 ? card.coverage.p : first, clubcard_until(&card)};
    struct crlite_query q = {card.issuers.n > 0 ? card.issuers.p : first, span_head(file, 8), &sct,
                             1};
    if (clubcard_covers(&covers, &card, &q) == ERR_OK)
        REQUIRE(!covers || card.coverage.n > 0);
    REQUIRE((clubcard_ask(&card, &q) == CLUBCARD_NOT_ENROLLED) == (card.issuers.n == 0));
}

static void list(struct span file)
{
    struct arena arena;
    struct crlite_index index;
    struct fail f = {0};

    arena_init(&arena, FUZZ_CAP);
    if (crlite_index_open(&index, file, &arena, &f) == ERR_OK) {
        for (size_t i = 0; i < index.num_names; i++)
            REQUIRE(crlite_index_name(&index, i).n > 0);
        struct crlite_entries entries =
            crlite_index_entries(&index, index.num_logs > 0 ? index.logs.p : file.p);
        struct crlite_entry e;
        while (crlite_entry_next(&entries, &e))
            REQUIRE(e.filter < index.num_names && e.high <= index.until);
    }
    arena_free(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    if (data[0] % 2 == 0)
        ask(span_of(data + 1, size - 1));
    else if (size > CRLITE_ID_SIZE)
        list(span_of(data + 1, size - 1));
    return 0;
}
