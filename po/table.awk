# SPDX-License-Identifier: GPL-3.0-or-later
# Makes C of a catalogue in gettext's format: one row for each sentence that is translated.  A
# quoted string of a .po is one of C: it goes over as it is.  Entries marked fuzzy do not count, as
# in gettext, nor do obsolete ones, which are comments.
#
# usage: awk -v name=lang_zh -f table.awk zh.po
function flush() {
    if (id != "" && id != "\"\"" && text != "" && text != "\"\"" && !fuzzy)
        printf "    {%s,\n     %s},\n", id, text
    id = text = state = ""
    fuzzy = 0
}
function add(part) {
    if (part == "\"\"")
        return
    if (state == "id")
        id = id (id == "" ? "" : "\n     ") part
    else if (state == "text")
        text = text (text == "" ? "" : "\n     ") part
}
BEGIN {
    print "#include \"config.h\"\n\n#include \"lib/view/text/lang_table.h\"\n"
    print "const struct lang_row " name "[] = {"
}
/^#/ || /^$/ {
    if (state == "text")
        flush()
    if (/^#,.*fuzzy/)
        fuzzy = 1
    next
}
/^msgid "/ {
    if (state == "text")
        flush()
    state = "id"
    sub(/^msgid /, "")
}
/^msgstr "/ { state = "text"; sub(/^msgstr /, "") }
/^"/ { add($0); next }
{ print FILENAME ":" FNR ": not understood: " $0 >"/dev/stderr"; exit_code = 1 }
END {
    flush()
    print "    {NULL, NULL},\n};"
    exit exit_code
}
