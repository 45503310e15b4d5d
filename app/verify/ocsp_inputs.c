/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/verify/ocsp_inputs.h"

#include "lib/x509/bundle.h"
#include "lib/x509/ocsp.h"

/* Takes the responses of one file.  What else is in it is passed over. */
static enum err take_file(struct ocsp_inputs *inputs, const char *path, struct span bytes,
                          struct arena *arena)
{
    struct bundle bundle;
    struct item item;
    struct ocsp_response response;
    size_t before = inputs->num;
    bool has_crl = false;

    TRY(bundle_open(&bundle, bytes, arena));
    while (bundle_next(&bundle, &item)) {
        struct fail fail = item.fail;
        if (fail.err == ERR_LIMIT)
            return ERR_LIMIT;
        has_crl |= item.kind == ITEM_CRL;
        if (fail.err == ERR_OK && ocsp_parse(&response, item.der, &fail) == ERR_OK) {
            TRY(ARENA_GROW(arena, inputs->list, inputs->num, inputs->cap));
            inputs->list[inputs->num++] =
                (struct ocsp_evidence){.der = item.der, .source = EVIDENCE_FILE, .origin = path};
        }
    }
    if (inputs->num > before)
        return ERR_OK;
    return has_crl ? ERR_CRL_NOT_OCSP : ERR_NO_OCSP;
}

enum err ocsp_inputs_load(struct ocsp_inputs *inputs, struct places *files, struct arena *arena,
                          const char **culprit)
{
    if (files->num == 0)
        return ERR_OK;
    inputs->files = arena_alloc(arena, files->num, sizeof *inputs->files);
    if (inputs->files == NULL)
        return ERR_LIMIT;
    for (size_t i = 0; i < files->num; i++) {
        struct trust_place *place = &files->v[i];

        *culprit = place->path;
        struct file *file = &inputs->files[inputs->num_files++];
        *file = (struct file){0};
        enum err e = file_read_opened(file, places_opened(place), OCSP_INPUT_MAX);
        inputs->sys_errno = file->sys_errno;
        TRY(e);
        TRY(take_file(inputs, place->path, file->bytes, arena));
    }
    return ERR_OK;
}

void ocsp_inputs_close(struct ocsp_inputs *inputs)
{
    for (size_t i = 0; i < inputs->num_files; i++)
        file_close(&inputs->files[i]);
    *inputs = (struct ocsp_inputs){0};
}
