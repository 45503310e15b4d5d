/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/fetch/fetch_body.h"

/* The most objects of a body that are looked at. */
enum { BODY_OBJECTS = 256 };

enum err fetch_body_read(struct cert_input *out, struct span body, const char *url,
                         enum cert_input_want want, struct arena *arena)
{
    struct item item;

    *out = (struct cert_input){.path = url};
    TRY(bundle_open(&out->bundle, body, arena));
    for (int i = 0; i < BODY_OBJECTS && bundle_next(&out->bundle, &item); i++)
        TRY(cert_input_add(out, item, arena));
    TRY(cert_input_end(out, want, arena));
    for (size_t i = 0; i < out->num_certs; i++)
        out->certs[i].source = SOURCE_FETCHED;
    return ERR_OK;
}
