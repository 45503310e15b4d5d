/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/cert/show_pkcs12.h"

#include "lib/view/cert/show_parts.h"

enum { LABEL_MAX = 256 };

static const char locked_text[] = "encrypted; not readable without a passphrase "
                                  "(--passphrase-file FILE or --passphrase-env NAME)";

/* How something is protected; NULL in JSON, and nothing in text, if it is not. */
static void put_scheme(struct tree_writer *tree, const char *key, const struct pbe *pbe)
{
    struct buf text;

    if (pbe->kdf == PBE_NONE) {
        if (tw_is_json(tree))
            tw_unread(tree, key);
        else
            tw_str(tree, key, "none");
        return;
    }
    buf_init(&text, LABEL_MAX);
    pbe_label(&text, pbe);
    tw_buf(tree, key, &text);
}

static void put_integrity(struct tree_writer *tree, const struct pkcs12 *file)
{
    static const char *const words[] = {
        [PKCS12_NO_MAC] = "there is no MAC: anybody can have changed the file",
        [PKCS12_NOT_CHECKED] = "not checked, because there is no passphrase",
        [PKCS12_CHECKED] = "the MAC fits the passphrase",
    };

    put_scheme(tree, "mac", &file->mac);
    if (tw_is_json(tree))
        tw_bool(tree, "mac_checked", file->integrity == PKCS12_CHECKED);
    else
        tw_str(tree, "integrity", words[file->integrity]);
}

static void put_item(struct tree_writer *tree, const struct pkcs12_item *item)
{
    static const char *const kinds[] = {
        [PKCS12_CERT] = "certificate", [PKCS12_KEY] = "private key", [PKCS12_CRL] = "CRL"};

    tw_open(tree, NULL);
    tw_str(tree, "kind", kinds[item->kind]);
    if (item->name.n > 0)
        tw_put(tree, "name", item->name);
    if (item->key_id.n > 0)
        tw_hex(tree, "key_id", item->key_id);
    if (item->is_java_trusted)
        tw_bool(tree, "trusted_by_java", true);
    put_scheme(tree, "encryption", &item->privacy);
    tw_close(tree);
}

static void put_items(struct tree_writer *tree, const struct pkcs12 *file)
{
    bool is_json = tw_is_json(tree);

    if (file->num > 0 || file->num_locked == 0 || is_json) {
        tw_list(tree, "items");
        for (size_t i = 0; i < file->num; i++)
            put_item(tree, &file->items[i]);
        tw_list_end(tree);
    }
    /* What was not read is not absent. */
    if (file->num_locked > 0 && !is_json)
        tw_str(tree, file->num > 0 ? "other_items" : "items", locked_text);
}

static void put_all(struct tree_writer *tree, const struct pkcs12 *file)
{
    put_integrity(tree, file);
    put_items(tree, file);
    if (file->num_skipped > 0 || tw_is_json(tree))
        tw_int(tree, "other_items", (int64_t)file->num_skipped);
    if (file->num_locked > 0 || tw_is_json(tree))
        tw_int(tree, "locked_parts", (int64_t)file->num_locked);
    if (file->num_locked > 0)
        put_scheme(tree, "locked_with", &file->locked);
    if (tw_is_json(tree))
        tw_bool(tree, "old_form", pkcs12_is_old(file));
    else if (pkcs12_is_old(file))
        tw_str(tree, "warning",
               "an old form that protects little (RFC 7292 5, RFC 9579 1): write the file again");
}

void pkcs12_text(struct buf *out, const struct pkcs12 *file, const struct style *style)
{
    struct tree_writer tree = tw_text(out, style);

    tw_heading(&tree, "PKCS#12");
    tree.indent += 2;
    put_all(&tree, file);
}

void pkcs12_short(struct buf *out, const struct pkcs12 *file)
{
    buf_str(out, "PKCS#12 with ");
    if (file->num > 0 || file->num_locked == 0)
        buf_count(out, file->num, "item");
    if (file->num > 0 && file->num_locked > 0)
        buf_str(out, " and ");
    if (file->num_locked > 0)
        buf_count(out, file->num_locked, "encrypted part");
    buf_str(out, file->mac.kdf == PBE_NONE ? ", no MAC" : ", ");
    if (file->mac.kdf != PBE_NONE)
        pbe_label(out, &file->mac);
    if (file->num_locked > 0)
        buf_printf(out, ", %s", locked_text);
    buf_u8(out, '\n');
}

enum err pkcs12_json(struct buf *out, const char *input, const struct pkcs12 *file)
{
    struct tree_writer tree = show_open(out, input, "PKCS#12");

    put_all(&tree, file);
    return show_close(&tree);
}
