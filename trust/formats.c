/* SPDX-License-Identifier: GPL-3.0-or-later */
/* formats: which reader is for which store. */
#include "config.h"

#include "lib/base/lookup.h"
#include "trust/import.h"

/* The readers.  A file has the format of the first that recognizes it. */
static const struct {
    enum store_format format;
    bool (*is)(struct span front);
    enum err (*read)(struct import *import);
    bool is_text; /* a zero octet hides what is around it from other readers */
} readers[] = {
    {STORE_JKS, jks_is, jks_read, false},
    {STORE_P11KIT, p11kit_is, p11kit_read, true},
    {STORE_CERTDATA, certdata_is, certdata_read, true},
    {STORE_CHROME, chrome_is, chrome_read, true},
    {STORE_CCADB, ccadb_is, ccadb_read, true},
    {STORE_PKCS12, javap12_is, javap12_read, false},
};

enum store_format import_format(struct span front)
{
    front = span_head(front, IMPORT_FRONT);
    for (size_t i = 0; i < LOOKUP_COUNT(readers); i++) {
        if (readers[i].is(front))
            return readers[i].format;
    }
    return STORE_PEM;
}

enum err import_file(struct index *index, struct source_bytes *source)
{
    struct import import = {
        .index = index, .source = source, .file = source->mem, .arena = &index->arena};
    size_t i = LOOKUP(readers, format, source->format);

    if (readers[i].is_text && span_find(import.file, 0) < import.file.n)
        return ERR_STORE_FORM;
    TRY(readers[i].read(&import));
    return import_commit(&import);
}
