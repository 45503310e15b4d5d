/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/verdict/message.h"

#include "lib/view/verdict/hint.h"
#include "lib/view/verdict/phrase.h"

static const struct {
    const char *text, *hint;
} messages[RULE_COUNT] = {
#define MESSAGE(rule, text, hint) [RULE_##rule] = {text, hint},
#include "lib/view/verdict/messages.def"
#undef MESSAGE
};

const char *message_text(enum rule r)
{
    return messages[r].text;
}

const char *message_hint(enum rule r)
{
    return messages[r].hint;
}

void finding_message(struct buf *out, const struct finding *f, const struct path *p,
                     const struct view_input *in)
{
    struct phrase ph = phrase_open(out, f, p, in);
    const char *text = messages[f->rule].text;

    phrase_sentence(&ph, text != NULL ? text : rule_text(f->rule));
}

void finding_hint(struct buf *out, const struct finding *f, const struct path *p,
                  const struct view_input *in)
{
    struct phrase ph = phrase_open(out, f, p, in);

    if (!hint_put(&ph) && messages[f->rule].hint != NULL)
        phrase_put(&ph, messages[f->rule].hint);
}

const char *finding_ref(const struct finding *f)
{
    const char *finer = err_ref(f->err);

    return f->err != ERR_OK && finer[0] != 0 ? finer : rule_ref(f->rule);
}
