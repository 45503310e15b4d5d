/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/scan/cbom_rows.h"

#include <stdio.h>

#include "lib/crypto/digest.h"

void cbom_refs_add(struct cbom_refs *refs, const char *ref)
{
    for (size_t i = 0; i < refs->num; i++) {
        if (strcmp(refs->v[i], ref) == 0)
            return;
    }
    if (refs->num < CBOM_REFS_MAX)
        snprintf(refs->v[refs->num++], CBOM_REF_SIZE, "%s", ref);
}

static void digest_ref(uint8_t out[DIGEST_MAX_SIZE], const char *ref)
{
    digest_of(DIGEST_SHA256, out, span_str(ref));
}

bool cbom_is_known(const struct scan_cbom *cbom, const char *ref)
{
    uint8_t digest[DIGEST_MAX_SIZE];

    digest_ref(digest, ref);
    return digest_set_has(&cbom->seen, digest);
}

bool cbom_is_new(struct scan_cbom *cbom, const char *ref)
{
    uint8_t digest[DIGEST_MAX_SIZE];
    bool is_new = false;

    digest_ref(digest, ref);
    enum err err = digest_set_add(&cbom->seen, digest, &is_new);
    if (err != ERR_OK && cbom->err == ERR_OK)
        cbom->err = err;
    return is_new;
}

/* Each row but the first of the document begins with what divides it from the last. */
struct json_writer cbom_row(struct scan_cbom *cbom, enum scan_cbom_part part)
{
    struct json_writer json = {.out = &cbom->rows[part]};

    buf_str(json.out, cbom->num[part]++ > 0 ? ",\n" : "\n");
    jw_open(&json, NULL);
    return json;
}

void cbom_depends(struct scan_cbom *cbom, const char *ref, const struct cbom_refs *on)
{
    struct json_writer json = cbom_row(cbom, CBOM_DEPENDENCIES);

    jw_str(&json, "ref", ref);
    jw_list(&json, "dependsOn");
    for (size_t i = 0; i < on->num; i++)
        jw_str(&json, NULL, on->v[i]);
    jw_list_end(&json);
    jw_close(&json);
}

struct json_writer cbom_asset(struct scan_cbom *cbom, const char *ref, const char *name,
                              const char *type)
{
    struct json_writer json = cbom_row(cbom, CBOM_COMPONENTS);

    jw_str(&json, "type", "cryptographic-asset");
    jw_str(&json, "bom-ref", ref);
    jw_str(&json, "name", name);
    jw_open(&json, "cryptoProperties");
    jw_str(&json, "assetType", type);
    return json;
}

void cbom_asset_end(struct json_writer *json, const char *oid)
{
    if (oid != NULL)
        jw_str(json, "oid", oid);
    jw_close(json);
    jw_close(json);
}
