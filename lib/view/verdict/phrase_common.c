/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the words of both tables are made of. */
#include "config.h"

#include "lib/view/verdict/phrase.h"

#include "lib/view/cert/label.h"
#include "lib/view/text/safe.h"
#include "lib/view/verdict/phrase_words.h"

bool phrase_is_file(const struct phrase *ph)
{
    return ph->in->judge->leaf.origin != NULL;
}

const struct reference_id *phrase_host(const struct phrase *ph)
{
    const struct judge_input *j = ph->in->judge;
    struct host_match m;

    for (size_t i = 0; ph->c != NULL && i < j->num_hosts; i++) {
        host_match(&m, &j->hosts[i], ph->c);
        if (!m.matched)
            return &j->hosts[i];
    }
    return j->num_hosts > 0 ? &j->hosts[0] : NULL;
}

void phrase_quoted(struct buf *out, struct span name)
{
    buf_u8(out, '"');
    safe_cut(out, name, PHRASE_CHARS);
    buf_u8(out, '"');
}

void phrase_cert(struct buf *out, const struct cert *cert)
{
    buf_u8(out, '"');
    label_cert(out, cert);
    buf_u8(out, '"');
}

void phrase_say(struct phrase *ph, const char *text)
{
    buf_str(ph->out, lang_text(ph->in->lang, text));
}
