/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz/mkseeds_clubcard.h"

#include "tests/crlite/clubcard_writer.h"

enum { CERTS = 60, FILE_MAX = 1 << 16 };

void mkseeds_clubcard(void (*put)(const char *, const char *, struct span), struct arena *arena)
{
    static uint8_t serials[CERTS];
    static struct cw_cert few[CERTS], many[CERTS];
    struct cw_filter filters[2] = {{.name = "a.filter", .num_issuers = 2, .num_logs = 2}};
    struct cw_made made;
    struct buf file;

    for (size_t i = 0; i < CERTS; i++) {
        serials[i] = (uint8_t)i;
        few[i] = (struct cw_cert){span_of(&serials[i], 1), i % 9 == 0};
        many[i] = (struct cw_cert){span_of(&serials[i], 1), i % 4 != 0};
    }
    filters[0].issuers[0] = (struct cw_issuer){{1}, few, CERTS};
    filters[0].issuers[1] = (struct cw_issuer){{2}, many, CERTS};
    filters[0].logs[0] = (struct cw_log){{3}, 1000, 2000};
    filters[0].logs[1] = (struct cw_log){{4}, 1500, 3000};
    filters[1] = filters[0];
    filters[1].name = "b.delta";
    buf_init(&file, FILE_MAX);
    buf_u8(&file, 0);
    cw_write(&file, &filters[0], 70, &made, arena);
    put("clubcard", "filter", buf_span(&file));
    buf_truncate(&file, 0);
    buf_u8(&file, 1);
    cw_write_index(&file, filters, 2);
    put("clubcard", "index", buf_span(&file));
    buf_free(&file);
}
